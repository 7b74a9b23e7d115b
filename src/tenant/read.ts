// A tenant's Management API → what drift compares, through lists of a hundred; with the discovery document the only reader of a network in src/.

import { z } from "zod";
import { UserError } from "../finding.ts";
import { ownershipOf } from "../identity/marker.ts";
import { hasAttached } from "../model/authentication.ts";
import { entryOf } from "../model/record.ts";
import { plannedKeys } from "../plan/credentials.ts";
import { letsThirdPartiesIn } from "../plan/grants.ts";
import type { Plan } from "../plan/types.ts";
import type { ReadingClient } from "./client.ts";
import { listAll, PER_PAGE, pages, steps, understood } from "./list.ts";
import {
  actionSchema,
  applicationSchema,
  type BesideSettings,
  connectionSchema,
  keySchema,
  type LiveApplication,
  type LiveConnection,
  type LiveKey,
  type LiveObjects,
  type LiveSettings,
  type LiveTenant,
  liveGrantSchema,
  resourceServerSchema,
  settingsSchema,
} from "./live.ts";
import { readWays } from "./read-ways.ts";
import { type BoundTrigger, isBoundTrigger } from "./triggers.ts";

/** Never the secrets. Source: https://auth0.com/docs/api/management/v2/clients/get-clients (read 2026-11) */
const applicationFields = Object.keys(applicationSchema.shape).join(",");
const connectionFields = Object.keys(connectionSchema.shape).join(",");

async function readEnabled(
  client: ReadingClient,
  connections: readonly LiveConnection[],
): Promise<LiveTenant["enabled"]> {
  const enabled = new Map<string, readonly string[]>();
  for (const { id } of connections) {
    const list = client.connections.clients.get(id, steps());
    const clients = await listAll("enabled applications", z.object({ client_id: z.string() }), list);
    enabled.set(
      id,
      clients.map(({ client_id }) => client_id),
    );
  }
  return enabled;
}

/** The one thing that Auth0 has no list of over all applications: one call for each that signs its assertions. */
async function readKeys(
  client: ReadingClient,
  plan: Plan,
  applications: readonly LiveApplication[],
): Promise<LiveTenant["keys"]> {
  const keys = new Map<string, readonly LiveKey[]>();
  for (const [partner, owned] of ownershipOf(plan, applications).ours) {
    // The marker's text comes from the tenant: it may be the name of something every object has.
    const planned = entryOf(plan.partners, partner);
    const mustSign = planned !== undefined && plannedKeys(planned.credentials).length > 0;
    for (const application of owned) {
      if (!mustSign && !hasAttached(application)) continue;
      const { client_id: id } = application;
      keys.set(id, understood("keys", z.array(keySchema), await client.clients.credentials.list(id)));
    }
  }
  return keys;
}

async function readBound(
  client: ReadingClient,
  triggers: Iterable<BoundTrigger>,
): Promise<Map<string, readonly string[]>> {
  const bound = new Map<string, readonly string[]>();
  for (const trigger of triggers) {
    const list = client.actions.triggers.bindings.list(trigger, { per_page: PER_PAGE });
    const schema = z.object({ action: z.object({ id: z.string() }) });
    bound.set(
      trigger,
      (await listAll("bindings", schema, list)).map(({ action }) => action.id),
    );
  }
  return bound;
}

/**
 * The tenant's objects as they are, one list after the other. Lists of a plan that has no use for them are not read.
 *
 * @throws ManagementError of the SDK, or UserError for answers that cannot be used
 */
export async function readObjects(client: ReadingClient, plan: Plan): Promise<LiveObjects> {
  const applications = await listAll(
    "applications",
    applicationSchema,
    client.clients.list({ ...pages(), fields: applicationFields, include_fields: true, is_global: false }),
  );
  const grants = await listAll("grants", liveGrantSchema, client.clientGrants.list(steps()));
  const apis = await listAll("APIs", resourceServerSchema, client.resourceServers.list(pages()));
  const connections = await listAll(
    "connections",
    connectionSchema,
    client.connections.list({ ...steps(), fields: connectionFields, include_fields: true }),
  );
  const named = new Set(Object.values(plan.partners).flatMap((partner) => partner.connections));
  const hasActions = Object.keys(plan.actions).length > 0;
  const actions = hasActions
    ? await listAll("Actions", actionSchema, client.actions.list({ per_page: PER_PAGE }))
    : [];
  return {
    applications,
    grants,
    apis,
    connections,
    enabled: await readEnabled(
      client,
      connections.filter(({ name }) => named.has(name)),
    ),
    keys: await readKeys(client, plan, applications),
    actions,
    bound: await readBound(client, triggersOf(plan)),
  };
}

const triggersOf = (plan: Plan): Set<BoundTrigger> =>
  new Set(Object.values(plan.actions).map(({ trigger }) => trigger.id));

/** Every Action, and what runs at each trigger that some Action is for; a planned trigger was read already. */
async function readActions(
  client: ReadingClient,
  plan: Plan,
  { actions: known, bound }: LiveObjects,
): Promise<Pick<LiveTenant, "actions" | "bound">> {
  const wasRead = Object.keys(plan.actions).length > 0;
  const actions = wasRead
    ? known
    : await listAll("Actions", actionSchema, client.actions.list({ per_page: PER_PAGE }));
  const supported = actions
    .filter(({ deployed_version: version }) => version !== undefined)
    .flatMap((one) => one.supported_triggers?.map(({ id }) => id) ?? []);
  const further = new Set(supported.filter(isBoundTrigger).filter((id) => !bound.has(id)));
  return { actions, bound: new Map([...bound, ...(await readBound(client, further))]) };
}

const settingsFields = Object.keys(settingsSchema.shape).join(",");

/** Whether people who are asked for consent read what scopes are for, and not their names. */
export const showsDescriptions = ({ flags }: LiveSettings): boolean =>
  flags?.use_scope_descriptions_for_consent ?? false;

/** @throws as `readObjects` */
export async function readSettings(client: ReadingClient): Promise<LiveSettings> {
  const answer = await client.tenants.settings.get({ fields: settingsFields, include_fields: true });
  const settings = understood("settings", settingsSchema, answer);
  // Every tenant has flags: an answer with nothing that was asked for says nothing about who may register.
  if (Object.values(settings).some((value) => value !== undefined)) return settings;
  throw new UserError(
    "the tenant's answer for its settings has none of them: nothing can be said about them",
  );
}

/**
 * All but the settings, which anyone who deploys has no right to read.
 *
 * @param mostMapped connections below domain level whose applications are read: Auth0 has a call for each and no list, since
 * `enabled_clients` of a connection is deprecated. Source: https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-dedicated-connection-endpoints (read 2026-11)
 * @throws as `readObjects`
 */
export async function readBesideSettings(
  client: ReadingClient,
  plan: Plan,
  mostMapped = Number.POSITIVE_INFINITY,
): Promise<BesideSettings> {
  const objects = await readObjects(client, plan);
  const mapped = letsThirdPartiesIn(plan)
    ? objects.connections.filter((one) => one.is_domain_connection !== true && !objects.enabled.has(one.id))
    : [];
  return {
    ...objects,
    enabled: new Map([...objects.enabled, ...(await readEnabled(client, mapped.slice(0, mostMapped)))]),
    unreadConnections: mapped.slice(mostMapped).map(({ name }) => name),
    ...(await readActions(client, plan, objects)),
    ...(await readWays(client, plan, objects)),
  };
}

/** The tenant as it is, with its settings and all code that it runs. @throws as `readObjects` */
export async function readTenant(...asked: Parameters<typeof readBesideSettings>): Promise<LiveTenant> {
  const beside = await readBesideSettings(...asked);
  const settings = await readSettings(asked[0]);
  return { ...beside, settings, showsScopeDescriptions: showsDescriptions(settings) };
}
