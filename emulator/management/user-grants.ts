import { notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { listReply } from "./paging.ts";
import { type Call, noContent, param, type Reply, type Route } from "./route.ts";

/** What one person allows one application to do at one API: the consent that the tenant remembers. */
export interface UserGrant extends Document {
  id: string;
  client_id: string;
  user_id: string;
  audience: string;
  scope: string[];
  organization_id?: string;
}

/**
 * Who consents to what, for which organization. Source:
 * https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications (read 2026-11)
 */
export type ConsentKey = Pick<UserGrant, "client_id" | "user_id" | "audience"> & {
  organization_id?: string | undefined;
};

/** The consent of a person, if there is one. */
export function findUserGrant(store: Store, { client_id, user_id, audience, organization_id }: ConsentKey) {
  return store
    .list<UserGrant>("user-grant", { client_id, user_id, audience })
    .find((grant) => grant.organization_id === organization_id);
}

/** Remembers that a person consents to these scopes, too. */
export function addConsent(store: Store, key: ConsentKey, scopes: readonly string[]): void {
  const current = findUserGrant(store, key);
  const { client_id, user_id, audience, organization_id } = key;
  const id = current?.id ?? newId.userGrant();
  const scope = [...new Set([...(current?.scope ?? []), ...scopes])];
  const organization = organization_id === undefined ? {} : { organization_id };
  store.put("user-grant", id, { id, client_id, user_id, audience, scope, ...organization });
}

/** Takes a consent back; the refresh tokens that rest on it end with it. */
export function revokeConsent(store: Store, { id, organization_id, ...grant }: UserGrant): void {
  const { client_id, user_id, audience } = grant;
  const tokens = store.list<ConsentKey & { id: string }>("refresh-token", { client_id, user_id, audience });
  for (const token of tokens) {
    if (token.organization_id === organization_id) store.delete("refresh-token", token.id);
  }
  store.delete("user-grant", id);
}

function present({ client_id, ...rest }: UserGrant): Document {
  return { ...rest, clientID: client_id };
}

// Source: https://auth0.com/docs/api/management/v2/grants/get-grants
function list({ store }: Tenant, { query }: Call): Reply {
  const names = ["user_id", "client_id", "audience"].filter((name) => query.has(name));
  const criteria = Object.fromEntries(names.map((name) => [name, String(query.get(name))]));
  const grants = store.list<UserGrant>("user-grant", criteria).map(present);
  return listReply(grants, query, { name: "grants", key: (item) => String(item.id) });
}

// Source: https://auth0.com/docs/api/management/v2/grants/delete-grants-by-user-id (read 2026-11)
function removeAll({ store }: Tenant, { query }: Call): Reply {
  const user_id = query.get("user_id");
  if (user_id === null) throw notFound.route();
  for (const grant of store.list<UserGrant>("user-grant", { user_id })) revokeConsent(store, grant);
  return noContent;
}

export const userGrantRoutes: readonly Route[] = [
  { method: "GET", path: "/grants", scopes: ["read:grants"], handle: list },
  { method: "DELETE", path: "/grants", scopes: ["delete:grants"], handle: removeAll },
  {
    method: "DELETE",
    path: "/grants/:id",
    scopes: ["delete:grants"],
    handle: ({ store }, call) => {
      const grant = store.get<UserGrant>("user-grant", param(call, "id"));
      if (grant !== undefined) revokeConsent(store, grant);
      return noContent;
    },
  },
];
