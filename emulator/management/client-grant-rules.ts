import type { Document } from "../store.ts";
import type { Client } from "./client-schema.ts";
import type { Refusal } from "./refusals.ts";
import type { ResourceServer } from "./resource-server-rules.ts";

const CONTROLS = "https://auth0.com/docs/get-started/applications/third-party-applications/security-controls";

/** What one application (or every third-party application) may ask of one API. */
export interface ClientGrant extends Document {
  id: string;
  audience: string;
  subject_type: "client" | "user";
  client_id?: string;
  default_for?: string;
  scope?: string[];
  allow_all_scopes?: boolean;
  allow_any_organization?: boolean;
}

/** A grant as it would be stored, with both ends of it. `client` is missing for a default grant. */
export interface GrantChange {
  readonly grant: ClientGrant;
  readonly client: Client | undefined;
  readonly server: ResourceServer;
}

/** Restrictions on client grants, on creation and after every change. */
export const CLIENT_GRANT: readonly Refusal<GrantChange>[] = [
  {
    rule: "strict third-party applications are never granted a system API",
    source: CONTROLS,
    violation: ({ grant, client, server }) =>
      server.is_system === true && (isStrict(client) || grant.default_for !== undefined)
        ? `Third-party clients cannot be granted access to the system API ${server.identifier}`
        : undefined,
  },
  {
    rule: "strict third-party applications are authorized organization by organization",
    source: CONTROLS,
    violation: ({ grant, client }) =>
      grant.allow_any_organization === true && (isStrict(client) || grant.default_for !== undefined)
        ? "allow_any_organization is not supported for third-party clients in strict mode"
        : undefined,
  },
  {
    rule: "applications that only configure others are granted nothing",
    source: "https://auth0.com/docs/api/management/v2/client-grants/post-client-grants",
    violation: ({ client }) =>
      client?.app_type === "express_configuration"
        ? "Client of type express_configuration cannot be used"
        : undefined,
  },
  {
    rule: "a grant for client credentials belongs to an application that can authenticate",
    source:
      "https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow",
    violation: ({ grant, client }) =>
      grant.subject_type === "client" && client?.token_endpoint_auth_method === "none"
        ? "Public clients cannot be granted access with subject_type client"
        : undefined,
  },
  {
    rule: "organizations are a matter of client credentials",
    source: "https://auth0.com/docs/api/management/v2/client-grants/post-client-grants",
    violation: ({ grant }) =>
      grant.subject_type === "user" &&
      (grant.organization_usage !== undefined || grant.allow_any_organization !== undefined)
        ? "organization_usage and allow_any_organization can only be set with subject_type client"
        : undefined,
  },
];

function isStrict(client: Client | undefined): boolean {
  return client?.third_party_security_mode === "strict";
}
