import type { AuthorizationCheck } from "./authorization-request.ts";
import { connectionsFor } from "./connections.ts";
import { allowsNames, asksAfterLogin, letsIn, usageOf } from "./organization.ts";

const BEHAVIOR =
  "https://auth0.com/docs/manage-users/organizations/configure-organizations/define-organization-behavior"; // read 2026-11
const THIRD_PARTY =
  "https://auth0.com/docs/manage-users/organizations/configure-organizations/enable-third-party-application-access"; // read 2026-11

/** The conditions of a request that names an organization, or ought to. */
export const ORGANIZATION_CHECKS: readonly AuthorizationCheck[] = [
  {
    rule: "an application that is for members only names an organization, or lets people choose one",
    source: BEHAVIOR,
    error: "invalid_request",
    violation: ({ client, parameters }) =>
      parameters.organization === undefined && usageOf(client) === "require" && !asksAfterLogin(client)
        ? "parameter organization is required for this client"
        : undefined,
  },
  {
    rule: "an application that is for individuals names no organization",
    source: BEHAVIOR,
    error: "invalid_request",
    violation: ({ client, parameters }) =>
      parameters.organization !== undefined && usageOf(client) === "deny"
        ? "parameter organization is not allowed for this client"
        : undefined,
  },
  {
    rule: "an organization is named by its ID, unless the tenant lets names count",
    source: "https://github.com/auth0/auth0-react/pull/552",
    error: "invalid_request",
    violation: ({ tenant, parameters: { organization } }) =>
      organization !== undefined && !organization.startsWith("org_") && !allowsNames(tenant)
        ? "authorization request parameter organization must be an organization id"
        : undefined,
  },
  {
    rule: "the organization is there, and lets the application in",
    source: "https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting",
    error: "invalid_request",
    violation: ({ tenant, client, parameters, organization }) =>
      parameters.organization === undefined ||
      (organization !== undefined && letsIn(tenant.store, organization, client))
        ? undefined
        : `parameter organization is invalid: ${parameters.organization}`,
  },
  {
    rule: "the organization has a connection that the application may use",
    source: THIRD_PARTY,
    error: "invalid_request",
    violation: ({ tenant, client, organization }) =>
      organization === undefined || connectionsFor(tenant, client, organization).length > 0
        ? undefined
        : `no connection of organization ${organization.id} is enabled for the client`,
  },
];
