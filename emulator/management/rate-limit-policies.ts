import { z } from "zod";
import { ApiError, conflict } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import type { Client } from "./client-schema.ts";
import { listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

const limit = z.int().min(0);
// Source: https://github.com/auth0/node-auth0/blob/master/src/management/api/types/types.ts (RateLimitPolicyConfiguration, version 7.1.0)
const configuration = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("allow") }),
  z.strictObject({ action: z.enum(["block", "log"]), limit }),
  z.strictObject({ action: z.literal("redirect"), limit, redirect_uri: z.url() }),
]);
const schema = z.strictObject({
  resource: z.enum(["oauth_authentication_api"]),
  consumer: z.enum(["client"]),
  consumer_selector: z.string().regex(/^(client_id:.+|cimd_clients|third_party_clients|default)$/),
  configuration,
});
const updateSchema = z.strictObject({ configuration });

/** How many requests a second an application, or all third-party ones together, may send to the Authentication API. */
export interface RateLimitPolicy extends Document {
  id: string;
  consumer_selector: string;
  configuration: z.infer<typeof configuration>;
}

const KIND = "rate-limit-policy";

/**
 * The policy for an application: its own, else that of third-party ones, else the one for everybody.
 * Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/custom-rate-limit-policies (read 2026-11)
 */
export function policyFor(store: Store, { client_id, is_first_party }: Client): RateLimitPolicy | undefined {
  const selectors = [`client_id:${client_id}`, ...(is_first_party ? [] : ["third_party_clients"]), "default"];
  return selectors.flatMap((consumer_selector) =>
    store.list<RateLimitPolicy>(KIND, { consumer_selector }),
  )[0];
}

function create({ store, now }: Tenant, call: Call): Reply {
  const sent = parseBody(schema, call.body);
  const { consumer_selector } = sent;
  if (store.list(KIND, { consumer_selector }).length > 0)
    throw conflict("A rate limit policy with the same consumer selector already exists.");
  const at = new Date(now()).toISOString();
  const policy: RateLimitPolicy = { id: newId.rateLimitPolicy(), ...sent, created_at: at, updated_at: at };
  store.put(KIND, policy.id, policy);
  return created(policy);
}

function required({ store }: Tenant, call: Call): RateLimitPolicy {
  const policy = store.get<RateLimitPolicy>(KIND, param(call, "id"));
  if (policy === undefined) throw new ApiError(404, "The rate limit policy does not exist.");
  return policy;
}

function update(tenant: Tenant, call: Call): Reply {
  const updated_at = new Date(tenant.now()).toISOString();
  const next = { ...required(tenant, call), ...parseBody(updateSchema, call.body), updated_at };
  tenant.store.put(KIND, next.id, next);
  return ok(next);
}

function list({ store }: Tenant, { query }: Call): Reply {
  const names = ["resource", "consumer", "consumer_selector"].filter((name) => query.has(name));
  const criteria = Object.fromEntries(names.map((name) => [name, String(query.get(name))]));
  const key = (item: Document) => String(item.id);
  return listReply(store.list(KIND, criteria), query, {
    ...{ name: "rate_limit_policies", key, checkpointOnly: true },
  });
}

const PATH = "/rate-limit-policies";
const scopes = (verb: string) => [`${verb}:rate_limit_policies`];

export const rateLimitPolicyRoutes: readonly Route[] = [
  { method: "GET", path: PATH, scopes: scopes("read"), handle: list },
  { method: "POST", path: PATH, scopes: scopes("create"), handle: create },
  {
    method: "GET",
    path: `${PATH}/:id`,
    scopes: scopes("read"),
    handle: (tenant, call) => ok(required(tenant, call)),
  },
  { method: "PATCH", path: `${PATH}/:id`, scopes: scopes("update"), handle: update },
  {
    method: "DELETE",
    path: `${PATH}/:id`,
    scopes: scopes("delete"),
    handle: ({ store }, call) => {
      store.delete(KIND, param(call, "id"));
      return noContent;
    },
  },
];
