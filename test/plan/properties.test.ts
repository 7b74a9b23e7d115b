import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Partner } from "../../src/model/partner.ts";
import { OWNERSHIP_KEYS } from "../../src/plan/application.ts";
import { diff } from "../../src/plan/diff.ts";
import { planStack } from "../../src/plan/plan.ts";
import { STACKS } from "../support/any-partner.ts";
import { reordered, workspaces } from "../support/declarations.ts";

const stacks = fc.constantFrom(...STACKS);

test("the order of files, keys, scopes and URLs does not change a byte of the plan", () => {
  fc.assert(
    fc.property(workspaces, stacks, fc.compareFunc(), (workspace, stack, compare) => {
      const again = planStack(reordered(workspace, compare), stack);
      expect(JSON.stringify(again)).toBe(JSON.stringify(planStack(workspace, stack)));
    }),
  );
});

test("a plan is plain data: its JSON says all of it", () => {
  fc.assert(
    fc.property(workspaces, stacks, (workspace, stack) => {
      const plan = planStack(workspace, stack);
      // Not toStrictEqual, which takes an own key "constructor" for the class of an object.
      expect(isDeepStrictEqual(JSON.parse(JSON.stringify(plan)), plan)).toBe(true);
    }),
  );
});

test("planning changes no declaration and gives the same every time", () => {
  fc.assert(
    fc.property(workspaces, stacks, (workspace, stack) => {
      const before = structuredClone(workspace);
      const plan = planStack(workspace, stack);
      expect(workspace).toEqual(before);
      expect(diff(plan, planStack(workspace, stack))).toEqual([]);
    }),
  );
});

test("the differences of two plans are the same both ways", () => {
  fc.assert(
    fc.property(workspaces, workspaces, (a, b) => {
      const [there, back] = [planStack(a, "prod"), planStack(b, "prod")];
      const turned = diff(back, there).map(({ path, before, after }) => ({
        path,
        before: after,
        after: before,
      }));
      expect(turned).toEqual(diff(there, back).map(({ path, before, after }) => ({ path, before, after })));
    }),
  );
});

/** A partner that is suspended or retired has no grant. */
const isActive = ({ status, stacks }: Partner, stack: string) =>
  status !== "suspended" && status !== "retired" && stacks[stack]?.status !== "retired";

/** One for each scope, and one for a grant of an API that has none. */
const lines = (what: string, scopes: readonly string[]) =>
  (scopes.length === 0 ? ["all"] : scopes).map((scope) => `${what} ${scope}`);

test("what a partner's file grants in a stack is what the plan grants, scope by scope", () => {
  fc.assert(
    fc.property(workspaces, stacks, (workspace, stack) => {
      const declared = [...workspace.partners.values()].flatMap(({ id, value }) =>
        Object.hasOwn(value.stacks, stack) && isActive(value, stack)
          ? value.grants
              .filter((grant) => !grant.stacks || grant.stacks.includes(stack))
              .flatMap(({ api, subject_type, scopes }) => lines(`${id} ${api} ${subject_type}`, scopes))
          : [],
      );
      const planned = Object.entries(planStack(workspace, stack).partners).flatMap(([id, { grants }]) =>
        Object.entries(grants).flatMap(([key, { api, subjectType, scopes }]) => {
          expect(key).toBe(`${api}/${subjectType}`);
          return lines(`${id} ${api} ${subjectType}`, scopes);
        }),
      );
      expect(planned.toSorted()).toEqual([...new Set(declared)].sort());
    }),
  );
});

test("every application says whose it is, and states its ownership and every lifetime", () => {
  fc.assert(
    fc.property(workspaces, stacks, (workspace, stack) => {
      for (const [id, { application }] of Object.entries(planStack(workspace, stack).partners)) {
        expect(application.clientMetadata[OWNERSHIP_KEYS.partner]).toBe(id);
        expect(application.clientMetadata[OWNERSHIP_KEYS.stack]).toBe(stack);
        expect(application.thirdPartySecurityMode === undefined).toBe(application.isFirstParty);
        expect(application.refreshToken).toMatchObject({
          infiniteTokenLifetime: false,
          infiniteIdleTokenLifetime: false,
          tokenLifetime: expect.any(Number),
          idleTokenLifetime: expect.any(Number),
        });
      }
    }),
  );
});

test("every connection that an application is enabled on is one that is looked up", () => {
  fc.assert(
    fc.property(workspaces, stacks, (workspace, stack) => {
      const { connections, partners } = planStack(workspace, stack);
      const used = new Set(Object.values(partners).flatMap((partner) => partner.connections));
      for (const name of used) expect(Object.keys(connections)).toContain(name);
    }),
  );
});
