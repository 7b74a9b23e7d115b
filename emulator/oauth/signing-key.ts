import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { customSigningKeys } from "../management/custom-signing-keys.ts";
import { jwkThumbprint } from "../management/keys.ts";
import type { ResourceServer } from "../management/resource-server-rules.ts";
import type { Document, Store } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { certificateOf, presentCertificate } from "./signing-certificate.ts";

interface StoredKey extends Document {
  kid: string;
  pem: string;
}

/** The algorithms of an API that the tenant has a key for; with HS256 an API has a secret of its own. */
const ALGORITHMS = ["RS256", "RS512", "PS256"] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/**
 * Each algorithm has a key: the set of keys says which, and libraries hold a token to that.
 * Made when it is first needed: most tests of the Management API never sign anything.
 */
function signingKey(store: Store, alg: Algorithm): { kid: string; key: KeyObject } {
  const stored = store.get<StoredKey>("tenant", keyId(alg));
  if (stored !== undefined) return { kid: stored.kid, key: createPrivateKey(stored.pem) };
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid: keepSigningKey(store, privateKey, alg), key: privateKey };
}

const keyId = (alg: Algorithm): string => (alg === "RS256" ? "signing-key" : `signing-key ${alg}`);

/** Signs with this key from now on; its id. */
export function keepSigningKey(store: Store, key: KeyObject, alg: Algorithm = "RS256"): string {
  const kid = jwkThumbprint(createPublicKey(key));
  store.put("tenant", keyId(alg), { kid, pem: key.export({ type: "pkcs8", format: "pem" }) });
  return kid;
}

/**
 * The public halves of the tenant's keys, with certificates of their own: some libraries read the key from there.
 * Source: https://auth0.com/docs/secure/tokens/json-web-tokens/json-web-key-set-properties (read 2026-11)
 */
export async function jwks({ store }: Tenant): Promise<{ keys: Document[] }> {
  const used = store.list<ResourceServer>("resource-server").map(({ signing_alg }) => signing_alg);
  const algorithms = ALGORITHMS.filter((alg) => alg === "RS256" || used.includes(alg));
  const own = await Promise.all(algorithms.map((alg) => publicKey(store, alg)));
  return { keys: [...own, ...customSigningKeys(store)] };
}

async function publicKey(store: Store, alg: Algorithm): Promise<Document> {
  const { kid, key } = signingKey(store, alg);
  const { kty, n, e } = createPublicKey(key).export({ format: "jwk" });
  const der = await certificateOf(store, { kid, key });
  const x5t = createHash("sha1").update(Buffer.from(der, "base64")).digest("base64url");
  return { kty, use: "sig", n, e, kid, x5t, x5c: [der], alg };
}

/** What the tenant's applications show of its key. */
export async function clientSigningKeys({ store }: Tenant): Promise<Document[]> {
  return [presentCertificate(await certificateOf(store, signingKey(store, "RS256")))];
}

/** A JWT signed with the tenant's key for the algorithm. */
export function sign(
  { store }: Tenant,
  claims: JWTPayload,
  { typ = "JWT", alg = "RS256" }: { typ?: string; alg?: unknown } = {},
): Promise<string> {
  const its = ALGORITHMS.find((one) => one === alg) ?? "RS256";
  const { kid, key } = signingKey(store, its);
  return new SignJWT(claims).setProtectedHeader({ alg: its, typ, kid }).sign(key);
}

/** A JWT that anyone who checks it could have made as well. Source: https://auth0.com/docs/get-started/applications/signing-algorithms (read 2026-11) */
export const signWithSecret = (secret: string, claims: JWTPayload, typ: string): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ }).sign(new TextEncoder().encode(secret));

/** The claims of a JWT that this tenant has signed and that has not expired; undefined for anything else. */
export async function verifyOwn(
  tenant: Tenant,
  token: string,
  { expired = false } = {},
): Promise<JWTPayload | undefined> {
  try {
    const keyOf = ({ alg }: { alg: string }) =>
      createPublicKey(signingKey(tenant.store, ALGORITHMS.find((one) => one === alg) ?? "RS256").key);
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: [...ALGORITHMS],
      issuer: tenant.issuer,
      currentDate: new Date(expired ? 0 : tenant.now()),
    });
    return payload;
  } catch {
    return undefined;
  }
}
