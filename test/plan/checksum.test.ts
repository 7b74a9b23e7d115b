import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checksumOf } from "../../src/plan/checksum.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { reordered, STACKS, workspaces } from "../support/declarations.ts";
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

test("a checksum is a SHA-256 in hexadecimal digits", () => {
  expect(checksumOf(planStack(workspace(), "prod"))).toMatch(/^[0-9a-f]{64}$/);
});

test("the order of keys is no part of it, the order of a list is", () => {
  const plan = planStack(
    edit((w) => w.partners["acme-cms"]?.grants[0]?.scopes.push("delete:contacts")),
    "prod",
  );
  expect(checksumOf(backwards(plan) as Plan)).toBe(checksumOf(plan));
  const text = JSON.stringify(plan);
  const turned = text.replace('["delete:contacts","read:contacts"]', '["read:contacts","delete:contacts"]');
  expect(turned).not.toBe(text);
  expect(checksumOf(JSON.parse(turned))).not.toBe(checksumOf(plan));
});

test("two plans have the same checksum exactly if they say the same", () => {
  fc.assert(
    fc.property(workspaces, workspaces, stacks, (a, b, stack) => {
      const [one, other] = [planStack(a, stack), planStack(b, stack)];
      expect(checksumOf(one) === checksumOf(other)).toBe(isDeepStrictEqual(one, other));
    }),
  );
});

test("declarations told in another order have the same checksum", () => {
  fc.assert(
    fc.property(workspaces, stacks, fc.compareFunc(), (workspace, stack, compare) => {
      const again = planStack(reordered(workspace, compare), stack);
      expect(checksumOf(again)).toBe(checksumOf(planStack(workspace, stack)));
    }),
  );
});

test.for([
  { name: "protection", change: (plan: Plan) => ({ ...plan, protect: !plan.protect }) },
  { name: "an issuer", change: (plan: Plan) => ({ ...plan, issuer: `${plan.issuer}x/` }) },
  { name: "a partner less", change: (plan: Plan) => ({ ...plan, partners: {} }) },
])("$name makes another", ({ change }) => {
  const plan = planStack(workspace(), "prod");
  expect(checksumOf(change(plan))).not.toBe(checksumOf(plan));
});
