// A partner's own key, and proofs that it has it (RFC 9449).
import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, SignJWT } from "jose";

/** What a proof says; each can be made wrong. */
export interface ProofOptions {
  readonly method?: string;
  readonly url: string;
  readonly accessToken?: string;
  readonly nonce?: string;
  /** Instead of what it would say. */
  readonly claims?: Record<string, unknown>;
  readonly typ?: string;
}

/** A key pair, its thumbprint, and what makes proofs with it. */
export async function dpopKey() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = await exportJWK(publicKey);
  const proof = ({ method = "POST", url, accessToken, nonce, claims, typ = "dpop+jwt" }: ProofOptions) =>
    new SignJWT({
      jti: randomUUID(),
      htm: method,
      htu: url,
      iat: Math.floor(Date.now() / 1000),
      ...(accessToken !== undefined && {
        ath: createHash("sha256").update(accessToken).digest("base64url"),
      }),
      ...(nonce !== undefined && { nonce }),
      ...claims,
    })
      .setProtectedHeader({ alg: "ES256", typ, jwk })
      .sign(privateKey);
  return { jkt: await calculateJwkThumbprint(jwk), proof };
}

export type DpopKey = Awaited<ReturnType<typeof dpopKey>>;
