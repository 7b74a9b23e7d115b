import { z } from "zod";
import { invalidBody } from "../errors.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { project } from "./paging.ts";
import { parseBody } from "./payload.ts";
import { type Call, ok, type Reply, type Route } from "./route.ts";

const SANDBOX_VERSIONS = ["22", "18"];

// Hours, as Auth0 gives them to a new tenant. Source: https://auth0.com/docs/api/management/v2/tenants/tenant-settings-route (read 2026-11)
const DEFAULTS: Document = {
  change_password: { enabled: false },
  enabled_locales: ["en"],
  flags: {
    allow_changing_enable_sso: false,
    disable_impersonation: true,
    enable_dynamic_client_registration: false,
    enable_sso: true,
    universal_login: true,
    use_scope_descriptions_for_consent: false,
    revoke_refresh_token_grant: false,
    disable_clickjack_protection_headers: false,
  },
  friendly_name: "Local tenant",
  guardian_mfa_page: { enabled: false },
  session_lifetime: 168,
  idle_session_lifetime: 72,
  ephemeral_session_lifetime: 72,
  idle_ephemeral_session_lifetime: 24,
  sandbox_version: "22",
  oidc_logout: { rp_logout_end_session_endpoint_discovery: true },
  resource_parameter_profile: "audience",
  dynamic_client_registration_security_mode: "strict",
};

const hours = z.number().min(0).optional();
const schema = z.looseObject({
  flags: z.record(z.string(), z.boolean()).optional(),
  friendly_name: z.string().optional(),
  session_lifetime: hours,
  idle_session_lifetime: hours,
  enabled_locales: z.array(z.string()).min(1).optional(),
  default_audience: z.string().nullish(),
  default_directory: z.string().nullish(),
  dynamic_client_registration_security_mode: z.enum(["strict", "permissive"]).optional(),
  resource_parameter_profile: z.enum(["audience", "compatibility"]).optional(),
});

/** The tenant's settings as they are now. */
export function tenantSettings(store: Store): Document & { flags: Record<string, boolean> } {
  const stored = store.get("tenant", "settings") ?? DEFAULTS;
  return stored as Document & { flags: Record<string, boolean> };
}

/** Changes settings: `null` removes one, nested settings (flags, colours) change key by key. */
export function changeTenantSettings(store: Store, sent: Document): Document {
  const next: Document = { ...tenantSettings(store) };
  for (const [key, value] of Object.entries(sent)) {
    if (value === null) delete next[key];
    else next[key] = isObject(value) && isObject(next[key]) ? { ...next[key], ...value } : value;
  }
  store.put("tenant", "settings", next);
  return next;
}

function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function update(tenant: Tenant, call: Call): Reply {
  const sent = parseBody(schema, call.body);
  if (sent.dynamic_client_registration_security_mode === "permissive" && !tenant.traits.permissiveAvailable) {
    throw invalidBody(
      "dynamic_client_registration_security_mode permissive is not available for this tenant",
    );
  }
  return ok(changeTenantSettings(tenant.store, sent));
}

// Only the answer to GET lists the sandbox versions.
export const tenantRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/tenants/settings",
    scopes: ["read:tenant_settings"],
    handle: ({ store }, { query }) =>
      ok(project({ ...tenantSettings(store), sandbox_versions_available: SANDBOX_VERSIONS }, query)),
  },
  { method: "PATCH", path: "/tenants/settings", scopes: ["update:tenant_settings"], handle: update },
];
