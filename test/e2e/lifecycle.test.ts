import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Local, view } from "../support/local.ts";

let local: Local;

beforeAll(async () => {
  local = await Local.create();
  // What an engineer has set for shared stacks must not get the local one.
  vi.stubEnv("PULUMI_BACKEND_URL", pathToFileURL(join(local.root, "no-such-backend")).href);
});

afterAll(() => {
  vi.unstubAllEnvs();
  local.remove();
});

/** `create application acme-cms`: what the engine did, without the order it did it in. */
const summary = (changes: readonly { op: string; type: string; name: string }[] | undefined) =>
  changes?.map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`).sort();

const PARTNERS = [
  "acme-cms",
  "beacon-crm",
  "cargo-index",
  "daylight-forms",
  "ember-mail",
  "fieldbook",
  "globe-directory",
];

const GRANTS = [
  "acme-cms contacts user: read:contacts update:contacts",
  "beacon-crm contacts client: read:contact-changes",
  "beacon-crm contacts user: create:contacts read:contacts update:contacts",
  "cargo-index contacts client: read:contact-changes",
  "daylight-forms contacts user: read:contacts",
  "ember-mail contacts user: delete:contacts read:contacts",
  "fieldbook contacts user: create:contacts read:contacts update:contacts",
  "globe-directory contacts user: read:contacts",
];

// Each test goes on from the stack that the one before it left.
describe("one stack, change after change", () => {
  let acme: string | undefined;

  test("a first run creates every partner with exactly the declared grants", async () => {
    await local.deploy(async ({ outcome }, tenant, printed) => {
      const { applications, grants } = await view(tenant);
      expect(Object.keys(applications).sort()).toEqual(PARTNERS);
      expect(grants).toEqual(GRANTS);
      acme = applications["acme-cms"]?.[0]?.client_id;
      expect(acme).toMatch(/^tpc_/);
      expect(outcome?.clientIds["acme-cms"]).toBe(acme);
      expect(printed).toContain(acme);
      expect(applications.fieldbook?.[0]).toMatchObject({ is_first_party: true });
      expect(applications["globe-directory"]?.[0]).toMatchObject({ third_party_security_mode: "permissive" });
    });
  });

  test("a second run changes nothing, writes nothing and says so in one line", async () => {
    await local.deploy(async ({ outcome }, tenant, printed) => {
      expect(outcome?.changes).toEqual([]);
      expect(tenant.requests.filter(({ method }) => method !== "GET")).toEqual([]);
      expect(printed).toBe("nothing to change: 7 partners and 1 API in stack local are as declared\n");
    });
  });

  test("no client secret lies in the state in plain text", async () => {
    const secrets = await local.deploy(async (_, tenant) => {
      const { applications } = await view(tenant);
      return Object.values(applications).flatMap((list) => list.flatMap((c) => c.client_secret ?? []));
    });
    expect(secrets.length).toBeGreaterThanOrEqual(6);
    const files = readdirSync(local.paths.pulumi, { recursive: true, encoding: "utf8" }).filter((f) =>
      /json/.test(f),
    );
    expect(files.some((file) => file.endsWith("local.json"))).toBe(true);
    const texts = files.map((file) => readFileSync(join(local.paths.pulumi, file), "utf8"));
    for (const secret of secrets) expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  });

  test("one scope more updates exactly one resource and keeps the client ID", async () => {
    local.edit("partners/acme-cms.yaml", (t) =>
      t.replace("[read:contacts, update:contacts]", "[update:contacts, read:contacts, create:contacts]"),
    );
    await local.deploy(async ({ outcome }, tenant, printed) => {
      expect(summary(outcome?.changes)).toEqual(["update ClientGrant acme-cms/contacts/user"]);
      const { applications, grants } = await view(tenant);
      expect(applications["acme-cms"]?.[0]?.client_id).toBe(acme);
      expect(grants).toContain("acme-cms contacts user: create:contacts read:contacts update:contacts");
      expect(printed).toContain("grant contacts/user updated");
    });
  });

  test("the order of scopes and keys is not a change", async () => {
    local.edit("partners/acme-cms.yaml", (t) =>
      t.replace(
        "[update:contacts, read:contacts, create:contacts]",
        "[create:contacts, update:contacts, read:contacts]",
      ),
    );
    expect(await local.deploy(({ outcome }) => outcome?.changes)).toEqual([]);
  });

  test("a new partner creates only its own resources", async () => {
    local.write(
      "partners/harbor-sync.yaml",
      local
        .read("partners/acme-cms.yaml")
        .replaceAll("Acme CMS", "Harbor Sync")
        .replaceAll("acme.example", "harbor.example")
        .replaceAll("localhost:3301", "localhost:3308"),
    );
    expect(await local.deploy(({ outcome }) => summary(outcome?.changes))).toEqual([
      "create Client harbor-sync",
      "create ClientCredentials harbor-sync/credentials",
      "create ClientGrant harbor-sync/contacts/user",
    ]);
  });

  test("a removed partner deletes only its own resources", async () => {
    local.agree = async () => "yes";
    local.delete("partners/harbor-sync.yaml");
    await local.deploy(async ({ outcome }, tenant) => {
      expect(summary(outcome?.changes)).toEqual([
        "delete Client harbor-sync",
        "delete ClientCredentials harbor-sync/credentials",
        "delete ClientGrant harbor-sync/contacts/user",
      ]);
      expect(Object.keys((await view(tenant)).applications).sort()).toEqual(PARTNERS);
    });
  });

  test("a renamed partner that names its former id keeps its client ID", async () => {
    local.rename("partners/acme-cms.yaml", "partners/acme.yaml");
    local.edit("partners/acme.yaml", (t) => t.replace("\nowner:", "\nformer_ids: [acme-cms]\nowner:"));
    await local.deploy(async ({ outcome }, tenant) => {
      expect(summary(outcome?.changes)).toEqual(["update Client acme"]);
      expect((await view(tenant)).applications.acme?.map((c) => c.client_id)).toEqual([acme]);
    });
  });

  test("a change of security mode says what it means, then replaces the application", async () => {
    local.edit("partners/acme.yaml", (t) => t.replace("mode: strict", "mode: permissive"));
    await local.deploy(async ({ outcome }, tenant, printed) => {
      const replaced = (await view(tenant)).applications.acme?.map((c) => c.client_id);
      expect(replaced).toHaveLength(1);
      expect(replaced).not.toEqual([acme]);
      expect(outcome?.changes.find(({ op }) => op === "replace")?.name).toBe("acme");
      expect(printed.indexOf("third-party, strict becomes third-party, permissive")).toBeGreaterThan(-1);
      expect(printed).toContain("the client ID and the secret change");
      expect(printed.indexOf("strict becomes permissive")).toBeLessThan(
        printed.indexOf("application replaced"),
      );
    });
  });
});

test("a deployment keeps no test runner from hearing of a rejection that nothing handles", () => {
  const names = process.listeners("unhandledRejection").map(({ name }) => name);
  expect(names).not.toContain("onRejection");
  expect(names.length).toBeGreaterThan(0);
});
