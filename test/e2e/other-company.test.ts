// Anybody's declarations may be at the root: the lane that is about them is green for other companies than the tests'.
import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isDeclaration } from "../support/company.ts";
import { endOf } from "../support/ended.ts";
import { Local, REPOSITORY } from "../support/local.ts";
import { ROOTS } from "../support/other-root.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "repository-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The repository as git knows it, with another company's declarations at its root. */
function repositoryOf(name: keyof typeof ROOTS): void {
  const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: REPOSITORY, encoding: "utf8" });
  for (const file of tracked.split("\0").filter((file) => file !== "" && !isDeclaration(file))) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    cpSync(join(REPOSITORY, file), join(root, file));
  }
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
  ROOTS[name](root);
}

/** Runs a script of the copy. What it prints is the error's message. */
async function node(...argv: string[]): Promise<void> {
  const { code, output } = await endOf(spawn(process.execPath, argv, { cwd: root }));
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}:\n${output}`);
}

interface Results {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string }[] }[];
}

/** Generates what is made of the declarations and runs their lane, or some files; its tests' names, all of them green. */
async function lane(...files: string[]): Promise<string[]> {
  await node("scripts/generate.ts");
  const reporters = ["--reporter", "default", "--reporter", "json", "--outputFile.json", "results.json"];
  await node("node_modules/vitest/vitest.mjs", "run", "--project", "declarations", ...reporters, ...files);
  const { testResults } = JSON.parse(readFileSync(join(root, "results.json"), "utf8")) as Results;
  return testResults.flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName));
}

const promiseOf = (id: string) => `tokens of ${id} open exactly what its file says`;

test("four partners and two APIs of another company", async () => {
  repositoryOf("other");
  const asked = ["quay-planner", "pocket-till", "meter-walk", "stock-bot"].map(promiseOf);
  expect(await lane()).toEqual(expect.arrayContaining(asked));
});

test("a company on another host than GitHub", async () => {
  repositoryOf("other");
  rmSync(join(root, ".github"), { recursive: true });
  const names = await lane("test/declarations/check.test.ts");
  expect(names).toContain("check refuses nothing today");
  expect(existsSync(join(root, ".github"))).toBe(false);
  await node("scripts/generate.ts", "--check");
  await node("scripts/lint-workflows.ts");
});

test("no partner yet: the lane is green, and `npm start` deploys the rest, once", async () => {
  repositoryOf("one-more");
  const folder = join(root, "partners");
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(join(folder, ".gitkeep"), "");
  expect(await lane()).toContain("check refuses nothing today");
  const local = await Local.create(root);
  try {
    const [first, again] = [await local.start("--exit").ended, await local.start("--exit").ended];
    expect(first).toMatchObject({
      code: 0,
      output: expect.stringContaining("4 resources changed: 0 partners and 1 API"),
    });
    expect(again).toMatchObject({ code: 0, output: expect.stringMatching(/^nothing to change/m) });
  } finally {
    local.remove();
  }
});

test("one partner more, written by `new`", async () => {
  repositoryOf("one-more");
  expect(await lane()).toContain(promiseOf("harbor-sync"));
});
