// An API without scopes: who gets all of it, what the review says of it, and what tokens of the local tenant are.
import { describe, expect, test } from "vitest";
import { explain } from "../../src/access/answer.ts";
import { accessOf } from "../../src/access/matrix.ts";
import { reachOf, sensitivityOf } from "../../src/access/reach.ts";
import { waitingOf } from "../../src/access/standing.ts";
import { evidenceOf } from "../../src/evidence/evidence.ts";
import { scopesHeldIn } from "../../src/evidence/held.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan, PlannedPartner } from "../../src/plan/types.ts";
import { codeowners } from "../../src/repository/codeowners.ts";
import { consequencesOf } from "../../src/review/consequences/index.ts";
import { AUDIENCE, partnerWorld, read, refreshWith, tokensOf } from "../emulator/support/oauth.ts";
import { prices, scopedPrices, withPrices } from "../support/prices.ts";
import { edit } from "../support/workspace.ts";

const planOf = (change: Parameters<typeof edit>[0]): Plan => planStack(edit(change), "prod");
const acmeIn = ({ partners }: Plan): PlannedPartner => partners["acme-cms"] ?? expect.fail("no acme-cms");
const plansOf = (plan: Plan) => new Map([["prod", plan]]);

const all = planOf(withPrices());
const scoped = planOf(withPrices(scopedPrices(), ["read:prices"]));

test("nothing is sent for it: neither scopes of the API nor of the grant", () => {
  expect(all.apis.prices).toMatchObject({ scopes: [], sensitivity: "high" });
  expect(acmeIn(all).grants["prices/user"]?.scopes).toEqual([]);
});

test("an empty grant is all of it, as sensitive as the API says", () => {
  const row = accessOf(undefined, plansOf(all)).find(({ api }) => api === "prices");
  expect(row).toMatchObject({
    scope: "any token",
    sensitivity: "high",
    routes: ["DELETE /prices/{id}", "GET /prices"],
    via: "grant",
  });
});

test("a policy that asks for no grant gives it to every application that is not strict", () => {
  const open = planOf((w) => {
    w.apis.prices = prices({
      subject_type_authorization: {
        user: { policy: "allow_all" },
        client: { policy: "require_client_grant" },
      },
    });
  });
  const ids = accessOf(undefined, plansOf(open)).filter(({ api }) => api === "prices");
  expect(ids.map(({ partner, via }) => `${partner} ${via}`)).toEqual(["fieldbook policy"]);
});

test("one that denies gives nothing, whatever is granted", () => {
  const denied = planOf(
    withPrices(
      prices({
        subject_type_authorization: { user: { policy: "deny_all" }, client: { policy: "deny_all" } },
      }),
    ),
  );
  expect([...reachOf(denied, acmeIn(denied)).keys()].filter((key) => key.startsWith("prices"))).toEqual([]);
});

test("a file that says nothing of it is trusted least", () => {
  const { sensitivity: _, ...silent } = prices();
  const plan = planOf(withPrices(silent));
  expect(plan.apis.prices && sensitivityOf(plan.apis.prices, "any token")).toBe("high");
});

describe("explain", () => {
  const about = (question: object, plan = all) =>
    explain(plansOf(plan), { partner: "acme-cms", ...question }).answers.map(
      ({ can, because, needed }) => `${can ? "yes" : "no"}: ${because}${needed ? ` (${needed})` : ""}`,
    );
  test("a route is open by the grant, since there are no scopes", () => {
    expect(about({ route: { method: "GET", path: "/prices" } })[0]).toBe(
      'yes: GET /prices of prices needs "any token": its grant of prices on behalf of users gives all of it, since the API has no scopes ("Shows prices"); it opens DELETE /prices/{id} and GET /prices',
    );
  });
  test("without a grant it says which one is needed", () => {
    const plan = planOf((w) => {
      w.apis.prices = prices();
    });
    expect(about({ scope: "any token" }, plan)[0]).toBe(
      "no: it has no grant of prices on behalf of users (a grant of api: prices, subject_type: user with scopes: [] in partners/acme-cms.yaml)",
    );
  });
});

test("security approves who gets a sensitive one, and who changes that", () => {
  const lineOf = (sensitivity: "high" | "low") =>
    codeowners(edit(withPrices(prices({ sensitivity }))))
      .split("\n")
      .find((line) => line.startsWith("/partners/acme-cms"));
  expect(lineOf("high")).toBe("/partners/acme-cms.yaml security@our-app.example");
  expect(lineOf("low")).not.toContain("security@");
});

test("auditors see it, since when the grant is there", () => {
  const text = (scopes: string) =>
    `stacks: { local: {}, prod: {} }\ngrants: [{ api: prices, subject_type: user, scopes: ${scopes} }]`;
  const held = (scopes: string) => scopesHeldIn(["acme-cms"], (api) => api)(text(scopes));
  const revision = (commit: string, scopes: string) => ({
    ...{ commit, date: "2026-11-01T00:00:00Z", author: "Ann", subject: commit },
    ...(held(scopes) && { held: held(scopes) ?? new Set<string>() }),
  });
  const history = { revisions: [revision("all", "[]"), revision("one", "[read:prices]")], isCut: false };
  const rows = evidenceOf(edit(withPrices()), {
    partners: new Map([["acme-cms", history]]),
    ownApplications: new Map(),
    tenant: { revisions: [], isCut: false },
  });
  expect(rows.find(({ api, partner }) => api === "prices" && partner === "acme-cms")).toMatchObject({
    scope: "any token",
    sensitivity: "high",
    commit: "all",
  });
});

describe("what users who allowed it before can still do", () => {
  const CASES = [
    { name: "the first scope", before: all, after: scoped, waiting: ["GET /prices"], opens: false },
    { name: "no scope any more", before: scoped, after: all, waiting: [], opens: true },
  ];
  const scopesOf = (plan: Plan) => (plan.apis.prices?.scopes ?? []).map(({ name }) => name);

  test.for(CASES)("$name, measured by a refresh", async ({ before, after, waiting, opens }) => {
    const listed = (plan: Plan) => scopesOf(plan).map((value) => ({ value, description: value }));
    const world = await partnerWorld({
      server: { scopes: listed(before) },
      grant: { scope: scopesOf(before) },
    });
    const asked = [...scopesOf(before), "offline_access"].join(" ");
    const tokens = await tokensOf(world, { scope: asked });
    await world.call("PATCH", `/resource-servers/${encodeURIComponent(AUDIENCE)}`, { scopes: listed(after) });
    await world.call("PATCH", `/client-grants/${world.grantId}`, { scope: scopesOf(after) });
    const { status, body } = await refreshWith(world, String(tokens.refresh_token));
    expect(status).toBe(200);
    const { claims } = read(String(body.access_token));
    expect(claims.aud).toBe(AUDIENCE);
    const has = String(claims.scope ?? "").split(" ");
    const needs = after.apis.prices?.routes["GET /prices"] ?? [];
    const isOpen = needs.includes("any token") || has.some((scope) => needs.includes(scope));
    expect(isOpen).toBe(opens);
    const said = waitingOf(reachOf(before, acmeIn(before)), reachOf(after, acmeIn(after)));
    expect(said.flatMap(({ routes }) => routes)).toEqual(waiting);
  });

  test("the review's words for the first scope", () => {
    const said = consequencesOf(plansOf(all), plansOf(scoped), "2026-11-30");
    expect(said.map(({ rule, severity, what }) => `${severity} ${rule}: ${what}`)).toMatchInlineSnapshot(`
      [
        "high sensitive-scope: "Acme CMS" gains read:prices of "Prices" on behalf of users: it could call GET /prices before. Sensitive. Users are asked for consent again.",
        "high consent-outgrown: Calls of "Acme CMS" to GET /prices of "Prices" get 403 for everybody who enabled it before, from the next refresh on, until they come back to it and allow read:prices.",
        "high route-scope-weaker: read:prices (sensitivity low) opens GET /prices of "Prices", which needed "any token" (sensitivity high).",
        "high api-scopes-begin: "Prices" has scopes from now on: a token without them opens nothing, refreshed ones included. "Acme CMS" had any token.",
        "medium access-narrowed: "Acme CMS" loses "any token" of "Prices" on behalf of users: its calls to DELETE /prices/{id} get 403 from its next token on. Tokens issued before open nothing any more: they have no scope.",
        "medium consent-asked-again: Users who enabled "Acme CMS" before are asked for consent again once it asks for read:prices.",
        "medium route-removed: DELETE /prices/{id} of "Prices" is gone: calls to it get 404. "Acme CMS" could call it.",
        "low route-changed: GET /prices of "Prices" needs read:prices instead of "any token": grants give as much as before, and whose users have to allow it anew is told at the partners.",
        "low scope-added: "Prices" has a new scope read:prices: "See prices", sensitivity low.",
      ]
    `);
  });

  test("the review's words for none any more", () => {
    const said = consequencesOf(plansOf(scoped), plansOf(all), "2026-11-30");
    expect(said.map(({ rule, severity, what }) => `${severity} ${rule}: ${what}`)).toMatchInlineSnapshot(`
      [
        "high sensitive-scope: "Acme CMS" gains "any token" of "Prices" on behalf of users: it can now DELETE /prices/{id}. Sensitive. Users who allowed it anything of the API before are not asked.",
        "high api-scopes-end: "Prices" has no scopes any more: any token for it opens each of its routes that needs one. "Acme CMS" can get one; users who allowed one scope before are not asked again.",
        "medium route-added: DELETE /prices/{id} of "Prices" is new and needs "any token": "Acme CMS" can call it.",
        "medium scope-removed: "Prices" no longer has the scope read:prices. "Acme CMS" had it.",
        "low route-changed: GET /prices of "Prices" needs "any token" instead of read:prices: no partner can call more or less for that.",
      ]
    `);
  });

  test("the review's words for the API and its first partner", () => {
    const said = consequencesOf(plansOf(planOf(() => undefined)), plansOf(all), "2026-11-30");
    expect(said.map(({ rule, severity, what }) => `${severity} ${rule}: ${what}`)).toMatchInlineSnapshot(`
      [
        "high sensitive-scope: "Acme CMS" gains "any token" of "Prices" on behalf of users: it can now DELETE /prices/{id} and GET /prices. Sensitive. Users are asked for consent.",
        "medium route-public: GET /health of "Prices" is new and open to everybody, without a token.",
        "low api-added: "Prices" is a new API with no scope and 3 routes. Any token for it opens all of them that need one.",
      ]
    `);
  });

  test("the review's words for a route more, and for less harm", () => {
    const more = planOf(
      withPrices(
        prices({ sensitivity: "low", routes: { ...prices().routes, "PUT /prices/{id}": "any token" } }),
      ),
    );
    const said = consequencesOf(plansOf(all), plansOf(more), "2026-11-30");
    expect(said.map(({ rule, severity, what }) => `${severity} ${rule}: ${what}`)).toMatchInlineSnapshot(`
      [
        "high route-added: PUT /prices/{id} of "Prices" is new and needs "any token": "Acme CMS" can call it. Until now "any token" opened no PUT.",
        "high sensitivity-lowered: The sensitivity of "any token" of "Prices" is low instead of high.",
      ]
    `);
  });
});

test("a sign-in without any scope gives a token without one", async () => {
  const world = await partnerWorld({ server: { scopes: [] }, grant: { scope: [] } });
  const { access_token, scope } = await tokensOf(world, { scope: undefined });
  expect(read(String(access_token)).claims).toMatchObject({ aud: AUDIENCE });
  expect(read(String(access_token)).claims).not.toHaveProperty("scope");
  expect(scope ?? "").toBe("");
});
