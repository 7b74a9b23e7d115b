// What holds of the consequences of any two workspaces.
import fc from "fast-check";
import { expect, test } from "vitest";
import { planStack } from "../../../src/plan/plan.ts";
import { consequencesOf } from "../../../src/review/consequences/index.ts";
import { STACKS } from "../../support/any-partner.ts";
import { TODAY } from "../../support/consequences.ts";
import { workspaces } from "../../support/declarations.ts";
import { hostedWorld, hostings } from "../../support/hosted.ts";
import { workspaceOf, world } from "../../support/workspace.ts";
import { silent } from "./support/silent.ts";

const stacks = fc.constantFrom(...STACKS);

test("no difference of two arbitrary workspaces is silent", () => {
  fc.assert(
    fc.property(workspaces, workspaces, stacks, (a, b, stack) => {
      expect(silent(planStack(a, stack), planStack(b, stack))).toEqual([]);
    }),
  );
});

test("no difference of hosting is silent", () => {
  fc.assert(
    fc.property(hostings, hostings, (a, b) => {
      const [base, head] = [a, b].map((how) => planStack(workspaceOf(hostedWorld(world(), how)), "prod"));
      expect(base && head && silent(base, head)).toEqual([]);
    }),
  );
});

test("a plan compared with itself says nothing", () => {
  fc.assert(
    fc.property(workspaces, stacks, (workspace, stack) => {
      const plans = new Map([[stack, planStack(workspace, stack)]]);
      expect(consequencesOf(plans, plans, TODAY)).toEqual([]);
    }),
  );
});

test("what is said is one line, of known stacks, about whom it names", () => {
  fc.assert(
    fc.property(workspaces, workspaces, (a, b) => {
      const plans = (workspace: typeof a) =>
        new Map(STACKS.map((stack) => [stack, planStack(workspace, stack)]));
      for (const { what, stacks, partners, subject } of consequencesOf(plans(a), plans(b), TODAY)) {
        expect(what).not.toMatch(/[\r\n]/);
        expect(STACKS).toEqual(expect.arrayContaining([...stacks]));
        expect(partners).toEqual([...new Set(partners)].sort());
        if (subject.kind === "partner") expect(partners).toContain(subject.id);
      }
    }),
  );
});
