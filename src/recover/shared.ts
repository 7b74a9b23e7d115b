// APIs and Actions that the tenant has and the state does not know → taken up where they are surely the stack's own.

import { markerOf } from "../identity/marker.ts";
import { namesOf } from "../identity/names.ts";
import { actionOf, liveApiOf } from "../identity/natural-keys.ts";
import { diff } from "../plan/diff.ts";
import type { PlannedAction, PlannedApi } from "../plan/types.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { type Adopted, isCreating, knows, knowsId, nameHolding } from "../pulumi/state.ts";
import { declaredApi } from "../tenant/declared.ts";
import type { LiveAction } from "../tenant/live.ts";
import { observedApi } from "../tenant/observed.ts";
import type { Situation, Undecided } from "./situation.ts";
import type { MadeTenant } from "./tenant.ts";

interface Found {
  readonly adopted: readonly Adopted[];
  readonly undecided: readonly Undecided[];
}

const WHY = "the tenant has it, the state does not, and nothing says that this stack made it";

const undecided = (kind: Undecided["kind"], subject: string, todo: string): Found => ({
  adopted: [],
  undecided: [{ kind, subject, why: WHY, candidates: [], todo: `If it is yours: ${todo}` }],
});

/** What an update would leave as it is: it may have no scopes yet. */
function isAsPlanned(planned: PlannedApi, live: MadeTenant["apis"][number]): boolean {
  const [declared, observed] = [declaredApi(planned), observedApi(live)];
  const scopes = live.scopes.length > 0 ? observed.scopes : declared.scopes;
  return diff({ api: declared }, { api: { ...observed, scopes } }).length === 0;
}

/** Applications of this stack have grants only for APIs that the stack had made before. */
const isGrantedByUs = ({ plan, tenant }: Situation, identifier: string): boolean => {
  const ours = tenant.applications.filter((application) => markerOf(plan, application) !== undefined);
  return tenant.grants.some(
    ({ audience, client_id }) =>
      audience === identifier && ours.some((application) => application.client_id === client_id),
  );
};

export const findApis = (situation: Situation): Found[] =>
  Object.entries(situation.plan.apis).flatMap(([id, planned]) => {
    const { plan, state, tenant, options } = situation;
    const { identifier } = planned.resourceServer;
    const live = liveApiOf(identifier, tenant.apis);
    if (!live) return [];
    const names = namesOf(id, planned);
    // After a renaming the state still has the earlier name: what is missing goes beside what is there.
    const held = nameHolding(state, TYPES.resourceServer, live.id);
    if (held !== undefined && !names.includes(held)) return [];
    // The program imports what a file names by its id: nobody has to say whose it is.
    if (held === undefined && planned.adopts === live.id) return [];
    const name = held ?? id;
    const parent = { type: TYPES.api, name };
    const server = { type: TYPES.resourceServer, name, id: live.id, parent };
    const scopes = { type: TYPES.scopes, name: `${name}/scopes`, id: live.identifier, parent };
    // Without scopes there is nothing to own yet.
    const adopted = [server, ...(live.scopes.length > 0 ? [scopes] : [])].filter(
      (one) => !knows(state, one.type, one.name) && !knowsId(state, one.type, one.id),
    );
    const isOwn =
      options.ownsTenant ||
      held !== undefined ||
      names.some((one) => knows(state, TYPES.resourceServer, one)) ||
      isCreating(state, TYPES.resourceServer, id) ||
      isGrantedByUs(situation, identifier) ||
      isAsPlanned(planned, live);
    return isOwn
      ? [{ adopted, undecided: [] }]
      : [
          undecided(
            "API",
            identifier,
            `write it into apis/${id}.yaml, below stacks: ${plan.stack}: { resource_server_id: ${live.id} }`,
          ),
        ];
  });

/** Named by their trigger and the Action in it; binding one again would run it twice. */
function adoptedAction(
  key: string,
  { trigger, code }: PlannedAction,
  live: LiveAction,
  { bound }: MadeTenant,
) {
  const { id } = live;
  const parent = { type: TYPES.loginAction, name: key };
  const isBound = bound.get(trigger.id)?.includes(id);
  const binding = {
    type: TYPES.triggerAction,
    name: `${key}/${trigger.id}`,
    id: `${trigger.id}::${id}`,
    parent,
  };
  // A wish of the provider's, which it cannot read: without it the next update deploys what may not run yet.
  const isRunning = live.deployed_version?.code === code;
  const action = {
    type: TYPES.action,
    name: key,
    id,
    parent,
    ...(isRunning && { inputs: { deploy: true } }),
  };
  return [action, ...(isBound ? [binding] : [])];
}

export const findActions = ({ plan, state, tenant, options }: Situation): Found[] =>
  Object.entries(plan.actions).flatMap(([key, planned]) => {
    const live = actionOf(planned, tenant.actions);
    if (!live) return [];
    const adopted = adoptedAction(key, planned, live, tenant).filter(
      ({ type, name, id }) => !knows(state, type, name) && !knowsId(state, type, id),
    );
    const isOwn =
      options.ownsTenant ||
      options.keep?.includes(live.id) ||
      knows(state, TYPES.action, key) ||
      isCreating(state, TYPES.action, key) ||
      live.code === planned.code;
    return isOwn
      ? [{ adopted, undecided: [] }]
      : [
          undecided(
            "Action",
            planned.name,
            `--keep ${live.id} takes it up, and the next update gives it the code of the files`,
          ),
        ];
  });
