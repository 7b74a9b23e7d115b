// `doctor`: limits of a tenant that refuse partners' requests.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { examine } from "../../src/doctor/checks.ts";
import { type LocalTenant, localTenant } from "../drift/support/local-tenant.ts";
import { runCommand } from "../support/command.ts";

let local: LocalTenant;
beforeAll(async () => {
  local = await localTenant();
});
afterAll(() => local.close());

async function aboutRates(): Promise<unknown[]> {
  const argv = ["doctor", "--root", local.root, "--stack", "local", "--format", "json"];
  const { out } = await runCommand(argv, { now: new Date().toISOString() });
  const { checks } = JSON.parse(out) as { checks: { check: string; diagnosis: unknown }[] };
  return checks.filter(({ check }) => check === "rate-limits").map(({ diagnosis }) => diagnosis);
}

test("a rate limit policy that refuses all requests of partners; one that refuses some is told", async () => {
  const acme = local.clientIds["acme-cms"];
  const policy = (consumer_selector: string, limit: number) =>
    ask(local.tenant, "POST", "rate-limit-policies", {
      ...{ resource: "oauth_authentication_api", consumer: "client", consumer_selector },
      configuration: { action: "block", limit },
    });
  const made = [await policy(`client_id:${acme}`, 0), await policy("default", 50)];
  expect(await aboutRates()).toEqual([
    {
      health: "broken",
      what: `the rate limit policy of "client_id:${acme}" refuses every request of acme-cms`,
      fix: expect.stringMatching(/^raise its limit or delete it in the tenant/),
    },
    { health: "fine", what: expect.stringMatching(/"default" lets .* send 50 requests a second$/) },
  ]);
  for (const { id } of made) await ask(local.tenant, "DELETE", `rate-limit-policies/${id}`);
  expect(await aboutRates()).toMatchObject([{ health: "fine" }]);
});

test("a default quota is told where it counts a partner's tokens, and is broken where it gives none", () => {
  const { "cargo-index": cargo = expect.fail("no Cargo Index") } = local.plan.partners;
  const { tokenQuota: _, ...application } = cargo.application;
  const plan = { ...local.plan, partners: { "cargo-index": { ...cargo, application } } };
  const about = (client_credentials?: object, of: typeof local.plan = plan) =>
    examine({
      plan: of,
      ...{ rateLimits: [], rights: undefined, aheadSeconds: 0, loginExperience: "new" },
      tenant: { connections: [], rules: [], hooks: [], applications: [] } as never,
      settings: client_credentials && ({ default_token_quota: { clients: { client_credentials } } } as never),
      issuer: { says: plan.issuer },
    })
      .filter(({ check }) => check === "token-quotas")
      .map(({ diagnosis: { health, what } }) => `${health} ${what}`);
  const who = "cargo-index";
  expect(about({ per_day: 0, enforce: true })).toEqual([
    `broken the tenant's default quota gives ${who} no token: 0 tokens a day`,
  ]);
  expect(about({ per_hour: 5, per_day: 9, enforce: true })).toEqual([
    `fine the tenant's default quota lets ${who} have 5 tokens an hour and 9 tokens a day`,
  ]);
  expect(about({ per_day: 0, enforce: false })).toEqual([`fine no default quota refuses tokens to ${who}`]);
  expect(about()).toEqual([`unknown nobody knows whether a default quota counts the tokens of ${who}`]);
  expect(about({ per_day: 0 }, local.plan)).toEqual([]);
});
