import { expect, test } from "vitest";
import { differenceText } from "../../scripts/upgrade.ts";
import { planStack } from "../../src/plan/plan.ts";
import { exampleWorkspace } from "../support/examples.ts";

const plan = () => planStack(exampleWorkspace(), "prod");

test("a version that makes the same plan says so", () => {
  expect(differenceText("prod", plan(), plan())).toBe("prod: nothing is deployed otherwise\n");
});

test("each value that is otherwise is told below its resource, with both sides", () => {
  const after = structuredClone(plan()) as unknown as {
    partners: Record<string, { application: Record<string, unknown> }>;
  };
  const application = after.partners["acme-cms"]?.application;
  if (!application) throw new Error("no such partner");
  application.name = "Acme";
  delete application.description;
  const text = differenceText("prod", plan(), after);
  expect(text).toContain("prod: deployed otherwise\n  partners acme-cms application\n");
  expect(text).toContain('    name: "Acme CMS" becomes "Acme"\n');
  expect(text).toMatch(/ {4}description: ".*" becomes nothing\n/);
});
