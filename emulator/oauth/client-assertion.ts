import { type JWTPayload, jwtVerify } from "jose";
import type { Client } from "../management/client-schema.ts";
import type { Credential } from "../management/credentials.ts";
import { readPublicPem } from "../management/keys.ts";
import type { Tenant } from "../tenant.ts";
import { find, keepAs } from "./ephemeral.ts";
import { OAuthError } from "./oauth-error.ts";

export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const MAX_LIFETIME_SECONDS = 300;

/**
 * Accepts an assertion that one of the application's credentials has signed, once.
 *
 * It names the application twice (`iss`, `sub`), the tenant or its token endpoint (`aud`), has a `jti`, and
 * ends within five minutes. Two credentials at once allow a change of keys without a gap. Source:
 * https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt (read 2026-11)
 * @throws OAuthError 401 for anything else.
 */
export async function verifyAssertion(tenant: Tenant, client: Client, assertion: string): Promise<void> {
  const payload = await verifiedBy(tenant, credentialsOf(tenant, client), assertion, client.client_id);
  const { exp = 0, jti } = payload;
  if (exp > tenant.now() / 1000 + MAX_LIFETIME_SECONDS) throw refused("expires too late");
  const key = `${client.client_id} ${jti}`;
  if (find(tenant, "assertion", key) !== undefined) throw refused("has been used before");
  keepAs(tenant, "assertion", key, {}, MAX_LIFETIME_SECONDS);
}

function credentialsOf({ store, now }: Tenant, client: Client): Credential[] {
  const attached = client.client_authentication_methods?.private_key_jwt?.credentials ?? [];
  return attached
    .flatMap(({ id }) => store.get<Credential>("credential", id) ?? [])
    .filter(({ expires_at }) => expires_at === undefined || Date.parse(String(expires_at)) > now());
}

async function verifiedBy(
  tenant: Tenant,
  credentials: Credential[],
  assertion: string,
  clientId: string,
): Promise<JWTPayload> {
  const failures: unknown[] = [];
  for (const { pem = "", alg, kid } of credentials) {
    const key = readPublicPem(pem)?.key;
    if (key === undefined) continue;
    try {
      const { payload, protectedHeader } = await jwtVerify(assertion, key, {
        algorithms: [String(alg ?? "RS256")],
        issuer: clientId,
        subject: clientId,
        audience: [tenant.issuer, `${tenant.issuer}oauth/token`],
        requiredClaims: ["exp", "jti"],
        currentDate: new Date(tenant.now()),
      });
      if (names(protectedHeader, kid)) return payload;
    } catch (error) {
      failures.push(error);
    }
  }
  throw refused("is not valid", failures);
}

function names(header: { kid?: string | undefined }, kid: string | undefined): boolean {
  return header.kid === undefined || header.kid === kid;
}

function refused(why: string, cause?: unknown): OAuthError {
  return Object.assign(new OAuthError(401, "invalid_client", `The client assertion ${why}`), { cause });
}
