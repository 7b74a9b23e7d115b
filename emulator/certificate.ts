import { X509Certificate } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DAY_MS = 86_400_000;
const VALID_DAYS = 397; // Apple's and most browsers' maximum for a server certificate is 398.
const RENEW_BEFORE_DAYS = 30;

/** A certificate for this machine, in PEM form, and where it lies. */
export interface Certificate {
  readonly file: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * The certificate in a directory, made when it is missing, unusable or about to expire.
 *
 * It signs itself and is its own authority, so that trusting the one file is enough: `SSL_CERT_FILE` for Go,
 * `NODE_EXTRA_CA_CERTS` for Node. The key is readable by its owner only.
 */
export async function localCertificate(directory: string): Promise<Certificate> {
  const file = join(directory, "tenant-certificate.pem");
  const keyFile = join(directory, "tenant-certificate.key");
  if (isUsable(file, keyFile)) {
    return { file, cert: readFileSync(file, "utf8"), key: readFileSync(keyFile, "utf8") };
  }
  const { cert, private: key } = await makeCertificate();
  mkdirSync(directory, { recursive: true });
  writeFileSync(keyFile, key, { mode: 0o600 });
  chmodSync(keyFile, 0o600); // The mode above does not apply to a file that exists.
  writeFileSync(file, cert);
  return { file, cert, key };
}

function isUsable(file: string, keyFile: string): boolean {
  if (!existsSync(file) || !existsSync(keyFile)) return false;
  try {
    const { validTo } = new X509Certificate(readFileSync(file));
    return Date.parse(validTo) - Date.now() > RENEW_BEFORE_DAYS * DAY_MS;
  } catch {
    return false;
  }
}

async function makeCertificate(): Promise<{ cert: string; private: string }> {
  // Later than the start: it takes a while to load, and is needed once a year.
  const { generate } = await import("selfsigned");
  return await generate([{ name: "commonName", value: "localhost" }], {
    algorithm: "sha256",
    keyType: "ec",
    curve: "P-256",
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + VALID_DAYS * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
}
