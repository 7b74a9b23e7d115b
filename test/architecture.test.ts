// The shape of the repository: where tests live, and what no file contains.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { USER_POLICIES } from "../src/model/api.ts";
import {
  APP_TYPES,
  EXPIRATION_TYPES,
  ROTATION_TYPES,
  SECURITY_MODES,
  STATUSES,
  SUBJECT_TYPES,
} from "../src/model/partner.ts";

const ROOT = resolve(import.meta.dirname, "..");
const CODE = ["src", "emulator", "engine", "local", "scripts", "demo", "bench"].filter((folder) =>
  existsSync(join(ROOT, folder)),
);
const LONGEST_FILE = 300;

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** Files below the folders, by their path from the root. */
const filesIn = (...folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  );

describe("tests", () => {
  const files = filesIn("test");
  const isSupport = (file: string) => /\/(support|golden|corpus)\//.test(file);

  test("are called *.test.ts, or are support or golden files: any other would never run", () => {
    const stray = files.filter((file) => !file.endsWith(".test.ts") && !isSupport(file));
    expect(stray).toEqual([]);
    expect(files.filter((file) => file.endsWith(".test.ts") && isSupport(file))).toEqual([]);
  });

  test("share no hook that is set when a file is imported: of two files in one process the second would go without", () => {
    const hook = /^(?:before|after)(?:All|Each)\(/m;
    expect(files.filter((file) => isSupport(file) && /\.ts$/.test(file) && hook.test(read(file)))).toEqual(
      [],
    );
  });

  test("lie where the code they test lies", () => {
    const folders = new Set(
      files.filter((file) => file.endsWith(".test.ts")).map((file) => dirname(file).slice("test/".length)),
    );
    const homeless = [...folders].filter(
      (folder) =>
        !["", "declarations", "e2e", "fuzz", "proof"].includes(folder) &&
        !existsSync(join(ROOT, "src", folder)) &&
        !existsSync(join(ROOT, folder)),
    );
    expect(homeless).toEqual([]);
  });
});

test(`no file is longer than ${LONGEST_FILE} lines`, () => {
  const lines = (file: string) => read(file).trimEnd().split("\n").length;
  const long = filesIn(...CODE, "test").filter(
    (file) => /\.(ts|js|mjs)$/.test(file) && lines(file) > LONGEST_FILE,
  );
  expect(long.map((file) => `${file}: ${lines(file)} lines`)).toEqual([]);
});

test("only what CONTRIBUTING.md names touches files, processes or the network", () => {
  const [, listed = ""] = /Of `src`, only([^:]*)touch the world/.exec(read("CONTRIBUTING.md")) ?? [];
  const named = [...listed.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => `src/${name}`);
  const world =
    /^(import (?!type).*|\} )from "(node:(fs|child_process|net|http|https|dns|os)(\/promises)?|auth0|@pulumi\/[^"]+)"|^[^"'`]*await fetch\(/;
  const touching = filesIn("src")
    .filter((file) => /\.(ts|mjs)$/.test(file))
    .filter((file) =>
      read(file)
        .split("\n")
        .some((line) => world.test(line)),
    );
  expect(touching.filter((file) => !named.some((one) => file.startsWith(one)))).toEqual([]);
  expect(named.filter((one) => !existsSync(join(ROOT, one)))).toEqual([]);
});

test("no two modules of src export the same name: a name has one meaning", () => {
  const homes = filesIn("src")
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      [
        ...read(file).matchAll(
          /^export (?:async |abstract )?(?:type|interface|class|const|function\*?) (\w+)/gm,
        ),
      ].map(([, name = ""]) => ({ name, file })),
    );
  const shared = [...Map.groupBy(homes, ({ name }) => name)].filter(([, all]) => all.length > 1);
  expect(shared.map(([name, all]) => `${name}: ${all.map(({ file }) => file).join(", ")}`)).toEqual([]);
});

test("nothing of src but the model compares with a member of a closed set: a new member would pass in silence", () => {
  const members = [
    ...[SUBJECT_TYPES, SECURITY_MODES, STATUSES, USER_POLICIES].flat(),
    ...[ROTATION_TYPES, EXPIRATION_TYPES, APP_TYPES].flat(),
  ];
  const member = `"(?:${members.join("|")})"`;
  const compares = new RegExp(`[!=]==\\s*${member}|${member}\\s*[!=]==`);
  const bad = filesIn("src")
    .filter((file) => file.endsWith(".ts") && !file.startsWith("src/model/"))
    .flatMap((file) =>
      read(file)
        .split("\n")
        .map((line, i) => ({ line, at: `${file}:${i + 1}` })),
    )
    .filter(({ line }) => compares.test(line));
  expect(bad.map(({ at, line }) => `${at} ${line.trim()}`)).toEqual([]);
});

test.for([
  { name: "a suppressed type error", pattern: /@ts-(ignore|nocheck)\b/ },
  { name: "an expected type error without a reason", pattern: /@ts-expect-error\s*(\*\/)?$/m },
  { name: "a test that is left out", pattern: /\b(test|it|describe)\.(skip|todo|fails)\b/ },
  { name: "a test that leaves others out", pattern: /\b(test|it|describe)\.only\b/ },
  { name: "a type given up", pattern: /\bas any\s*[;,)\].]/ },
  { name: "a lint rule silenced without a reason", pattern: /biome-ignore [\w/]+\s*(:\s*)?$/m },
  { name: "a merge conflict", pattern: /^(<{7}|>{7}) /m },
])("no file contains $name", ({ pattern }) => {
  const bad = filesIn(...CODE, "test").filter(
    (file) => /\.(ts|tsx|mts|js|mjs)$/.test(file) && pattern.test(read(file)),
  );
  expect(bad).toEqual([]);
});

describe("dependencies", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const all = Object.entries({ ...dependencies, ...devDependencies });

  test("are exact versions", () => {
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test("are locked without the address of a registry: anyone who installs has their own", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, object> };
    const resolved = Object.entries(packages).filter(([, entry]) => "resolved" in entry);
    expect(resolved.map(([name]) => name)).toEqual([]);
  });

  test("are locked at the versions that package.json names", () => {
    const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version?: string }> };
    const other = all.filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version);
    expect(other).toEqual([]);
  });

  test("each have a reason in CONTRIBUTING.md, and no other library has one", () => {
    const section = read("CONTRIBUTING.md").split(/^## Libraries$/m)[1] ?? "";
    const reasons = [...section.matchAll(/^\| `([^`]+)` \| (\S.*) \|$/gm)].map(([, name]) => name);
    expect(reasons.toSorted()).toEqual(all.map(([name]) => name).sort());
  });
});
