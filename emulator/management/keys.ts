import { createHash, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

/** What the tenant keeps of a public key or certificate in PEM form. */
export interface PublicPem {
  readonly key: KeyObject;
  readonly certificate: X509Certificate | undefined;
}

/** Reads a PEM public key or X.509 certificate; undefined when it is neither. */
export function readPublicPem(pem: string): PublicPem | undefined {
  try {
    if (!pem.includes("BEGIN CERTIFICATE")) return { key: createPublicKey(pem), certificate: undefined };
    const certificate = new X509Certificate(pem);
    return { key: certificate.publicKey, certificate };
  } catch {
    return undefined;
  }
}

/** SHA-256 thumbprint of a key in base64url without padding. Source: RFC 7638, section 3. */
export function jwkThumbprint(key: KeyObject): string {
  const jwk = key.export({ format: "jwk" });
  // RFC 7638 wants exactly the required members, in alphabetical order.
  const required =
    jwk.kty === "RSA"
      ? { e: jwk.e, kty: jwk.kty, n: jwk.n }
      : { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y };
  return createHash("sha256").update(JSON.stringify(required)).digest("base64url");
}

/** SHA-256 of a certificate's DER form, in base64url without padding. */
export function certificateThumbprint(certificate: X509Certificate): string {
  return createHash("sha256").update(certificate.raw).digest("base64url");
}
