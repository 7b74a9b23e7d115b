import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHECKSUM, checksumOf, sumOf, whyOther } from "../../src/plan/checksum.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { STACKS } from "../support/any-partner.ts";
import { reordered, workspaces } from "../support/declarations.ts";
import { edit, workspace } from "../support/workspace.ts";

const stacks = fc.constantFrom(...STACKS);

/** The same values under keys in reverse order, at every level. */
const backwards = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, backwards(inner)]),
  );
};

test("a plan's sum is a SHA-256 in hexadecimal digits", () => {
  expect(sumOf(planStack(workspace(), "prod"))).toMatch(/^[0-9a-f]{64}$/);
});

test("the order of keys is not part of it, the order of a list is", () => {
  const plan = planStack(
    edit((w) => w.partners["acme-cms"]?.grants[0]?.scopes.push("delete:contacts")),
    "prod",
  );
  expect(sumOf(backwards(plan) as Plan)).toBe(sumOf(plan));
  const text = JSON.stringify(plan);
  const turned = text.replace('["delete:contacts","read:contacts"]', '["read:contacts","delete:contacts"]');
  expect(turned).not.toBe(text);
  expect(sumOf(JSON.parse(turned))).not.toBe(sumOf(plan));
});

test("two plans have the same checksum exactly if they say the same", () => {
  fc.assert(
    fc.property(workspaces, workspaces, stacks, (a, b, stack) => {
      const [one, other] = [planStack(a, stack), planStack(b, stack)];
      expect(sumOf(one) === sumOf(other)).toBe(isDeepStrictEqual(one, other));
    }),
  );
});

test("declarations told in another order have the same checksum", () => {
  fc.assert(
    fc.property(workspaces, stacks, fc.compareFunc(), (workspace, stack, compare) => {
      const again = planStack(reordered(workspace, compare), stack);
      expect(sumOf(again)).toBe(sumOf(planStack(workspace, stack)));
    }),
  );
});

test.for([
  { name: "protection", change: (plan: Plan) => ({ ...plan, protect: !plan.protect }) },
  { name: "an issuer", change: (plan: Plan) => ({ ...plan, issuer: `${plan.issuer}x/` }) },
  { name: "a partner less", change: (plan: Plan) => ({ ...plan, partners: {} }) },
])("$name makes another", ({ change }) => {
  const plan = planStack(workspace(), "prod");
  expect(sumOf(change(plan))).not.toBe(sumOf(plan));
});

describe("a checksum", () => {
  const sums = { plan: "a".repeat(64), code: "b".repeat(64), settings: "c".repeat(64) };
  const reviewed = checksumOf(sums);

  test("is one number for all, and the beginning of each part's", () => {
    expect(reviewed).toMatch(CHECKSUM);
    expect(reviewed).toMatch(/^[0-9a-f]{64}-aaaaaaaa-bbbbbbbb-cccccccc$/);
  });

  test("changes with every digit of a part, also with those that it does not show", () => {
    const other = checksumOf({ ...sums, code: `${"b".repeat(63)}c` });
    expect(other.split("-").slice(1)).toEqual(reviewed.split("-").slice(1));
    expect(other).not.toBe(reviewed);
  });

  test("says where there is no code and no setting", () => {
    const alone = checksumOf({ plan: sums.plan });
    expect(alone).toMatch(/-aaaaaaaa-none-none$/);
    expect(alone).toMatch(CHECKSUM);
    expect(whyOther(reviewed, alone)).toBe("the code and the settings differ");
  });

  test.for([
    { change: { plan: "d".repeat(64) }, says: "the plan differs" },
    { change: { code: "d".repeat(64) }, says: "the code differs" },
    { change: { settings: "d".repeat(64) }, says: "the settings differ" },
    { change: { plan: "d".repeat(64), settings: "d".repeat(64) }, says: "the plan and the settings differ" },
    {
      change: { plan: "d".repeat(64), code: "d".repeat(64), settings: "d".repeat(64) },
      says: "the plan, the code and the settings differ",
    },
  ])("tells what differs: $says", ({ change, says }) => {
    expect(whyOther(reviewed, checksumOf({ ...sums, ...change }))).toBe(says);
  });

  test.for(["", reviewed.toUpperCase(), reviewed.slice(0, 64), `${reviewed}0`, "a".repeat(64)])(
    "that no review ends with is said to be none: %j",
    (expected) => {
      expect(whyOther(expected, reviewed)).toBe("the expected checksum is not one that a review ends with");
    },
  );

  test("whose first number alone differs was changed by hand", () => {
    expect(whyOther(`0${reviewed.slice(1)}`, `1${reviewed.slice(1)}`)).toBe(
      "the expected checksum was changed: no review made it",
    );
  });
});
