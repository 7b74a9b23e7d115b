import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { planActions } from "../../src/plan/actions.ts";
import { edit, workspace } from "../support/workspace.ts";

const CLAIM = "https://our-app.example/account";
const AUDIENCE = "https://api.our-app.example/contacts";

const scoped = () =>
  edit((world) => {
    if (world.tenant) world.tenant.account = { claim: CLAIM, app_metadata_key: "account" };
    for (const api of Object.values(world.apis)) api.account_claim = true;
  });

interface Outcome {
  claims: Record<string, unknown>;
  denied: string[];
}

/** Runs the planned code as the tenant would. */
async function login(event: object): Promise<Outcome> {
  const outcome: Outcome = { claims: {}, denied: [] };
  const api = {
    access: { deny: (reason: string) => outcome.denied.push(reason) },
    accessToken: {
      setCustomClaim: (name: string, value: unknown) => {
        outcome.claims[name] = value;
      },
    },
  };
  const exports: { onExecutePostLogin?: (event: object, api: object) => Promise<void> } = {};
  runInNewContext(planActions(scoped())["account-claim"]?.code ?? "", { exports });
  await exports.onExecutePostLogin?.(event, api);
  return outcome;
}

describe("the account claim", () => {
  test("is put into tokens of the API for a user with an account", async () => {
    const event = { resource_server: { identifier: AUDIENCE }, user: { app_metadata: { account: "first" } } };
    expect(await login(event)).toEqual({ claims: { [CLAIM]: "first" }, denied: [] });
  });

  test.for([
    { who: "no app_metadata", user: {} },
    { who: "no account", user: { app_metadata: {} } },
    { who: "an empty account", user: { app_metadata: { account: "" } } },
    { who: "an account that is no text", user: { app_metadata: { account: { $ne: null } } } },
  ])("is refused, and with it the token, to a user with $who", async ({ user }) => {
    const { claims, denied } = await login({ resource_server: { identifier: AUDIENCE }, user });
    expect(claims).toEqual({});
    expect(denied).toEqual(["this user belongs to no account"]);
  });

  test.for([
    {
      what: "another API",
      event: { resource_server: { identifier: "https://other.our-app.example" }, user: {} },
    },
    { what: "no API at all", event: { user: {} } },
  ])("is no concern of a login for $what", async ({ event }) => {
    expect(await login(event)).toEqual({ claims: {}, denied: [] });
  });

  test("needs no action when no API asks for it", () => {
    expect(planActions(workspace())).toEqual({});
  });
});
