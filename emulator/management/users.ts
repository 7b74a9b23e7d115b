import { z } from "zod";
import { ApiError, conflict, invalidBody, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { hashPassword } from "../password.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { listReply, project } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, ok, param, type Reply, type Route } from "./route.ts";
import { searchFor } from "./search.ts";

/** One person. `connection`, `password_hash` and `totp_secret` stay inside the tenant. */
export interface User extends Document {
  user_id: string;
  connection: string;
  email?: string;
  password_hash?: string;
  /** Base32; anyone who has one is asked for a one-time code. */
  totp_secret?: string;
  app_metadata?: Document;
  user_metadata?: Document;
}

const email = z.email({
  error: ({ input }) => `Object didn't pass validation for format email: ${String(input)}`,
});
const changeable = {
  email: email.optional(),
  username: z.string().min(1).max(128).optional(),
  password: z.string().min(1).optional(),
  email_verified: z.boolean().optional(),
  blocked: z.boolean().optional(),
  name: z.string().optional(),
  nickname: z.string().optional(),
  given_name: z.string().optional(),
  family_name: z.string().optional(),
  picture: z.string().optional(),
  user_metadata: z.looseObject({}).optional(),
  app_metadata: z.looseObject({}).optional(),
};
// Source: https://auth0.com/docs/api/management/v2/users/post-users (read 2026-11)
const createSchema = z.strictObject({
  connection: z.string().min(1),
  user_id: z.string().max(255).optional(),
  verify_email: z.boolean().optional(),
  ...changeable,
});
const updateSchema = z.strictObject({ connection: z.string().optional(), ...changeable });

function create({ store }: Tenant, call: Call): Reply {
  return created(present(insertUser(store, parseBody(createSchema, call.body))));
}

interface NewUser extends Document {
  connection: string;
  password?: string;
  user_id?: string;
  email?: string;
  username?: string;
}

/**
 * Stores a new user of a database connection.
 *
 * @param hash what becomes of the password
 */
export function insertUser(store: Store, sent: NewUser, hash = hashPassword): User {
  const { connection, password, user_id, verify_email: _, ...profile } = sent;
  if (store.list("connection", { name: connection }).length === 0) {
    throw new ApiError(400, "The connection does not exist.", "inexistent_connection");
  }
  if (password === undefined)
    throw invalidBody("Payload validation error: 'Missing required property: password'.");
  const id = `auth0|${user_id ?? newId.user()}`;
  const taken =
    profile.email !== undefined && store.list("user", { connection, email: profile.email }).length > 0;
  if (taken || store.get("user", id) !== undefined)
    throw conflict("The user already exists.", "auth0_idp_error");
  const now = new Date().toISOString();
  const nickname = profile.email?.split("@")[0] ?? profile.username;
  const user: User = {
    user_id: id,
    connection,
    email_verified: false,
    identities: [{ connection, user_id: id.slice("auth0|".length), provider: "auth0", isSocial: false }],
    name: profile.email ?? profile.username,
    ...(nickname !== undefined && { nickname }),
    picture: `https://cdn.auth0.com/avatars/${(nickname ?? "us").slice(0, 2).toLowerCase()}.png`,
    ...profile,
    password_hash: hash(password),
    created_at: now,
    updated_at: now,
  };
  store.put("user", id, user);
  return user;
}

function update({ store }: Tenant, call: Call): Reply {
  const current = required(store, call);
  const { connection: _, password, ...sent } = parseBody(updateSchema, call.body);
  const next: User = {
    ...current,
    ...sent,
    ...(sent.app_metadata && { app_metadata: mergeMetadata(current.app_metadata, sent.app_metadata) }),
    ...(sent.user_metadata && { user_metadata: mergeMetadata(current.user_metadata, sent.user_metadata) }),
    ...(password !== undefined && { password_hash: hashPassword(password) }),
    updated_at: new Date().toISOString(),
  };
  store.put("user", next.user_id, next);
  return ok(present(next));
}

// Metadata merges at the first level; a key set to null goes away.
function mergeMetadata(current: Document | undefined, sent: Document): Document {
  return Object.fromEntries(Object.entries({ ...current, ...sent }).filter(([, value]) => value !== null));
}

function required(store: Store, call: Call): User {
  const user = store.get<User>("user", param(call, "id"));
  if (user === undefined) throw notFound.user();
  return user;
}

function present({
  connection: _,
  password_hash: __,
  totp_secret: ___,
  totp: ____,
  totp_step: _____,
  ...visible
}: User): Document {
  return visible;
}

/** However it is paged, a search shows no more users. Source: https://auth0.com/docs/manage-users/user-search/list-and-search-users (read 2026-11) */
const MOST_FOUND = 1000;
/** As others have met it. Source: https://github.com/auth0/node-auth0/issues/1246 (read 2026-11) */
const TOO_FAR =
  "You can only page through the first 1000 records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation";

function list({ store }: Tenant, call: Call): Reply {
  const [page, perPage] = ["page", "per_page"].map((name) => Number(call.query.get(name) ?? 0));
  if (((page ?? 0) + 1) * (perPage ?? 0) > MOST_FOUND) throw new ApiError(400, TOO_FAR, "invalid_paging");
  const search = call.query.get("q") ?? "";
  const users = store.list<User>("user").map(present);
  return listReply(search === "" ? users : users.filter(searchFor(search)), call.query, {
    name: "users",
    key: (item) => String(item.user_id),
    show: (item) => project(item, call.query),
  });
}

const OWNED = [
  "organization-member",
  "member-role",
  "user-role",
  "user-grant",
  "user-permission",
  "refresh-token",
  "session",
  "code",
];

function remove({ store }: Tenant, call: Call): Reply {
  const id = param(call, "id");
  for (const kind of OWNED) store.deleteWhere(kind, { user_id: id });
  store.delete("user", id);
  return noContent;
}

export const userRoutes: readonly Route[] = [
  { method: "GET", path: "/users", scopes: ["read:users"], handle: list },
  { method: "POST", path: "/users", scopes: ["create:users"], handle: create },
  {
    method: "GET",
    path: "/users-by-email",
    scopes: ["read:users"],
    handle: ({ store }, { query }) =>
      ok(store.list<User>("user", { email: query.get("email") ?? "" }).map(present)),
  },
  {
    method: "GET",
    path: "/users/:id",
    scopes: ["read:users"],
    handle: ({ store }, call) => ok(project(present(required(store, call)), call.query)),
  },
  { method: "PATCH", path: "/users/:id", scopes: ["update:users"], handle: update },
  { method: "DELETE", path: "/users/:id", scopes: ["delete:users"], handle: remove },
];
