import type { Context } from "hono";
import { z } from "zod";
import { ApiError } from "../errors.ts";
import { insertClient } from "../management/clients.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import type { SecurityMode, Tenant } from "../tenant.ts";

// Source: https://auth0.com/docs/get-started/applications/dynamic-client-registration (read 2026-11)
const schema = z.looseObject({
  client_name: z.string().min(1).default("My Dynamic Application"),
  redirect_uris: z.array(z.string()).min(1),
  token_endpoint_auth_method: z.enum(["none", "client_secret_post"]).default("client_secret_post"),
  grant_types: z.array(z.string()).optional(),
});

const OF_STRICT = ["authorization_code", "refresh_token"];

/**
 * Grant types are cut down to those that it may have. In permissive mode the page names none: all that a third-party
 * application of that mode may have. Source: https://auth0.com/docs/get-started/applications/third-party-applications/permissive-mode
 */
const grantTypesOf = (mode: SecurityMode, asked: readonly string[] = OF_STRICT): string[] =>
  asked.filter((type) => mode === "permissive" || OF_STRICT.includes(type));

/** `POST /oidc/register`: anybody makes a third-party application, where the tenant's settings let them. */
export async function register(tenant: Tenant, context: Context): Promise<Response> {
  const settings = tenantSettings(tenant.store);
  if (settings.flags.enable_dynamic_client_registration !== true)
    return context.json({ error: "not_found" }, 404);
  const sent = schema.safeParse(await context.req.json().catch(() => undefined));
  if (!sent.success) return context.json({ error: "invalid_client_metadata" }, 400);
  const { client_name: name, redirect_uris, token_endpoint_auth_method: method, grant_types } = sent.data;
  const mode = settings.dynamic_client_registration_security_mode as SecurityMode;
  try {
    const client = tenant.store.transaction(() =>
      insertClient(tenant, {
        name,
        callbacks: redirect_uris,
        is_first_party: false,
        third_party_security_mode: mode,
        token_endpoint_auth_method: method,
        grant_types: grantTypesOf(mode, grant_types),
        app_type: method === "none" ? "spa" : "regular_web",
      }),
    );
    const { client_id, client_secret, grant_types: got } = client;
    return context.json(
      {
        client_name: name,
        client_id,
        ...(method !== "none" && { client_secret }),
        redirect_uris,
        client_secret_expires_at: 0,
        grant_types: got,
        token_endpoint_auth_method: method,
      },
      201,
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return context.json({ error: "invalid_client_metadata", error_description: error.message }, 400);
  }
}
