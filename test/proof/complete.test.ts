// Nothing in the largest plan changes in silence, nor hides behind what else is said.
import { expect, test } from "vitest";
import type { Plan } from "../../src/plan/types.ts";
import { consequencesOf } from "../../src/review/consequences/index.ts";
import {
  changed,
  everythingIsTold,
  FIXED,
  goldenPlan,
  othersOf,
  valuesOf,
} from "../review/consequences/support/complete.ts";
import { TODAY } from "../support/consequences.ts";

everythingIsTold("prod", goldenPlan("prod"));

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
    return othersOf(value, path)
      .filter((other) => JSON.stringify(other) !== JSON.stringify(value))
      .filter((other) => said(changed(noisy, path, other)).every((line) => noise.has(line)))
      .map((other) => `${name}: ${JSON.stringify(other)}`);
  });
  expect(hidden).toEqual([]);
});
