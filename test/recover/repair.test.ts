// A repair's order, and what it says: anyone who stops it anywhere can do it again, and nothing goes before the lock is had.
import { describe, expect, test } from "vitest";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import { type ExportedStack, readState } from "../../src/pulumi/state.ts";
import { findLeftovers, type Leftovers } from "../../src/recover/leftovers.ts";
import { mustRepair, type Repairable, repair } from "../../src/recover/repair.ts";
import { describeLeftovers, noteLeftovers } from "../../src/recover/sentences.ts";
import { applicationOf, planOf, tenantOf } from "./support/made.ts";

const plan = planOf("dev");
const before: ExportedStack = { version: 3, deployment: { resources: [], pending_operations: [] } };

const nothing: Leftovers = findLeftovers(plan, readState(before), tenantOf({}));
/** One application to adopt, another that was made twice. */
const both: Leftovers = {
  ...findLeftovers(plan, readState(before), tenantOf({ applications: [applicationOf("a", "acme-cms")] })),
  surplus: [{ partner: "acme-cms", clientId: "b" }],
};

/** A stack in memory that writes down what is done to it. */
function stackOf(refuse?: string): { stack: Repairable; done: string[] } {
  const done: string[] = [];
  let state = before;
  const act = (what: string) => {
    done.push(what);
    if (what === refuse) throw new Error(`${what} is refused`);
  };
  const stack: Repairable = {
    async exportState() {
      return state;
    },
    async importState(next) {
      act("import");
      state = next;
    },
    async refresh(urns) {
      act(`refresh ${urns.length}`);
    },
    async remove({ surplus, strayKeys }) {
      act(`remove ${[...surplus, ...strayKeys].map(({ clientId }) => clientId).join(" ")}`);
    },
  };
  return { stack, done };
}

describe("a repair", () => {
  test("adopts, reads what it adopted, and only then removes", async () => {
    const { stack, done } = stackOf();
    const after = await repair(stack, plan, { before, leftovers: both }, { stack: "dev" });
    expect(done).toEqual(["import", `refresh ${both.adopted.length}`, "remove b"]);
    expect(after.resources.filter(({ type }) => type === TYPES.client).map(({ id }) => id)).toEqual(["a"]);
  });

  test("removes nothing while somebody else has the stack's lock", async () => {
    const { stack, done } = stackOf("import");
    await expect(repair(stack, plan, { before, leftovers: both }, { stack: "dev" })).rejects.toThrow(
      "import",
    );
    expect(done).toEqual(["import"]);
  });

  test("takes the lock also where there is only something to remove, and reads nothing then", async () => {
    const { stack, done } = stackOf();
    await repair(stack, plan, { before, leftovers: { ...both, adopted: [] } }, { stack: "dev" });
    expect(done).toEqual(["import", "remove b"]);
  });

  test("leaves alone what has nothing to repair", async () => {
    const { stack, done } = stackOf();
    expect(mustRepair(nothing)).toBe(false);
    expect(await repair(stack, plan, { before, leftovers: nothing }, { stack: "dev" })).toEqual(
      readState(before),
    );
    expect(done).toEqual([]);
  });
});

test("the verb and the local run say the same of what they remove", () => {
  const leftovers: Leftovers = { ...both, strayKeys: [{ partner: "ember-mail", clientId: "c", id: "k" }] };
  const [application, key] = [
    "application b of acme-cms, made twice and never given to anybody",
    "key k of ember-mail (c), uploaded and never used to sign in",
  ];
  expect(describeLeftovers(leftovers, true)).toContainEqual({
    title: "deleted in the tenant",
    lines: [application, key],
  });
  const others = both.adopted.length - 1;
  const adopted = `the application of acme-cms${others === 0 ? "" : ` and ${others} other object${others === 1 ? "" : "s"}`}`;
  expect(noteLeftovers(leftovers)).toEqual([
    `an earlier run was interrupted: adopting ${adopted} found in the tenant instead of creating again`,
    `an earlier run was interrupted: removing ${application}`,
    `an earlier run was interrupted: removing ${key}`,
  ]);
});
