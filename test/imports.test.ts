// That the rules of who may import whom bite: `npm run check` holds the code against them.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

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

/** One module of each part, and the parts it may import from. Written down here again, so that the rules cannot change alone. */
const MAY_IMPORT: Record<string, { module: string; parts: readonly string[] }> = {
  text: { module: "src/text.ts", parts: [] },
  finding: { module: "src/finding.ts", parts: ["text"] },
  model: { module: "src/model/m.ts", parts: ["model", "text"] },
  load: { module: "src/load/m.ts", parts: ["load", "model", "finding", "text"] },
  rules: { module: "src/rules/m.ts", parts: ["rules", "identity", "model", "text"] },
  pipeline: { module: "src/pipeline.ts", parts: ["load", "rules", "model", "finding"] },
  plan: { module: "src/plan/m.ts", parts: ["plan", "model"] },
  identity: { module: "src/identity/m.ts", parts: ["identity", "plan", "model"] },
  access: { module: "src/access/m.ts", parts: ["access", "identity", "plan", "model", "text"] },
  render: { module: "src/render/m.ts", parts: ["render", "text"] },
  review: {
    module: "src/review/m.ts",
    parts: ["review", "access", "render", "identity", "plan", "model", "finding", "text"],
  },
  handover: { module: "src/handover/m.ts", parts: ["handover", "access", "render", "plan", "model", "text"] },
  evidence: { module: "src/evidence/m.ts", parts: ["evidence", "render", "model", "text"] },
  edit: { module: "src/edit/m.ts", parts: ["edit", "access", "plan", "model", "finding"] },
  pulumi: { module: "src/pulumi/m.ts", parts: ["pulumi", "identity", "plan", "finding", "text", "model"] },
  tenant: { module: "src/tenant/m.ts", parts: ["tenant", "identity", "plan", "model", "finding"] },
  who: {
    module: "src/who/m.ts",
    parts: ["who", "drift", "tenant", "access", "identity", "plan", "model", "text"],
  },
  doctor: {
    module: "src/doctor/m.ts",
    parts: ["doctor", "drift", "tenant", "access", "identity", "plan", "model", "text"],
  },
  drift: {
    module: "src/drift/m.ts",
    parts: ["drift", "access", "tenant", "identity", "render", "plan", "model", "text"],
  },
  import: { module: "src/import/m.ts", parts: ["import", "tenant", "identity", "plan", "model", "text"] },
  recover: {
    module: "src/recover/m.ts",
    parts: ["recover", "tenant", "identity", "pulumi", "plan", "finding", "text"],
  },
  infra: {
    module: "src/infra/m.ts",
    parts: [
      "infra",
      "pipeline",
      "identity",
      "pulumi",
      "plan",
      "model",
      "load",
      "finding",
      "text",
      "@pulumi/pulumi",
    ],
  },
  cli: {
    module: "src/cli/m.ts",
    parts: [
      ...[
        "cli",
        "load",
        "rules",
        "pipeline",
        "identity",
        "plan",
        "access",
        "review",
        "handover",
        "evidence",
        "edit",
      ],
      ...["pulumi", "tenant", "drift", "who", "doctor", "import", "recover", "model", "finding", "text"],
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
