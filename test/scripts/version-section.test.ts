// The section of a review about another version: its frame is main's, and its text is data.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toldIn } from "../../scripts/render-review.ts";
import { LONGEST_IN_COMMENT, versionSection } from "../../scripts/version-section.ts";

const lock = (version: string, more: object = {}) =>
  JSON.stringify({ packages: { "node_modules/partner-access": { version, ...more } } });
const BUMP = { base: lock("0.1.0"), head: lock("0.2.0") };

test("shows what the check wrote, and who has a say in that", () => {
  const section = versionSection(BUMP, "prod: nothing is deployed otherwise\n");
  expect(section).toContain("### Another version of partner-access: 0.1.0 becomes 0.2.0\n");
  expect(section).toContain("who can change the code or\nthe workflow that it runs can change this text");
  expect(section).toContain("```text\nprod: nothing is deployed otherwise\n```\n");
});

test.for([
  { name: "the same version", locks: { base: lock("0.1.0"), head: lock("0.1.0") } },
  { name: "code of its own", locks: { base: '{"packages":{}}', head: '{"packages":{"":{}}}' } },
  { name: "no lock file", locks: { base: "", head: "" } },
])("is not there for $name, whatever the check wrote", ({ locks }) => {
  expect(versionSection(locks, "## Review\napproved\n")).toBe("");
});

test.for([
  { name: "other bytes of one version", head: lock("0.1.0", { integrity: "sha512-b" }) },
  { name: "another place of one version", head: lock("0.1.0", { resolved: "file:vendor/other.tgz" }) },
  { name: "a lock file that nobody can read", head: "{" },
  { name: "a folder", head: JSON.stringify({ packages: { "node_modules/partner-access": { link: true } } }) },
])("is there for $name, and says so where the check left nothing", ({ head }) => {
  const base = lock("0.1.0", { integrity: "sha512-a" });
  expect(versionSection({ base, head }, undefined)).toContain("left no comparison: run `npm run -s upgrade");
});

test.for([
  { name: "a byte order mark, which npm reads over", of: (version: string) => `\ufeff${lock(version)}` },
  {
    name: "npm's first form",
    of: (version: string) => `{"dependencies":{"partner-access":{"version":"${version}"}}}`,
  },
  { name: "both sides of a conflict", of: (version: string) => `<<<<<<< a\n${lock(version)}` },
  {
    name: "a folder, whose code may be any",
    of: () =>
      JSON.stringify({ packages: { "node_modules/partner-access": { resolved: "own", link: true } } }),
  },
])("is there where both say what nobody here can compare: $name", ({ of }) => {
  expect(versionSection({ base: of("0.1.0"), head: of("0.2.0") }, "told")).toContain("### Another version");
});

test("nothing in the text leaves its block or obeys a terminal", () => {
  const section = versionSection(BUMP, "a\n````\n### Approved\n\u202ehidden\n");
  const [, , , , , fence = ""] = section.split("\n").filter((line) => line !== "");
  const fences = section.split("\n").filter((line) => /^`+/.test(line));
  expect(fences).toEqual(["`````text", "````", "`````"]);
  expect(section).toContain("\\u202ehidden");
  expect(fence).not.toBe("### Approved");
});

test("a version's name is not obeyed either", () => {
  const head = lock("0.2.0](https://evil.example) **");
  expect(versionSection({ base: lock("0.1.0"), head }, "")).toContain(
    "becomes 0.2.0??https???evil.example????\n",
  );
});

test("in a comment whole lines fit, and how many are missing is said", () => {
  const told = Array.from({ length: 1000 }, (_, i) => `line ${i} ${"x".repeat(20)}`).join("\n");
  const section = versionSection(BUMP, told, LONGEST_IN_COMMENT);
  expect(section.length).toBeLessThan(8_000);
  const kept = section.match(/^line \d+ x{20}$/gm)?.length ?? 0;
  expect(section).toContain(`… ${1000 - kept} lines more: this run's summary has all of them\n`);
});

test.for([
  { name: "one long run of backticks", told: "`".repeat(6990), head: lock("0.2.0") },
  { name: "many long ones", told: `${"`".repeat(2000)}\n`.repeat(3), head: lock("0.2.0") },
  { name: "a version that is a book", told: "x", head: lock("0.2.0".repeat(9000)) },
])("keeps to its room, also with $name", ({ told, head }) => {
  const section = versionSection({ base: lock("0.1.0"), head }, told, LONGEST_IN_COMMENT);
  expect(section.length).toBeLessThan(8_000);
});

test("what the check left is read as a file, and never through a link", () => {
  const folder = mkdtempSync(join(tmpdir(), "version-section-"));
  try {
    writeFileSync(join(folder, "upgrade.txt"), "told\n");
    symlinkSync(join(folder, "upgrade.txt"), join(folder, "link.txt"));
    expect(toldIn(join(folder, "upgrade.txt"))).toBe("told\n");
    expect(toldIn(join(folder, "link.txt"))).toBeUndefined();
    expect(toldIn(join(folder, "none.txt"))).toBeUndefined();
    writeFileSync(join(folder, "long.txt"), "x".repeat(400_000));
    expect(toldIn(join(folder, "long.txt"))).toContain(
      "… and more: the check's artifact `upgrade` has all of it",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
