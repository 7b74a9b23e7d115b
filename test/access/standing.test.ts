// What the review says of users who allowed a partner something before is what the local tenant's tokens say.
import fc from "fast-check";
import { expect, test } from "vitest";
import { reachOf } from "../../src/access/reach.ts";
import { waitingOf } from "../../src/access/standing.ts";
import type { Api } from "../../src/model/api.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { consequencesOf } from "../../src/review/consequences/index.ts";
import { AUDIENCE, partnerWorld, read, refreshWith, tokensOf } from "../emulator/support/oauth.ts";
import { edit } from "../support/workspace.ts";

/** Scopes by route, and what the partner is given of them. */
interface Access {
  readonly routes: Readonly<Record<string, readonly string[]>>;
  readonly given: readonly string[];
}

const ROUTES = ["GET /contacts", "POST /contacts", "GET /notes"] as const;
const SCOPES = ["read:contacts", "view:contacts", "read:notes", "write:contacts"] as const;

/** The plan of an API with these routes, and of a partner with these scopes of it. */
function planOf({ routes, given }: Access): Plan {
  const world = edit((w) => {
    const api = w.apis.contacts as Api;
    api.scopes = Object.fromEntries(
      SCOPES.map((name) => [name, { description: `Use ${name}`, sensitivity: "medium" as const }]),
    );
    api.routes = Object.fromEntries(Object.entries(routes).map(([route, needs]) => [route, [...needs]]));
    for (const partner of Object.values(w.partners))
      partner.grants = [
        { api: "contacts", subject_type: "user", scopes: [...given], reason: "Syncs contacts" },
      ];
  });
  return planStack(world, "prod");
}

const reachIn = (access: Access) => {
  const plan = planOf(access);
  const partner = plan.partners["acme-cms"];
  if (!partner) throw new Error("no partner");
  return reachOf(plan, partner);
};

const opened = ({ routes }: Access, scopes: readonly string[]) =>
  Object.keys(routes).filter((route) => routes[route]?.some((scope) => scopes.includes(scope)));

/** What a user who allowed all of it before gets from a refresh after the change. */
async function refreshedScopes(before: Access, after: Access): Promise<string[]> {
  const scopes = SCOPES.map((value) => ({ value, description: value }));
  const world = await partnerWorld({ server: { scopes }, grant: { scope: before.given } });
  const tokens = await tokensOf(world, { scope: [...before.given, "offline_access"].join(" ") });
  await world.call("PATCH", `/client-grants/${world.grantId}`, { scope: after.given });
  const asked = await refreshWith(world, String(tokens.refresh_token), { scope: after.given.join(" ") });
  const answer = asked.status === 200 ? asked : await refreshWith(world, String(tokens.refresh_token));
  if (answer.status !== 200) return [];
  const { claims } = read(String(answer.body.access_token));
  expect(claims.aud).toContain(AUDIENCE);
  return String(claims.scope ?? "").split(" ");
}

/** The requests that a new sign-in would allow again. */
async function measured(before: Access, after: Access): Promise<string[]> {
  const scopes = await refreshedScopes(before, after);
  const still = opened(after, scopes);
  return opened(before, before.given)
    .filter((route) => opened(after, after.given).includes(route) && !still.includes(route))
    .sort();
}

const saidOf = (before: Access, after: Access) => waitingOf(reachIn(before), reachIn(after));

const CHANGES = {
  "a scope renamed": [
    { routes: { "GET /contacts": ["read:contacts"] }, given: ["read:contacts"] },
    { routes: { "GET /contacts": ["view:contacts"] }, given: ["view:contacts"] },
    ["GET /contacts"],
  ],
  "a scope split": [
    {
      routes: { "GET /contacts": ["read:contacts"], "GET /notes": ["read:contacts"] },
      given: ["read:contacts"],
    },
    {
      routes: { "GET /contacts": ["read:contacts"], "GET /notes": ["read:notes"] },
      given: ["read:contacts", "read:notes"],
    },
    ["GET /notes"],
  ],
  "two scopes merged": [
    {
      routes: { "GET /contacts": ["read:contacts"], "GET /notes": ["read:notes"] },
      given: ["read:contacts", "read:notes"],
    },
    {
      routes: { "GET /contacts": ["view:contacts"], "GET /notes": ["view:contacts"] },
      given: ["view:contacts"],
    },
    ["GET /contacts", "GET /notes"],
  ],
  "a route that accepts both for a while": [
    { routes: { "GET /contacts": ["read:contacts"] }, given: ["read:contacts"] },
    {
      routes: { "GET /contacts": ["read:contacts", "view:contacts"] },
      given: ["read:contacts", "view:contacts"],
    },
    [],
  ],
} as const satisfies Record<string, readonly [Access, Access, readonly string[]]>;

test.for(Object.entries(CHANGES))("%s", async ([, [before, after, waiting]]) => {
  expect(await measured(before, after)).toEqual(waiting);
  expect(saidOf(before, after).flatMap(({ routes }) => routes)).toEqual(waiting);
});

test.for(Object.entries(CHANGES))("the review's words for %s", ([, [before, after, waiting]]) => {
  const [base, head] = [before, after].map((access) => new Map([["prod", planOf(access)]]));
  const said = consequencesOf(base, head ?? new Map(), "2026-11-30");
  const outgrown = said.filter(({ rule }) => rule === "consent-outgrown");
  expect(outgrown.every(({ severity }) => severity === "high")).toBe(true);
  expect(outgrown.length > 0).toBe(waiting.length > 0);
  // Nothing beside it says the contrary, and no change of a route is left without a meaning.
  expect(said.some(({ what }) => what.includes("keeps what they allowed"))).toBe(waiting.length === 0);
  expect(said.filter(({ rule }) => rule === "other-change")).toEqual([]);
});

const access: fc.Arbitrary<Access> = fc.record({
  routes: fc.record(
    Object.fromEntries(
      ROUTES.map((route) => [route, fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1 })]),
    ),
  ),
  given: fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1 }),
});

test("any change of routes and grants", async () => {
  await fc.assert(
    fc.asyncProperty(access, access, async (before, after) => {
      expect(saidOf(before, after).flatMap(({ routes }) => routes)).toEqual(await measured(before, after));
    }),
    { numRuns: 40 },
  );
});
