// A token that is bound to a key is good only beside a fresh proof of that key (DPoP).
import { createHash } from "node:crypto";
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from "jose";
import { Refusal } from "./refusal.ts";

const MAX_AGE_SECONDS = 60;
const CLOCK_TOLERANCE_SECONDS = 5;

/** What a call shows beside its token. */
export interface ShownProof {
  readonly scheme: "bearer" | "dpop";
  readonly token: string;
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt: string | undefined;
}

const refused = (why: string) => new Refusal("invalid_dpop_proof", why);

/**
 * A check that remembers the proofs it has seen for as long as they are fresh: each is good once.
 *
 * A bound token behind `Bearer` is refused as well: anyone who stole it would send it so.
 * Sources: https://www.rfc-editor.org/rfc/rfc9449#section-4.3 and section 7,
 * https://auth0.com/docs/secure/sender-constraining/demonstrating-proof-of-possession-dpop (read 2026-11)
 */
export function proofChecker(): (request: Request, shown: ShownProof) => Promise<void> {
  const seen = new Map<string, number>();
  return async (request, { scheme, token, jkt }) => {
    if (jkt === undefined) {
      if (scheme === "dpop") throw new Refusal("invalid_token", "the token is bound to no key");
      return;
    }
    if (scheme !== "dpop")
      throw new Refusal("invalid_token", "the token is bound to a key: send it behind DPoP");
    const proof = await verified(request.headers.get("dpop"));
    const { origin, pathname } = new URL(request.url);
    if (proof.jkt !== jkt) throw refused("the proof is of another key than the token's");
    if (proof.claims.htm !== request.method) throw refused("htm is not the method of the call");
    if (proof.claims.htu !== `${origin}${pathname}`) throw refused("htu is not the address of the call");
    if (proof.claims.ath !== createHash("sha256").update(token).digest("base64url"))
      throw refused("ath is not the hash of the token");
    const now = Date.now();
    for (const [jti, until] of seen) if (until <= now) seen.delete(jti);
    if (seen.has(`${proof.claims.jti}`)) throw refused("the proof was used before");
    seen.set(`${proof.claims.jti}`, now + (MAX_AGE_SECONDS + 2 * CLOCK_TOLERANCE_SECONDS) * 1000);
  };
}

async function verified(sent: string | null) {
  if (sent === null) throw refused("the call carries no DPoP proof");
  try {
    const { payload, key } = await jwtVerify(sent, EmbeddedJWK, {
      typ: "dpop+jwt",
      algorithms: ["ES256", "RS256"],
      requiredClaims: ["jti", "htm", "htu", "iat", "ath"],
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    return { jkt: await calculateJwkThumbprint(key), claims: payload };
  } catch (error) {
    if (error instanceof errors.JOSEError)
      throw refused("the DPoP header is not a fresh proof of its own key");
    throw error;
  }
}
