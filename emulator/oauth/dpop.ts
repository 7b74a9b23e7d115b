import { createHash } from "node:crypto";
import type { Context } from "hono";
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from "jose";
import type { Client } from "../management/client-schema.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import type { Tenant } from "../tenant.ts";
import { isPublic } from "./applications.ts";
import { find, keep, keepAs } from "./ephemeral.ts";
import { OAuthError } from "./oauth-error.ts";

/** Source: https://auth0.com/docs/secure/sender-constraining/demonstrating-proof-of-possession-dpop (read 2026-11) */
const ALGORITHMS = ["ES256", "RS256"];
const MAX_AGE_SECONDS = 300;
const NONCE_SECONDS = 300;

interface ProofOfPossession {
  readonly mechanism: "dpop" | "mtls";
  readonly required: boolean;
  readonly required_for: "all_clients" | "public_clients";
}

/** A proof that a request carried: the thumbprint of its key (RFC 7638). */
export interface Proof {
  readonly jkt: string;
  readonly nonce: unknown;
}

const wrongProof = (description: string) => new OAuthError(400, "invalid_dpop_proof", description);

/** What must hold of a proof's claims. Source: https://www.rfc-editor.org/rfc/rfc9449#section-4.3 (read 2026-11) */
function violationOf(tenant: Tenant, { req }: Context, claims: JWTPayload, accessToken?: string) {
  const { pathname, origin } = new URL(req.url);
  const addresses = [`${origin}${pathname}`, new URL(pathname, tenant.issuer).href];
  const { htm, htu, iat = 0, jti, ath } = claims;
  const hash = accessToken && createHash("sha256").update(accessToken).digest("base64url");
  if (htm !== req.method) return "htm is not the method of the request";
  if (typeof htu !== "string" || !addresses.includes(htu)) return "htu is not the address of the request";
  if (Math.abs(tenant.now() / 1000 - iat) > MAX_AGE_SECONDS) return "iat is not recent";
  if (hash !== undefined && ath !== hash) return "ath is not the hash of the access token";
  if (typeof jti !== "string") return "jti is missing";
  return find(tenant, "dpop-jti", jti) === undefined ? undefined : "jti was used before";
}

/**
 * The proof of a request, once; undefined where it carries none.
 *
 * @param accessToken of a call that uses one
 * @throws OAuthError `invalid_dpop_proof`
 */
export async function proofOf(
  tenant: Tenant,
  context: Context,
  accessToken?: string,
): Promise<Proof | undefined> {
  const sent = context.req.header("dpop");
  if (sent === undefined) return undefined;
  try {
    const options = { typ: "dpop+jwt", algorithms: ALGORITHMS, requiredClaims: ["jti", "htm", "htu", "iat"] };
    const currentDate = new Date(tenant.now());
    const { payload, key } = await jwtVerify(sent, EmbeddedJWK, { ...options, currentDate });
    const violation = violationOf(tenant, context, payload, accessToken);
    if (violation !== undefined) throw wrongProof(violation);
    keepAs(tenant, "dpop-jti", String(payload.jti), {}, 2 * MAX_AGE_SECONDS);
    return { jkt: await calculateJwkThumbprint(key), nonce: payload.nonce };
  } catch (error) {
    if (error instanceof errors.JOSEError) throw wrongProof("the proof is not a DPoP proof of its key");
    throw error;
  }
}

/**
 * The proof of a token request: a public application's must carry a nonce of ours, so that it is fresh.
 * Source: https://auth0.com/docs/secure/sender-constraining/demonstrating-proof-of-possession-dpop (read 2026-11)
 */
export async function proofOfClient(
  tenant: Tenant,
  context: Context,
  client: Client,
): Promise<Proof | undefined> {
  const proof = await proofOf(tenant, context);
  if (proof === undefined || !isPublic(client)) return proof;
  if (find(tenant, "dpop-nonce", String(proof.nonce ?? "")) !== undefined) return proof;
  throw new OAuthError(400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof", {
    "dpop-nonce": keep(tenant, "dpop-nonce", {}, NONCE_SECONDS),
  });
}

/**
 * The key that a token will be bound to; undefined for a bearer token.
 *
 * The table of https://auth0.com/docs/secure/sender-constraining/configure-sender-constraining (read 2026-11):
 * what the application must do, what the API asks for, and whether there is a proof.
 * @param server undefined for a token that opens /userinfo only
 * @throws OAuthError where no token is issued; the page has no texts
 */
export function keyToBind(
  client: Client,
  server: ResourceServer | undefined,
  proof: Proof | undefined,
): string | undefined {
  const mustProve = client.require_proof_of_possession === true;
  const settings = (server?.proof_of_possession ?? {}) as Partial<ProofOfPossession>;
  const { mechanism, required, required_for: of } = settings;
  const binds = server === undefined || mechanism === "dpop";
  const asks = required === true && (of !== "public_clients" || isPublic(client));
  if (!binds && (mustProve || asks))
    throw new OAuthError(400, "invalid_request", "The API does not bind tokens to keys by DPoP.");
  if (proof === undefined && (mustProve || asks)) throw wrongProof("A DPoP proof is required.");
  return binds ? proof?.jkt : undefined;
}
