import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { planStack } from "../../src/plan/plan.ts";
import { edit, type World } from "../support/workspace.ts";

const CLAIM = "https://our-app.example/account";
const CONTACTS = "https://api.our-app.example/contacts";
const REPORTS = "https://api.our-app.example/reports";

/** Contacts names the account in its tokens, reports as told. */
const withAccounts =
  (reports: boolean | undefined = undefined, key = "account", claim = CLAIM) =>
  (w: World) => {
    const { contacts } = w.apis;
    if (!contacts || !w.tenant) throw new Error("no API or no tenant");
    w.tenant.account = { claim, app_metadata_key: key };
    w.apis.reports = {
      ...contacts,
      identifier: REPORTS,
      ...(reports !== undefined && { account_claim: reports }),
    };
    w.apis.contacts = { ...contacts, account_claim: true };
  };

const actionsOf = (change: (w: World) => void) => planStack(edit(change), "prod").actions;
const codeOf = (change: (w: World) => void) =>
  actionsOf(change)["account-claim"]?.code ?? expect.fail("no Action");

test("one Action serves all APIs that ask for it, at every login", () => {
  const { code: _, ...action } = actionsOf(withAccounts())["account-claim"] ?? expect.fail("no Action");
  expect(action).toEqual({
    name: "partner-access-account-claim",
    runtime: "node22",
    trigger: { id: "post-login", version: "v3" },
  });
});

test.for<{ name: string; change: (w: World) => void }>([
  { name: "no API asks for it", change: () => {} },
  {
    name: "all APIs decline it",
    change: (w) => {
      withAccounts(false)(w);
      if (w.apis.contacts) w.apis.contacts.account_claim = false;
    },
  },
  {
    name: "the tenant does not say where accounts are",
    change: (w) => {
      withAccounts()(w);
      delete w.tenant?.account;
    },
  },
])("there is no Action where $name", ({ change }) => {
  expect(actionsOf(change)).toEqual({});
});

/** What the tenant would do at a login, by the Action's code. */
async function login(code: string, event: object): Promise<string[]> {
  const done: string[] = [];
  const exports: { onExecutePostLogin?: (event: object, api: object) => Promise<void> } = {};
  runInNewContext(code, { exports });
  await exports.onExecutePostLogin?.(event, {
    access: { deny: (reason: string) => done.push(`deny: ${reason}`) },
    accessToken: { setCustomClaim: (name: string, value: unknown) => done.push(`${name} = ${value}`) },
  });
  expect(exports.onExecutePostLogin).toBeTypeOf("function");
  return done;
}

describe("at a login", () => {
  const user = (account: unknown) => ({ app_metadata: { account } });
  const event = (identifier: string, account: unknown) => ({
    resource_server: { identifier },
    user: user(account),
  });
  const DENIED = ["deny: this user belongs to no account"];

  test.for<{ name: string; event: object; done: string[] }>([
    { name: "the token names the account", event: event(CONTACTS, "a-1"), done: [`${CLAIM} = a-1`] },
    { name: "a user without an account gets no token", event: event(CONTACTS, undefined), done: DENIED },
    { name: "an empty account is none", event: event(CONTACTS, ""), done: DENIED },
    { name: "an account that is not a text is none", event: event(CONTACTS, { id: 1 }), done: DENIED },
    { name: "a list of accounts is none", event: event(CONTACTS, ["a-1"]), done: DENIED },
    {
      name: "a user without app_metadata gets no token",
      event: { resource_server: { identifier: CONTACTS }, user: {} },
      done: DENIED,
    },
    {
      name: "user_metadata, which users write themselves, does not count",
      event: { resource_server: { identifier: CONTACTS }, user: { user_metadata: { account: "a-2" } } },
      done: DENIED,
    },
    { name: "tokens of other APIs stay as they are", event: event(REPORTS, "a-1"), done: [] },
    { name: "a longer identifier is another API", event: event(`${CONTACTS}/x`, "a-1"), done: [] },
    { name: "a login without an API stays as it is", event: { user: user("a-1") }, done: [] },
  ])("$name", async ({ event, done }) => {
    expect(await login(codeOf(withAccounts()), event)).toEqual(done);
  });

  test("every API that asks is served", async () => {
    const code = codeOf(withAccounts(true));
    for (const api of [CONTACTS, REPORTS])
      expect(await login(code, event(api, "a"))).toEqual([`${CLAIM} = a`]);
  });

  test("key and claim are those of tenant.yaml", async () => {
    const code = codeOf(withAccounts(undefined, "org", "https://other.example/org"));
    const done = await login(code, {
      resource_server: { identifier: CONTACTS },
      user: { app_metadata: { org: "o" } },
    });
    expect(done).toEqual(["https://other.example/org = o"]);
  });

  test("what the files say is text in the code, never code", async () => {
    const hostile = 'https://x.example/"]; throw 1; //\n\u2028`';
    const change = (w: World) => {
      withAccounts(undefined, "account", hostile)(w);
      if (w.apis.contacts) w.apis.contacts.identifier = hostile;
    };
    expect(await login(codeOf(change), event(hostile, "a-1"))).toEqual([`${hostile} = a-1`]);
  });
});
