// A plan, its state and its tenant → what an interrupted run left: to be taken up, removed, or decided by a person.

import { markedPartnerOf, markerOf } from "../identity/marker.ts";
import { bearerOf, namesOf } from "../identity/names.ts";
import { apiOf, plannedGrantOf } from "../identity/natural-keys.ts";
import { plannedKeys } from "../plan/credentials.ts";
import type { Plan, PlannedPartner } from "../plan/types.ts";
import { isOurs, TYPES } from "../pulumi/resource-types.ts";
import {
  type Adopted,
  knowsId,
  nameOf,
  outputIds,
  type PendingOperation,
  type StackState,
  type StateResource,
  unreadIn,
} from "../pulumi/state.ts";
import type { LiveGrant } from "../tenant/live.ts";
import { attachedKeys } from "../tenant/observed.ts";
import { type Candidate, judgeApplications, type Verdict } from "./applications.ts";
import { type Gone, goneIn } from "./gone.ts";
import { findActions, findApis } from "./shared.ts";
import { hasBegun, type LeftoverOptions, type Situation, type Undecided } from "./situation.ts";
import type { MadeTenant } from "./tenant.ts";

/** What state and tenant do not agree about, by what becomes of it. */
export interface Leftovers {
  /** On resources of which recovery knows what became of them. */
  readonly pending: readonly PendingOperation[];
  /** In the state already, and never read from the tenant. */
  readonly unread: readonly StateResource[];
  /** On others, such as those on AWS. */
  readonly pendingElsewhere: readonly PendingOperation[];
  readonly adopted: readonly Adopted[];
  /** Applications made twice, and never given to anybody. */
  readonly surplus: readonly { readonly partner: string; readonly clientId: string }[];
  /** Public keys that were uploaded and that no application uses. Uploading one again is refused. */
  readonly strayKeys: readonly { readonly partner: string; readonly clientId: string; readonly id: string }[];
  readonly undecided: readonly Undecided[];
  /** Applications with this stack's marker whose partner has no file here, and that the state does not know. */
  readonly strangers: readonly { readonly partner: string; readonly clientId: string }[];
  /** What the state has and the tenant has lost: somebody deleted it by hand. */
  readonly gone: readonly Gone[];
}

function candidatesOf(
  partner: string,
  planned: PlannedPartner,
  { plan, state, tenant, options }: Situation,
): Candidate[] {
  const names = namesOf(partner, planned);
  const known = state.resources.flatMap(({ type, urn, id }) =>
    type === TYPES.client && names.includes(nameOf(urn)) ? [id] : [],
  );
  const outputs = outputIds(state);
  const named = [planned.adopts, ...names.map((name) => outputs[name])];
  const mine = tenant.applications.filter(
    (application) =>
      known.includes(application.client_id) ||
      markedPartnerOf(options.whole ?? plan, application) === partner,
  );
  return mine.map((application) => ({
    clientId: application.client_id,
    isKnown: knowsId(state, TYPES.client, application.client_id),
    isNamed: named.includes(application.client_id),
    grants: tenant.grants.filter(({ client_id }) => client_id === application.client_id).length,
    keys: attachedKeys(application).length,
    consents: tenant.consents.get(application.client_id) ?? 0,
  }));
}

/**
 * Of a grant that is planned; the plan of a part has no APIs to tell it by. Any other would be deleted by the next
 * update, which nobody has reviewed: drift names it. On a tenant of the stack's own the next update may do that.
 */
function keyOf(partner: string, grant: LiveGrant, { partners, apis }: Plan, { ownsTenant }: LeftoverOptions) {
  const { audience, subject_type: subjectType = "client" } = grant;
  const planned = plannedGrantOf(partners[partner]?.grants ?? {}, grant);
  if (planned !== undefined || !ownsTenant) return planned;
  const api = apiOf({ apis }, audience);
  return api && `${api}/${subjectType}`;
}

/** An application that is kept, and what hangs on it, as far as the state does not know it. */
function missingOf(
  partner: string,
  clientId: string,
  { plan, state, tenant, options }: Situation,
): Adopted[] {
  // After a renaming the state still has the earlier name: what is missing goes beside what is there.
  const known = state.resources.find(({ type, id }) => type === TYPES.client && id === clientId);
  const name = known ? nameOf(known.urn) : partner;
  const parent = { type: TYPES.partner, name };
  const application = tenant.applications.find(({ client_id }) => client_id === clientId);
  const found: Adopted[] = known ? [] : [{ type: TYPES.client, name, id: clientId, parent }];
  const signs = application && attachedKeys(application).length > 0;
  if (signs && !knowsId(state, TYPES.credentials, clientId))
    found.push({ type: TYPES.credentials, name: `${name}/credentials`, id: clientId, parent });
  for (const grant of tenant.grants) {
    const { id, audience, subject_type: subjectType = "client", scope: scopes } = grant;
    if (grant.client_id !== clientId || knowsId(state, TYPES.grant, id)) continue;
    const key = keyOf(partner, grant, plan, options);
    if (key === undefined) continue;
    const inputs = { clientId, audience, subjectType, scopes };
    found.push({ type: TYPES.grant, name: `${name}/${key}`, id, inputs, parent });
  }
  return found;
}

/**
 * Keys of a partner that signs its assertions, which no answer attached to its application.
 * Source: https://auth0.com/docs/get-started/applications/configure-private-key-jwt (read 2026-11)
 */
const strayKeysOf = (partner: string, clientId: string, { tenant }: Situation): Leftovers["strayKeys"] => {
  const application = tenant.applications.find(({ client_id }) => client_id === clientId);
  const attached = application ? attachedKeys(application) : [];
  const keys = tenant.keys.get(clientId) ?? [];
  return keys.filter((id) => !attached.includes(id)).map((id) => ({ partner, clientId, id }));
};

/** An application that cannot be taken up beside what states say of the partner. */
function doubtOf(partner: string, candidates: readonly Candidate[], { state, tenant, options }: Situation) {
  const part = candidates.map(({ clientId }) => options.elsewhere?.get(clientId)).find(Boolean);
  if (part !== undefined)
    return `the state of ${part} has one: if the partner moved, take it out of there before it is taken up here`;
  const ids = state.resources.flatMap(({ type, urn, id }) =>
    type === TYPES.client && nameOf(urn) === partner && id !== undefined ? [id] : [],
  );
  const isGone = !tenant.applications.some(({ client_id }) => ids.includes(client_id));
  return ids.length > 0 && isGone && candidates.length > 0
    ? `the one in the state, ${ids[0]}, is gone from the tenant: \`pulumi refresh\` forgets it, then recover goes on`
    : undefined;
}

function judge(partner: string, candidates: readonly Candidate[], situation: Situation): Verdict {
  const { plan, options } = situation;
  const planned = plan.partners[partner];
  const doubt = options.ownsTenant ? undefined : doubtOf(partner, candidates, situation);
  if (doubt !== undefined) return { kept: [], surplus: [], doubt };
  if (planned && !options.ownsTenant) return judgeApplications(candidates, planned, options.keep);
  // Nobody has to be asked: the known one, or else any.
  const known = candidates.filter(({ isKnown }) => isKnown);
  const kept = known.length > 0 ? known : candidates.slice(0, 1);
  return { kept, surplus: candidates.filter((one) => !kept.includes(one)) };
}

function strangersIn({ plan, state, tenant, options }: Situation): Leftovers["strangers"] {
  const whole = options.whole ?? plan;
  return tenant.applications.flatMap((application) => {
    const partner = markerOf(whole, application);
    const clientId = application.client_id;
    const isStranger = partner !== undefined && bearerOf(whole.partners, partner) === undefined;
    return isStranger && !knowsId(state, TYPES.client, clientId) ? [{ partner, clientId }] : [];
  });
}

/**
 * Compares the tenant with the state by natural keys: identifier, ownership marker, and a grant's three columns.
 * Credentials by secret and enabled connections are left out, since creating them again changes nothing.
 */
export function findLeftovers(
  plan: Plan,
  state: StackState,
  tenant: MadeTenant,
  options: LeftoverOptions = {},
): Leftovers {
  const situation = { plan, state, tenant, options };
  const isTold = options.ownsTenant || hasBegun(situation);
  const shared = isTold ? [...findApis(situation), ...findActions(situation)] : [];
  const adopted = shared.flatMap((one) => one.adopted);
  const undecided = shared.flatMap((one) => one.undecided);
  const surplus: { partner: string; clientId: string }[] = [];
  const strayKeys: { partner: string; clientId: string; id: string }[] = [];
  for (const [partner, planned] of Object.entries(plan.partners)) {
    const candidates = candidatesOf(partner, planned, situation);
    const { kept, surplus: others, doubt } = judge(partner, candidates, situation);
    if (doubt !== undefined) {
      const todo = "Name the one whose client ID the partner has: --keep CLIENT_ID";
      undecided.push({ subject: partner, kind: "partner", why: doubt, candidates, todo });
    }
    surplus.push(...others.map(({ clientId }) => ({ partner, clientId })));
    for (const { clientId } of kept) {
      adopted.push(...missingOf(partner, clientId, situation));
      if (plannedKeys(planned.credentials).length > 0)
        strayKeys.push(...strayKeysOf(partner, clientId, situation));
    }
  }
  const strangers = strangersIn(situation);
  if (options.ownsTenant) surplus.push(...strangers);
  return {
    pending: state.pending.filter(({ type }) => isOurs(type)),
    unread: unreadIn(state),
    pendingElsewhere: state.pending.filter(({ type }) => !isOurs(type)),
    adopted,
    surplus,
    strayKeys,
    undecided,
    strangers: options.ownsTenant ? [] : strangers,
    gone: goneIn(situation),
  };
}
