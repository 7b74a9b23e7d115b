// A plan becomes the resources that the provider keeps at Auth0, as far as their calls to the tenant go.
import { plannedKeys } from "../plan/credentials.ts";
import { isReplaceable, PERMANENT_INPUTS } from "../plan/replacement.ts";
import type { Plan, PlannedApi, PlannedPartner } from "../plan/types.ts";

/** The provider's resource types, and the credentials of applications by what they are made of. */
export type ManagedKind =
  | "client"
  | "credentials"
  | "grant"
  | "connection-client"
  | "resource-server"
  | "scopes"
  | "action"
  | "trigger-action"
  | "log-stream";

export interface ManagedResource {
  readonly kind: ManagedKind;
  /** What the provider gets, where a difference is an update. */
  readonly inputs: object;
  /** What cannot be changed in place: a difference makes it anew. */
  readonly identity: readonly unknown[];
  /** The permanent inputs of the application that it is or hangs on: where that is replaced, so is this. */
  readonly application: readonly unknown[];
  /** Whether a difference of those replaces the application; otherwise Auth0 refuses it. */
  readonly isReplaceable: boolean;
  /** For credentials: the public keys that it keeps. */
  readonly keys: readonly string[];
  /** For credentials: their dates of expiry, by key. */
  readonly expiries: Readonly<Record<string, string>>;
  /** Connection that the application is enabled on. */
  readonly connection?: string;
}

const resource = (
  kind: ManagedKind,
  inputs: object,
  identity: readonly unknown[] = [],
  more: Partial<ManagedResource> = {},
): ManagedResource => ({
  kind,
  inputs,
  identity,
  application: [],
  isReplaceable: true,
  keys: [],
  expiries: {},
  ...more,
});

function* ofApi(id: string, { resourceServer, scopes }: PlannedApi): Generator<[string, ManagedResource]> {
  const { identifier, ...inputs } = resourceServer;
  yield [`api/${id}`, resource("resource-server", inputs, [identifier])];
  const sent = scopes.map(({ name, description }) => ({ name, description }));
  yield [`api/${id}/scopes`, resource("scopes", { sent }, [identifier])];
}

/** The provider tells keys apart by what they are: a new date is written to the key that is there. */
function keysOf({ credentials }: PlannedPartner) {
  const named = plannedKeys(credentials).map(
    ({ algorithm, pem, expiresAt }) => [JSON.stringify([algorithm, pem]), expiresAt ?? ""] as const,
  );
  return { keys: named.map(([key]) => key), expiries: Object.fromEntries(named) };
}

function* ofPartner(id: string, partner: PlannedPartner): Generator<[string, ManagedResource]> {
  const { application, credentials, grants, connections } = partner;
  // Everything of a partner hangs on its client ID.
  const client = {
    application: PERMANENT_INPUTS.map((key) => application[key] ?? ""),
    isReplaceable: isReplaceable(partner),
  };
  yield [`partner/${id}`, resource("client", application, [], client)];
  yield [
    `partner/${id}/credentials`,
    resource("credentials", credentials, [], { ...client, ...keysOf(partner) }),
  ];
  for (const [key, { audience, scopes }] of Object.entries(grants))
    yield [`partner/${id}/${key}`, resource("grant", { scopes }, [audience], client)];
  for (const connection of connections)
    yield [
      `partner/${id}/on/${connection}`,
      resource("connection-client", {}, [], { ...client, connection }),
    ];
}

/** By a key that stays as long as the resource does. Actions and log streams are told by their own names. */
export function resourcesOf(plan: Plan): ReadonlyMap<string, ManagedResource> {
  const found = new Map<string, ManagedResource>();
  for (const [id, api] of Object.entries(plan.apis)) for (const one of ofApi(id, api)) found.set(...one);
  for (const [id, { trigger, ...action }] of Object.entries(plan.actions)) {
    found.set(`action/${id}`, resource("action", { ...action, trigger }));
    found.set(`action/${id}/trigger`, resource("trigger-action", { name: action.name }, [trigger.id]));
  }
  for (const [id, partner] of Object.entries(plan.partners))
    for (const one of ofPartner(id, partner)) found.set(...one);
  for (const { clientId, grants } of Object.values(plan.ownApplications))
    for (const [key, { audience, scopes }] of Object.entries(grants))
      found.set(`own/${clientId}/${key}`, resource("grant", { scopes }, [audience]));
  const stream = plan.aws?.logStream;
  if (stream)
    found.set("log-stream", resource("log-stream", { name: stream.name }, [stream.type, stream.sink]));
  return found;
}
