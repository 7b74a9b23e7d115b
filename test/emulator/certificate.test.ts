import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localCertificate } from "../../emulator/certificate.ts";
import { certificatePem } from "./support/keys.ts";

const DAY_MS = 86_400_000;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "certificate-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("the certificate is for this machine, its own authority, and its key is private", async () => {
  const { file } = await localCertificate(join(directory, "new"));
  const certificate = new X509Certificate(readFileSync(file));
  expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  expect([certificate.ca, certificate.checkIssued(certificate)]).toEqual([true, true]);
  expect(statSync(file.replace(/\.pem$/, ".key")).mode & 0o777).toBe(0o600);
});

test("is kept for as long as it is good", async () => {
  const first = await localCertificate(directory);
  expect(await localCertificate(directory)).toEqual(first);
});

test.for([
  { name: "about to expire", days: 29, kept: false },
  { name: "good for longer", days: 31, kept: true },
  { name: "expired", days: -1, kept: false },
])("that is $name is kept: $kept", async ({ days, kept }) => {
  const { file } = await localCertificate(directory);
  const pem = await certificatePem(new Date(Date.now() + days * DAY_MS));
  writeFileSync(file, pem);
  expect((await localCertificate(directory)).cert === pem).toBe(kept);
});

test("that is damaged is made anew", async () => {
  const { file } = await localCertificate(directory);
  writeFileSync(file, "damaged");
  expect((await localCertificate(directory)).cert).toMatch(/^-----BEGIN CERTIFICATE-----/);
});
