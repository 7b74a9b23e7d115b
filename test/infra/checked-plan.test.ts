import { RunError } from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { checkedPlan, refuseOther } from "../../src/infra/checked-plan.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { checksumOf, sumOf } from "../../src/plan/checksum.ts";
import { partOf } from "../../src/plan/part.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { memorySource, validFiles } from "../support/memory-source.ts";

const files = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(validFiles()).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );

const SUMS = { code: "c".repeat(64), settings: "5".repeat(64) };
const reviewedOf = (plan: Plan): string => checksumOf({ ...SUMS, plan: sumOf(plan) });

const errorOf = (declared: Record<string, string>, stack: string, expected?: string): unknown => {
  try {
    const plan = checkedPlan(memorySource(declared), stack);
    if (expected !== undefined) refuseOther(plan, expected, SUMS);
    return plan;
  } catch (error) {
    return error;
  }
};

test("declarations without findings become the plan of the stack", () => {
  expect(checkedPlan(memorySource(files()), "prod")).toMatchObject({ format: 1, stack: "prod" });
});

test("findings stop the deployment: each with its place, and the command that explains them", () => {
  const declared = files();
  const acme = "partners/acme-cms.yaml";
  declared[acme] = (declared[acme] ?? "")
    .replace("app_type: regular_web", "app_type: website")
    .replace(/\nowner: .*/, "");
  declared["partners/fieldbook.yaml"] = (declared["partners/fieldbook.yaml"] ?? "").replace(
    "read:contacts",
    "read:contact",
  );
  const error = errorOf(declared, "prod");
  expect(error).toBeInstanceOf(RunError);
  const lines = (error as RunError).message.split("\n");
  expect(lines[0]).toBe("nothing is deployed, since the declarations have findings:");
  expect(lines.at(-1)).toBe("`npm run -s partner-access -- check` shows each with its reason and its fix");
  expect(lines.slice(1, -1)).toMatchInlineSnapshot(`
    [
      "partners/acme-cms.yaml:1:1: the file has no "owner" [missing-key]",
      "partners/acme-cms.yaml:8:13: "app_type" is "website", expected one of "native", "spa", "regular_web", "non_interactive" [invalid-value]",
      "partners/fieldbook.yaml:16:14: API "contacts" has no scope "read:contact" [grant-scope-declared]",
    ]
  `);
});

test("a finding in a file of another partner or stack stops the deployment too", () => {
  const declared = files();
  declared["Pulumi.local.yaml"] = "config:\n  partner-access:protect: false\n";
  expect(errorOf(declared, "prod")).toMatchObject({
    message: expect.stringContaining("Pulumi.local.yaml:1:1: "),
  });
});

test("a stack without settings is told which file to write", () => {
  const error = errorOf(files(), "staging");
  expect(error).toBeInstanceOf(RunError);
  expect(error).toMatchObject({
    message: "stack staging has no settings: write Pulumi.staging.yaml beside the others",
  });
});

describe("a part", () => {
  const spread = (): Record<string, string> => {
    const declared = files();
    const acme = "partners/acme-cms.yaml";
    declared[acme] = (declared[acme] ?? "").replace("  prod:\n", "  prod:\n    part: prod-1\n");
    declared["Pulumi.prod-1.yaml"] =
      "config:\n  auth0:domain: our-app.auth0.example\n  partner-access:part_of: prod\n";
    return declared;
  };
  const whole = reviewedOf(checkedPlan(memorySource(files()), "prod"));

  test("gets its partners of the stack's plan, and the stack's own Pulumi stack the others", () => {
    const [part, own] = ["prod-1", "prod"].map((stack) =>
      partOf(checkedPlan(memorySource(spread()), stack), stack),
    );
    expect(part).toMatchObject({ stack: "prod", part: "prod-1", apis: {} });
    expect(Object.keys(part?.partners ?? {})).toEqual(["acme-cms"]);
    expect(Object.keys(own?.partners ?? {})).not.toContain("acme-cms");
  });

  test.for(["prod", "prod-1"])("%s is deployed against the checksum of the whole stack", (stack) => {
    const plan = planStack(checkDeclarations(memorySource(spread())).workspace, "prod");
    expect(errorOf(spread(), stack, reviewedOf(plan))).toMatchObject({ stack: "prod" });
    expect(errorOf(spread(), stack, whole)).toBeInstanceOf(RunError);
  });
});

describe("an expected checksum", () => {
  const plan = checkedPlan(memorySource(files()), "prod");
  const reviewed = reviewedOf(plan);

  test("accepts the plan that was reviewed", () => {
    expect(errorOf(files(), "prod", reviewed)).toEqual(plan);
  });

  test("refuses a plan that grants one scope more, with both checksums and what to do", () => {
    const declared = files();
    const acme = "partners/acme-cms.yaml";
    declared[acme] = (declared[acme] ?? "").replace("[read:contacts]", "[read:contacts, delete:contacts]");
    const found = reviewedOf(checkedPlan(memorySource(declared), "prod"));
    expect(found).not.toBe(reviewed);
    const error = errorOf(declared, "prod", reviewed);
    expect(error).toBeInstanceOf(RunError);
    expect((error as RunError).message.split("\n")).toEqual([
      "nothing is deployed to stack prod, since this is not what was reviewed: the plan differs",
      `  expected "${reviewed}", from PARTNER_ACCESS_EXPECT_CHECKSUM`,
      `  found    "${found}"`,
      "`npm run -s partner-access -- review --stack prod` shows what would be deployed, and its checksum",
    ]);
  });

  test.for([
    { sums: { ...SUMS, code: "d".repeat(64) }, says: "the code differs" },
    { sums: { ...SUMS, settings: "d".repeat(64) }, says: "the settings differ" },
    { sums: { settings: SUMS.settings }, says: "the code differs" },
  ])("refuses the reviewed plan beside other files: $says", ({ sums, says }) => {
    expect(() => refuseOther(plan, reviewed, sums)).toThrow(`this is not what was reviewed: ${says}\n`);
  });

  test.for([
    { name: "of another stack", expected: reviewedOf(checkedPlan(memorySource(files()), "dev")) },
    { name: "that is empty", expected: "" },
    { name: "in capitals", expected: reviewed.toUpperCase() },
    { name: "cut short", expected: reviewed.slice(0, 12) },
  ])("$name is not a plan's", ({ expected }) => {
    expect(errorOf(files(), "prod", expected)).toBeInstanceOf(RunError);
  });
});
