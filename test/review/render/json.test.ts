import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderJson } from "../../../src/review/render/json.ts";
import { reportSchema } from "../../../src/review/review.ts";
import { INVISIBLE } from "../../../src/text.ts";
import { hostileReport } from "../../support/hostile.ts";
import { change, inventory, refused, unchanged } from "../../support/report.ts";

describe.for([
  ["inventory", inventory()],
  ["change", change()],
  ["unchanged", unchanged()],
  ["refused", refused()],
] as const)("the JSON of %s", ([, report]) => {
  test("is the report, and valid", () => {
    const parsed: unknown = JSON.parse(renderJson(report));
    expect(parsed).toEqual(report);
    expect(reportSchema.safeParse(parsed).error).toBeUndefined();
  });

  test("is nothing that a terminal or a build log obeys, and still the report, whatever its texts are", () => {
    fc.assert(
      fc.property(hostileReport(report), (hostile) => {
        const json = renderJson(hostile);
        expect(json.match(INVISIBLE) ?? []).toEqual([]);
        expect(json).not.toContain("##[");
        expect(JSON.parse(json)).toEqual(hostile);
      }),
      { numRuns: 60 },
    );
  });
});
