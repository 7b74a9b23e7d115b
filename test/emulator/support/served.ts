// A tenant that listens on this machine, for the tests of a file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { ask } from "../../../local/verify/ask.ts";
import { CONTACTS, STRICT_PARTNER } from "./tenant.ts";

/** Called once by a file: its tenant, once the tests run. */
export function useServed(): { readonly tenant: Emulator } {
  const folder = mkdtempSync(join(tmpdir(), "served-"));
  let tenant: Emulator | undefined;
  beforeAll(async () => {
    const ports = { httpsPort: 0, httpPort: 0, issuer: "http" };
    tenant = await startEmulator({ ...ports, data: ":memory:", certificateDir: folder });
  });
  afterAll(async () => {
    await tenant?.close();
    rmSync(folder, { recursive: true });
  });
  return {
    get tenant() {
      if (tenant === undefined) throw new Error("no test has begun");
      return tenant;
    },
  };
}

/** Gives it an API, and a partner's application that may read there, for users and without. */
export async function servePartner(
  tenant: Emulator,
  callback: string,
): Promise<{ id: string; secret: string }> {
  await ask(tenant, "POST", "resource-servers", { ...CONTACTS, allow_offline_access: true });
  const { client_id, client_secret } = await ask<{ client_id: string; client_secret: string }>(
    tenant,
    "POST",
    "clients",
    {
      ...STRICT_PARTNER,
      callbacks: [callback],
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
    },
  );
  const grant = { client_id, audience: CONTACTS.identifier, scope: ["read:contacts"] };
  for (const subject_type of ["user", "client"])
    await ask(tenant, "POST", "client-grants", { ...grant, subject_type });
  return { id: client_id, secret: client_secret };
}
