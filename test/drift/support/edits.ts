// One edit of a tenant as somebody makes it in the dashboard, what it takes, and ways to make them.
import { type Answers, clientIdOf, clientIn, grantIn } from "./tenant.ts";

export type Json = Record<string, unknown>;

export interface Edit {
  readonly name: string;
  readonly edit: (answers: Answers) => unknown;
  /** `alarm grant-wider partner acme-cms`. */
  readonly found: readonly string[];
}

export const AUDIENCE = "https://api.our-app.example/contacts";
export const ACME_GRANT = "acme-cms/contacts/user";
export const EMBER_KEYS = clientIdOf("ember-mail");

/** What a role gives, as identifiers of APIs with names of permissions. */
export const role = (name: string, ...held: readonly (readonly [identifier: string, name: string])[]) => ({
  name,
  permissions: held.map(([resource_server_identifier, permission_name]) => ({
    resource_server_identifier,
    permission_name,
  })),
});

/** One application more, that no file declares. */
export const stranger = (more: Json = {}) => ({
  client_id: "stranger",
  name: "Stranger",
  is_first_party: false,
  third_party_security_mode: "strict",
  ...more,
});
export const grantOf = (client: string, more: Json = {}) => ({
  id: `grant-of-${client}`,
  client_id: client,
  audience: AUDIENCE,
  subject_type: "user",
  scope: ["read:contacts"],
  ...more,
});

/** An Action that somebody made and bound, and that adds a scope to users' tokens. */
export const adding = (scope: string) => (a: Answers) => {
  a.actions.push({
    id: "action-x",
    name: "x",
    supported_triggers: [{ id: "post-login" }],
    deployed_version: { code: `exports.x = (e, api) => api.accessToken.addScope("${scope}");` },
  });
  a.bound["post-login"]?.push("x");
};

export const acme = (change: Json) => (a: Answers) => Object.assign(clientIn(a, "acme-cms"), change);
export const ember = (change: Json) => (a: Answers) => Object.assign(clientIn(a, "ember-mail"), change);
export const fieldbook = (change: Json) => (a: Answers) => Object.assign(clientIn(a, "fieldbook"), change);
export const refresh = (change: Json) => (a: Answers) =>
  Object.assign(clientIn(a, "acme-cms").refresh_token as Json, change);
export const grant = (change: Json) => (a: Answers) => Object.assign(grantIn(a, ACME_GRANT), change);
export const api = (change: Json) => (a: Answers) => Object.assign(a.apis[0] ?? {}, change);
/** The API of which everything that can be closed is closed. */
export const closedApi = (change: Json) => (a: Answers) => Object.assign(a.apis[1] ?? {}, change);
export const action = (change: Json) => (a: Answers) => Object.assign(a.actions[0] ?? {}, change);
export const key = (change: Json) => (a: Answers) => Object.assign(a.keys[EMBER_KEYS]?.[0] ?? {}, change);
export const connection = (name: string, change: Json) => (a: Answers) =>
  Object.assign(a.connections.find((one) => one.name === name) ?? {}, change);
export const policies = (user: string, client: string) => ({
  subject_type_authorization: { user: { policy: user }, client: { policy: client } },
});
export const scopes = (change: (list: Json[]) => void) => (a: Answers) => change(a.apis[0]?.scopes as Json[]);

export const PROMOTED = { name: "others", is_domain_connection: true };
