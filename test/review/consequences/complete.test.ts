// Nothing in a plan changes in silence: whatever differs, some consequence is about whom it belongs to.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../src/plan/types.ts";
import { consequencesOf } from "../../../src/review/consequences/index.ts";
import { EXAMPLES, plansAround, TODAY } from "../../support/consequences.ts";
import { silent } from "./support/silent.ts";

const goldenPlan = (stack: string): Plan =>
  JSON.parse(readFileSync(`test/golden/plan/${stack}.json`, "utf8")) as Plan;

/** Every value of a plan that is no record, and every record: what a change can touch. */
function* valuesOf(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) yield* valuesOf(inner, [...path, key]);
}

/** Other values of the same type. */
function othersOf(value: unknown): unknown[] {
  if (value === "public") return [["read:contacts"], []];
  if (typeof value === "string") return [`${value}x`, ""];
  if (typeof value === "number") return [value + 1, value - 1];
  if (typeof value === "boolean") return [!value];
  if (Array.isArray(value)) return [value.slice(1), [...value, value[0] ?? "x"], []];
  return [];
}

/** A copy that differs at the path, and shares all that is not on the way to it. */
function changed<T>(record: T, [key = "", ...inner]: readonly string[], value: unknown): T {
  const copy = { ...record } as Record<string, unknown>;
  if (inner.length > 0) copy[key] = changed(copy[key], inner, value);
  else if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy as T;
}

/** Names of the plan itself: they never differ within a stack. */
const FIXED = ["format", "stack"];

/** What may be there or not, `*` for any key. */
const OPTIONAL = [
  "partners.*",
  "partners.*.reviewBy",
  "partners.*.enableUrl",
  "partners.*.adopts",
  "partners.*.grants.*",
  "partners.*.application.logoUri",
  "partners.*.application.thirdPartySecurityMode",
  "partners.*.application.redirectionPolicy",
  "partners.*.application.tokenQuota",
  "partners.*.application.tokenQuota.clientCredentials.perHour",
  "partners.*.application.tokenQuota.clientCredentials.perDay",
  "partners.*.application.clientMetadata.*",
  "partners.*.credentials.privateKeyJwt",
  "apis.*",
  "apis.*.routes.*",
  "apis.*.accountClaim",
  "apis.*.hosting",
  "apis.*.hosting.tags.*",
  "apis.*.hosting.gateway.routes.*",
  "apis.*.hosting.gateway.api.corsConfiguration",
  "apis.*.hosting.alarms.*",
  "apis.*.hosting.metricFilters.*",
  "connections.*",
  "actions.*",
  "aws",
  "aws.logStream",
  "aws.secrets.*",
  "aws.integrations.*",
  "aws.integrations.*.integration.logo_uri",
  "aws.tokenSettings.*",
].map((pattern) => pattern.split("."));

const isOptional = (path: readonly string[]) =>
  OPTIONAL.some(
    (pattern) => pattern.length === path.length && pattern.every((key, i) => key === "*" || key === path[i]),
  );

/** The plan of an API in a container, from the example of another image. */
function fargate(): Plan {
  const example = EXAMPLES["hosting-image-changed"];
  const plan = example && plansAround(example).base.get("prod");
  if (!plan) throw new Error("no example of an API in a container");
  return plan;
}

describe.for([
  { name: "local", of: () => goldenPlan("local") },
  { name: "dev", of: () => goldenPlan("dev") },
  { name: "prod", of: () => goldenPlan("prod") },
  { name: "a container on Fargate", of: fargate },
])("the plan of $name", ({ of }) => {
  const plan = of();
  const valueAt = (path: readonly string[]) =>
    path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], plan);
  const paths = [...valuesOf(plan)].filter(([first]) => !FIXED.includes(first ?? ""));

  test("no value changes in silence", () => {
    const found = paths.flatMap((path) =>
      othersOf(valueAt(path)).flatMap((other) => [
        ...silent(plan, changed(plan, path, other)),
        ...silent(changed(plan, path, other), plan),
      ]),
    );
    expect([...new Set(found)]).toEqual([]);
  });

  test("nothing comes or goes in silence", () => {
    const optional = paths.filter(isOptional);
    expect(optional).not.toEqual([]);
    const found = optional.flatMap((path) => {
      const less = changed(plan, path, undefined);
      return [...silent(plan, less), ...silent(less, plan)];
    });
    expect([...new Set(found)]).toEqual([]);
  });
});

/** Repetitions for AWS of what is told elsewhere: they need no line of their own beside others. */
const REPEATED =
  /^(partners\.[^.]+\.(formerIds|grants\.[^.]+\.audience|application\.clientMetadata\.partner_access_partner)|aws\.(integrations|tokenSettings)\.|aws\.secrets\.[^.]+\.value|apis\.[^.]+\.hosting\.(dashboard|gateway\.(routes|authorizer|api\.description|api\.corsConfiguration\.allowMethods)))/;

/** The plan with another owner of everything: something is said of every partner and API. */
const withOtherOwners = (plan: Plan): Plan => {
  const owned = <T extends object>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [id, { ...value, owner: "x@y.example" }]));
  return { ...plan, partners: owned(plan.partners), apis: owned(plan.apis) };
};

test("no value hides behind what else is said of its partner or API", () => {
  const base = goldenPlan("prod");
  const noisy = withOtherOwners(base);
  const said = (head: Plan) =>
    consequencesOf(new Map([["prod", base]]), new Map([["prod", head]]), TODAY).map(
      ({ rule, subject, what }) => `${rule} ${subject.id} ${what}`,
    );
  const noise = new Set(said(noisy));
  const hidden = [...valuesOf(base)].flatMap((path) => {
    const name = path.join(".");
    if (FIXED.includes(name) || path.at(-1) === "owner" || REPEATED.test(name)) return [];
    const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], base);
    return othersOf(value)
      .filter((other) => JSON.stringify(other) !== JSON.stringify(value))
      .filter((other) => said(changed(noisy, path, other)).every((line) => noise.has(line)))
      .map((other) => `${name}: ${JSON.stringify(other)}`);
  });
  expect(hidden).toEqual([]);
});
