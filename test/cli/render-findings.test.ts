import { describe, expect, test } from "vitest";
import { FORMATS, type Format } from "../../src/cli/finding-formats.ts";
import { renderFindings, summary } from "../../src/cli/render-findings.ts";
import type { Finding } from "../../src/finding.ts";
import { readDocument } from "../../src/load/document.ts";
import { usedFeatures } from "../../src/model/feature.ts";
import type { Checked } from "../../src/pipeline.ts";
import { workspace } from "../support/workspace.ts";

const HOSTILE = "a\n::error::b\r##[c]\u001b[2J%0A,:\u202e\u2028";
const place = { file: HOSTILE, line: 1, column: 1, endColumn: 2 };

const hostile: Finding = {
  ...place,
  rule: "unknown-key",
  what: HOSTILE,
  why: HOSTILE,
  fix: HOSTILE,
  also: [{ ...place, what: HOSTILE }],
};

const checked = (findings: readonly Finding[]): Checked => ({
  workspace: workspace(),
  findings,
  documents: new Map([[HOSTILE, readDocument(HOSTILE, Buffer.from(HOSTILE))]]),
});

const style = { color: false, pathOf: (file: string) => file };

test.for(FORMATS)("no text of a finding can speak to a terminal or a build log in %s", (format) => {
  const printed = renderFindings(checked([hostile]), format, style);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
  expect(printed).not.toMatch(/[\0-\t\x0b-\x1f\x7f-\x9f\u2028-\u202e]|##\[/);
  expect(printed.split("\n").filter((line) => /^\s*::/.test(line))).toHaveLength(format === "github" ? 1 : 0);
});

test("an annotation escapes what GitHub would decode", () => {
  const finding = { ...hostile, file: "100%,a:b.yaml", what: "100%0A" };
  const [line = ""] = renderFindings(checked([finding]), "github", style).split("\n");
  expect(line).toContain("file=100%25%2Ca%3Ab.yaml,line=1");
  expect(line).toContain("::100%250A%0A");
});

test("JSON gives back every text as it was", () => {
  const { findings } = JSON.parse(renderFindings(checked([hostile]), "json", style));
  expect(findings).toEqual([{ severity: "error", ...hostile, see: "docs/rules.md#unknown-key" }]);
});

const warning = { ...hostile, file: "b", severity: "warning" } as const;

test("a warning says so in every format", () => {
  expect(renderFindings(checked([warning]), "text", style)).toContain(": warning: ");
  expect(renderFindings(checked([warning]), "github", style)).toMatch(/^::warning /);
  expect(JSON.parse(renderFindings(checked([warning]), "json", style)).findings[0].severity).toBe("warning");
});

test.for([
  { findings: [], expected: "2 partners, 1 API, 2 stacks: no findings" },
  { findings: [hostile], expected: "1 finding in 1 file" },
  { findings: [hostile, { ...hostile, line: 2 }], expected: "2 findings in 1 file" },
  { findings: [hostile, { ...hostile, file: "b" }], expected: "2 findings in 2 files" },
  { findings: [warning], expected: "1 warning in 1 file" },
  { findings: [hostile, warning, { ...warning, line: 2 }], expected: "1 finding and 2 warnings in 2 files" },
])("the summary says $expected", ({ findings, expected }) => {
  expect(summary(checked(findings))).toBe(expected);
});

describe("a feature that not every tenant has", () => {
  const users = ["a", "b", "c", "d", "e"].map(
    (id) =>
      ({
        id,
        authenticationMethod: "client_secret_post",
        hasTokenQuota: true,
        provesPossession: false,
        isStrictPage: false,
      }) as const,
  );
  const shown = (format: Format, count = users.length) =>
    renderFindings(checked([]), format, { ...style, features: usedFeatures(users.slice(0, count)) });

  test.each([
    { count: 3, names: "(a, b, c)" },
    { count: 4, names: "(a, b, c and 1 more partner)" },
    { count: 5, names: "(a, b, c and 2 more partners)" },
  ])("is one note for $count partners, in lines of 80 columns", ({ count, names }) => {
    const note = shown("text", count)
      .split(/\n(?! )/)
      .find((line) => line.startsWith("note: "));
    expect(note?.split("\n").every((line) => line.length <= 80)).toBe(true);
    expect(note?.replace(/\n +/g, " ")).toMatch(/^note: token_quota needs Early Access, .* \(a, b, c.*\)$/);
    expect(note).toContain(names);
  });

  test("is a notice in a build log, and all of it in JSON", () => {
    expect(shown("github")).toMatch(/^::notice::token_quota needs Early Access/m);
    expect(JSON.parse(shown("json")).features).toEqual([
      {
        name: "token_quota",
        needs: expect.any(String),
        source: expect.stringMatching(/^https:\/\/auth0\.com\/docs\//),
        partners: ["a", "b", "c", "d", "e"],
      },
    ]);
  });
});

test("who cannot use Auth0's SDK for single-page applications is told like that", () => {
  const user = {
    authenticationMethod: "none",
    hasTokenQuota: false,
    provesPossession: false,
    isStrictPage: true,
  } as const;
  const features = usedFeatures([
    { ...user, id: "a" },
    { ...user, id: "b", isStrictPage: false },
  ]);
  const shown = (format: Format) => renderFindings(checked([]), format, { ...style, features });
  expect(shown("github")).toMatch(/^::notice::strict app_type spa needs another library .* \(a\)$/m);
  expect(JSON.parse(shown("json")).features).toMatchObject([
    { name: "strict app_type spa", partners: ["a"] },
  ]);
});

test("a finding's reasons are lines of 80 columns, in which addresses and places stay whole", () => {
  const address = `https://acme.example/${"path/".repeat(18)}`;
  const words = "because a line this long is cut by most terminals in the middle of a word ".repeat(3).trim();
  const also = [{ file: "partners/beacon-crm.yaml", line: 3, column: 1, endColumn: 2, what: words }];
  const finding = {
    ...hostile,
    file: "a.yaml",
    what: "wrong",
    why: words,
    fix: `write ${address} instead, as ${words}`,
    also,
  };
  const text = renderFindings(checked([finding]), "text", style);
  const lines = text.split("\n").filter((line) => !line.includes(address));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(text.replace(/\n {9,}/g, " ")).toContain(`= fix: write ${address} instead, as ${words}\n`);
  expect(text).toContain("= also: partners/beacon-crm.yaml:3:1: because");
});
