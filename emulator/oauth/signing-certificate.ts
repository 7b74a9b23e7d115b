import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import type { Document, Store } from "../store.ts";

const VALID_MS = 10 * 365 * 86_400_000;
const SUBJECT = "localhost";

/** One key has one certificate, in however many tenants of this process it is: to make one takes a while. */
const made = new Map<string, Promise<string>>();

/** The certificate of a signing key, as base64 of its DER form; kept, so that it is the same at every request. */
export async function certificateOf(store: Store, { kid, key }: { kid: string; key: KeyObject }) {
  const id = `signing-certificate ${kid}`;
  const stored = store.get<Document & { der: string }>("tenant", id);
  if (stored !== undefined) return stored.der;
  const making = made.get(kid) ?? make(key);
  made.set(kid, making);
  const der = await making;
  store.put("tenant", id, { der });
  return der;
}

async function make(key: KeyObject): Promise<string> {
  // Later than the start, which it would slow down by a tenth.
  const { generate } = await import("selfsigned");
  const { cert } = await generate([{ name: "commonName", value: SUBJECT }], {
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + VALID_MS),
    keyPair: {
      privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
      publicKey: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
    },
  });
  return new X509Certificate(cert).raw.toString("base64");
}

/** What applications show of a signing key: its certificate in two forms, and whose it is. */
export function presentCertificate(der: string): Document {
  const certificate = Buffer.from(der, "base64");
  return {
    cert: pem("CERTIFICATE", certificate),
    pkcs7: pem("PKCS7", pkcs7(certificate)),
    subject: `/CN=${SUBJECT}`,
  };
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\r\n");
}

const SIGNED_DATA = Buffer.from("06092a864886f70d010702", "hex");
const DATA = Buffer.from("06092a864886f70d010701", "hex");
const VERSION_1 = Buffer.from("020101", "hex");

/** A message that signs nothing and only carries the certificate. Source: RFC 2315, section 9.1 */
function pkcs7(certificate: Buffer): Buffer {
  const nothing = der(0x31);
  const content = der(0x30, VERSION_1, nothing, der(0x30, DATA), der(0xa0, certificate), nothing);
  return der(0x30, SIGNED_DATA, der(0xa0, content));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
