import { generateKeyPairSync } from "node:crypto";
import { generate } from "selfsigned";

/** The public half of a new RSA key, in PEM form. */
export function publicPem(): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

/** A certificate that expires at the given time, in PEM form. */
export async function certificatePem(notAfterDate: Date): Promise<string> {
  const { cert } = await generate([{ name: "commonName", value: "acme.example" }], { notAfterDate });
  return cert;
}
