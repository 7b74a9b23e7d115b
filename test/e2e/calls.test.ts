// The estimate of Management API calls is what the official provider really asks of the tenant.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { estimateCalls } from "../../src/review/calls.ts";
import { type Change, CountedStack, partner } from "./support/counted-stack.ts";

let stack: CountedStack;
beforeAll(async () => {
  stack = await CountedStack.create();
});
afterAll(() => stack?.close());

const keysOf = (plan: Parameters<Change["edit"]>[0]) =>
  partner(plan, "ember-mail").credentials.privateKeyJwt?.credentials ?? [];

/** Each is deployed on top of the one before. */
const CHANGES: readonly Change[] = [
  {
    name: "one scope added",
    edit: (plan) => partner(plan, "acme-cms").grants["contacts/user"]?.scopes.push("delete:contacts"),
  },
  {
    name: "a callback, a token quota and a connection",
    edit: (plan) => {
      partner(plan, "acme-cms").application.callbacks = ["https://acme.example/new"];
      delete partner(plan, "cargo-index").application.tokenQuota;
      partner(plan, "fieldbook").connections.pop();
    },
  },
  { name: "a key dropped", edit: (plan) => keysOf(plan).pop() },
  {
    name: "a key's date and another authentication",
    edit: (plan) => {
      const [key] = keysOf(plan);
      if (key) key.expiresAt = "2027-10-31T00:00:00.000Z";
      partner(plan, "daylight-forms").credentials.authenticationMethod = "client_secret_post";
    },
  },
  {
    name: "keys instead of a secret, and a secret instead of keys",
    edit: (plan) => {
      const acme = partner(plan, "acme-cms");
      acme.credentials = structuredClone(partner(plan, "ember-mail").credentials);
      partner(plan, "ember-mail").credentials = { authenticationMethod: "client_secret_post" };
    },
  },
  {
    name: "an application replaced",
    edit: (plan) => {
      partner(plan, "acme-cms").application.thirdPartySecurityMode = "permissive";
      delete partner(plan, "acme-cms").application.redirectionPolicy;
    },
  },
];

// One after the other on one tenant: what one deploys is what the next changes.
describe("the estimate equals what the tenant counts", () => {
  test("of a stack's first runs, of runs without a change and of a refresh", async () => {
    const { deployed } = stack;
    const first = estimateCalls(undefined, deployed);
    expect(await stack.count("preview")).toBe(first.preview);
    expect(await stack.count("up")).toBe(first.up);
    const again = estimateCalls(deployed, deployed);
    expect(await stack.count("preview")).toBe(again.preview);
    expect(await stack.count("up")).toBe(again.up);
    expect(await stack.count("refresh")).toBe(again.refresh);
    expect(again.up).toBe(again.preview);
  });

  test.for(CHANGES)("of $name", ({ edit }) => stack.change(edit));
});
