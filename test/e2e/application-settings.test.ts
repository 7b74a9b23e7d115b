// What a partner's application can be told beside its access: each from the file to what the local tenant does with it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, tenantApp } from "../../emulator/emulator.ts";
import { Local } from "../support/local.ts";
import { ask } from "../support/management.ts";

interface Client extends Record<string, unknown> {
  client_id: string;
  client_metadata?: Record<string, string>;
}

let local: Local;
beforeAll(async () => {
  local = await Local.deployed(["fieldbook"]);
});
afterAll(() => local.remove());

const FIELDBOOK = "partners/fieldbook.yaml";
const OF_STACK = "    callbacks: [http://localhost:3306/callback]\n";

/** The application of Fieldbook as the tenant has it, after what the file says now was deployed. */
const deployed = <T>(use: (client: Client, tenant: Emulator) => Promise<T>): Promise<T> =>
  local.deploy(async ({ outcome }, tenant) => {
    const id = outcome?.clientIds.fieldbook ?? "";
    return await use(await ask<Client>(tenant, "GET", `clients/${id}`), tenant);
  });

const signOut = (tenant: Emulator, client: Client, returnTo: string) =>
  tenantApp(tenant.tenant).request(
    `/v2/logout?${new URLSearchParams({ client_id: client.client_id, returnTo })}`,
  );

describe("where users go", () => {
  test("a sign-out leads only where the file says, and a login starts there", async () => {
    local.edit(FIELDBOOK, (text) =>
      text.replace(
        OF_STACK,
        `${OF_STACK}    allowed_logout_urls: [https://fieldbook.example/bye]\n    initiate_login_uri: https://fieldbook.example/login\n`,
      ),
    );
    await deployed(async (client, tenant) => {
      expect(client).toMatchObject({
        allowed_logout_urls: ["https://fieldbook.example/bye"],
        initiate_login_uri: "https://fieldbook.example/login",
      });
      const there = await signOut(tenant, client, "https://fieldbook.example/bye");
      expect([there.status, there.headers.get("location")]).toEqual([302, "https://fieldbook.example/bye"]);
      const elsewhere = await signOut(tenant, client, "https://evil.example/bye");
      expect([elsewhere.status, elsewhere.headers.get("location")]).toEqual([400, null]);
    });
  });

  test("lines that are removed leave nothing behind", async () => {
    local.edit(FIELDBOOK, (text) => text.replace(/ +(allowed_logout_urls|initiate_login_uri): .*\n/g, ""));
    await deployed(async (client, tenant) => {
      expect(client.allowed_logout_urls).toEqual([]);
      expect(client).not.toHaveProperty("initiate_login_uri");
      expect((await signOut(tenant, client, "https://fieldbook.example/bye")).status).toBe(400);
    });
  });
});
