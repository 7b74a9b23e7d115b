import type { Client } from "../management/client-schema.ts";
import type { Organization } from "../management/organizations.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import type { Tenant } from "../tenant.ts";
import { apiOf, isStrict } from "./applications.ts";
import type { Form } from "./form.ts";
import { organizationNamed } from "./organization.ts";
import { fitsPlaceholder } from "./placeholder.ts";
import { scopeList } from "./scopes.ts";

/** One request to `/authorize` from a known application with a known callback. */
export interface AuthorizationRequest {
  readonly tenant: Tenant;
  readonly client: Client;
  readonly parameters: Form;
  readonly redirectUri: string;
  readonly audience: string | undefined;
  /** Missing without an audience, or when the audience is not an API. */
  readonly server: ResourceServer | undefined;
  readonly scopes: readonly string[];
  readonly responseTypes: readonly string[];
  readonly prompts: readonly string[];
  /** Missing where none is named, or none that exists. */
  readonly organization: Organization | undefined;
}

/** One documented condition of an authorization request. */
export interface AuthorizationCheck {
  /** A sentence that is true of every request the tenant accepts. */
  readonly rule: string;
  readonly source: string;
  /** The OAuth error of a request that breaks the rule. */
  readonly error: string;
  /** Why the request is refused, or undefined when it obeys the rule. */
  readonly violation: (request: AuthorizationRequest) => string | undefined;
}

/** Whether a browser gets tokens from `/authorize` itself. */
export const isBrowserFlow = ({ responseTypes }: Pick<AuthorizationRequest, "responseTypes">): boolean =>
  responseTypes.includes("token") || responseTypes.includes("id_token");

/** The request that the parameters of a known application make. */
export function authorizationRequest(
  tenant: Tenant,
  client: Client,
  parameters: Form,
  redirectUri: string,
): AuthorizationRequest {
  const audience = audienceOf(tenant, parameters);
  return {
    tenant,
    client,
    parameters,
    redirectUri,
    audience,
    server: audience === undefined ? undefined : apiOf(tenant, audience),
    scopes: scopeList(parameters.scope),
    responseTypes: scopeList(parameters.response_type),
    prompts: scopeList(parameters.prompt),
    organization: organizationNamed(tenant, parameters.organization),
  };
}

// `resource` counts where the tenant says so. Source: https://auth0.com/docs/get-started/tenant-settings
function audienceOf({ store }: Tenant, { audience, resource }: Form): string | undefined {
  const settings = tenantSettings(store);
  const compatible = settings.resource_parameter_profile === "compatibility" ? resource : undefined;
  return audience ?? compatible ?? (settings.default_audience as string | undefined);
}

/**
 * The callback of a request: one of the application's own, character by character; first-party and permissive
 * applications may have a placeholder for a subdomain. Without the parameter, the only one there is.
 * Source: https://auth0.com/docs/get-started/applications/application-settings
 */
export function callbackOf(client: Client, asked: string | undefined): string | undefined {
  const callbacks = (client.callbacks ?? []) as string[];
  if (asked === undefined) return callbacks.length === 1 ? callbacks[0] : undefined;
  const known = callbacks.some(
    (callback) => callback === asked || (!isStrict(client) && fitsPlaceholder(callback, asked)),
  );
  return known ? asked : undefined;
}
