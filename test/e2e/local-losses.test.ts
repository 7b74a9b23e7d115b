// What `npm start` would delete or make anew is told before anything changes, and happens only where somebody agreed.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Local } from "../support/local.ts";
import { idsIn, nameFormer, PARTNERS, renamePartner } from "./support/renaming.ts";

const ACME = "partners/acme-cms.yaml";
const BEACON = "partners/beacon-crm.yaml";
const API = "apis/contacts.yaml";

let local: Local;
let before: Record<string, readonly string[]>;

beforeAll(async () => {
  local = await Local.deployed(PARTNERS);
  before = await local.deploy((_, tenant) => idsIn(tenant));
});
afterAll(() => local?.remove());

const files = () => Object.fromEntries([ACME, BEACON, API].map((file) => [file, local.read(file)]));

const callTheirs = (file: string, name: string) =>
  local.edit(file, (text) => text.replace(/^name: .*/m, `name: ${name}`));

describe("stops before it changes anything, and says what would keep what is there", () => {
  test.for<{ name: string; change: () => void; says: readonly string[] }>([
    {
      name: "a partner's file is gone that was not retired",
      change: () => local.delete(ACME),
      says: ['"Acme CMS" was deployed as "acme-cms", has grants, and is declared nowhere: bring it back'],
    },
    {
      name: "a partner leaves the stack",
      change: () => local.edit(ACME, (text) => text.replace(/\n {2}local:\n(?: {4}.*\n)+/, "\n")),
      says: ['"Acme CMS" was deployed as "acme-cms", has grants, and is declared nowhere'],
    },
    {
      name: "a file is renamed along with the name, and says nothing of what it was",
      change: () => {
        renamePartner(local, "acme-cms", "acme");
        callTheirs("partners/acme.yaml", "Acme Suite");
      },
      says: ["if it was renamed, write former_ids: [acme-cms] into its new file"],
    },
    {
      name: "one partner says that it was another one, which it has beside its own",
      change: () => {
        local.delete(ACME);
        nameFormer(local, BEACON, "acme-cms");
      },
      says: [`${BEACON} names the former id "acme-cms" and has an application of its own`],
    },
    {
      name: "a new partner says that it was one that is gone",
      change: () => {
        renamePartner(local, "acme-cms", "acme");
        callTheirs("partners/acme.yaml", "Newcomer");
        local.edit("partners/acme.yaml", (text) => text.replaceAll("acme.example", "newcomer.example"));
        nameFormer(local, "partners/acme.yaml", "acme-cms");
      },
      says: [
        'partners/acme.yaml, which says that it was that, is "Newcomer": it would get what the other has',
      ],
    },
    {
      name: "an API has another identifier",
      change: () => local.edit(API, (text) => text.replace(/identifier: .*/, "$&/v2")),
      says: [`would be deleted for another one: ${API} says the identifier`],
    },
    {
      name: "an application is of another kind",
      change: () => local.edit(ACME, (text) => text.replace("mode: strict", "mode: permissive")),
      says: [`${ACME} says that it is third-party, permissive, and it was made third-party, strict`],
    },
    {
      name: "several at once",
      change: () => {
        local.delete(ACME);
        local.edit(API, (text) => text.replace(/identifier: .*/, "$&/v2"));
      },
      says: ["is declared nowhere", "says the identifier"],
    },
  ])("$name", async ({ change, says }) => {
    const as = files();
    change();
    const said = await local.deploy(() => "").catch((error: Error) => error.message);
    for (const one of says) expect(said).toContain(one);
    expect(said).toContain("nothing is changed in stack local");
    expect(said).toContain("npm start -- --allow-removal");
    expect(await local.inspect(idsIn)).toEqual(before);
    rmSync(join(local.root, "partners/acme.yaml"), { force: true });
    for (const [file, text] of Object.entries(as)) local.write(file, text);
  });
});

test("somebody who was told of it and says no is not told again", async () => {
  const as = files();
  const asked: string[] = [];
  local.delete(ACME);
  local.agree = async (losses) => {
    asked.push(losses);
    return "no";
  };
  const said = await local.deploy(() => "").catch((error: Error) => error.message);
  expect(asked).toEqual([expect.stringContaining("is declared nowhere")]);
  expect(said).toBe("nothing is changed in stack local");
  expect(await local.inspect(idsIn)).toEqual(before);
  local.agree = undefined;
  for (const [file, text] of Object.entries(as)) local.write(file, text);
});

test("with the files as they were there is nothing to change", async () => {
  expect(await local.deploy(({ outcome }) => outcome?.changes)).toEqual([]);
});

test("somebody who agrees is told first, and then it happens", async () => {
  local.edit(API, (text) => text.replace(/identifier: .*/, "$&/v2"));
  const asked: string[] = [];
  local.agree = async (losses) => {
    asked.push(losses);
    return "yes";
  };
  await local.deploy(async ({ outcome }) => {
    expect(outcome?.changes.map(({ op, name }) => `${op} ${name}`)).toContain("replace contacts");
  });
  expect(asked).toEqual([expect.stringContaining("would be deleted and made anew")]);
});

test("a retired partner goes unasked, and is told before it goes", async () => {
  local.agree = undefined;
  local.edit(ACME, (text) => text.replace("\nowner:", "\nstatus: retired\nowner:"));
  await local.deploy(() => undefined);
  local.delete(ACME);
  const printed = await local.deploy((_, __, text) => text);
  expect(printed).toContain("removing: acme-cms, credentials, application");
  expect(printed.indexOf("removing: acme-cms")).toBeLessThan(printed.indexOf("resources to go"));
});

test("a grant that its file no longer has is told before it goes", async () => {
  local.edit(BEACON, (text) =>
    text
      .replace(/ {2}- api: contacts\n {4}subject_type: client\n(?: {4}.*\n)+/, "")
      .replace(/ {2}token_quota:\n(?: {4}.*\n)+/, ""),
  );
  const printed = await local.deploy((_, __, text) => text);
  expect(printed).toContain("removing: beacon-crm, grant contacts/client");
});
