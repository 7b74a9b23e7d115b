// What is renamed stays what it is: nothing at the tenant is deleted or made anew, or the run stops before it begins.
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { runCommand } from "../support/command.ts";
import { Local } from "../support/local.ts";
import { ask } from "../support/management.ts";
import { PlainStack } from "../support/plain-stack.ts";
import { openRepository } from "../support/repository.ts";

/** Two partners are enough to see that all are kept. */
const PARTNERS = ["acme-cms", "beacon-crm"];

interface Place {
  readonly root: string;
  read(file: string): string;
  write(file: string, text: string): void;
  delete(file: string): void;
  edit(file: string, change: (text: string) => string): void;
}

function onlySome(place: Place): void {
  for (const file of readdirSync(join(place.root, "partners")))
    if (!PARTNERS.includes(file.replace(".yaml", ""))) place.delete(`partners/${file}`);
}

/** The API's file is called otherwise, and everything that names it follows. */
function renameApi(place: Place, from: string, to: string): void {
  renameSync(join(place.root, `apis/${from}.yaml`), join(place.root, `apis/${to}.yaml`));
  for (const id of readdirSync(join(place.root, "partners")))
    place.edit(`partners/${id}`, (text) => text.replaceAll(`api: ${from}\n`, `api: ${to}\n`));
  for (const file of readdirSync(place.root).filter((name) => /^Pulumi\..*\.yaml$/.test(name)))
    place.write(file, place.read(file).replace(`\n    ${from}:\n`, `\n    ${to}:\n`));
}

const nameFormer = (place: Place, api: string, former: string) =>
  place.edit(`apis/${api}.yaml`, (text) => text.replace("\nowner:", `\nformer_ids: [${former}]\nowner:`));

/** Ids of everything that a partner's access hangs on. */
async function idsIn(tenant: Emulator): Promise<Record<string, readonly string[]>> {
  const list = (kind: string) => ask<Record<string, unknown>[]>(tenant, "GET", `${kind}?per_page=100`);
  const ids = (all: Record<string, unknown>[], key: string) => all.map((one) => String(one[key])).sort();
  return {
    applications: ids(await list("clients"), "client_id"),
    grants: ids(await list("client-grants"), "id"),
    apis: ids(await list("resource-servers"), "id"),
  };
}

const writesTo = (tenant: Emulator) =>
  tenant.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

describe("on the local stack", () => {
  let local: Local;
  let before: Record<string, readonly string[]>;

  beforeAll(async () => {
    local = await Local.create();
    onlySome(local);
    before = await local.deploy((_, tenant) => idsIn(tenant));
    const repository = openRepository(local.root);
    repository.git("init", "--quiet", "--initial-branch=main");
    repository.write({ ".gitignore": ".local\n" });
    repository.commit();
  });
  afterAll(() => local?.remove());

  test("an API's file that is just renamed is refused by check --base, which says what to write", async () => {
    renameApi(local, "contacts", "crm");
    const { exit, out } = await runCommand(["check", "--root", local.root, "--base", "HEAD"]);
    expect(exit).toBe(1);
    expect(out).toContain("apis/contacts.yaml");
    expect(out).toContain("former_ids: [contacts]");
  });

  test("and by npm start, before it changes anything", async () => {
    await expect(local.deploy(() => undefined)).rejects.toThrow(/former_ids: \[contacts\].*apis\/crm\.yaml/s);
    expect(await local.inspect(idsIn)).toEqual(before);
  });

  test("an API that names its former id keeps its id, its grants and every client ID", async () => {
    nameFormer(local, "crm", "contacts");
    const { exit, out } = await runCommand(["check", "--root", local.root, "--base", "HEAD"]);
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining("no findings") });
    await local.deploy(async ({ outcome }, tenant) => {
      expect(outcome?.changes).toEqual([]);
      expect(writesTo(tenant)).toEqual([]);
      expect(await idsIn(tenant)).toEqual(before);
    });
  });

  test("and the former id can go once that is deployed", async () => {
    local.edit("apis/crm.yaml", (text) => text.replace("former_ids: [contacts]\n", ""));
    await local.deploy(async ({ outcome }, tenant) => {
      expect(outcome?.changes).toEqual([]);
      expect(await idsIn(tenant)).toEqual(before);
    });
  });

  test("a partner and an API renamed in one change keep what they are", async () => {
    renameApi(local, "crm", "people");
    nameFormer(local, "people", "crm");
    local.rename("partners/acme-cms.yaml", "partners/acme.yaml");
    local.edit("partners/acme.yaml", (text) => text.replace("\nowner:", "\nformer_ids: [acme-cms]\nowner:"));
    await local.deploy(async ({ outcome }, tenant) => {
      expect(outcome?.changes.map(({ op, name }) => `${op} ${name}`)).toEqual(["update acme"]);
      expect(await idsIn(tenant)).toEqual(before);
    });
  });
});

describe("with plain pulumi, on a stack that protects its partners", () => {
  let stack: PlainStack;
  let before: Record<string, readonly string[]>;

  beforeAll(async () => {
    stack = await PlainStack.create();
    onlySome(stack);
    stack.edit("Pulumi.dev.yaml", (text) => text.replace(/protect: .*/, "protect: true"));
    await stack.up("--skip-preview");
    before = await idsIn(stack.tenant);
  });
  afterAll(() => stack?.close());

  test("an API's file that is just renamed stops the program, also without a preview", async () => {
    renameApi(stack, "contacts", "crm");
    stack.tenant.requests.length = 0;
    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(output).toContain("former_ids: [contacts]");
    expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    expect(writesTo(stack.tenant)).toEqual([]);
  });

  test("recover takes up nothing that the state has under another name, and says what to write", async () => {
    const { exit, out, err } = await stack.verb("recover", "--stack", "dev", "--write");
    expect(exit).not.toBe(0);
    expect(out + err).toContain("former_ids: [contacts]");
    expect(await idsIn(stack.tenant)).toEqual(before);
    const { output } = await stack.pulumi("stack", "export", "--stack", "dev");
    expect(output).not.toContain("::crm");
  });

  test("with its former id nothing is deleted or made anew", async () => {
    nameFormer(stack, "crm", "contacts");
    const { output } = await stack.pulumi("preview", "--expect-no-changes", "--stack", "dev");
    expect(output).toMatch(/Resources:\n +\d+ unchanged\n/);
    await stack.up();
    expect(writesTo(stack.tenant)).toEqual([]);
    expect(await idsIn(stack.tenant)).toEqual(before);
  });

  test("and the former id can go once that is deployed", async () => {
    stack.edit("apis/crm.yaml", (text) => text.replace("former_ids: [contacts]\n", ""));
    const { code } = await stack.pulumi("preview", "--expect-no-changes", "--stack", "dev");
    expect(code).toBe(0);
  });

  test("a partner with a client ID whose file is just renamed stops the program too", async () => {
    const { partners } = await stack.outputs();
    const clientId = partners["acme-cms"]?.client_id ?? expect.fail("no client ID");
    renameSync(join(stack.root, "partners/acme-cms.yaml"), join(stack.root, "partners/acme.yaml"));
    stack.edit("partners/acme.yaml", (text) =>
      text.replace("\n  dev:\n", `\n  dev:\n    client_id: ${clientId}\n`),
    );
    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(output).toContain("former_ids: [acme-cms]");
    expect(await idsIn(stack.tenant)).toEqual(before);
  });

  test("and one without a client ID, by its name", async () => {
    stack.edit("partners/acme.yaml", (text) => text.replace(/\n {4}client_id: .*/, ""));
    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(output).toContain("former_ids: [acme-cms]");
    expect(await idsIn(stack.tenant)).toEqual(before);
    renameSync(join(stack.root, "partners/acme.yaml"), join(stack.root, "partners/acme-cms.yaml"));
  });

  test("a stack whose outputs do not name its APIs is read itself: a rename stops the program there too", async () => {
    const file = join(stack.root, "state.json");
    await stack.pulumi("stack", "export", "--stack", "dev", "--file", file);
    const state = JSON.parse(stack.read("state.json"));
    const root = state.deployment.resources.find(({ type }: { type: string }) => /:Stack$/.test(type));
    expect(root.outputs.apis).toBeDefined();
    delete root.outputs.apis;
    stack.write("state.json", JSON.stringify(state));
    await stack.pulumi("stack", "import", "--stack", "dev", "--file", file);
    renameApi(stack, "crm", "people");
    stack.tenant.requests.length = 0;
    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(output).toContain("former_ids: [crm]");
    expect(writesTo(stack.tenant)).toEqual([]);
    expect(await idsIn(stack.tenant)).toEqual(before);
  });
});
