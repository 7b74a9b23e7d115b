// A plan and its tenant → what stops the first update, in the words in which the program refuses it.

import {
  type Closing,
  closingsOf,
  type FoundApplication,
  lockedOutBy,
  obstaclesOfClosing,
  type Policies,
} from "../identity/locked-out.ts";
import { markerOf, stackOf } from "../identity/marker.ts";
import { actionOf, liveApiOf, plannedGrantOf } from "../identity/natural-keys.ts";
import {
  obstacleOfDocument,
  obstacleOfFurther,
  obstacleOfMissing,
  obstaclesOfAction,
  obstaclesOfApi,
  obstaclesOfGrant,
  obstaclesOfKind,
  type TakeoverObstacle,
} from "../identity/takeover.ts";
import { storedPolicy } from "../model/access-policy.ts";
import { declaredIn } from "../model/applications.ts";
import type { Plan } from "../plan/types.ts";
import type { LiveApi, LiveObjects } from "../tenant/live.ts";
import { observedApi, observedGrant } from "../tenant/observed.ts";

const liveApi = (plan: Plan, id: string, { apis }: Pick<LiveObjects, "apis">): LiveApi | undefined =>
  liveApiOf(plan.apis[id]?.resourceServer.identifier, apis);

function* ofApis(plan: Plan, tenant: Pick<LiveObjects, "apis">): Generator<TakeoverObstacle> {
  for (const id of Object.keys(plan.apis)) {
    const live = liveApi(plan, id, tenant);
    yield* obstaclesOfApi(plan, id, live && { id: live.id ?? "", ...observedApi(live) });
  }
}

function* ofOwnApplications(plan: Plan, tenant: LiveObjects): Generator<TakeoverObstacle> {
  for (const [id, { clientId, grants }] of Object.entries(plan.ownApplications)) {
    if (!tenant.applications.some(({ client_id }) => client_id === clientId))
      yield obstacleOfMissing(`own_applications.${id} of tenant.yaml`, clientId, plan);
    for (const live of tenant.grants.filter(({ client_id }) => client_id === clientId)) {
      const planned = grants[plannedGrantOf(grants, live) ?? ""];
      if (planned) yield* obstaclesOfGrant(id, planned, { id: live.id, ...observedGrant(live, tenant.apis) });
    }
  }
}

function* ofActions(plan: Plan, tenant: LiveObjects): Generator<TakeoverObstacle> {
  for (const planned of Object.values(plan.actions)) {
    const live = actionOf(planned, tenant.actions);
    if (live) yield* obstaclesOfAction(plan, planned, { id: live.id, code: live.code ?? "" });
  }
}

/** A tenant is one stack's: what another one of the project made here would be made a second time. */
export function* stopsOfOtherStacks(
  plan: Plan,
  tenant: Pick<LiveObjects, "applications">,
): Generator<TakeoverObstacle> {
  const makers = new Set(tenant.applications.flatMap((application) => stackOf(plan, application) ?? []));
  for (const other of [...makers].filter((one) => one !== plan.stack).sort())
    yield `the tenant has applications that stack ${JSON.stringify(other)} made, and a tenant is one stack's: partners would get a second one. ` +
      `If ${plan.stack} was called so, give it that name again; if that stack is gone for good, delete them in the tenant first`;
}

function* ofPartners(plan: Plan, tenant: LiveObjects): Generator<TakeoverObstacle> {
  for (const [id, { adopts, application: planned, grants }] of Object.entries(plan.partners)) {
    if (adopts === undefined) continue;
    const where = declaredIn(id);
    const application = tenant.applications.find(({ client_id }) => client_id === adopts);
    if (!application) yield obstacleOfMissing(where, adopts, plan);
    else if (application.external_client_id !== undefined)
      yield obstacleOfDocument(where, adopts, application.external_client_id);
    else
      yield* obstaclesOfKind(where, adopts, planned, {
        isFirstParty: application.is_first_party ?? true,
        thirdPartySecurityMode: application.third_party_security_mode,
      });
    for (const live of tenant.grants)
      if (live.client_id === adopts && plannedGrantOf(grants, live) === undefined)
        yield obstacleOfFurther(where, live);
  }
  const marked = tenant.applications.filter((application) => markerOf(plan, application) !== undefined);
  if (marked.length > 0)
    yield `the tenant has applications that this stack made: ${marked.map(({ client_id }) => client_id).join(", ")}. ` +
      `If the state has none, \`recover --stack ${plan.stack} --write\` takes them up; without it others would be made`;
}

function* ofConnections({ connections }: Plan, tenant: LiveObjects): Generator<TakeoverObstacle> {
  for (const [name, { strategy, isDomainConnection }] of Object.entries(connections)) {
    const live = tenant.connections.find((one) => one.name === name);
    if (!live)
      yield `tenant.yaml names the connection ${JSON.stringify(name)}, and the tenant has none of that name`;
    else if (live.strategy !== strategy)
      yield `tenant.yaml says that the strategy of the connection ${JSON.stringify(name)} is ${strategy}, and the tenant says ${live.strategy}`;
    else if ((live.is_domain_connection ?? false) !== isDomainConnection)
      yield `tenant.yaml says is_domain_connection: ${isDomainConnection} of the connection ${JSON.stringify(name)}, and the tenant says the opposite`;
  }
}

const policiesOf = (live: LiveApi): Policies => {
  return { user: storedPolicy(live, "user"), client: storedPolicy(live, "client") };
};

function ofClosings(
  plan: Plan,
  tenant: Pick<LiveObjects, "apis" | "applications" | "grants">,
): readonly TakeoverObstacle[] {
  const losers: { closing: Closing; application: FoundApplication }[] = [];
  for (const [id, planned] of Object.entries(plan.apis)) {
    const live = liveApi(plan, id, tenant);
    const holders = tenant.grants.filter(({ audience }) => audience === live?.identifier);
    for (const closing of live ? closingsOf(id, planned, policiesOf(live)) : [])
      for (const application of lockedOutBy(closing, plan, tenant.applications, holders))
        losers.push({ closing, application });
  }
  return obstaclesOfClosing(plan, losers);
}

/** Of the plan's APIs alone: what their files lack, and whom their policies would lock out. */
export const stopsOfApis = (
  plan: Plan,
  tenant: Pick<LiveObjects, "apis" | "applications" | "grants">,
): TakeoverObstacle[] => [...ofApis(plan, tenant), ...ofClosings(plan, tenant)];

/** All of them; what is to be written is on lines of its own. */
export const stopsOf = (plan: Plan, tenant: LiveObjects): string[] => [
  ...ofApis(plan, tenant),
  ...ofOwnApplications(plan, tenant),
  ...ofActions(plan, tenant),
  ...ofPartners(plan, tenant),
  ...stopsOfOtherStacks(plan, tenant),
  ...ofConnections(plan, tenant),
  ...ofClosings(plan, tenant),
];
