// Random tenants: every scope in every token that anybody gets is in the answer of `who`, with its way; and every line
// of that answer can be made into a token.

import fc from "fast-check";
import { jwtVerify, SignJWT } from "jose";
import { expect, test, vi } from "vitest";
import type { SandboxInput, SandboxResult } from "../../emulator/oauth/sandbox.ts";
import { ANY_TOKEN } from "../../src/model/any-token.ts";
import type { Way } from "../../src/model/way.ts";
import { readTenant } from "../../src/tenant/read.ts";
import type { Holding, Who } from "../../src/who/answer.ts";
import { whoIn } from "../../src/who/who.ts";
import { driftPlan } from "../drift/support/tenant.ts";
import { API_IDS, type ApiId, type TenantState, tenantState } from "../support/closed-world/state.ts";
import { type ClosedWorld, closedWorld, DOMAIN, USERS } from "../support/closed-world/tenant.ts";
import { everyToken, type GotToken, members } from "../support/closed-world/tokens.ts";

const STATES = Number(process.env.PARTNER_ACCESS_WORLDS ?? 2000);

// The code of these Actions looks at nothing, so that each needs its process once.
vi.mock("../../emulator/oauth/sandbox.ts", async (original) => {
  const { runSandboxed } = await original<typeof import("../../emulator/oauth/sandbox.ts")>();
  const results = new Map<string, Promise<SandboxResult>>();
  return {
    runSandboxed: (input: SandboxInput) => {
      const known = results.get(input.code) ?? runSandboxed(input);
      results.set(input.code, known);
      return known;
    },
  };
});

// A password is slow to check, which is its point; each is asked for thousands of times.
vi.mock("../../emulator/password.ts", async (original) => {
  const module = await original<typeof import("../../emulator/password.ts")>();
  const results = new Map<string, boolean>();
  return {
    ...module,
    verifyPassword: (password: string, hash: string) => {
      const key = `${password} ${hash}`;
      const known = results.get(key) ?? module.verifyPassword(password, hash);
      results.set(key, known);
      return known;
    },
  };
});

const plan = { ...driftPlan(), domain: DOMAIN };
const audiences = Object.fromEntries(
  API_IDS.map((id) => [id, plan.apis[id]?.resourceServer.identifier ?? ""]),
) as Record<ApiId, string>;

const isAbout = (holding: Holding, { clientId, api, subject }: GotToken): boolean =>
  holding.clientId === clientId && holding.api === api && holding.subjectType === subject;

/** Scopes that the answer gives for a token's application by a way. */
const told = (holdings: readonly Holding[], token: GotToken, ...ways: readonly Way[]): Set<string> =>
  new Set(
    holdings
      .filter(
        (one) =>
          isAbout(one, token) &&
          ways.includes(one.way) &&
          !(token.clientId === undefined && one.way === "symmetric-signing"),
      )
      .flatMap(({ scopes }) => scopes),
  );

/** What the token holds that no line says, by its way or by an Action; nobody's application has one line for all. */
function untold(holdings: readonly Holding[], token: GotToken): string[] {
  const lines = told(holdings, token, token.way, "action");
  const listed = told(holdings, token, token.clientId === undefined ? "registration" : "permissions");
  return [
    ...token.scopes.filter((scope) => !lines.has(scope)),
    ...(token.subject === "user" ? token.permissions.filter((scope) => !listed.has(scope)) : []),
  ];
}

/** Whether a token shows that the line is true. */
const shows = (token: GotToken, line: Holding): boolean => {
  if (!isAbout(line, token)) return false;
  if (line.way === "permissions") return line.scopes.every((scope) => token.permissions.includes(scope));
  const held = line.way === "registration" ? [...token.scopes, ...token.permissions] : token.scopes;
  return (line.way === "action" || line.way === token.way) && line.scopes.every((one) => held.includes(one));
};

/** Whether somebody who knows the API's secret makes what the API takes for the tenant's. */
async function isForgeable(
  world: ClosedWorld,
  { api }: Holding,
  tokens: readonly GotToken[],
): Promise<boolean> {
  const secret = new TextEncoder().encode(world.secrets[api as ApiId]);
  const forged = await new SignJWT({}).setProtectedHeader({ alg: "HS256" }).sign(secret);
  for (const token of [forged, ...tokens.filter((one) => one.api === api).map((one) => one.token)])
    await jwtVerify(token, secret, { algorithms: ["HS256"] });
  return true;
}

/** What the answer says of the role is what the state gave it, and no user of it gets more where an API looks at it. */
function checkRoles({ roles }: Who, state: TenantState, tokens: readonly GotToken[]): void {
  for (const api of API_IDS) {
    if (state.apis[api]?.enforces !== true) continue;
    const given = roles.filter((one) => one.api === api).flatMap(({ scopes }) => scopes);
    const wanted = state.permissions[api].toSorted();
    const tooMuch = tokens
      .filter((one) => one.api === api && one.userId === USERS.ben)
      .flatMap(({ scopes }) => scopes)
      .filter((scope) => !given.includes(scope) && !state.adds?.includes(scope));
    if (given.join() !== wanted.join() || tooMuch.length > 0)
      throw new Error(`the role is said to give ${given}, and gives ${wanted}; in tokens beyond: ${tooMuch}`);
  }
}

/** The same declarations, but that the routes of contacts take any token: what the tenant lists of scopes is nothing then. */
const withoutScopes = {
  ...plan,
  apis: Object.fromEntries(
    Object.entries(plan.apis).map(([id, api]) => [
      id,
      id === "contacts" ? { ...api, scopes: [], sensitivity: "high" as const } : api,
    ]),
  ),
};

/** Anyone who gets a token, of whatever scopes, is told to have all of the API; and anyone who is told so gets one. */
function checkAnyToken({ holdings }: Who, tokens: readonly GotToken[]): void {
  const lines = holdings.filter(({ api, scopes }) => api === "contacts" && scopes.includes(ANY_TOKEN));
  const isTold = (token: GotToken, line: Holding) => isAbout(line, token) && line.way === token.way;
  for (const token of tokens)
    if (token.api === "contacts" && !lines.some((line) => isTold(token, line)))
      throw new Error(`a token that no line names: ${JSON.stringify(token)}`);
  for (const line of lines)
    if (line.way !== "symmetric-signing" && !tokens.some((token) => isTold(token, line)))
      throw new Error(`no token is like ${JSON.stringify(line)}`);
}

async function check(world: ClosedWorld, state: TenantState, seen: Map<Way, number>): Promise<void> {
  const tenant = await readTenant(world.reading, plan);
  const answer = whoIn(plan, tenant);
  const { holdings } = answer;
  const tokens: GotToken[] = [];
  for await (const token of everyToken(world, state)) tokens.push(token);
  for (const token of tokens) {
    const missing = untold(holdings, token);
    if (missing.length > 0)
      throw new Error(
        `a token that no line names: ${missing} in ${JSON.stringify(token)}, told: ${JSON.stringify(holdings)}`,
      );
  }
  checkRoles(answer, state, tokens);
  checkAnyToken(whoIn(withoutScopes, tenant), tokens);
  for (const line of holdings) {
    const isTrue =
      line.way === "symmetric-signing"
        ? await isForgeable(world, line, tokens)
        : tokens.some((token) => shows(token, line));
    if (!isTrue)
      throw new Error(
        `no token is like ${JSON.stringify(line)}, got: ${JSON.stringify(tokens.map(({ token: _, ...rest }) => rest))}`,
      );
    seen.set(line.way, (seen.get(line.way) ?? 0) + 1);
  }
}

/** Those that the local tenant plays. */
const PLAYED: readonly Way[] = [
  "own-grant",
  "default-grant",
  "all-scopes-grant",
  "organization-grant",
  "api-policy",
  "permissions",
  "action",
  "multi-resource-refresh",
  "token-exchange",
  "password-grant",
  "registration",
  "symmetric-signing",
];

test("in random tenants, who answers just what tokens hold", async () => {
  const world = await closedWorld(audiences);
  const seen = new Map<Way, number>();
  let before: TenantState | undefined;
  await fc.assert(
    fc.asyncProperty(tenantState, async (state) => {
      await world.make(state, before);
      before = state;
      await check(world, state, seen);
    }),
    { numRuns: STATES, seed: 19 },
  );
  expect(PLAYED.filter((way) => !seen.has(way))).toEqual([]);
  expect(members.tokens).toBeGreaterThan(0);
});
