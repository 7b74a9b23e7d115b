// `doctor` and what answers at the issuer's address: its words are others', and what they say to do is what `check` takes.
import { afterEach, expect, test, vi } from "vitest";
import { examine } from "../../src/doctor/checks.ts";
import { discover } from "../../src/tenant/discovery.ts";
import { driftPlan } from "../drift/support/tenant.ts";

const plan = driftPlan();

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What it says of the issuer, of which the discovery document is this answer. */
async function told(answer: Response) {
  vi.stubGlobal("fetch", async () => answer);
  const none = { connections: [], rules: [], hooks: [], applications: [] };
  const facts = { plan, rateLimits: [], tenant: none as never, settings: {} as never, rights: undefined };
  const issuer = await discover(plan.issuer);
  const all = examine({ ...facts, aheadSeconds: 0, loginExperience: "new", issuer });
  return all.find(({ check }) => check === "issuer")?.diagnosis;
}

test("its own issuer is fine", async () => {
  expect(await told(Response.json({ issuer: plan.issuer }))).toMatchObject({ health: "fine" });
});

test("another one is to be written into the stack's file", async () => {
  expect(await told(Response.json({ issuer: "https://login.our-app.example/" }))).toMatchObject({
    health: "broken",
    fix: "write partner-access:issuer: https://login.our-app.example/ into the stack's file, if that is yours",
  });
});

const LONG = "x".repeat(10_000);
test.for([
  "https://evil.example",
  `https://evil.example/\n::error::${LONG}/`,
  "https://evil.example/ partner-access:loopback_callbacks: true",
  "ssh://evil.example/",
  "x",
])("an issuer that check refuses is not: %#", async (issuer) => {
  const found = await told(Response.json({ issuer }));
  expect(found).toEqual({
    health: "broken",
    what: expect.stringMatching(/ every API that checks iss refuses them$/),
    fix: "that is not an issuer of Auth0: find out what answers there, or correct partner-access:issuer in the stack's file",
  });
  expect(found?.what.length).toBeLessThan(250);
});

test("a long text of an error is cut, and on one line", async () => {
  const answer = Response.json({ message: `no\n::error::${LONG}` }, { status: 500 });
  const { what = "" } = (await told(answer)) ?? {};
  expect(what).toMatch(/ has no discovery document: no ::error::x{100,400}$/);
});

test.for(["<html>a proxy</html>", "", "null", "{}"])("%j is not a discovery document", async (body) => {
  expect(await told(new Response(body))).toMatchObject({
    what: `${plan.issuer} has no discovery document: it is not what the standard says`,
  });
});
