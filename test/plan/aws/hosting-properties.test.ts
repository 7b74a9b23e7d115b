import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlannedStatement } from "../../../src/plan/aws/aws-types.ts";
import { planStack } from "../../../src/plan/plan.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { STACKS } from "../../support/any-partner.ts";
import { workspaces } from "../../support/declarations.ts";

const stacks = fc.constantFrom(...STACKS);

const hostingsOf = (plan: Plan) =>
  Object.entries(plan.apis).flatMap(([id, { hosting }]) => (hosting ? [[id, hosting] as const] : []));

/** Every value in the plan that a predicate is about. */
function* within<T>(value: unknown, is: (value: object) => value is T & object): Generator<T> {
  if (typeof value !== "object" || value === null) return;
  if (is(value)) yield value;
  for (const part of Object.values(value)) yield* within(part, is);
}

const isStatement = (value: object): value is PlannedStatement => "sid" in value && "actions" in value;
const isLogGroup = (value: object): value is { name: string; retentionInDays: number } =>
  "retentionInDays" in value;

test("every declared route is there once with exactly its scopes, and nothing else is open", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      for (const [id, { gateway }] of hostingsOf(planStack(workspace, "prod"))) {
        const declared = workspace.apis.get(id)?.value.routes ?? {};
        const planned = Object.entries(gateway.routes).map(([key, route]) => {
          expect(route.routeKey).toBe(key);
          return [key, route.authorizationType === "NONE" ? "public" : route.authorizationScopes];
        });
        const wanted = Object.entries(declared)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, needs]) => [
            key,
            // API Gateway lets any token of the API through where it is given an authorizer and no scope.
            needs === "any token" ? [] : needs === "public" ? needs : [...new Set(needs)].sort(),
          ]);
        expect(planned).toEqual(wanted);
      }
    }),
  );
});

test("a route has scopes just where it has an authorizer; of an API without scopes, where it is not public, an authorizer alone", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      const plan = planStack(workspace, "prod");
      for (const [id, { gateway }] of hostingsOf(plan))
        for (const { authorizationType, authorizationScopes } of Object.values(gateway.routes)) {
          const hasScopes = (authorizationScopes?.length ?? 0) > 0;
          expect(hasScopes).toBe(authorizationType === "JWT" && plan.apis[id]?.scopes.length !== 0);
        }
    }),
  );
});

test("the gateway asks for tokens of the plan's issuer and of the API's own audience", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      const plan = planStack(workspace, "prod");
      for (const [id, { gateway }] of hostingsOf(plan))
        expect(gateway.authorizer.jwtConfiguration).toEqual({
          issuer: plan.issuer,
          audiences: [plan.apis[id]?.resourceServer.identifier],
        });
    }),
  );
});

test("a stack without an AWS account has no trace of AWS in its plan", () => {
  fc.assert(
    fc.property(workspaces, stacks, (workspace, stack) => {
      const plan = planStack(workspace, stack);
      const has = workspace.stacks.get(stack)?.value.config["partner-access:aws"] !== undefined;
      expect(Object.hasOwn(plan, "aws")).toBe(has);
      if (!has) expect(JSON.stringify(plan)).not.toMatch(/arn:aws|hosting|amazonaws/);
    }),
  );
});

test("everything on AWS is tagged with its project and stack, and hosting with its API", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      const plan = planStack(workspace, "prod");
      const tags = { project: plan.project, stack: "prod", "managed-by": "partner-access" };
      if (plan.aws) expect(plan.aws.tags).toEqual(tags);
      for (const [id, hosting] of hostingsOf(plan)) expect(hosting.tags).toEqual({ ...tags, api: id });
    }),
  );
});

test("no statement allows every action, and every resource * says why", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      for (const { actions, resources, reason, effect, principals } of within(
        planStack(workspace, "prod"),
        isStatement,
      )) {
        for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+\*?$/);
        expect(resources.includes("*")).toBe(reason !== undefined);
        if (effect === "Allow") expect(principals?.identifiers ?? []).not.toContain("*");
      }
    }),
  );
});

test("every log is kept for a stated number of days, under a name that the key's policy covers", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      for (const { name, retentionInDays } of within(planStack(workspace, "prod"), isLogGroup)) {
        expect(retentionInDays).toBeGreaterThan(0);
        expect(name).toMatch(/^(\/aws\/events)?\/partner-access\/prod\//);
      }
    }),
  );
});

test("nothing from anywhere reaches a task or a load balancer", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      for (const [, { backend }] of hostingsOf(planStack(workspace, "prod"))) {
        if (backend.kind !== "fargate") continue;
        const open = backend.securityGroupRules.filter(({ peer }) => typeof peer !== "string");
        expect(open.map(({ group, direction }) => `${direction} of ${group}`)).toEqual(["egress of tasks"]);
      }
    }),
  );
});

test("a secret is readable by one principal beside the deployment, and only where the partner has one", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      const { aws, partners } = planStack(workspace, "prod");
      if (!aws) return;
      const confidential = Object.entries(partners).filter(([, { credentials }]) =>
        credentials.authenticationMethod.startsWith("client_secret"),
      );
      expect(Object.keys(aws.secrets)).toEqual(confidential.map(([id]) => id));
      for (const { statements } of Object.values(aws.secrets)) {
        const [allow, deny] = statements;
        expect(statements).toHaveLength(2);
        expect(allow?.principals?.identifiers).toHaveLength(1);
        expect(deny?.condition?.ArnNotEquals?.["aws:PrincipalArn"]).toContain(
          allow?.principals?.identifiers[0],
        );
      }
    }),
  );
});
