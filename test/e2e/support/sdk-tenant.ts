// A tenant as Auth0's SDKs meet it: one https origin, whose certificate this process and the browser trust.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { ask } from "../../../local/verify/ask.ts";
import { trustCertificate } from "../../../src/tenant/client.ts";
import { CONTACTS } from "../../emulator/support/tenant.ts";

export const AUDIENCE = CONTACTS.identifier;

/** What the SDKs are configured with. */
export interface SdkApplication {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Called once by a file: its tenant with the API of contacts, once the tests run. */
export function useSdkTenant() {
  const folder = mkdtempSync(join(tmpdir(), "sdks-"));
  let tenant: Emulator;
  beforeAll(async () => {
    tenant = await startEmulator({ httpsPort: 0, data: ":memory:", certificateDir: folder });
    trustCertificate(tenant.certificateFile);
    await ask(tenant, "POST", "resource-servers", { ...CONTACTS, allow_offline_access: true });
  });
  afterAll(async () => {
    await tenant?.close();
    rmSync(folder, { recursive: true });
  });
  return {
    get tenant() {
      return tenant;
    },
    /** As an SDK wants it: without a scheme. */
    get domain() {
      return `localhost:${tenant.port}`;
    },
    call: <T = Record<string, unknown>>(method: string, path: string, body?: object) =>
      ask<T>(tenant, method, path, body),
    /** A first-party application on the tenant's database. */
    async application(body: object): Promise<SdkApplication> {
      const { client_id: clientId, client_secret: clientSecret } = await ask<{
        client_id: string;
        client_secret: string;
      }>(tenant, "POST", "clients", { is_first_party: true, oidc_conformant: true, ...body });
      const [database] = await ask<{ id: string }[]>(tenant, "GET", "connections?strategy=auth0");
      const enabled = [{ client_id: clientId, status: true }];
      await ask(tenant, "PATCH", `connections/${database?.id}/clients`, enabled);
      return { clientId, clientSecret };
    },
    /** A website with the same certificate. The application behind it may come later, when its address is known. */
    async website() {
      let listener: Parameters<typeof createServer>[1];
      const key = readFileSync(join(folder, "tenant-certificate.key"));
      const server = createServer({ cert: readFileSync(tenant.certificateFile), key }, (request, response) =>
        listener?.(request, response),
      );
      await new Promise<void>((resolve) => {
        server.listen(0, "localhost", resolve);
      });
      return {
        origin: `https://localhost:${(server.address() as AddressInfo).port}`,
        serve: (application: typeof listener) => {
          listener = application;
        },
        close: () => {
          server.closeAllConnections();
          server.close();
        },
      };
    },
  };
}
