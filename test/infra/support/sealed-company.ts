// A company with everything on AWS that a stack can have, and ways to change one thing of its plan.
import { expect } from "vitest";
import { planStack } from "../../../src/plan/plan.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { hostedWorld, NETWORKS } from "../../support/hosted.ts";
import { workspaceOf, world } from "../../support/workspace.ts";

export type DeepMutable<T> = { -readonly [K in keyof T]: DeepMutable<T[K]> };

const routes = { "GET /contacts": ["read:contacts"], "DELETE /contacts/{id}": ["delete:contacts"] };

const [, NEW_NETWORK] = NETWORKS;

export const companyOf = (change: (config: Record<string, unknown>) => void = () => undefined): Plan => {
  const hosted = hostedWorld(world(), {
    aws: { logStream: true },
    apis: { contacts: { kind: "fargate", network: NEW_NETWORK, routes }, reports: undefined },
  });
  change((hosted.stacks.prod ?? expect.fail("no stack")).config as Record<string, unknown>);
  return planStack(workspaceOf(hosted), "prod");
};

export const company = companyOf();
export const ids = Object.fromEntries(Object.keys(company.connections).map((name) => [name, `con_${name}`]));

export const changed = (change: (plan: DeepMutable<Plan>) => void): Plan => {
  const copy = structuredClone(company) as DeepMutable<Plan>;
  change(copy);
  return copy as Plan;
};

export const awsIn = (plan: DeepMutable<Plan>) => plan.aws ?? expect.fail("no AWS");
export const hostingIn = (plan: DeepMutable<Plan>) =>
  plan.apis.contacts?.hosting ?? expect.fail("no hosting");
export const fargateIn = (plan: DeepMutable<Plan>) => {
  const { backend } = hostingIn(plan);
  return backend.kind === "fargate" ? backend : expect.fail("no tasks");
};
