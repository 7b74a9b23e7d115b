import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { jwkThumbprint } from "../management/keys.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";

interface StoredKey extends Document {
  kid: string;
  pem: string;
}

// Made when it is first needed: most tests of the Management API never sign anything.
function signingKey(store: Store): { kid: string; key: KeyObject } {
  const stored = store.get<StoredKey>("tenant", "signing-key");
  if (stored !== undefined) return { kid: stored.kid, key: createPrivateKey(stored.pem) };
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = jwkThumbprint(publicKey);
  store.put("tenant", "signing-key", { kid, pem: privateKey.export({ type: "pkcs8", format: "pem" }) });
  return { kid, key: privateKey };
}

/**
 * The public half of the tenant's key. Source:
 * https://auth0.com/docs/secure/tokens/json-web-tokens/json-web-key-sets
 */
export function jwks(store: Store): { keys: Document[] } {
  const { kid, key } = signingKey(store);
  const { kty, n, e } = createPublicKey(key).export({ format: "jwk" });
  return { keys: [{ kty, use: "sig", n, e, kid, alg: "RS256" }] };
}

/** A JWT signed with the tenant's key. */
export function sign({ store }: Tenant, claims: JWTPayload, typ = "JWT"): Promise<string> {
  const { kid, key } = signingKey(store);
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ, kid }).sign(key);
}

/** The claims of a JWT that this tenant has signed and that has not expired; undefined for anything else. */
export async function verifyOwn(tenant: Tenant, token: string): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, createPublicKey(signingKey(tenant.store).key), {
      algorithms: ["RS256"],
      issuer: tenant.issuer,
      currentDate: new Date(tenant.now()),
    });
    return payload;
  } catch {
    return undefined;
  }
}
