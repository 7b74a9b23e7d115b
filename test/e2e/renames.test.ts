// What is renamed stays what it is: nothing at the tenant is deleted or made anew, or the run stops before it begins.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";
import { Local } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";
import { openRepository } from "../support/repository.ts";
import { idsIn, nameFormer, PARTNERS, renameApi, renamePartner, writesTo } from "./support/renaming.ts";

describe("on the local stack", () => {
  let local: Local;
  let before: Record<string, readonly string[]>;

  beforeAll(async () => {
    local = await Local.deployed(PARTNERS);
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
    expect(unwrapped(out)).toContain("former_ids: [contacts]");
  });

  test("and by npm start, before it changes anything", async () => {
    await expect(local.deploy(() => undefined)).rejects.toThrow(/former_ids: \[contacts\].*apis\/crm\.yaml/s);
    expect(await local.inspect(idsIn)).toEqual(before);
  });

  test("an API that names its former id keeps its id, its grants and every client ID", async () => {
    nameFormer(local, "apis/crm.yaml", "contacts");
    const { exit, out } = await runCommand(["check", "--root", local.root, "--base", "HEAD"]);
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining("no findings") });
    await local.deploy(async ({ outcome }, tenant) => {
      expect(outcome?.changes).toEqual([]);
      expect(writesTo(tenant)).toEqual([]);
      expect(await idsIn(tenant)).toEqual(before);
    });
  });

  test("and the former id can go once that is deployed", async () => {
    nameFormer(local, "apis/crm.yaml");
    await local.deploy(async ({ outcome }, tenant) => {
      expect(outcome?.changes).toEqual([]);
      expect(await idsIn(tenant)).toEqual(before);
    });
  });

  test("a partner and an API renamed in one change keep what they are", async () => {
    renameApi(local, "crm", "people");
    nameFormer(local, "apis/people.yaml", "crm");
    renamePartner(local, "acme-cms", "acme");
    nameFormer(local, "partners/acme.yaml", "acme-cms");
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
    stack = await PlainStack.deployed(PARTNERS);
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
    nameFormer(stack, "apis/crm.yaml", "contacts");
    const { output } = await stack.pulumi("preview", "--expect-no-changes", "--stack", "dev");
    expect(output).toMatch(/Resources:\n +\d+ unchanged\n/);
    await stack.up();
    expect(writesTo(stack.tenant)).toEqual([]);
    expect(await idsIn(stack.tenant)).toEqual(before);
  });

  test("and the former id can go once that is deployed", async () => {
    nameFormer(stack, "apis/crm.yaml");
    const { code } = await stack.pulumi("preview", "--expect-no-changes", "--stack", "dev");
    expect(code).toBe(0);
  });

  test("a partner with a client ID whose file is just renamed stops the program too", async () => {
    const { partners } = await stack.outputs();
    const clientId = partners["acme-cms"]?.client_id ?? expect.fail("no client ID");
    renamePartner(stack, "acme-cms", "acme");
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
  });
});
