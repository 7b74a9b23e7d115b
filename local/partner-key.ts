// The private key of a partner that signs, where somebody has put it: only the partner has it otherwise.

import { createPrivateKey, createPublicKey, type KeyObject, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DemoSite } from "../demo/demo.ts";
import { declaredIn } from "../src/model/applications.ts";
import type { KeyAlg } from "../src/model/partner.ts";
import { plannedKeys } from "../src/plan/credentials.ts";
import type { PlannedCredentials } from "../src/plan/types.ts";
import type { LocalPaths } from "./paths.ts";

const spki = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();

/** The names of RFC 7518 as WebCrypto says them. */
const WEB_CRYPTO: Readonly<Record<KeyAlg, { readonly name: string; readonly hash: string }>> = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" },
  PS256: { name: "RSA-PSS", hash: "SHA-256" },
};

/** The key in `.local/demo/<partner>.pem`, if it belongs to a public key of the partner's file; else what is missing. */
export async function privateKeyOf(
  partner: string,
  credentials: PlannedCredentials,
  { demo }: Pick<LocalPaths, "demo">,
): Promise<DemoSite["authentication"] | { readonly absent: string }> {
  const file = join(demo, `${partner}.pem`);
  const missing = {
    absent: `It signs with a private key, which only the partner has. To play it, put the key that belongs to one in ${declaredIn(partner)} into .local/demo/${partner}.pem and start again.`,
  };
  if (!existsSync(file)) return missing;
  try {
    const key = createPrivateKey(readFileSync(file, "utf8"));
    const own = spki(createPublicKey(key));
    const declared = plannedKeys(credentials).find(({ pem }) => spki(createPublicKey(pem)) === own);
    if (!declared) return missing;
    const pkcs8 = key.export({ type: "pkcs8", format: "der" });
    const imported = await webcrypto.subtle.importKey("pkcs8", pkcs8, WEB_CRYPTO[declared.algorithm], false, [
      "sign",
    ]);
    return { method: "private_key_jwt", key: imported };
  } catch {
    return { absent: `.local/demo/${partner}.pem is not a private key in PEM: ${missing.absent}` };
  }
}
