// What must hold in every state that the tenant is ever in, and what it holds in the end, ids and dates aside.
import { type Emulator, tenantApp } from "../../emulator/emulator.ts";
import type { Plan } from "../../src/plan/types.ts";

const PARTNER = "partner_access_partner";

interface StoredClient {
  readonly [key: string]: unknown;
  readonly client_id: string;
  readonly client_metadata?: Readonly<Record<string, string>>;
}

interface StoredGrant {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly client_id?: string;
  readonly audience: string;
  readonly subject_type?: string;
  readonly scope?: readonly string[];
}

const keyOf = (partner: string, audience: string, subjectType: string) =>
  `${partner} at ${audience} for ${subjectType}`;

/** By whom, where and for whom: the scopes of each plan. */
function declaredBy(plans: readonly Plan[]): Map<string, readonly (readonly string[])[]> {
  const declared = plans.flatMap(({ partners }) =>
    Object.entries(partners).flatMap(([partner, { grants }]) =>
      Object.values(grants).map(
        ({ audience, subjectType, scopes }) => [keyOf(partner, audience, subjectType), scopes] as const,
      ),
    ),
  );
  return new Map(
    [...Map.groupBy(declared, ([key]) => key)].map(([key, list]) => [key, list.map(([, scopes]) => scopes)]),
  );
}

/**
 * Grants that are wider than every one of the plans, or that none declares. Two plans during a change: what the one
 * or the other declares may be there, but never the two together.
 */
export function tooWide({ tenant }: Emulator, plans: readonly Plan[]): string[] {
  const declared = declaredBy(plans);
  return tenant.store.list<StoredGrant>("client-grant").flatMap((grant) => {
    const { client_id = "", audience, subject_type = "client", scope = [] } = grant;
    // The deploying application's own, which the tenant begins with.
    if (audience === `https://${tenant.domain}/api/v2/`) return [];
    const partner =
      tenant.store.get<StoredClient>("client", client_id)?.client_metadata?.[PARTNER] ?? "nobody";
    const key = keyOf(partner, audience, subject_type);
    const fits = declared.get(key)?.some((scopes) => scope.every((name) => scopes.includes(name)));
    return fits && grant.allow_all_scopes !== true ? [] : [`${key}: ${scope.join(" ") || "all scopes"}`];
  });
}

/**
 * From now on, looks at the tenant after each write; what it saw that must not be, without repetitions.
 *
 * @param always what else must hold: what is wrong in this state
 */
export function watchGrants(
  emulator: Emulator,
  plans: readonly Plan[],
  always: (emulator: Emulator) => readonly string[] = () => [],
): ReadonlySet<string> {
  const seen = new Set<string>();
  const look = () => {
    for (const sight of [...tooWide(emulator, plans), ...always(emulator)]) seen.add(sight);
  };
  look();
  emulator.tenant.store.onCommit = look;
  return seen;
}

/** Client ids by partner, oldest first; several where there are too many. */
export function clientIdsIn({ tenant }: Emulator): Record<string, string[]> {
  const ids: Record<string, string[]> = {};
  for (const { client_id, client_metadata } of tenant.store.list<StoredClient>("client")) {
    const partner = client_metadata?.[PARTNER];
    if (partner !== undefined) ids[partner] = [...(ids[partner] ?? []), client_id];
  }
  return ids;
}

type Item = Readonly<Record<string, unknown>>;

// Differ between two tenants that are the same; so does every date but the one that was sent.
const OF_ONE_TENANT = new Set([
  ...["trigger_id", "client_secret", "signing_keys", "tenant", "number"],
  ...["created_at", "updated_at", "built_at", "build_time"],
]);

/** The value without what belongs to one tenant, and with names in the place of ids. */
function plain(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return names.get(value) ?? value;
  if (Array.isArray(value)) {
    const items = value.map((item) => plain(item, names));
    // Keys that an application signs with have no order.
    return value.every((item) => Object.keys(item).join() === "id")
      ? items.map((item) => JSON.stringify(item)).sort()
      : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => (key === "id" ? names.has(String(item)) : !OF_ONE_TENANT.has(key)))
      .map(([key, item]) => [key, plain(item, names)]),
  );
}

/**
 * All that a deployment makes or changes, as the Management API answers it: applications, grants, APIs, enabled
 * connections, keys, Actions and their bindings. One line of JSON for each, sorted: equal tenants give equal lists.
 */
export async function contentsOf(emulator: Emulator): Promise<string[]> {
  const app = tenantApp(emulator.tenant);
  const get = async <T>(path: string): Promise<T> => {
    const headers = { authorization: "Bearer local" };
    return (await (await app.request(`/api/v2/${path}`, { headers })).json()) as T;
  };
  const clients = await get<StoredClient[]>("clients?per_page=100");
  const apis = await get<Item[]>("resource-servers?per_page=100");
  const connections = await get<Item[]>("connections?per_page=100");
  const actions = await get<{ actions: Item[] }>("actions/actions?per_page=100");
  const names = new Map<string, string>();
  for (const { client_id, name, client_metadata } of clients)
    names.set(client_id, `application of ${client_metadata?.[PARTNER] ?? name}`);
  for (const { id, name } of [...connections, ...actions.actions, ...apis])
    names.set(String(id), String(name));
  const items: [string, unknown][] = [];
  const add = (kind: string, list: readonly unknown[]) =>
    items.push(...list.map((item): [string, unknown] => [kind, item]));
  for (const { client_id } of clients) {
    const keys = await get<Item[]>(`clients/${client_id}/credentials`);
    for (const { id, name } of keys) names.set(String(id), `key ${name}`);
    add(`key of ${names.get(client_id)}`, keys);
  }
  for (const { id, name } of connections)
    add(`enabled on ${name}`, (await get<{ clients: Item[] }>(`connections/${id}/clients?take=100`)).clients);
  for (const trigger of ["post-login", "credentials-exchange"])
    add(
      `bound to ${trigger}`,
      (await get<{ bindings: Item[] }>(`actions/triggers/${trigger}/bindings`)).bindings,
    );
  add("application", clients);
  add(
    "API",
    apis.filter(({ is_system }) => is_system !== true),
  );
  add("action", actions.actions);
  const grants = await get<StoredGrant[]>("client-grants?per_page=100");
  add(
    "grant",
    grants.filter(({ audience }) => !audience.endsWith("/api/v2/")),
  );
  return items.map(([kind, item]) => `${kind}: ${JSON.stringify(plain(item, names))}`).sort();
}

/** What Pulumi's state says there is, ids aside, and the client ids it knows. */
export interface Known {
  readonly resources: readonly string[];
  readonly pending: number;
  readonly clientIds: Readonly<Record<string, string>>;
}

interface Checkpoint {
  checkpoint: {
    latest?: { resources?: { urn: string; type: string; id?: string }[]; pending_operations?: unknown[] };
  };
}

/** `undefined` for a checkpoint that cannot be read. */
export function knownBy(checkpoint: unknown): Known | undefined {
  if (checkpoint === undefined) return undefined;
  const { resources = [], pending_operations = [] } = (checkpoint as Checkpoint).checkpoint.latest ?? {};
  return {
    resources: resources.map(({ urn }) => urn.replace(/default_[\d_]+$/, "default")).sort(),
    pending: pending_operations?.length ?? 0,
    clientIds: Object.fromEntries(
      resources.flatMap(({ urn, type, id }) =>
        type === "auth0:index/client:Client" && id ? [[urn.slice(urn.lastIndexOf("::") + 2), id]] : [],
      ),
    ),
  };
}
