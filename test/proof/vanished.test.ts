// What is live and gone from the files, on a stack that protects nothing: the run stops before it changes anything.
import { expect, test } from "vitest";
import { idsIn, livingStack, nameFormer, renamePartner } from "../e2e/support/renaming.ts";
import { unwrapped } from "../support/command.ts";

const ACME = "partners/acme-cms.yaml";
const BEACON = "partners/beacon-crm.yaml";

const living = livingStack();
const { refused } = living;

const review = async () =>
  unwrapped((await living.stack.verb("review", "--stack", "dev", "--base", "HEAD")).out).replaceAll(
    / +/g,
    " ",
  );

// Each test goes on from what the one before it left.
test("a partner whose file is just deleted, and one that leaves the stack", async () => {
  const [acme, beacon] = [living.stack.read(ACME), living.stack.read(BEACON)];
  living.stack.delete(ACME);
  living.stack.write(BEACON, beacon.replace(/\n {2}dev:\n(?: {4}.*\n)+/, "\n"));
  const said = await refused();
  for (const [name, id] of [
    ["Acme CMS", "acme-cms"],
    ["Beacon CRM", "beacon-crm"],
  ])
    expect(said).toContain(
      `the application "${name}" was deployed as "${id}", has grants, and is declared nowhere: bring it back into partners/${id}.yaml with status: retired`,
    );
  living.stack.write(ACME, acme);
  living.stack.write(BEACON, beacon);
});

test("a new file does not get what was one's that is gone from the files alone: everything says so", async () => {
  const [beacon, newcomer] = [living.stack.read(BEACON), "partners/newcomer.yaml"];
  living.stack.delete(BEACON);
  living.commit();
  living.stack.write(
    newcomer,
    beacon.replaceAll("Beacon CRM", "Newcomer").replaceAll("beacon.", "newcomer."),
  );
  nameFormer(living.stack, newcomer, "beacon-crm");
  const check = await living.stack.verb("check", "--base", "HEAD");
  expect(check.exit).toBe(1);
  expect(unwrapped(check.out)).toContain(
    'partner "newcomer" is new and claims to have been "beacon-crm", which nobody is in the base: whose that was, cannot be known [id-taken]',
  );
  expect(await review()).toContain(
    'high "Newcomer" takes over the application of beacon-crm, with its client ID, secret and consents, where a stack still has it.',
  );
  expect(await refused()).toContain(
    `the application "Beacon CRM" was deployed as "beacon-crm", and ${newcomer}, which says that it was that, is "Newcomer": it would get what the other has`,
  );
  living.stack.delete(newcomer);
  living.stack.write(BEACON, beacon);
});

test("a former id that goes before the stack was deployed with it: told before, and nothing is deleted", async () => {
  renamePartner(living.stack, "acme-cms", "acme");
  nameFormer(living.stack, "partners/acme.yaml", "acme-cms");
  living.commit();
  nameFormer(living.stack, "partners/acme.yaml");
  expect(await review()).toContain(
    'medium "Acme CMS" no longer names its former id acme-cms: a stack that was not deployed since the rename refuses its next update, since the application would be deleted',
  );
  expect(await refused()).toContain("write former_ids: [acme-cms] into partners/acme.yaml");
});

test("and with another name, it is as one that is gone", async () => {
  living.stack.edit("partners/acme.yaml", (text) => text.replace("name: Acme CMS", "name: Acme Suite"));
  expect(await refused()).toContain("if it was renamed, write former_ids: [acme-cms] into its new file");
});

test("which keeps its application with it, once it says that they are the same", async () => {
  nameFormer(living.stack, "partners/acme.yaml", "acme-cms");
  living.stack.edit("partners/acme.yaml", (text) => text.replace("name: Acme Suite", "name: Acme CMS"));
  await living.keeps();
});

test("what somebody called it by hand, and a refresh read, makes it no other partner's", async () => {
  const { client_id: id } = (await living.stack.outputs()).partners["beacon-crm"] ?? expect.fail("no Beacon");
  await living.stack.management("PATCH", `clients/${id}`, { name: "Acme CMS" });
  const refreshed = await living.stack.pulumi("refresh", "--yes", "--skip-preview", "--stack", "dev");
  expect(refreshed).toMatchObject({ code: 0 });
  await living.keeps();
  expect(await living.stack.management("GET", `clients/${id}`)).toMatchObject({ name: "Beacon CRM" });
});

test("two partners that swap client IDs are told what to write, and nothing of names", async () => {
  const { partners } = await living.stack.outputs();
  const [acme, beacon] = [living.stack.read("partners/acme.yaml"), living.stack.read(BEACON)];
  const adopt = (file: string, id: string) =>
    living.stack.edit(file, (text) =>
      text.replace("\n  dev:\n", `\n  dev:\n    client_id: ${partners[id]?.client_id}\n`),
    );
  adopt("partners/acme.yaml", "beacon-crm");
  adopt(BEACON, "acme");
  const said = await refused();
  expect(said).toContain("write the client_id of its own application, or none, into partners/acme.yaml");
  expect(said).not.toContain("rename one at a time");
  living.stack.write("partners/acme.yaml", acme);
  living.stack.write(BEACON, beacon);
});

test("what its own declaration would replace goes only as it was reviewed", async () => {
  const contacts = living.stack.read("apis/contacts.yaml");
  const [acme, beacon] = [living.stack.read("partners/acme.yaml"), living.stack.read(BEACON)];
  living.stack.edit("apis/contacts.yaml", (text) => text.replace(/identifier: .*/, "$&/v2"));
  living.stack.edit("partners/acme.yaml", (text) =>
    text.replace("third_party_security_mode: strict", "third_party_security_mode: permissive"),
  );
  const other = await living.stack.management<{ client_id: string }>("POST", "clients", { name: "By hand" });
  living.stack.edit(BEACON, (text) =>
    text.replace("\n  dev:\n", `\n  dev:\n    client_id: ${other.client_id}\n`),
  );
  const { code, output: said } = await living.stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
  expect(code).not.toBe(0);
  await living.stack.management("DELETE", `clients/${other.client_id}`);
  for (const says of [
    `partners/beacon-crm.yaml says the client ID ${other.client_id}`,
    "partners/acme.yaml says that it is third-party, permissive, and it was made third-party, strict",
    'apis/contacts.yaml says the identifier "https://api.our-app.example/contacts/v2"',
  ])
    expect(said).toContain(says);
  expect(await idsIn(living.stack.tenant)).toEqual(living.before);
  living.stack.write("apis/contacts.yaml", contacts);
  living.stack.write(BEACON, beacon);
  living.stack.write("partners/acme.yaml", acme);
});

test("an application of a partner is not declared as one of ours too", async () => {
  const { partners } = await living.stack.outputs();
  const tenant = living.stack.read("tenant.yaml");
  const clientId = partners.acme?.client_id;
  const grants = "[{ api: contacts, subject_type: user, scopes: [read:contacts] }]";
  living.stack.write(
    "tenant.yaml",
    `${tenant}\nown_applications:\n  ours:\n    name: Ours\n    stacks: { dev: { client_id: ${clientId} } }\n    grants: ${grants}\n`,
  );
  expect(await refused()).toContain(
    "names the application of partners/acme.yaml: two would write its grants",
  );
  living.stack.write("tenant.yaml", tenant);
});

test("a stack whose tenant is another one in its file writes to none", async () => {
  const settings = living.stack.read("Pulumi.dev.yaml");
  living.stack.edit("Pulumi.dev.yaml", (text) =>
    text.replace(/auth0:domain: .*/, "auth0:domain: localhost:9"),
  );
  expect(await refused()).toContain(
    "Pulumi.dev.yaml says auth0:domain localhost:9: put the right tenant there",
  );
  living.stack.write("Pulumi.dev.yaml", settings);
});

test("what somebody deleted in the tenant is not an agreement of state and tenant", async () => {
  const [api] = await living.stack
    .management<{ id: string; identifier: string }[]>("GET", "resource-servers?per_page=100")
    .then((all) => all.filter(({ identifier }) => identifier.endsWith("/contacts")));
  await living.stack.management("DELETE", `resource-servers/${api?.id}`);
  const { exit, out } = await living.stack.verb("recover", "--stack", "dev");
  expect({ exit, out }).toEqual({
    exit: 1,
    out: `gone from the tenant:\n  - API contacts (${api?.id}): the state has it, and somebody deleted it by hand. An update does not see that, and one with --refresh makes it again\n`,
  });
});

test("and one with --refresh makes it again, with every grant", async () => {
  await living.stack.up("--skip-preview", "--refresh");
  const { before } = living;
  const { applications, grants, apis } = await idsIn(living.stack.tenant);
  expect({ applications, grants: grants?.length, apis: apis?.length }).toEqual({
    applications: before.applications,
    grants: before.grants?.length,
    apis: before.apis?.length,
  });
  expect((await living.stack.verb("recover", "--stack", "dev")).exit).toBe(0);
});

test("a suspended partner is not a retired one", async () => {
  const beacon = living.stack.read(BEACON);
  living.stack.edit(BEACON, (text) => text.replace("\nowner:", "\nstatus: suspended\nowner:"));
  await living.stack.up("--skip-preview");
  living.stack.delete(BEACON);
  const { code, output } = await living.stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
  expect(code).not.toBe(0);
  expect(output).toContain('was deployed as "beacon-crm", was not retired, and is declared nowhere');
  living.stack.write(BEACON, beacon.replace("\nowner:", "\nstatus: retired\nowner:"));
  await living.stack.up("--skip-preview");
  living.stack.delete(BEACON);
  await living.stack.up("--skip-preview");
  const left = living.before.applications?.length ?? 0;
  expect((await idsIn(living.stack.tenant)).applications).toHaveLength(left - 1);
});
