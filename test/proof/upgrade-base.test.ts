// `upgrade` with a revision: the version that its lock file names is installed beside, by npm itself, and both are asked.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { otherVersions } from "../../scripts/deploy-review.ts";
import { isSameVersion, lockAt, lockedIn, lockIn } from "../../scripts/locked.ts";
import { againstFolder, againstRevision } from "../../scripts/upgrade.ts";
import { createRepository, type Repository } from "../support/repository.ts";

/** A package that makes of the declarations just the text of one, as a name; it refuses keys that it does not know. */
const MADE = (version: string, keys: string) => `
import { readFileSync } from "node:fs";
export async function made(root) {
  const text = readFileSync(root + "/partners/one.yaml", "utf8").trim();
  if (!/^(?:${keys})\\b/.test(text)) throw new Error("unknown key: " + text);
  const input = { name: text, by: "${version}" };
  const stack = (name) => ({ plan: {}, resources: { ["urn:pulumi:" + name + "::partner-access::T::one"]: { inputs: input } } });
  const stacks = { prod: stack("prod"), dev: stack("dev") };
  return { format: 1, version: "${version}", stacks, files: { "schema/a.schema.json": '{"v":"${version}"}' } };
}`;

let repository: Repository;
let folder: string;
const npm = (...args: string[]) =>
  execFileSync("npm", [...args, "--offline", "--no-audit", "--no-fund"], { cwd: folder, stdio: "pipe" });

/** The script would leave a file behind, were it run. */
function pack(version: string, keys: string): void {
  const source = mkdtempSync(join(tmpdir(), "partner-access-fake-"));
  const scripts = { install: `node -e "require('fs').writeFileSync('${join(folder, "ran")}', '')"` };
  const manifest = { name: "partner-access", version, scripts, exports: { "./made": "./made.mjs" } };
  writeFileSync(join(source, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(source, "made.mjs"), MADE(version, keys));
  mkdirSync(join(folder, "vendor"), { recursive: true });
  execFileSync("npm", ["pack", "--pack-destination", join(folder, "vendor")], { cwd: source, stdio: "pipe" });
  rmSync(source, { recursive: true });
}

const take = (version: string) =>
  npm("install", "--ignore-scripts", `./vendor/partner-access-${version}.tgz`);

beforeAll(() => {
  repository = createRepository();
  folder = repository.folder;
  pack("0.1.0", "name");
  pack("0.2.0", "name|title");
  pack("0.3.0", "label");
  repository.write({
    "package.json": '{"private":true}\n',
    "Pulumi.yaml": "name: partner-access\n",
    "partners/one.yaml": "name: One\n",
    "schema/a.schema.json": "{}\n",
    ".gitignore": "node_modules/\n",
  });
  take("0.1.0");
  repository.commit();
  repository.git("tag", "before");
  // npm takes long on a loaded machine.
});
afterAll(() => repository.remove());

const worktrees = () => repository.git("worktree", "list").trim().split("\n").length;

test("the same version is told without installing anything", () => {
  expect(againstRevision(folder, "HEAD")()).toMatch(
    /^partner-access 0\.1\.0 sha512-\S+ is what HEAD has: nothing is deployed otherwise by it\.\n$/,
  );
});

test("a tarball of another version: what both make of the files on disk, and nothing of it stays or ran", () => {
  take("0.2.0");
  const text = againstRevision(folder, "before")();
  expect(text).toMatch(/^partner-access 0\.1\.0 sha512-\S+, of before, becomes 0\.2\.0 sha512-\S+\.\n/);
  expect(text).toContain('prod: deployed otherwise\n  T::one\n    inputs.by: "0.1.0" becomes "0.2.0"\n');
  expect(text).toContain('schema/a.schema.json\n  changed  v: "0.1.0" becomes "0.2.0"\n');
  expect({ worktrees: worktrees(), ran: existsSync(join(folder, "ran")) }).toEqual({
    worktrees: 1,
    ran: false,
  });
});

test("a version that package.json asks for and npm has not taken up is none that was compared", () => {
  const [manifest, lock] = ["package.json", "package-lock.json"].map((name) =>
    readFileSync(join(folder, name), "utf8"),
  );
  repository.write({ "package.json": String(manifest).replace("0.2.0", "0.3.0") });
  expect(() => againstRevision(folder, "before")).toThrow(
    "package.json asks for partner-access file:vendor/partner-access-0.3.0.tgz, and the lock file is of " +
      "file:vendor/partner-access-0.2.0.tgz: run npm install --ignore-scripts first",
  );
  npm("install", "--ignore-scripts", "--package-lock-only");
  expect(() => againstRevision(folder, "before")).toThrow(
    "partner-access 0.2.0 is installed here, and the lock file names 0.3.0: run npm ci --ignore-scripts first",
  );
  npm("ci", "--ignore-scripts");
  expect(() => againstRevision(folder, "before")).toThrow("these declarations are refused");
  repository.write({ "package.json": String(manifest), "package-lock.json": String(lock) });
  npm("ci", "--ignore-scripts");
});

test("a deployment's review of a stack says the same of that stack, and nothing after the same version", () => {
  const sectionOf = otherVersions(folder);
  const [before, now] = [repository.git("rev-parse", "before"), repository.commit()];
  const section = sectionOf("prod", before);
  expect(section).toMatch(/^\n### Another version of partner-access: 0\.1\.0 becomes 0\.2\.0\n/);
  expect(section).toContain(
    'prod: deployed otherwise\n  T::one\n    inputs.by: "0.1.0" becomes "0.2.0"\n```',
  );
  expect(section).not.toContain("dev:");
  expect(sectionOf("dev", before)).toContain("dev: deployed otherwise\n");
  expect([sectionOf("prod", now), sectionOf("prod", undefined)]).toEqual(["", ""]);
});

test("declarations that only the new one accepts: what both make of those of before", () => {
  repository.write({ "partners/one.yaml": "title: One\n" });
  const text = againstRevision(folder, "before")();
  expect(text).toContain("The version of before refuses these declarations:\nunknown key: title: One\n");
  expect(text).toContain("what both make of the declarations of before:\nprod: deployed otherwise\n");
});

test("where the two have no declarations in common, that is said", () => {
  take("0.3.0");
  repository.write({ "partners/one.yaml": "label: One\n" });
  expect(againstRevision(folder, "before")()).toContain(
    "the two accept no declarations that are here: read both",
  );
});

test("declarations that the new one refuses are an error, and so is a version that npm cannot install", () => {
  repository.write({ "partners/one.yaml": "else: One\n" });
  expect(() => againstRevision(folder, "before")).toThrow(
    "these declarations are refused: unknown key: else: One",
  );
  repository.git("checkout", "-q", "--", "partners/one.yaml");
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  repository.write({ "package-lock.json": lock.replace("sha512-", "sha512-AAAA") });
  repository.commit();
  repository.write({ "package-lock.json": lock });
  expect(() => againstRevision(folder, "HEAD")).toThrow("npm cannot install the version of before");
  // It stops no deployment, and nobody who approves takes it for none.
  const base = repository.git("rev-parse", "HEAD");
  const section = otherVersions(folder)("prod", base);
  expect(section).toContain(
    `**What it deploys otherwise is not known**; \`npm run -s upgrade -- --base ${base}\``,
  );
  expect(section).toContain("npm cannot install the version of before");
  expect(worktrees()).toBe(1);
});

test("npm-shrinkwrap.json goes before package-lock.json for npm, and so here", () => {
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  const before = repository.git("show", "before:package-lock.json");
  repository.write({ "package-lock.json": before, "npm-shrinkwrap.json": lock });
  repository.write({ "partners/one.yaml": "label: One\n" });
  expect(againstRevision(folder, "before")()).toContain("becomes 0.3.0");
  const commit = repository.commit();
  expect([lockAt(folder, commit), lockIn(folder)]).toEqual([lock, lock]);
  rmSync(join(folder, "npm-shrinkwrap.json"));
  repository.write({ "package-lock.json": lock });
});

test("a lock file of any length is read, a link is none, and what git cannot read is not an empty one", () => {
  const long = readFileSync(join(folder, "package-lock.json"), "utf8") + " ".repeat(2 ** 21);
  repository.write({ "package-lock.json": long });
  expect(lockAt(folder, repository.commit())).toBe(long);
  const short = long.trimEnd();
  rmSync(join(folder, "package-lock.json"));
  repository.write({ "other.json": short });
  symlinkSync("other.json", join(folder, "package-lock.json"));
  const [there, here] = [lockAt(folder, repository.commit()), lockIn(folder)].map(lockedIn);
  expect({ there: there?.entry, here: here?.entry }).toEqual({ there: undefined, here: undefined });
  expect(isSameVersion(there, here)).toBe(false);
  rmSync(join(folder, "package-lock.json"));
  repository.write({ "package-lock.json": short });
  expect(() => lockAt(folder, "0".repeat(40))).toThrow("git ls-tree failed");
});

test("code of one's own has no other version, and a revision that is not there is named", () => {
  repository.write({ "package-lock.json": '{"packages":{}}\n' });
  expect(againstRevision(folder, "before")()).toBe(
    "partner-access is in no lock file here: there is nothing to compare.\n",
  );
  expect(() => againstRevision(folder, "nowhere")).toThrow("nowhere names no commit here");
});

test("a folder that finds the version here has none of its own", () => {
  expect(() => againstFolder(folder, join(folder, "partners"))).toThrow("has no version of its own");
});
