// What is live and gone from the files, on a stack that protects nothing: the run stops before it changes anything.
import { afterAll, beforeAll, expect, test } from "vitest";
import { PlainStack } from "../support/plain-stack.ts";
import {
  type Ids,
  idsIn,
  kept,
  nameFormer,
  PARTNERS,
  refusedUpdate,
  renamePartner,
} from "./support/renaming.ts";

const ACME = "partners/acme-cms.yaml";
const BEACON = "partners/beacon-crm.yaml";

let stack: PlainStack;
let before: Ids;

beforeAll(async () => {
  stack = await PlainStack.deployed(PARTNERS);
  before = await idsIn(stack.tenant);
});
afterAll(() => stack?.close());

const refused = () => refusedUpdate(stack, before);

// Each test goes on from what the one before it left.
test("a partner whose file is just deleted, and one that leaves the stack", async () => {
  const [acme, beacon] = [stack.read(ACME), stack.read(BEACON)];
  stack.delete(ACME);
  stack.write(BEACON, beacon.replace(/\n {2}dev:\n(?: {4}.*\n)+/, "\n"));
  const said = await refused();
  for (const [name, id] of [
    ["Acme CMS", "acme-cms"],
    ["Beacon CRM", "beacon-crm"],
  ])
    expect(said).toContain(
      `the application "${name}" was deployed as "${id}", has grants, and is declared nowhere: bring it back into partners/${id}.yaml with status: retired`,
    );
  stack.write(ACME, acme);
  stack.write(BEACON, beacon);
});

test("a partner whose file and name are others, without its former id", async () => {
  renamePartner(stack, "acme-cms", "acme");
  stack.edit("partners/acme.yaml", (text) => text.replace("name: Acme CMS", "name: Acme Suite"));
  expect(await refused()).toContain("if it was renamed, write former_ids: [acme-cms] into its new file");
});

test("which keeps its application with it, once it says that they are the same", async () => {
  nameFormer(stack, "partners/acme.yaml", "acme-cms");
  stack.edit("partners/acme.yaml", (text) => text.replace("name: Acme Suite", "name: Acme CMS"));
  await kept(stack, before);
});

test("two partners that swap client IDs are told what to write, and nothing of names", async () => {
  const { partners } = await stack.outputs();
  const [acme, beacon] = [stack.read("partners/acme.yaml"), stack.read(BEACON)];
  const adopt = (file: string, id: string) =>
    stack.edit(file, (text) =>
      text.replace("\n  dev:\n", `\n  dev:\n    client_id: ${partners[id]?.client_id}\n`),
    );
  adopt("partners/acme.yaml", "beacon-crm");
  adopt(BEACON, "acme");
  const said = await refused();
  expect(said).toContain("write the client_id of its own application, or none, into partners/acme.yaml");
  expect(said).not.toContain("rename one at a time");
  stack.write("partners/acme.yaml", acme);
  stack.write(BEACON, beacon);
});

test("what somebody deleted in the tenant is no agreement of state and tenant", async () => {
  const [api] = await stack
    .management<{ id: string; identifier: string }[]>("GET", "resource-servers?per_page=100")
    .then((all) => all.filter(({ identifier }) => identifier.endsWith("/contacts")));
  await stack.management("DELETE", `resource-servers/${api?.id}`);
  const { exit, out } = await stack.verb("recover", "--stack", "dev");
  expect({ exit, out }).toEqual({
    exit: 1,
    out: `gone from the tenant:\n  - API contacts (${api?.id}): the state has it, and somebody deleted it by hand. An update does not see that, and one with --refresh makes it again\n`,
  });
});

test("and one with --refresh makes it again, with every grant", async () => {
  await stack.up("--skip-preview", "--refresh");
  const { applications, grants, apis } = await idsIn(stack.tenant);
  expect({ applications, grants: grants?.length, apis: apis?.length }).toEqual({
    applications: before.applications,
    grants: before.grants?.length,
    apis: before.apis?.length,
  });
  expect((await stack.verb("recover", "--stack", "dev")).exit).toBe(0);
});
