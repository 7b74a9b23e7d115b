// What a change does outside of the declarations is said, however little it does inside of them.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/review/review.ts";
import { runCommand } from "../support/command.ts";
import { validFiles } from "../support/memory-source.ts";
import { ACME, report, repository, review, text, WIDER, withRepository } from "./support/review.ts";

withRepository();

const PROD = "Pulumi.prod.yaml";
const told = async (...argv: string[]) =>
  (await report("--base", "main", ...argv)).consequences.map(
    ({ rule, severity, what }) => `${severity} ${rule}: ${what}`,
  );

/** The usual files beside the declarations, committed. */
function committed(files: Readonly<Record<string, string>>): void {
  repository.write(files);
  repository.commit();
}

const FILES = {
  "program-files-changed": ["src/infra/partner-access.ts"],
  "engine-files-changed": ["engine/download.ts"],
  "scripts-files-changed": ["scripts/with-auth0-key.ts"],
  "libraries-files-changed": [
    ".npmrc",
    "package-lock.json",
    "package.json",
    "vendor/partner-access-0.2.0.tgz",
  ],
  "pipeline-files-changed": [".github/workflows/deploy.yml", ".gitlab-ci.yml"],
  "attributes-files-changed": [".gitattributes", "partners/.gitattributes"],
  "owners-files-changed": [".github/CODEOWNERS"],
  "unknown-files-changed": ["Makefile"],
};
/** Of npm's settings the keys are told. */
const named = (file: string) => (file === ".npmrc" ? `${file} \\(another, one\\)` : file);
const all = (content: string) =>
  Object.fromEntries(
    Object.values(FILES)
      .flat()
      .map((file) => [file, content]),
  );

test("of npm's settings each key is told that came, went or has another value", async () => {
  committed({ ".npmrc": "save-exact=true\nloglevel=error\n@acme:registry=https://npm.acme.example/\n" });
  repository.write({ ".npmrc": "registry=https://evil.example/\nsave-exact=true\nloglevel=warn\n" });
  expect(await told()).toEqual([
    "high libraries-files-changed: What npm installs or how it runs changes: .npmrc (@acme:registry, loglevel, registry). security@our-app.example answers for it.",
  ]);
});

describe("a file that may change a deployment is told, and who answers for it", () => {
  test.for(["on disk", "in two commits"])("%s", async (where) => {
    committed(all("one\n"));
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write(all("another\n"));
    if (where !== "on disk") repository.commit();
    const { consequences } = await report(
      "--base",
      "main",
      ...(where === "on disk" ? [] : ["--head", "topic"]),
    );
    expect(Object.fromEntries(consequences.map(({ rule, what }) => [rule, what]))).toEqual(
      Object.fromEntries(
        Object.entries(FILES).map(([rule, files]) => [
          rule,
          expect.stringMatching(
            new RegExp(
              `: ${files.map(named).join("(, | and )")}\\. security@our-app\\.example answers for it\\.$`,
            ),
          ),
        ]),
      ),
    );
    const mild = consequences.filter(({ severity }) => severity !== "high").map(({ rule }) => rule);
    expect(mild.sort()).toEqual(["owners-files-changed", "unknown-files-changed"]);
  });

  test("so the verdict is never that nothing changes", async () => {
    repository.write({ "src/infra/partner-access.ts": "another\n" });
    const { out } = await review(["--base", "main"]);
    expect(out.split("\n")[0]).toBe("No partner is touched, compared with main; consequences: 1 high.");
    expect(out).toContain("src/infra/partner-access.ts");
  });

  test("Pulumi.yaml, changed or deleted", async () => {
    const project = "name: partner-access\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n";
    committed({ "Pulumi.yaml": `${project}main: src/infra/main.mjs\n` });
    repository.write({ "Pulumi.yaml": `${project}main: src/infra/main.mjs\nauthor: Ada\n` });
    expect(await told()).toEqual([expect.stringContaining("high project-files-changed")]);
    rmSync(join(repository.folder, "Pulumi.yaml"));
    expect((await told())[0]).toContain("Pulumi.yaml (removed)");
  });

  test("keys of a stack's file that no plan has", async () => {
    const more = "secretsprovider: awskms://alias/other\nencryptedkey: b3RoZXI=\nenvironment: [other]\n";
    const debug = text(PROD).replace("config:\n", "config:\n  auth0:debug: true\n");
    repository.write({ [PROD]: more + debug });
    const keys = "auth0:debug, encryptedkey, environment, secretsprovider";
    expect(await told()).toEqual([expect.stringContaining(`${PROD} (${keys}).`)]);
  });

  test("a part that comes, goes, or gets keys that no plan has", async () => {
    const part = "Pulumi.prod-1.yaml";
    const settings = (more = "") =>
      `${more}config:\n  auth0:domain: ${/auth0:domain: (\S+)/.exec(text(PROD))?.[1]}\n  partner-access:part_of: prod\n`;
    repository.write({ [part]: settings() });
    expect(await told()).toEqual([expect.stringContaining(part)]);
    committed({ [part]: settings() });
    repository.write({ [part]: settings("encryptionsalt: v1:other\n") });
    expect(await told()).toEqual([expect.stringContaining(`${part} (encryptionsalt).`)]);
    repository.write({ [part]: settings().replace("config:\n", "config:\n  aws:region: eu-west-1\n") });
    expect(await told()).toEqual([expect.stringContaining(`${part} (aws:region).`)]);
    rmSync(join(repository.folder, part));
    expect(await told()).toEqual([expect.stringContaining(part)]);
  });

  test("many files are all named", async () => {
    const files = Array.from({ length: 9 }, (_, index) => [`src/${index}.ts`, ""] as const);
    repository.write(Object.fromEntries(files));
    repository.git("add", "--all");
    expect(await told()).toEqual([expect.stringContaining("src/7.ts (added) and src/8.ts (added).")]);
  });
});

describe("nothing is said of", () => {
  test("documents and tests", async () => {
    repository.write({ "docs/ci.md": "", "README.md": "", "test/cli/review.test.ts": "" });
    expect(await told()).toEqual([]);
  });

  test("declarations: their own consequences tell", async () => {
    repository.write({ [ACME]: WIDER, [PROD]: `# settings\n${text(PROD)}` });
    expect((await told()).filter((line) => line.includes("-files-changed"))).toEqual([]);
  });
});

test("a folder of its own in the repository is seen from there, and the rest from the repository's", async () => {
  const inside = Object.keys(validFiles());
  committed(Object.fromEntries(inside.map((file) => [`access/${file}`, text(file)])));
  repository.write({ "access/src/a.ts": "", "src/b.ts": "", "access/partners/.gitattributes": "" });
  const root = join(repository.folder, "access");
  const { out } = await runCommand(["review", "--root", root, "--base", "main", "--format", "json"]);
  const said = (JSON.parse(out) as Report).consequences.map(({ what }) => what).join("\n");
  expect(said).toContain(": src/a.ts (added) and src/b.ts (added).");
  expect(said).toContain(": partners/.gitattributes (added).");
});
