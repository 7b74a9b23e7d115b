import { z } from "zod";
import { ApiError, conflict, invalidBody } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import type { Action } from "./actions.ts";
import { listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";

/** Which Action decides about subject tokens of one type. */
export interface TokenExchangeProfile extends Document {
  id: string;
  name: string;
  subject_token_type: string;
  action_id: string;
  type: "custom_authentication";
}

const KIND = "token-exchange-profile";
const TRIGGER = "custom-token-exchange";

// Source: https://auth0.com/docs/get-started/authentication-and-authorization-flow/token-exchange-flow/call-your-api-using-the-custom-token-exchange-flow (read 2026-11)
const RESERVED = /^(https?:\/\/(auth0|okta)\.com|urn:(ietf|auth0|okta))(?=[:/]|$)/;

// Source: https://auth0.com/docs/api/management/v2/token-exchange-profiles/post-token-exchange-profiles (read 2026-11)
const schema = z.strictObject({
  name: z.string().min(3).max(50),
  subject_token_type: z.url().refine((type) => !RESERVED.test(type), "a reserved namespace"),
  action_id: z.string().min(1),
  type: z.literal("custom_authentication"),
});

/** The profile of a type of subject token. */
export const profileFor = (store: Store, subject_token_type: string): TokenExchangeProfile | undefined =>
  store.list<TokenExchangeProfile>(KIND, { subject_token_type })[0];

function create({ store }: Tenant, call: Call): Reply {
  const sent = parseBody(schema, call.body);
  const action = store.get<Action>("action", sent.action_id);
  if (!action?.supported_triggers.some(({ id }) => id === TRIGGER))
    throw invalidBody(`The action must use the ${TRIGGER} trigger.`);
  if (profileFor(store, sent.subject_token_type) !== undefined)
    throw conflict("A token exchange profile with the same subject_token_type already exists.");
  const at = new Date().toISOString();
  const times = { created_at: at, updated_at: at };
  const profile: TokenExchangeProfile = { id: newId.tokenExchangeProfile(), ...sent, ...times };
  store.put(KIND, profile.id, profile);
  return created(profile);
}

function required({ store }: Tenant, call: Call): TokenExchangeProfile {
  const profile = store.get<TokenExchangeProfile>(KIND, param(call, "id"));
  if (profile === undefined) throw new ApiError(404, "Token exchange profile not found.");
  return profile;
}

function update(tenant: Tenant, call: Call): Reply {
  const current = required(tenant, call);
  const sent = parseBody(schema.pick({ name: true, subject_token_type: true }).partial(), call.body);
  const other = sent.subject_token_type && profileFor(tenant.store, sent.subject_token_type);
  if (other && other.id !== current.id)
    throw conflict("A token exchange profile with the same subject_token_type already exists.");
  const next = { ...current, ...sent, updated_at: new Date().toISOString() };
  tenant.store.put(KIND, current.id, next);
  return ok(next);
}

function remove({ store }: Tenant, call: Call): Reply {
  store.delete(KIND, param(call, "id"));
  return noContent;
}

const PATH = "/token-exchange-profiles";

export const tokenExchangeProfileRoutes: readonly Route[] = [
  {
    method: "GET",
    path: PATH,
    scopes: ["read:token_exchange_profiles"],
    handle: ({ store }, { query }) =>
      listReply(store.list(KIND), query, {
        name: "token_exchange_profiles",
        key: (item) => String(item.id),
        checkpointOnly: true,
      }),
  },
  { method: "POST", path: PATH, scopes: ["create:token_exchange_profiles"], handle: create },
  {
    method: "GET",
    path: `${PATH}/:id`,
    scopes: ["read:token_exchange_profiles"],
    handle: (tenant, call) => ok(required(tenant, call)),
  },
  { method: "PATCH", path: `${PATH}/:id`, scopes: ["update:token_exchange_profiles"], handle: update },
  { method: "DELETE", path: `${PATH}/:id`, scopes: ["delete:token_exchange_profiles"], handle: remove },
];
