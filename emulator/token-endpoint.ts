import { timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { issueToken, TOKEN_LIFETIME_SECONDS } from "./management/access.ts";
import type { ClientGrant } from "./management/client-grant-rules.ts";
import type { Client } from "./management/client-schema.ts";
import { managementAudience, type Tenant } from "./tenant.ts";

/** An OAuth error. Source: RFC 6749, section 5.2 */
class OAuthError extends Error {
  override name = "OAuthError";
  readonly status: 400 | 401 | 403;
  readonly code: string;

  constructor(status: 400 | 401 | 403, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

/**
 * `POST /oauth/token` for client credentials on the Management API: how the provider and our app get
 * their tokens. Form or JSON; the secret in the body or in a Basic header.
 * Source: https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens (read 2026-11)
 */
export async function tokenEndpoint(tenant: Tenant, context: Context): Promise<Response> {
  try {
    const form = await readForm(context);
    return context.json(tenant.store.transaction(() => grantToken(tenant, form)));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return context.json({ error: error.code, error_description: error.message }, error.status);
  }
}

async function readForm(context: Context): Promise<Record<string, string>> {
  const text = await context.req.text();
  const basic = /^Basic (\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const credentials = basic === undefined ? {} : readBasic(basic);
  if (!context.req.header("content-type")?.includes("json")) {
    return { ...Object.fromEntries(new URLSearchParams(text)), ...credentials };
  }
  try {
    return { ...JSON.parse(text), ...credentials };
  } catch (cause) {
    throw Object.assign(new OAuthError(400, "invalid_request", "the body is not valid JSON"), { cause });
  }
}

function readBasic(encoded: string): Record<string, string> {
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
  return { client_id: decodeURIComponent(id), client_secret: decodeURIComponent(secret.join(":")) };
}

function grantToken(tenant: Tenant, form: Record<string, string>): object {
  const audience = managementAudience(tenant.domain);
  if (form.grant_type !== "client_credentials") {
    throw new OAuthError(
      403,
      "unsupported_grant_type",
      `Unsupported grant type: ${form.grant_type ?? "none"}`,
    );
  }
  const client = authenticated(tenant, form);
  if (!client.grant_types.includes("client_credentials")) {
    throw new OAuthError(
      403,
      "unauthorized_client",
      "Grant type 'client_credentials' not allowed for the client.",
    );
  }
  if (form.audience !== audience) {
    throw new OAuthError(403, "access_denied", `Service not enabled within domain: ${form.audience ?? ""}`);
  }
  const [grant] = tenant.store.list<ClientGrant>("client-grant", {
    client_id: client.client_id,
    audience,
    subject_type: "client",
  });
  if (grant === undefined) {
    throw new OAuthError(403, "access_denied", `Client is not authorized to access "${audience}".`);
  }
  const scopes = grant.scope ?? [];
  return {
    access_token: issueToken(tenant.store, scopes),
    scope: scopes.join(" "),
    expires_in: TOKEN_LIFETIME_SECONDS,
    token_type: "Bearer",
  };
}

function authenticated(tenant: Tenant, form: Record<string, string>): Client {
  const client = tenant.store.get<Client>("client", form.client_id ?? "");
  const usesSecret = client?.client_authentication_methods === undefined;
  if (client === undefined || !usesSecret || !equal(client.client_secret, form.client_secret ?? "")) {
    throw new OAuthError(401, "access_denied", "Unauthorized");
  }
  return client;
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
