// What the program registers, for any declarations, is what the review says that everybody may do: told from resources
// alone, by a reading of Auth0's and AWS's rules that the code under test has no part in.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Registered } from "../../src/infra/without-engine.ts";
import type { SubjectType } from "../../src/model/partner.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { partOf } from "../../src/plan/part.ts";
import type { Plan } from "../../src/plan/types.ts";
import { modeOf } from "../../src/review/render/summary.ts";
import type { Report } from "../../src/review/review.ts";
import { changes, type Renamed } from "../support/changed-worlds.ts";
import { plansOf, reportOn } from "../support/plans.ts";
import { runWithMocks } from "../support/pulumi.ts";
import { sealedDeploy } from "../support/sealed.ts";

/** Each pair takes half a second: the resources of two stacks, before and after. */
const RUNS = Number(process.env.PARTNER_ACCESS_PAIRS ?? 100);
/** The same pairs in every run; another seed makes others. */
const SEED = Number(process.env.PARTNER_ACCESS_SEED ?? 19);

/** What is read of a resource here, whatever its type. */
interface Inputs {
  readonly identifier: string;
  readonly subjectTypeAuthorization: Readonly<Record<SubjectType, { readonly policy: string }>>;
  readonly clientId: string;
  readonly audience: string;
  readonly subjectType: SubjectType;
  readonly thirdPartySecurityMode?: string;
  readonly grantTypes: readonly string[];
  readonly routeKey: string;
  readonly authorizationType: string;
  readonly authorizationScopes?: readonly string[];
}

/** How the client IDs of partners begin; those of our own applications are in tenant.yaml. */
const PARTNERS = "client-id-of-";

const called = (resources: readonly Registered[], type: string) =>
  resources
    .filter((one) => one.type.endsWith(type))
    .map(({ name, inputs }) => ({
      name,
      inputs: inputs as unknown as Inputs & { readonly scopes: readonly never[] },
    }));

/** What is told where a token needs no scope, since its API has none; in one word. */
const ANY = "any-token";
const inOneWord = (scope: string) => (scope === "any token" ? ANY : scope);

/** Of a gateway, or where the API has none, what it is told to ask for itself: the scopes that open each route. */
function routesOf(
  resources: readonly Registered[],
  plan: Plan,
  api: string,
): readonly [string, readonly string[]][] {
  const own = called(resources, "apigatewayv2/route:Route").filter(({ name }) => name.startsWith(`${api}/`));
  if (own.length > 0)
    return own.map(({ inputs: { routeKey, authorizationType, authorizationScopes = [] } }) => [
      routeKey,
      authorizationType === "JWT" && authorizationScopes.length === 0 ? [ANY] : authorizationScopes,
    ]);
  return Object.entries(plan.apis[api]?.routes ?? {}).map(([route, needs]) => [
    route,
    needs === "public" ? [] : needs.map(inOneWord),
  ]);
}

const scopesOf = (resources: readonly Registered[], api: string): readonly string[] =>
  called(resources, "resourceServerScopes:ResourceServerScopes")
    .filter(({ name }) => name === `${api}/scopes`)
    .flatMap(({ inputs }) => inputs.scopes.map(({ name }) => name));

/**
 * `stack partner api subject scope route`, for each route that a token opens, and once for a scope that opens none.
 * Sources: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications,
 * https://auth0.com/docs/get-started/applications/third-party-applications (read 2026-11)
 */
function accessIn(resources: readonly Registered[], plan: Plan): string[] {
  const given = called(resources, "resourceServer:ResourceServer").flatMap(
    ({ name: api, inputs: server }) => {
      const policyFor = (subject: SubjectType) => server.subjectTypeAuthorization[subject].policy;
      const all = scopesOf(resources, api);
      const granted = called(resources, "clientGrant:ClientGrant")
        .filter(
          ({ inputs }) =>
            inputs.audience === server.identifier &&
            inputs.clientId.startsWith(PARTNERS) &&
            policyFor(inputs.subjectType) !== "deny_all",
        )
        .flatMap(({ inputs: { clientId, subjectType, scopes } }) =>
          // Which scopes a grant lists is told even where the API has none: check refuses it, and it gives no less.
          [...scopes, ...(all.length === 0 ? [ANY] : [])].map((scope: string) => ({
            clientId,
            subjectType,
            scope,
          })),
        );
      const open = called(resources, "client:Client")
        .filter(
          ({ inputs }) => policyFor("user") === "allow_all" && inputs.thirdPartySecurityMode !== "strict",
        )
        // A refresh token has to come from somewhere.
        .filter(({ inputs }) =>
          inputs.grantTypes.some((type) => !["refresh_token", "client_credentials"].includes(type)),
        )
        .flatMap(({ name }) =>
          (all.length === 0 ? [ANY] : all).map((scope) => ({
            clientId: `${PARTNERS}${name}`,
            subjectType: "user",
            scope,
          })),
        );
      const opens = routesOf(resources, plan, api);
      return [...granted, ...open].flatMap(({ clientId, subjectType, scope }) => {
        const routes = opens.filter(([, needs]) => needs.includes(scope)).map(([route]) => route);
        return (routes.length === 0 ? [""] : routes).map((route) =>
          [plan.stack, clientId.replace(PARTNERS, ""), api, subjectType, scope, route].join(" "),
        );
      });
    },
  );
  return [...new Set(given)];
}

/** `stack clientId audience subject scope` of our own applications' grants. */
function ownIn(resources: readonly Registered[], { stack }: Plan): string[] {
  const scoped = new Set(
    called(resources, "resourceServer:ResourceServer")
      .filter(({ name }) => scopesOf(resources, name).length > 0)
      .map(({ inputs }) => inputs.identifier),
  );
  return called(resources, "clientGrant:ClientGrant")
    .filter(({ inputs }) => !inputs.clientId.startsWith(PARTNERS))
    .flatMap(({ inputs: { clientId, audience, subjectType, scopes } }) =>
      [...scopes, ...(scoped.has(audience) ? [] : [ANY])].map((scope) =>
        [stack, clientId, audience, subjectType, scope].join(" "),
      ),
    );
}

async function registeredIn(workspace: Workspace): Promise<{ access: Set<string>; own: Set<string> }> {
  const [access, own]: [string[], string[]] = [[], []];
  for (const [stack, plan] of plansOf(workspace)) {
    const tenant = { connections: plan.connections };
    const resources: Registered[] = [];
    for (const one of new Set([stack, ...Object.values(plan.partners).flatMap(({ part }) => part ?? [])])) {
      const run = await runWithMocks(() => sealedDeploy(partOf(plan, one)), { stack: one, tenant });
      resources.push(...run.resources);
    }
    access.push(...accessIn(resources, plan));
    own.push(...ownIn(resources, plan));
  }
  return { access: new Set(access), own: new Set(own) };
}

/** What was there, under the names that it has now. */
const underNewNames = (lines: Iterable<string>, { partners, apis }: Renamed) =>
  new Set(
    [...lines].map((line) => {
      const [stack = "", partner = "", api = "", ...rest] = line.split(" ");
      return [stack, partners.get(partner) ?? partner, apis.get(api) ?? api, ...rest].join(" ");
    }),
  );

const toldOfOwn = ({ ownApplications }: Report, workspace: Workspace) =>
  new Set(
    ownApplications.flatMap(({ stacks, access }) =>
      access.flatMap(({ api, subjectType, scopes, stacks: where }) =>
        stacks
          .filter(({ stack }) => where.includes(stack))
          .flatMap(({ stack, clientId }) => {
            const audience = workspace.apis.get(api)?.value.identifier;
            return scopes.map((scope) =>
              [stack, clientId, audience, subjectType, inOneWord(scope)].join(" "),
            );
          }),
      ),
    ),
  );

/** The same of a report, without what a partner is only promised. */
const told = ({ access }: Report, changes: readonly string[]) =>
  new Set(
    access
      .filter(({ via }) => via !== "resumption")
      .flatMap(({ partner, api, subjectType, scope, routes, stacks }) =>
        stacks
          .filter(({ change }) => changes.includes(change))
          .flatMap(({ stack }) =>
            (routes.length === 0 ? [""] : routes).map((route) =>
              [stack, partner, api, subjectType, inOneWord(scope), route].join(" "),
            ),
          ),
      ),
  );

const without = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
  new Set([...some].filter((one) => !others.has(one)));

const withoutRoute = (lines: Iterable<string>) =>
  new Set([...lines].map((line) => line.split(" ").slice(0, 5).join(" ")));

test("what head gives and base does not, in registered resources, is what the review counts", async () => {
  await fc.assert(
    fc.asyncProperty(changes, async ({ base, head, renamed }) => {
      const [was, is] = [await registeredIn(base), await registeredIn(head)];
      const [before, after] = [underNewNames(was.access, renamed), is.access];
      const report = reportOn(head, base);
      expect(told(report, ["added", "kept"])).toEqual(after);
      const scopes = { before: withoutRoute(before), after: withoutRoute(after) };
      expect(withoutRoute(told(report, ["added"]))).toEqual(without(scopes.after, scopes.before));
      expect(withoutRoute(told(report, ["removed"]))).toEqual(without(scopes.before, scopes.after));
      expect(toldOfOwn(report, head)).toEqual(is.own);
      const differing = [before, was.own].map((one, i) => {
        const other = i === 0 ? after : is.own;
        return without(one, other).size + without(other, one).size;
      });
      // A route that a scope opens more or less is not a row of its own: it is told all the same.
      if (differing.some((count) => count > 0)) {
        expect(modeOf(report)).toBe("change");
        expect(report.consequences).not.toEqual([]);
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
});
