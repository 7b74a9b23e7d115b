import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderText } from "../../../src/review/render/text.ts";
import type { Report } from "../../../src/review/review.ts";
import { INVISIBLE } from "../../../src/text.ts";
import { hostileReport } from "../../support/hostile.ts";
import { change, inventory, refused, unchanged } from "../../support/report.ts";

const REPORTS = [
  ["inventory", inventory()],
  ["change", change()],
  ["unchanged", unchanged()],
  ["refused", refused()],
] as const;

const plain = (report: Report) => renderText(report, { color: false });

describe.for(REPORTS)("the text of %s", ([name, report]) => {
  test("reads well", async () => {
    await expect(plain(report)).toMatchFileSnapshot(`../../golden/render/${name}.txt`);
  });

  test("fits into 80 columns", () => {
    const wide = plain(report)
      .split("\n")
      .filter((line) => line.length > 80);
    // A place in a file and a checksum are left in one piece.
    expect(wide.filter((line) => !/^partners\/|^ {2}[0-9a-f]{64}-/.test(line))).toEqual([]);
  });

  test("says the same in colour", () => {
    const colored = renderText(report, { color: true });
    expect(colored).not.toBe(plain(report));
    expect(colored.replace(COLORS, "")).toBe(plain(report));
  });

  test("is nothing that a terminal or a build log obeys, whatever the texts of the report are", () => {
    fc.assert(
      fc.property(hostileReport(report), (hostile) => {
        const text = renderText(hostile, { color: true }).replace(COLORS, "");
        expect(text.match(INVISIBLE) ?? []).toEqual([]);
        expect(text).not.toMatch(/[\r\t]|##\[/);
      }),
      { numRuns: 60 },
    );
  });

  test("has no line that begins with a text of a declaration", () => {
    const starts = (text: string) => text.split("\n").filter((line) => /^\s*::/.test(line));
    fc.assert(
      fc.property(hostileReport(report), (hostile) => {
        expect(starts(plain(hostile))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours
const COLORS = /\u001b\[[\d;]*m/g;

test("no change takes one line and the checksums", () => {
  const [first, second, ...rest] = plain(unchanged()).trimEnd().split("\n");
  expect(first).toBe("No access changes compared with origin/main.");
  expect([second, rest[0]]).toEqual(["", "Checksums"]);
  expect(rest).toHaveLength(1 + unchanged().checksums.length);
});

test("what could not be compared is said, and the access is shown as it is", () => {
  const report = { ...unchanged(), base: { revision: "origin/main", problems: ["tenant.yaml is not YAML"] } };
  expect(plain(report)).toContain("not everything could be compared with origin/main");
  expect(plain(report)).toContain("not compared: tenant.yaml is not YAML");
  expect(plain(report)).toContain("delete:contacts".replace("delete", "update"));
});

test("a change is told by partner, the one with the worst first, then what is shared", () => {
  const headings = ["Acme CMS (acme-cms)", "Daylight Forms (daylight-forms)", "Cargo Index (cargo-index)"];
  const lines = plain(change()).split("\n");
  const places = [...headings, "What is shared", "Access that changes"].map((line) => lines.indexOf(line));
  expect(places).not.toContain(-1);
  expect(places.toSorted((a, b) => a - b)).toEqual(places);
});

test("a word longer than its column is broken, not cut off", () => {
  const scope = `read:${"x".repeat(60)}`;
  const report = inventory();
  const [first] = report.access;
  const text = plain({ ...report, access: first ? [{ ...first, scope }] : [] });
  const cells = text.split("\n").map((line) => line.split("│")[1]?.trim() ?? "");
  expect(cells.join("")).toContain(scope);
});
