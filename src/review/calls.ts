// Two plans of one stack become the Management API calls that its next runs make.

import { renamed, renamesOf } from "../access/plans.ts";
import { leastSecondsOf } from "../model/rate.ts";
import { diff } from "../plan/diff.ts";
import type { Plan } from "../plan/types.ts";
import { type ManagedKind, type ManagedResource, resourcesOf } from "./resources.ts";

/** Calls to the tenant's Management API; sign-in of the provider and repeats after a 429 not counted. */
export interface Calls {
  /** Also what `pulumi up` does first, unless it is told to skip the preview. */
  readonly preview: number;
  /** The update alone. */
  readonly up: number;
  /** How long the update takes at least, in seconds: the tenant answers no faster. */
  readonly upSeconds: number;
  /** Of the stack as it is after the update. */
  readonly refresh: number;
}

/** `pages`: of the list of applications that are enabled on the connection. */
interface Size {
  readonly keys: number;
  readonly pages: number;
}

interface Cost {
  read(size: Size): number;
  create(size: Size): number;
  delete(size: Size): number;
  update(before: ManagedResource, after: ManagedResource): number;
}

const fixed = (read: number, create: number, update: number, remove: number): Cost => ({
  read: () => read,
  create: () => create,
  update: () => update,
  delete: () => remove,
});

/**
 * The provider attaches and detaches keys one by one, each with a read of the application, a write of the key and
 * a write of the application. Two keys fit an application, so a third comes after one has gone.
 * Source: https://github.com/auth0/terraform-provider-auth0, internal/auth0/client/resource_credentials.go (read 2026-11)
 */
function credentialsUpdate(before: ManagedResource, after: ManagedResource): number {
  const had = new Set(before.keys);
  const has = new Set(after.keys);
  if (has.size === 0) return had.size === 0 ? 3 : 6 + had.size;
  const steps =
    after.keys.filter((key) => !had.has(key)).length + before.keys.filter((key) => !has.has(key)).length;
  if (steps > 0) return 3 + 3 * steps + has.size;
  const dated = after.keys.filter((key) => before.expiries[key] !== after.expiries[key]).length;
  return 2 + dated + has.size;
}

/**
 * Calls of one operation on one resource, as the provider makes them: it reads after every write, looks for a
 * grant before it makes one, polls an Action until it is deployed, and reads a trigger's list before it changes it.
 * Measured against the local tenant by test/e2e/calls.test.ts.
 * Source: https://github.com/auth0/terraform-provider-auth0 (read 2026-11)
 */
const COSTS: Readonly<Record<ManagedKind, Cost>> = {
  client: { ...fixed(1, 2, 2, 1), update: (before, after) => (dropsQuota(before, after) ? 3 : 2) },
  credentials: {
    read: ({ keys }) => 1 + keys,
    create: ({ keys }) => (keys === 0 ? 3 : 4 + 2 * keys),
    delete: ({ keys }) => (keys === 0 ? 3 : 4 + keys),
    update: credentialsUpdate,
  },
  grant: fixed(1, 3, 2, 1),
  "connection-client": {
    ...fixed(1, 3, 0, 1),
    read: ({ pages }) => 1 + pages,
    create: ({ pages }) => 2 + pages,
  },
  "resource-server": fixed(1, 2, 2, 1),
  scopes: fixed(1, 3, 2, 1),
  action: fixed(1, 5, 5, 1),
  "trigger-action": fixed(2, 4, 5, 2),
  "log-stream": fixed(1, 2, 2, 1),
};

/** A quota goes with a call of its own, which sets it to null. */
const dropsQuota = (before: ManagedResource, after: ManagedResource) =>
  "tokenQuota" in before.inputs && !("tokenQuota" in after.inputs);

/** Source: https://auth0.com/docs/api/management/v2/connections/get-connection-clients (read 2026-11) */
const APPLICATIONS_PER_PAGE = 50;

/**
 * How large what a resource's calls read is. Other applications of the tenant may be enabled on a connection as
 * well, which no plan knows: every further fifty cost one more call for each of ours.
 */
function sizes(plan: Plan): (resource: ManagedResource) => Size {
  const enabled = new Map<string, number>();
  for (const name of Object.values(plan.partners).flatMap(({ connections }) => connections))
    enabled.set(name, (enabled.get(name) ?? 0) + 1);
  return ({ keys, connection }) => ({
    keys: keys.length,
    pages: Math.max(1, Math.ceil((enabled.get(connection ?? "") ?? 0) / APPLICATIONS_PER_PAGE)),
  });
}

const same = (before: object, after: object) => diff(before, after).length === 0;

/** Made anew: for itself, or with the application that it hangs on. */
const isMadeAnew = (before: ManagedResource, after: ManagedResource) =>
  !same({ it: before.identity }, { it: after.identity }) ||
  (after.isReplaceable && !same({ it: before.application }, { it: after.application }));

function updateCalls(base: Plan | undefined, head: Plan): number {
  if (base === head) return 0;
  const [before, after] = [base ? resourcesOf(base) : new Map<string, ManagedResource>(), resourcesOf(head)];
  const [sizeBefore, sizeAfter] = [sizes(base ?? head), sizes(head)];
  let calls = 0;
  for (const [key, resource] of after) {
    const was = before.get(key);
    const cost = COSTS[resource.kind];
    const isReplaced = was !== undefined && isMadeAnew(was, resource);
    if (isReplaced) calls += cost.delete(sizeBefore(was));
    if (!was || isReplaced) calls += cost.create(sizeAfter(resource));
    else if (!same(was.inputs, resource.inputs)) calls += cost.update(was, resource);
  }
  for (const [key, was] of before) if (!after.has(key)) calls += COSTS[was.kind].delete(sizeBefore(was));
  return calls;
}

const countNew = <T>(
  before: Readonly<Record<string, T>> | undefined,
  head: Readonly<Record<string, T>>,
  keyOf: (one: T) => string,
): number => {
  const known = new Set(Object.values(before ?? {}).map(keyOf));
  return Object.values(head).filter((one) => !known.has(keyOf(one))).length;
};

/**
 * What the stack was not deployed with is looked for in the tenant, since it may be there: an Action, and an application
 * of ours with its grants; before a partner's is made, all are looked through. Each run asks how open the APIs are, and
 * for the grants of applications that partners take over.
 */
function newLookUps(before: Plan | undefined, head: Plan): number {
  const adopted = Object.values(head.partners).filter(({ adopts }) => adopts !== undefined).length;
  const makesOne = Object.entries(head.partners).some(
    ([id, { adopts }]) => adopts === undefined && before?.partners[id] === undefined,
  );
  return (
    Object.keys(head.apis).length +
    countNew(before?.actions, head.actions, ({ name }) => name) +
    2 * countNew(before?.ownApplications, head.ownApplications, ({ clientId }) => clientId) +
    adopted +
    Number(makesOne)
  );
}

/**
 * What the stack's next runs cost, if nothing but this change happens: the limit on calls is the tenant's, and
 * its users feel it. Without a base everything is made for the first time. Every connection of the plan is
 * looked up in preview and update, one call each; resources that do not change are read by a refresh only.
 * Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy (read 2026-11)
 */
export function estimateCalls(base: Plan | undefined, head: Plan): Calls {
  const plans = new Map([[head.stack, head]]);
  const known = base && new Map([[head.stack, base]]);
  const before = known && renamed(known, renamesOf(known, plans)).get(head.stack);
  const lookUps = Object.keys(head.connections).length + newLookUps(before, head);
  const sizeOf = sizes(head);
  const reads = [...resourcesOf(head).values()].map((one) => COSTS[one.kind].read(sizeOf(one)));
  const up = lookUps + updateCalls(before, head);
  return {
    preview: lookUps,
    up,
    upSeconds: leastSecondsOf(head, up),
    refresh: reads.reduce((sum, one) => sum + one, 0),
  };
}
