// Several applications of one partner: what was the single one keeps its client ID, and each comes and goes by itself.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { askToken, machineToken, userToken } from "../../local/verify/tokens.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { runCommand, unwrapped } from "../support/command.ts";
import { Local, view } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";
import { openRepository } from "../support/repository.ts";
import { belowKey, machine } from "../support/several.ts";
import { madeOrDeletedIn, renamePartner, writesTo } from "./support/renaming.ts";

const FILE = "partners/acme-cms.yaml";
const CONTACTS = "https://api.our-app.example/contacts";

let local: Local;
let single: string;
let clientId: string;
let refreshToken: string;
let commit: (subject: string) => void;

const callerOf = (tenant: Emulator, id: string, client: string) => {
  const partner = checkDeclarations(diskSource(local.root)).workspace.partners.get(id)?.value;
  if (!partner) throw new Error(`${id} is refused`);
  return { tenant, partner, clientId: client };
};
const checkBase = () => runCommand(["check", "--root", local.root, "--base", "HEAD"]);
const clientsIn = async (tenant: Emulator) =>
  Object.fromEntries(
    Object.entries((await view(tenant)).applications).map(([id, all]) => [
      id,
      all.map(({ client_id, name }) => [client_id, name]),
    ]),
  );

beforeAll(async () => {
  local = await Local.deployed(["acme-cms"]);
  single = local.read(FILE);
  await local.deploy(async ({ outcome }, tenant) => {
    clientId = outcome?.clientIds["acme-cms"] ?? "";
    const caller = callerOf(tenant, "acme-cms", clientId);
    const answer = await userToken(caller, CONTACTS, ["read:contacts", "offline_access"]);
    refreshToken = answer.refresh_token ?? "";
    expect(refreshToken).not.toBe("");
  });
  const repository = openRepository(local.root);
  repository.git("init", "--quiet", "--initial-branch=main");
  repository.write({ ".gitignore": ".local\n" });
  commit = () => repository.commit();
  commit("single");
});
afterAll(() => local?.remove());

describe("the single application of a file", () => {
  test("below a key without its former id is refused, by check and before anything is changed", async () => {
    local.write(FILE, belowKey(single, "web"));
    const { exit, out } = await checkBase();
    expect(exit).toBe(1);
    expect(unwrapped(out)).toContain(
      "write former_ids: [acme-cms] into applications.web of partners/acme-cms.yaml",
    );
    await expect(local.deploy(() => undefined)).rejects.toThrow(
      /former_ids: \[acme-cms\] into applications\.web of partners\/acme-cms\.yaml/,
    );
  });

  test("with it keeps its client ID, secret and refresh tokens, with a further one beside it", async () => {
    local.write(FILE, `${belowKey(single, "web", "former_ids: [acme-cms]")}${machine("local")}`);
    const { exit, out } = await checkBase();
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining("no findings") });
    await local.deploy(async ({ outcome }, tenant) => {
      expect(outcome?.clientIds["acme-cms.web"]).toBe(clientId);
      const program = outcome?.clientIds["acme-cms.machine"] ?? "";
      expect(await clientsIn(tenant)).toEqual({
        "acme-cms.web": [[clientId, "Acme CMS"]],
        "acme-cms.machine": [[program, "Acme CMS"]],
      });
      const web = callerOf(tenant, "acme-cms.web", clientId);
      const renewed = await askToken(web, { grant_type: "refresh_token", refresh_token: refreshToken });
      expect(renewed.access_token).toBeDefined();
      const alone = await machineToken(callerOf(tenant, "acme-cms.machine", program), CONTACTS);
      expect(alone.access_token).toBeDefined();
    });
    commit("several");
  });

  test("and a second deployment finds nothing to change", async () => {
    await local.deploy(({ outcome }) => expect(outcome?.changes).toEqual([]));
  });
});

describe("a rename of several applications that says too little", () => {
  /** What check says to write, and the local run of the same applications, until neither has anything to say. */
  const writeWhatIsSaid = async () => {
    const { exit, out } = await checkBase();
    expect(exit).toBe(1);
    const LINE = /write (former_ids: \[[^\]]*\]) into applications\.(\w+) of (partners\/[\w-]+\.yaml)/g;
    const said = await local.deploy(() => "").catch((error: Error) => error.message);
    const lines = [...unwrapped(out).matchAll(LINE)].map(([line]) => line);
    const where = (text: string) =>
      [...text.matchAll(LINE)].map(([, , key, file]) => `${key} ${file}`).sort();
    expect(where(said)).toEqual(where(unwrapped(out)));
    for (const [, line = "", key = "", file = ""] of unwrapped(out).matchAll(LINE))
      local.edit(file, (text) =>
        text.replace(new RegExp(`\n  ${key}:\n(?: {4}former_ids: .*\n)?`), `\n  ${key}:\n    ${line}\n`),
      );
    expect(await checkBase()).toMatchObject({ exit: 0, out: expect.stringContaining("no findings") });
    return lines.sort();
  };
  const keeps = async (...ids: string[]) => {
    await local.deploy(async ({ outcome }, tenant) => {
      expect(Object.keys(outcome?.clientIds ?? {}).sort()).toEqual(ids);
      const web = ids.at(-1) ?? "";
      expect(outcome?.clientIds[web]).toBe(clientId);
      const { applications } = await view(tenant);
      expect(Object.keys(applications).sort()).toEqual(ids);
      const renewed = await askToken(callerOf(tenant, web, clientId), {
        ...{ grant_type: "refresh_token", refresh_token: refreshToken },
      });
      expect(renewed.access_token).toBeDefined();
    });
    commit(ids.join(" "));
  };

  test("of a key: one line keeps it", async () => {
    local.edit(FILE, (text) => text.replace("\n  web:\n", "\n  site:\n"));
    expect(await writeWhatIsSaid()).toEqual([
      `write former_ids: [acme-cms, acme-cms.web] into applications.site of ${FILE}`,
    ]);
    await keeps("acme-cms.machine", "acme-cms.site");
  });

  test("of the file: a line for each keeps all", async () => {
    renamePartner(local, "acme-cms", "acme");
    expect(await writeWhatIsSaid()).toEqual([
      "write former_ids: [acme-cms, acme-cms.web, acme-cms.site] into applications.site of partners/acme.yaml",
      "write former_ids: [acme-cms.machine] into applications.machine of partners/acme.yaml",
    ]);
    await keeps("acme.machine", "acme.site");
  });

  test("and back, with all that it was said to be", async () => {
    renamePartner(local, "acme", "acme-cms");
    local.edit(FILE, (text) =>
      text.replace("\n  site:\n", "\n  web:\n").replaceAll(/ {4}former_ids: .*\n/g, ""),
    );
    await writeWhatIsSaid();
    await keeps("acme-cms.machine", "acme-cms.web");
    local.edit(FILE, (text) => text.replaceAll(/ {4}former_ids: .*\n/g, ""));
    commit("former ids gone");
  });
});

describe("one of several applications", () => {
  test("that is just taken out is refused by check", async () => {
    const both = local.read(FILE);
    local.edit(FILE, (text) => text.slice(0, text.indexOf("  machine:")));
    const { exit, out } = await checkBase();
    expect(exit).toBe(1);
    expect(unwrapped(out)).toContain("retire acme-cms.machine");
    local.write(FILE, both);
  });

  test("that was retired goes, and the other one stays as it is", async () => {
    const retired = await runCommand([
      ...["retire", "acme-cms.machine", "--reason", "replaced", "--root", local.root],
    ]);
    expect(retired.exit).toBe(0);
    await local.deploy(async (_, tenant) => {
      const { applications, grants } = await view(tenant);
      expect(Object.keys(applications).sort()).toEqual(["acme-cms.machine", "acme-cms.web"]);
      expect(grants.filter((grant) => grant.startsWith("acme-cms.machine"))).toEqual([]);
      expect(grants.filter((grant) => grant.startsWith("acme-cms.web"))).toHaveLength(1);
    });
    commit("retired");
    local.edit(FILE, (text) => text.slice(0, text.indexOf("  machine:")));
    expect((await checkBase()).exit).toBe(0);
    await local.deploy(async (_, tenant) =>
      expect(await clientsIn(tenant)).toEqual({ "acme-cms.web": [[clientId, "Acme CMS"]] }),
    );
    commit("gone");
  });

  test("is the file's single one again, with the same client ID", async () => {
    local.write(FILE, single.replace("owner:", "former_ids: [acme-cms.web]\nowner:"));
    expect((await checkBase()).exit).toBe(0);
    await local.deploy(({ outcome }) => expect(outcome?.clientIds).toEqual({ "acme-cms": clientId }));
  });
});

describe("on a shared stack, with plain pulumi", () => {
  let stack: PlainStack;

  beforeAll(async () => {
    stack = await PlainStack.deployed(["acme-cms"]);
  });
  afterAll(() => stack?.close());

  test("a further application beside the single one replaces nothing, and drift finds nothing", async () => {
    const before = (await stack.outputs()).partners["acme-cms"]?.client_id;
    stack.edit(FILE, (text) => `${belowKey(text, "web", "former_ids: [acme-cms]")}${machine("dev")}`);
    stack.tenant.requests.length = 0;
    await stack.up("--skip-preview");
    expect(madeOrDeletedIn(stack.tenant)).toEqual(["POST /api/v2/clients", "POST /api/v2/client-grants"]);
    const { partners } = await stack.outputs();
    expect(Object.keys(partners).sort()).toEqual(["acme-cms.machine", "acme-cms.web"]);
    expect(partners["acme-cms.web"]?.client_id).toBe(before);
    expect((await stack.verb("drift", "--stack", "dev")).exit).toBe(0);
  });

  test("one that is just taken out stops the program, which says what to write", async () => {
    const both = stack.read(FILE);
    stack.edit(FILE, (text) => text.slice(0, text.indexOf("  machine:")));
    stack.tenant.requests.length = 0;
    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(output).toContain(
      "bring it back into applications.machine of partners/acme-cms.yaml with status: retired",
    );
    expect(writesTo(stack.tenant)).toEqual([]);
    stack.write(FILE, both);
  });

  test("one that was retired goes, and the other one stays", async () => {
    stack.edit(FILE, (text) => text.replace("  machine:\n", "  machine:\n    status: retired\n"));
    await stack.up("--skip-preview");
    stack.edit(FILE, (text) => text.slice(0, text.indexOf("  machine:")));
    stack.tenant.requests.length = 0;
    await stack.up("--skip-preview");
    expect(madeOrDeletedIn(stack.tenant)).toEqual([expect.stringMatching(/^DELETE \/api\/v2\/clients\//)]);
    expect(Object.keys((await stack.outputs()).partners)).toEqual(["acme-cms.web"]);
  });
});

test("two files of one partner become one file, and both applications stay who they are", async () => {
  const two = await Local.deployed(["acme-cms", "cargo-index"]);
  try {
    const before = await two.inspect(clientsIn);
    const [web, program] = ["acme-cms", "cargo-index"].map((id) => before[id]?.[0]?.[0]);
    const ofProgram = belowKey(two.read("partners/cargo-index.yaml"), "machine", "former_ids: [cargo-index]");
    const further = ofProgram.slice(ofProgram.indexOf("  machine:"));
    two.edit(FILE, (text) => `${belowKey(text, "web", "former_ids: [acme-cms]")}${further}`);
    two.delete("partners/cargo-index.yaml");
    // Its name becomes the partner's, which nobody does unseen.
    await expect(two.deploy(() => undefined)).rejects.toThrow(
      /the application "Cargo Index" was deployed as "cargo-index", and applications\.machine of .* is "Acme CMS"/,
    );
    two.agree = async () => "yes";
    await two.deploy(async (_, tenant) =>
      expect(await clientsIn(tenant)).toEqual({
        "acme-cms.web": [[web, "Acme CMS"]],
        "acme-cms.machine": [[program, "Acme CMS"]],
      }),
    );
  } finally {
    two.remove();
  }
});
