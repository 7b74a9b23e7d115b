// What Auth0 or the program gives a name to, called otherwise: scopes, connections, keys, Actions.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ids, idsIn, kept, madeOrDeletedIn, refusedUpdate, writesTo } from "../e2e/support/renaming.ts";
import { PlainStack } from "../support/plain-stack.ts";

const CONTACTS = "apis/contacts.yaml";
const EMBER = "partners/ember-mail.yaml";
const FIELDBOOK = "partners/fieldbook.yaml";
const ACTIONS = "src/plan/actions.ts";

let stack: PlainStack;
let before: Ids;
let actions: readonly Action[];

interface Action {
  readonly id: string;
  readonly name: string;
}
interface Client {
  readonly client_id: string;
  readonly name: string;
}

const liveActions = async () =>
  (await stack.management<{ actions: Action[] }>("GET", "actions/actions")).actions;
const clientOf = async (name: string) =>
  (await stack.management<Client[]>("GET", "clients?per_page=100")).find((one) => one.name === name)
    ?.client_id ?? expect.fail(`no ${name}`);
const keysOf = async () =>
  await stack.management<{ id: string; name: string }[]>(
    "GET",
    `clients/${await clientOf("Ember Mail")}/credentials`,
  );

beforeAll(async () => {
  stack = await PlainStack.deployed(["ember-mail", "fieldbook"]);
  before = await idsIn(stack.tenant);
  actions = await liveActions();
});
afterAll(() => stack?.close());

const up = () => stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");

const keeps = () => kept(stack, before);

// Each test goes on from what the one before it left.
describe("a scope", () => {
  test("comes under its new name beside the old one, and the grants get both", async () => {
    stack.edit(CONTACTS, (text) =>
      text
        .replace(
          "scopes:\n",
          "scopes:\n  view:contacts:\n    description: See contacts\n    sensitivity: low\n",
        )
        .replace("GET /contacts: [", "GET /contacts: [view:contacts, "),
    );
    for (const file of [EMBER, FIELDBOOK])
      stack.edit(file, (text) => text.replace("[read:contacts,", "[read:contacts, view:contacts,"));
    await keeps();
    expect(madeOrDeletedIn(stack.tenant)).toEqual([]);
  });

  test("and the old one goes later, from the grants and the API, which stay", async () => {
    stack.edit(CONTACTS, (text) =>
      text
        .replace(/ {2}read:contacts:\n.*\n.*\n/, "")
        .replaceAll("[view:contacts, read:contacts]", "[view:contacts]")
        .replaceAll("[read:contacts]", "[view:contacts]"),
    );
    for (const file of [EMBER, FIELDBOOK]) stack.edit(file, (text) => text.replace("read:contacts, ", ""));
    await keeps();
    expect(madeOrDeletedIn(stack.tenant)).toEqual([]);
    const grants = await stack.management<{ audience: string; scope: string[] }[]>(
      "GET",
      "client-grants?per_page=100",
    );
    const ours = grants.filter(({ audience }) => audience.endsWith("/contacts"));
    expect(ours.map(({ scope }) => scope.includes("view:contacts"))).toEqual([true, true]);
    expect(ours.flatMap(({ scope }) => scope)).not.toContain("read:contacts");
  });
});

describe("a connection", () => {
  test("that the tenant does not have by that name stops the program before it changes anything", async () => {
    const [tenant, fieldbook] = [stack.read("tenant.yaml"), stack.read(FIELDBOOK)];
    stack.edit("tenant.yaml", (text) => text.replace("name: google-oauth2", "name: google"));
    stack.edit(FIELDBOOK, (text) => text.replace("google-oauth2]", "google]"));
    stack.tenant.requests.length = 0;
    const { code, output } = await up();
    expect(code).not.toBe(0);
    expect(output).toContain('connection "google" of tenant.yaml cannot be looked up in the tenant');
    expect(writesTo(stack.tenant)).toEqual([]);
    stack.write("tenant.yaml", tenant);
    stack.write(FIELDBOOK, fieldbook);
  });

  test("is left by its applications, which stay what they are", async () => {
    stack.edit(FIELDBOOK, (text) => text.replace(", google-oauth2]", "]"));
    const fieldbook = await clientOf("Fieldbook");
    const writes = await keeps();
    expect(writes).toEqual([expect.stringMatching(/^PATCH \/api\/v2\/connections\/con_\w+\/clients$/)]);
    expect(await clientOf("Fieldbook")).toBe(fieldbook);
  });
});

describe("a key", () => {
  const drift = async () => {
    const { exit, out } = await stack.verb("drift", "--stack", "dev");
    return { exit, out };
  };

  test("keeps the name that it was uploaded with: an update writes nothing, and drift says so", async () => {
    const keys = await keysOf();
    stack.edit(EMBER, (text) => text.replaceAll("name: dev-2026-h2", "name: dev-first"));
    expect(await keeps()).toEqual([]);
    expect(await keysOf()).toEqual(keys);
    const { out } = await drift();
    expect(out).toMatch(/^note: .*the name of the key .* \[key-name-differs\]$/m);
    expect(out).toContain("write the tenant's name into the partner's file");
  });

  test("and what drift says to do is it", async () => {
    stack.edit(EMBER, (text) => text.replaceAll("name: dev-first", "name: dev-2026-h2"));
    expect(await keeps()).toEqual([]);
    expect((await drift()).out).not.toContain("key-name-differs");
  });
});

describe("an Action", () => {
  test("gets another name in place", async () => {
    stack.edit(ACTIONS, (text) => text.replace('"partner-access-account-claim"', '"partner-access-account"'));
    await keeps();
    expect(madeOrDeletedIn(stack.tenant).filter((write) => !write.endsWith("/deploy"))).toEqual([]);
    expect(await liveActions()).toEqual([
      expect.objectContaining({ id: actions[0]?.id, name: "partner-access-account" }),
    ]);
  });

  test("with another key would be made anew: the program stops before it changes anything", async () => {
    const text = stack.read(ACTIONS);
    stack.edit(ACTIONS, (code) => code.replace('"account-claim": {', '"account": {'));
    expect(await refusedUpdate(stack, before)).toContain(
      'it was deployed with the key "account-claim", and src/plan/actions.ts has "account". Give it that key again',
    );
    stack.write(ACTIONS, text);
    expect(await keeps()).toEqual([]);
  });
});
