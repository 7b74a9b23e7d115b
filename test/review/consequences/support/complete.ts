// Every value of a plan changed, and what of that nothing says.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { USER_POLICIES } from "../../../../src/model/api.ts";
import { AUTHENTICATION_METHODS } from "../../../../src/model/authentication.ts";
import { DPOP_POLICIES } from "../../../../src/model/dpop.ts";
import { STATUSES, SUBJECT_TYPES } from "../../../../src/model/partner.ts";
import type { Plan } from "../../../../src/plan/types.ts";
import { silent } from "./silent.ts";

export const goldenPlan = (stack: string): Plan =>
  JSON.parse(readFileSync(`test/golden/plan/${stack}.json`, "utf8")) as Plan;

/** Every value of a plan that is not a record, and every record: what a change can touch. */
export function* valuesOf(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) yield* valuesOf(inner, [...path, key]);
}

/** What code looks up in tables, by the name that a plan has for it: no plan has a value without a row. */
const CLOSED_SETS: Readonly<Record<string, readonly string[]>> = {
  authenticationMethod: AUTHENTICATION_METHODS,
  subjectType: SUBJECT_TYPES,
  policy: USER_POLICIES,
  dpop: DPOP_POLICIES,
  status: STATUSES,
};

/** Other values of the same type. */
export function othersOf(value: unknown, path: readonly string[]): unknown[] {
  if (value === "public") return [["read:contacts"], []];
  const closed = CLOSED_SETS[path.at(-1) ?? ""];
  if (closed) return closed.filter((one) => one !== value);
  if (typeof value === "string") return [`${value}x`, ""];
  if (typeof value === "number") return [value + 1, value - 1];
  if (typeof value === "boolean") return [!value];
  if (Array.isArray(value) && value.length === 0 && path[0] === "apis" && path.at(-1) === "scopes")
    return [[{ name: "read:x", description: "Read", sensitivity: "low" }]];
  if (Array.isArray(value)) return [value.slice(1), [...value, value[0] ?? "x"], []];
  return [];
}

/** A copy that differs at the path, and shares all that is not on the way to it. */
export function changed<T>(record: T, [key = "", ...inner]: readonly string[], value: unknown): T {
  const copy = { ...record } as Record<string, unknown>;
  if (inner.length > 0) copy[key] = changed(copy[key], inner, value);
  else if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy as T;
}

/** Names of the plan itself: they never differ within a stack. */
export const FIXED = ["format", "stack"];

/** What may be there or not, `*` for any key. */
const OPTIONAL = [
  "partners.*",
  "partners.*.reviewBy",
  "partners.*.enableUrl",
  "partners.*.adopts",
  "partners.*.grants.*",
  "partners.*.application.mobile",
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
  "apis.*.sensitivity",
  "apis.*.adopts",
  "ownApplications.*",
  "ownApplications.*.grants.*",
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

/** The tests of one plan. */
export function everythingIsTold(name: string, plan: Plan): void {
  describe(`the plan of ${name}`, () => {
    const valueAt = (path: readonly string[]) =>
      path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], plan);
    const paths = [...valuesOf(plan)].filter(([first]) => !FIXED.includes(first ?? ""));

    test("no value changes in silence", () => {
      const found = paths.flatMap((path) =>
        othersOf(valueAt(path), path).flatMap((other) => [
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
}
