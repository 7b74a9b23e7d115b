import type { ClientGrant } from "../management/client-grant-rules.ts";
import type { Client } from "../management/client-schema.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import type { Tenant } from "../tenant.ts";

/** Whom a token is about: a person, or the application itself. */
export type Subject = "user" | "client";

export const isStrict = (client: Client): boolean => client.third_party_security_mode === "strict";

/** Whether the application cannot keep a secret. */
export function isPublic({ client_authentication_methods, ...client }: Client): boolean {
  if (client_authentication_methods !== undefined) return false;
  const { token_endpoint_auth_method: method, app_type } = client;
  return method === "none" || (method === undefined && (app_type === "spa" || app_type === "native"));
}

/**
 * The scopes of an API that an application may get, or undefined when it may not use the API at all.
 *
 * Strict third-party applications always need a grant; a grant of their own comes before the default for all
 * third-party applications. Source:
 * https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants and
 * https://auth0.com/docs/get-started/applications/third-party-applications/security-controls (read 2026-11)
 */
export function accessOf(
  tenant: Tenant,
  client: Client,
  server: ResourceServer,
  subject: Subject,
): string[] | undefined {
  const all = (server.scopes ?? []).map(({ value }) => value);
  const policy = policyOf(server, subject);
  if (policy === "deny_all" || (server.is_system === true && subject === "user")) return undefined;
  if (policy === "allow_all" && !isStrict(client)) return all;
  const grant = grantOf(tenant, client, server, subject);
  if (grant === undefined) return undefined;
  return grant.allow_all_scopes === true ? all : all.filter((scope) => grant.scope?.includes(scope));
}

/** The API's policy for a kind of subject, with Auth0's defaults. */
export function policyOf(server: ResourceServer, subject: Subject): string {
  const policies = server.subject_type_authorization as
    | Partial<Record<Subject, { policy: string }>>
    | undefined;
  return policies?.[subject]?.policy ?? (subject === "user" ? "allow_all" : "require_client_grant");
}

/** The grant by which an application may use an API. */
export function grantOf(
  { store }: Tenant,
  client: Client,
  { identifier: audience }: ResourceServer,
  subject_type: Subject,
): ClientGrant | undefined {
  const find = (owner: Record<string, string>) =>
    store.list<ClientGrant>("client-grant", { ...owner, audience, subject_type })[0];
  const own = find({ client_id: client.client_id });
  return own ?? (client.is_first_party ? undefined : find({ default_for: "third_party_clients" }));
}

/** The API with exactly this audience. */
export function apiOf({ store }: Tenant, identifier: string): ResourceServer | undefined {
  return store.list<ResourceServer>("resource-server", { identifier })[0];
}
