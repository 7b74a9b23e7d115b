// What a partner's application can be told beside its access: each from the file to what the local tenant does with it.
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, tenantApp } from "../../emulator/emulator.ts";
import { ask } from "../../local/verify/ask.ts";
import { askToken, userToken } from "../../local/verify/tokens.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { ANA } from "../emulator/support/oauth.ts";
import { runCommand } from "../support/command.ts";
import { Local } from "../support/local.ts";

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

describe("a scope that is asked for later", () => {
  const CONTACTS = "https://api.our-app.example/contacts";
  const callerIn = (tenant: Emulator, clientId: string) => {
    const partner = checkDeclarations(diskSource(local.root)).workspace.partners.get("fieldbook")?.value;
    if (!partner) throw new Error("refused");
    return { tenant, partner, clientId };
  };

  test("is in no token of the sign-in, and in those of a later request once the user allows it", async () => {
    local.edit(FIELDBOOK, (text) =>
      text.replace(
        "scopes: [read:contacts, create:contacts, update:contacts]\n",
        "scopes: [read:contacts, create:contacts, update:contacts]\n    optional_scopes: [update:contacts]\n",
      ),
    );
    await deployed(async ({ client_id }, tenant) => {
      const grants = await ask<{ scope: string[] }[]>(tenant, "GET", `client-grants?client_id=${client_id}`);
      expect(grants.map(({ scope }) => [...scope].sort())).toEqual([
        ["create:contacts", "read:contacts", "update:contacts"],
      ]);
      const caller = callerIn(tenant, client_id);
      const { code, out } = await guideOf(client_id);
      expect(code).toBe(0);
      expect(out).toMatch(/\| `scope` \| `[^`]*create:contacts read:contacts offline_access` \|/);
      expect(out).toMatch(/`update:contacts` .*\| later, once a user needs it \|/);
      const first = await userToken(caller, CONTACTS, ["create:contacts", "read:contacts", "offline_access"]);
      expect(scopesOf(first)).toEqual(["create:contacts", "read:contacts"]);
      const renewal = { grant_type: "refresh_token", refresh_token: first.refresh_token ?? "" };
      const wider = await askToken(caller, { ...renewal, scope: "read:contacts update:contacts" });
      expect(scopesOf(wider)).not.toContain("update:contacts");
      const whole = ["create:contacts", "read:contacts", "update:contacts", "offline_access"];
      const declined = await userToken(caller, CONTACTS, whole, "decline");
      expect(declined.access_token).toBeUndefined();
      const token = wider.refresh_token ?? renewal.refresh_token;
      const after = await askToken(caller, { ...renewal, refresh_token: token });
      expect(scopesOf(after)).toEqual(["create:contacts", "read:contacts"]);
      expect(scopesOf(await userToken(caller, CONTACTS, whole))).toContain("update:contacts");
    });
  });

  const scopesOf = ({ access_token = "" }: { access_token?: string }) =>
    String(access_token === "" ? "" : decodeJwt(access_token).scope)
      .split(" ")
      .filter((scope) => scope !== "offline_access")
      .sort();

  async function guideOf(clientId: string) {
    const asked = ["handover", "fieldbook", "--stack", "local", "--client-id", clientId];
    const { exit, out } = await runCommand([...asked, "--root", local.root]);
    return { code: exit, out };
  }
});

const MEMBER_CARD = `name: Member Card
description: Shows members their card when they sign in
owner: mobile@our-app.example
contact: { name: Mia Member, email: dev@member.example }
contract: { reference: CRM-1201, ends: 2038-12-31 }
application:
  is_first_party: true
  app_type: regular_web
  authentication_method: client_secret_post
  oidc_scopes: [openid, email]
  connections: [Username-Password-Authentication]
grants: []
stacks:
  local:
    callbacks: [http://localhost:3311/callback]
`;

describe("an application without a grant", () => {
  const card = (file: string) =>
    checkDeclarations(diskSource(local.root)).workspace.partners.get(file)?.value;

  test("signs users in, learns who they are, and gets no scope of any API", async () => {
    local.write("partners/member-card.yaml", MEMBER_CARD);
    await local.deploy(async ({ outcome }, tenant) => {
      const clientId = outcome?.clientIds["member-card"] ?? "";
      const partner = card("member-card");
      if (!partner) throw new Error("refused");
      const caller = { tenant, partner, clientId };
      const {
        id_token = "",
        access_token = "",
        scope,
      } = await userToken(caller, undefined, ["openid", "email"]);
      expect(decodeJwt(id_token)).toMatchObject({ aud: clientId, email: ANA.username });
      expect(scope).toBe("openid email");
      expect(() => decodeJwt(access_token)).toThrow();
      const closed = await userToken(caller, "https://api.our-app.example/contacts", ["read:contacts"]);
      expect(closed.access_token).toBeUndefined();
    });
  });

  test("lets nobody in while it is suspended", async () => {
    local.edit("partners/member-card.yaml", (text) => `${text}status: suspended\n`);
    await local.deploy(async ({ outcome }, tenant) => {
      const partner = card("member-card");
      if (!partner) throw new Error("refused");
      const caller = { tenant, partner, clientId: outcome?.clientIds["member-card"] ?? "" };
      expect(await userToken(caller, undefined, ["openid"])).toMatchObject({ error: "unauthorized_client" });
    });
  });
});

test("a suspended application signs nobody in, with or without an API, and a resumed one does again", async () => {
  const verb = async (...argv: string[]) =>
    expect(await runCommand([...argv, "--root", local.root])).toMatchObject({ exit: 0 });
  const signedIn = () =>
    deployed(async ({ client_id: clientId }, tenant) => {
      const { workspace } = checkDeclarations(diskSource(local.root));
      const partner = workspace.partners.get("fieldbook")?.value ?? expect.fail("refused");
      return await userToken({ tenant, partner, clientId }, undefined, ["openid"]);
    });
  await verb("suspend", "fieldbook", "--reason", "leaked");
  expect(await signedIn()).toMatchObject({ error: "unauthorized_client" });
  await verb("resume", "fieldbook");
  expect(await signedIn()).toMatchObject({ id_token: expect.any(String) });
});

const TRAIL_APP = MEMBER_CARD.replaceAll("Member Card", "Trail App")
  .replace("app_type: regular_web", "app_type: native")
  .replace("client_secret_post", "none")
  .replace("3311", "3312");
const APPS = `  mobile:
    android: { app_package_name: example.trail, sha256_cert_fingerprints: ["${Array(32).fill("0A").join(":")}"] }
    ios: { team_id: 86WQXF56BC, app_bundle_identifier: example.trail }
`;

describe("the apps of a native application", () => {
  const FILE = "partners/trail-app.yaml";
  const mobile = () =>
    local.deploy(async ({ outcome }, tenant) => {
      const id = outcome?.clientIds["trail-app"] ?? "";
      return (await ask<Client>(tenant, "GET", `clients/${id}`)).mobile;
    });
  const live = {
    android: {
      app_package_name: "example.trail",
      sha256_cert_fingerprints: [Array(32).fill("0A").join(":")],
    },
    ios: { team_id: "86WQXF56BC", app_bundle_identifier: "example.trail" },
  };

  test("reach Auth0, and another team takes the place of the former", async () => {
    local.write(FILE, TRAIL_APP.replace("grants: []", `${APPS}grants: []`));
    expect(await mobile()).toEqual(live);
    local.edit(FILE, (text) => text.replace("86WQXF56BC", "77AAAAAA77"));
    expect(await mobile()).toEqual({ ...live, ios: { ...live.ios, team_id: "77AAAAAA77" } });
  });

  test("stay there when the file no longer names them, as review and drift say", async () => {
    local.write(FILE, TRAIL_APP);
    expect(await mobile()).toEqual({ ...live, ios: { ...live.ios, team_id: "77AAAAAA77" } });
  });
});
