// The shape of the repository: who may import whom, where tests live, and what no file contains.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

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

interface Cruise {
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

/** What our import rules say about the modules in a folder. */
function cruise(cwd: string, folders: readonly string[]): Cruise["summary"]["violations"] {
  const bin = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const config = join(ROOT, ".dependency-cruiser.mjs");
  const output = execFileSync(
    process.execPath,
    [bin, "--config", config, "--output-type", "json", ...folders],
    { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  return (JSON.parse(output) as Cruise).summary.violations;
}

test("no module imports what it may not", () => {
  expect(cruise(ROOT, [...CODE, "test"])).toEqual([]);
});

/** One module of each part, and the parts it may import from. Written down here again, so that the rules cannot change alone. */
const MAY_IMPORT: Record<string, { module: string; parts: readonly string[] }> = {
  text: { module: "src/text.ts", parts: [] },
  finding: { module: "src/finding.ts", parts: [] },
  model: { module: "src/model/m.ts", parts: ["model", "text"] },
  load: { module: "src/load/m.ts", parts: ["load", "model", "finding", "text"] },
  rules: { module: "src/rules/m.ts", parts: ["rules", "model", "text"] },
  pipeline: { module: "src/pipeline.ts", parts: ["load", "rules", "model", "finding"] },
  plan: { module: "src/plan/m.ts", parts: ["plan", "model"] },
  access: { module: "src/access/m.ts", parts: ["access", "plan", "model"] },
  render: { module: "src/render/m.ts", parts: ["render", "text"] },
  review: {
    module: "src/review/m.ts",
    parts: ["review", "access", "render", "plan", "model", "finding", "text"],
  },
  handover: { module: "src/handover/m.ts", parts: ["handover", "access", "render", "plan", "model", "text"] },
  evidence: { module: "src/evidence/m.ts", parts: ["evidence", "render", "model", "text"] },
  edit: { module: "src/edit/m.ts", parts: ["edit", "access", "plan", "model", "finding"] },
  pulumi: { module: "src/pulumi/m.ts", parts: ["pulumi", "plan", "finding", "text"] },
  tenant: { module: "src/tenant/m.ts", parts: ["tenant", "plan", "model", "finding"] },
  drift: { module: "src/drift/m.ts", parts: ["drift", "tenant", "render", "plan", "text"] },
  import: { module: "src/import/m.ts", parts: ["import", "tenant", "plan", "model", "text"] },
  recover: { module: "src/recover/m.ts", parts: ["recover", "tenant", "pulumi", "plan", "finding", "text"] },
  infra: {
    module: "src/infra/m.ts",
    parts: ["infra", "pipeline", "pulumi", "plan", "model", "load", "finding", "text", "@pulumi/pulumi"],
  },
  cli: {
    module: "src/cli/m.ts",
    parts: [
      ...["cli", "load", "rules", "pipeline", "plan", "access", "review", "handover", "evidence", "edit"],
      ...["pulumi", "tenant", "drift", "import", "recover", "model", "finding", "text"],
    ],
  },
  emulator: { module: "emulator/m.ts", parts: ["emulator"] },
  engine: { module: "engine/m.ts", parts: ["engine"] },
};

/** Parts that others may not reach into, though nothing is said here about what they import. */
const OTHERS: Record<string, string> = { local: "local/m.ts", demo: "demo/m.ts" };

describe("the import rules bite", () => {
  const modules: Record<string, string> = {
    ...Object.fromEntries(Object.entries(MAY_IMPORT).map(([part, { module }]) => [part, module])),
    ...OTHERS,
  };
  const targets = [...Object.keys(modules), "@pulumi/pulumi"];
  let folder: string;
  let refused: Set<string>;

  const importerOf = (from: string, to: string) =>
    join(dirname(modules[from] ?? ""), `${from}-imports-${to.replace("@pulumi/", "sdk-of-")}.ts`);

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };

  /** For a part that is one file, that file imports all; for a folder, one module each. */
  const isOneFile = (part: string) => ["text", "finding", "pipeline"].includes(part);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "import-rules-"));
    cpSync(join(ROOT, "tsconfig.json"), join(folder, "tsconfig.json"));
    write("node_modules/@pulumi/pulumi/package.json", '{ "name": "@pulumi/pulumi", "main": "index.js" }');
    write("node_modules/@pulumi/pulumi/index.js", "");
    const specifier = (from: string, to: string) => {
      const path = modules[to];
      if (path === undefined) return to;
      const way = relative(dirname(from), path);
      return way.startsWith(".") ? way : `./${way}`;
    };
    for (const file of Object.values(modules)) write(file, "export type T = 1;\n");
    for (const from of Object.keys(MAY_IMPORT)) {
      const importing = (file: string, to: string) => `import type {} from "${specifier(file, to)}";\n`;
      const others = targets.filter((to) => to !== from);
      const own = modules[from] ?? "";
      if (isOneFile(from))
        write(own, `export type T = 1;\n${others.map((to) => importing(own, to)).join("")}`);
      else for (const to of targets) write(importerOf(from, to), importing(importerOf(from, to), to));
    }
    const found = cruise(folder, ["src", "emulator", "engine", "local", "demo"]);
    refused = new Set(
      found.filter(({ rule }) => rule.name !== "no-cycles").map(({ from, to }) => `${from} → ${to}`),
    );
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const pairs = Object.entries(MAY_IMPORT).flatMap(([from, { parts }]) =>
    targets
      .filter((to) => to !== from || !isOneFile(from))
      // Only src/ is kept away from the SDK, so that its commands start in milliseconds.
      .filter((to) => to !== "@pulumi/pulumi" || MAY_IMPORT[from]?.module.startsWith("src/"))
      .map((to) => ({ from, to, verdict: parts.includes(to) ? "accepted" : "refused" })),
  );

  test.for(pairs)("$from imports $to: $verdict", ({ from, to, verdict }) => {
    const importer = isOneFile(from) ? modules[from] : importerOf(from, to);
    const target = modules[to] ?? "node_modules/@pulumi/pulumi/index.js";
    expect(refused.has(`${importer} → ${target}`) ? "refused" : "accepted").toBe(verdict);
  });

  test("two modules that import each other are refused", () => {
    write("src/model/one.ts", 'import type {} from "./two.ts";\n');
    write("src/model/two.ts", 'import type {} from "./one.ts";\n');
    const rules = cruise(folder, ["src/model"]).filter(({ from }) => /model\/(one|two)\.ts$/.test(from));
    expect(rules.map(({ rule }) => rule.name)).toContain("no-cycles");
  });
});

describe("tests", () => {
  const files = filesIn("test");
  const isSupport = (file: string) => /\/(support|golden|corpus)\//.test(file);

  test("are called *.test.ts, or are support or golden files: any other would never run", () => {
    const stray = files.filter((file) => !file.endsWith(".test.ts") && !isSupport(file));
    expect(stray).toEqual([]);
    expect(files.filter((file) => file.endsWith(".test.ts") && isSupport(file))).toEqual([]);
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
  const long = filesIn(...CODE).filter((file) => /\.(ts|js|mjs)$/.test(file) && lines(file) > LONGEST_FILE);
  expect(long.map((file) => `${file}: ${lines(file)} lines`)).toEqual([]);
});

test("no two modules of src export a type of the same name: a name has one meaning", () => {
  const homes = filesIn("src")
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      [...read(file).matchAll(/^export (?:abstract )?(?:type|interface|class) (\w+)/gm)].map(
        ([, name = ""]) => ({ name, file }),
      ),
    );
  const shared = [...Map.groupBy(homes, ({ name }) => name)].filter(([, all]) => all.length > 1);
  expect(shared.map(([name, all]) => `${name}: ${all.map(({ file }) => file).join(", ")}`)).toEqual([]);
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

  test("are locked without the address of a registry: whoever installs has their own", () => {
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
