import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { AUDIENCE, add, added, local, run, withTenant } from "./support/importing.ts";

withTenant();

test("nothing is imported from a tenant that is as declared", async () => {
  expect(await run()).toEqual({ exit: 0, out: "0 of 0 applications imported\n", err: "" });
});

test("a strict application becomes a file that check accepts, and its plan takes the application over as it is", async () => {
  const id = await add({});
  const { exit, out, err } = await run();
  expect({ exit, err, added: added() }).toEqual({ exit: 0, err: "", added: ["harbor-sync.yaml"] });
  expect(out).toContain(`partners/harbor-sync.yaml: "Harbor Sync" (${id}), written\n`);
  const { workspace, findings } = checkDeclarations(diskSource(local.root), "2026-11-24");
  expect(findings).toEqual([]);
  const planned = planStack(workspace, "dev").partners["harbor-sync"];
  expect(planned).toMatchObject({ adopts: id, owner: "security@our-app.example" });
  expect(planned?.application).toMatchObject({
    thirdPartySecurityMode: "strict",
    grantTypes: ["authorization_code"],
    callbacks: ["https://harbor.example/callback"],
  });
  expect(planned?.grants["contacts/user"]?.scopes).toEqual(["read:contacts"]);
  expect(local.tenant.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  const text = readFileSync(join(local.root, "partners/harbor-sync.yaml"), "utf8");
  expect(text.match(/# PLACEHOLDER/g)?.length).toBeGreaterThanOrEqual(5);
});

test("a second run imports nothing again", async () => {
  await add({});
  await run();
  expect((await run()).out).toBe("0 of 0 applications imported\n");
});

test.for([
  {
    name: "a permissive application with a wildcard callback: the other callback stays",
    settings: {
      third_party_security_mode: "permissive",
      grant_types: ["authorization_code", "implicit"],
      callbacks: ["https://*.harbor.example/x", "https://harbor.example/callback"],
    },
    says: ["https://*.harbor.example/x", "has a wildcard", 'grant type "implicit"'],
    never: ["*.harbor.example"],
  },
  {
    name: "unlimited refresh tokens: a year",
    settings: {
      third_party_security_mode: "permissive",
      grant_types: ["authorization_code", "refresh_token"],
      refresh_token: { rotation_type: "non-rotating", expiration_type: "non-expiring" },
    },
    says: ["without a limit"],
    never: [],
  },
])("what a file cannot say is listed, of $name", async ({ settings, says, never }) => {
  await add(settings);
  const { exit, out, err } = await run();
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  for (const words of says) expect(out).toContain(words);
  const text = readFileSync(join(local.root, "partners/harbor-sync.yaml"), "utf8");
  for (const words of never) expect(text).not.toContain(words);
  expect(checkDeclarations(diskSource(local.root), "2026-11-24").findings).toEqual([]);
});

test("a scope that the API's file does not declare is listed and not granted", async () => {
  const apis = await ask<{ id: string; identifier: string; scopes: object[] }[]>(
    local.tenant,
    "GET",
    "resource-servers",
  );
  const api = apis.find(({ identifier }) => identifier === AUDIENCE);
  const scopes = [...(api?.scopes ?? []), { value: "export:contacts", description: "Export" }];
  await ask(local.tenant, "PATCH", `resource-servers/${api?.id}`, { scopes });
  await add({}, ["read:contacts", "export:contacts"]);
  const { exit, out } = await run();
  expect(exit).toBe(0);
  expect(out).toContain('it has "export:contacts" at contacts, which apis/contacts.yaml does not declare');
  expect(readFileSync(join(local.root, "partners/harbor-sync.yaml"), "utf8")).not.toContain("export:");
});

test("an application marked by any stack is left alone, and cannot be asked for", async () => {
  const id = await add({ client_metadata: { partner_access_partner: "harbor" } });
  expect((await run()).out).toBe("0 of 0 applications imported\n");
  expect((await run("--only", id)).exit).toBe(2);
});

test("an application of our own gets no file: what tenant.yaml has to say of it is told", async () => {
  const id = await add({ is_first_party: true, third_party_security_mode: undefined });
  for (const { exit, out } of [await run(), await run("--only", id)]) {
    expect(exit).toBe(0);
    expect(out).toMatch(/^0 of 0 applications imported\nbefore the first update: applications of ours/);
    expect(out).toContain(`stacks: { dev: { client_id: "${id}" } }`);
    expect(out).toContain('- { api: contacts, subject_type: user, scopes: ["read:contacts"] }');
  }
  expect(existsSync(join(local.root, "partners/harbor-sync.yaml"))).toBe(false);
});

test("what check would refuse is not written, is explained, and stops no other", async () => {
  await add({
    name: "Beyond",
    third_party_security_mode: "permissive",
    callbacks: ["https://*.beyond.example/callback"],
  });
  await add({});
  const { exit, out, err } = await run();
  expect({ exit, added: added() }).toEqual({ exit: 1, added: ["harbor-sync.yaml"] });
  expect(out).toContain("NOT written");
  expect(out).toContain("1 of 2 applications imported");
  expect(err).toMatch(/partners\/beyond\.yaml:\d+:\d+: error/);
});

test("no file is overwritten, and namesakes get files of their own", async () => {
  await add({ name: "Acme-CMS!" });
  const acme = readFileSync(join(local.root, "partners/acme-cms.yaml"), "utf8");
  expect((await run()).exit).toBe(0);
  expect(added()).toEqual(["acme-cms-2.yaml"]);
  expect(readFileSync(join(local.root, "partners/acme-cms.yaml"), "utf8")).toBe(acme);
});

test("in a second tenant, a partner's application is told with what its file has to say of the stack", async () => {
  const edited = join(local.root, "partners/acme-cms.yaml");
  const acme = readFileSync(edited, "utf8").replace(/\n {2}dev:\n(?: {4}.*\n)+/, "\n");
  writeFileSync(edited, acme);
  const { clientIds } = local;
  await ask(local.tenant, "PATCH", `clients/${clientIds["acme-cms"]}`, {
    callbacks: ["https://acme.example/dev"],
    client_metadata: UNMARKED,
  });
  const { exit, out, err } = await run();
  expect({ exit, err, added: added() }).toEqual({ exit: 0, err: "", added: [] });
  expect(out).toContain("partners/acme-cms.yaml: ");
  const [, section = ""] = /write below stacks of that file:\n([\s\S]*?)\n {2}- /.exec(out) ?? [];
  expect(section).toContain(`client_id: ${clientIds["acme-cms"]}`);
  const lines = section.split("\n").map((line) => line.slice(4));
  writeFileSync(edited, acme.replace(/\nstacks:\n/, `\nstacks:\n${lines.join("\n")}\n`));
  const { workspace, findings } = checkDeclarations(diskSource(local.root), "2026-11-24");
  expect(findings).toEqual([]);
  expect(planStack(workspace, "dev").partners["acme-cms"]?.adopts).toBe(clientIds["acme-cms"]);
});

/** What makes an application of the tenant nobody's. */
const UNMARKED = Object.fromEntries(
  ["project", "stack", "partner"].map((key) => [`partner_access_${key}`, null]),
);

test("an application with the name of a partner that has the stack is told, and which of both it would be", async () => {
  const other = await add({ name: "ACME  CMS" });
  await ask(local.tenant, "PATCH", `clients/${local.clientIds["acme-cms"]}`, {
    client_metadata: { partner_access_stack: "dev" },
  });
  const known = await run();
  expect({ ...known, added: added() }).toMatchObject({ exit: 0, err: "", added: [] });
  expect(known.out).toContain(`its application in dev is ${local.clientIds["acme-cms"]}: NOT written`);
  await ask(local.tenant, "DELETE", `clients/${other}`);
  const id = local.clientIds["acme-cms"];
  await ask(local.tenant, "PATCH", `clients/${id}`, { client_metadata: UNMARKED });
  const { exit, out } = await run();
  expect({ exit, added: added() }).toEqual({ exit: 0, added: [] });
  expect(out).toContain(
    `(${id}) is called as that partner, and the file says no client_id for dev: NOT written`,
  );
  const [, section = ""] = /write below stacks\.dev of that file.*:\n([\s\S]*?)\n {2}- /.exec(out) ?? [];
  expect(section.trim()).toBe(`client_id: ${id}`);
});

test.for(["--dry-run", "--only"])(
  "nothing that a tenant names is obeyed by anybody, with %s",
  async (flag) => {
    const id = await add({
      name: "Acme\u001b[31m\u202e ##[error]x",
      description: "x\n::error::y\u001b[2J",
      callbacks: ["https://harbor.example/callback"],
    });
    const { out, err } = await run(...(flag === "--only" ? [flag, id] : [flag]));
    expect(out).toContain(id);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|##\[|^::/m);
  },
);

test("a dry run prints the file and writes none", async () => {
  await add({});
  const { exit, out } = await run("--dry-run");
  expect({ exit, added: added() }).toEqual({ exit: 0, added: [] });
  expect(out).toContain("\nname: Harbor Sync\n");
  expect(out).toContain("1 of 1 application can be imported");
});

test.for([
  { name: "another stack", argv: ["--stack", "nope"], exit: 2 },
  { name: "a stack whose tenant nobody gave credentials for", argv: ["--stack", "prod"], exit: 3 },
])("$name: nothing is imported", async ({ argv, exit }) => {
  expect((await run(...argv)).exit).toBe(exit);
});

test("wrong declarations come first", async () => {
  const file = join(local.root, "partners/acme-cms.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("read:contacts", "reed:contacts"));
  await add({});
  const { exit, err } = await run();
  expect(exit).toBe(1);
  expect(err).toContain("nothing was imported");
  expect(existsSync(join(local.root, "partners/harbor-sync.yaml"))).toBe(false);
});
