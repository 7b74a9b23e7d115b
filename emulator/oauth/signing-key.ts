import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { jwkThumbprint } from "../management/keys.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";

interface StoredKey extends Document {
  kid: string;
  pem: string;
}

const VALID_MS = 10 * 365 * 86_400_000;

// Made when it is first needed: most tests of the Management API never sign anything.
function signingKey(store: Store): { kid: string; key: KeyObject } {
  const stored = store.get<StoredKey>("tenant", "signing-key");
  if (stored !== undefined) return { kid: stored.kid, key: createPrivateKey(stored.pem) };
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid: keepSigningKey(store, privateKey), key: privateKey };
}

/** Signs with this key from now on; its id. */
export function keepSigningKey(store: Store, key: KeyObject): string {
  const kid = jwkThumbprint(createPublicKey(key));
  store.put("tenant", "signing-key", { kid, pem: key.export({ type: "pkcs8", format: "pem" }) });
  return kid;
}

/**
 * The public half of the tenant's key, with a certificate of its own: some libraries read the key from there.
 * Source: https://auth0.com/docs/secure/tokens/json-web-tokens/json-web-key-set-properties (read 2026-11)
 */
export async function jwks({ store }: Tenant): Promise<{ keys: Document[] }> {
  const { kid, key } = signingKey(store);
  const { kty, n, e } = createPublicKey(key).export({ format: "jwk" });
  const der = await certificateOf(store, key);
  const x5t = createHash("sha1").update(Buffer.from(der, "base64")).digest("base64url");
  return { keys: [{ kty, use: "sig", n, e, kid, x5t, x5c: [der], alg: "RS256" }] };
}

// Kept, so that it is the same at every request.
async function certificateOf(store: Store, key: KeyObject): Promise<string> {
  const stored = store.get<Document & { der: string }>("tenant", "signing-certificate");
  if (stored !== undefined) return stored.der;
  // Later than the start, which it would slow down by a tenth.
  const { generate } = await import("selfsigned");
  const { cert } = await generate([{ name: "commonName", value: "localhost" }], {
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + VALID_MS),
    keyPair: {
      privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
      publicKey: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
    },
  });
  const der = new X509Certificate(cert).raw.toString("base64");
  store.put("tenant", "signing-certificate", { der });
  return der;
}

/** Of the algorithms of an API, those of the tenant's key; with HS256 an API has a secret of its own. */
const OF_THE_KEY = ["RS256", "RS512", "PS256"];

/** A JWT signed with the tenant's key. */
export function sign(
  { store }: Tenant,
  claims: JWTPayload,
  { typ = "JWT", alg = "RS256" }: { typ?: string; alg?: unknown } = {},
): Promise<string> {
  const { kid, key } = signingKey(store);
  const its = OF_THE_KEY.find((one) => one === alg) ?? "RS256";
  return new SignJWT(claims).setProtectedHeader({ alg: its, typ, kid }).sign(key);
}

/** A JWT that whoever checks it could have made as well. Source: https://auth0.com/docs/get-started/applications/signing-algorithms (read 2026-11) */
export const signWithSecret = (secret: string, claims: JWTPayload, typ: string): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ }).sign(new TextEncoder().encode(secret));

/** The claims of a JWT that this tenant has signed and that has not expired; undefined for anything else. */
export async function verifyOwn(
  tenant: Tenant,
  token: string,
  { expired = false } = {},
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, createPublicKey(signingKey(tenant.store).key), {
      algorithms: OF_THE_KEY,
      issuer: tenant.issuer,
      currentDate: new Date(expired ? 0 : tenant.now()),
    });
    return payload;
  } catch {
    return undefined;
  }
}
