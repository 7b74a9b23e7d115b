import { z } from "zod";
import { conflict, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { listReply } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, created, noContent, param, type Reply, type Route } from "./route.ts";
import type { User } from "./users.ts";

// Source: https://auth0.com/docs/api/management/v2/users/post-authentication-methods
const schema = z.strictObject({
  type: z.literal("totp"),
  name: z.string().min(1),
  totp_secret: z.string().regex(/^[A-Z2-7]{16,}=*$/),
});

interface TotpMethod extends Document {
  id: string;
  name: string;
  created_at: string;
}

function requiredUser(store: Store, call: Call): User & { totp?: TotpMethod } {
  const user = store.get<User>("user", param(call, "id"));
  if (user === undefined) throw notFound.user();
  return user;
}

const present = (method: TotpMethod): Document => ({ ...method, type: "totp", confirmed: true });

// One authenticator app for each person; from then on they are asked for its codes.
function create({ store, now }: Tenant, call: Call): Reply {
  const user = requiredUser(store, call);
  const { totp_secret, name } = parseBody(schema, call.body);
  if (user.totp !== undefined) throw conflict("The user already has an authentication method of this type.");
  const totp = { id: newId.authenticationMethod(), name, created_at: new Date(now()).toISOString() };
  store.put("user", user.user_id, { ...user, totp, totp_secret });
  return created({ ...present(totp), totp_secret });
}

function list({ store }: Tenant, call: Call): Reply {
  const { totp } = requiredUser(store, call);
  const methods = totp === undefined ? [] : [present(totp)];
  return listReply(methods, call.query, { name: "authenticators", key: (item) => String(item.id) });
}

function remove({ store }: Tenant, call: Call): Reply {
  const { totp, totp_secret: _, totp_step: __, ...user } = requiredUser(store, call);
  const method = call.params.methodId;
  if (totp !== undefined && (method === undefined || method === totp.id)) {
    store.put("user", String(user.user_id), user);
  }
  return noContent;
}

// Source: https://auth0.com/docs/api/management/v2/user-blocks/delete-user-blocks-by-id
function unblock({ store }: Tenant, call: Call): Reply {
  const { email, user_id } = requiredUser(store, call);
  for (const username of [email?.toLowerCase() ?? "", user_id.toLowerCase()]) {
    store.deleteWhere("login-failures", { username });
  }
  return noContent;
}

const PATH = "/users/:id/authentication-methods";

/** How people prove who they are beside their password, and how a locked account is opened again. */
export const authenticationMethodRoutes: readonly Route[] = [
  { method: "GET", path: PATH, scopes: ["read:authentication_methods"], handle: list },
  { method: "POST", path: PATH, scopes: ["create:authentication_methods"], handle: create },
  { method: "DELETE", path: PATH, scopes: ["delete:authentication_methods"], handle: remove },
  { method: "DELETE", path: `${PATH}/:methodId`, scopes: ["delete:authentication_methods"], handle: remove },
  { method: "DELETE", path: "/user-blocks/:id", scopes: ["update:users"], handle: unblock },
];
