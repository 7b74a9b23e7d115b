// What the documents show is run: a YAML block that no longer checks, or a link that leads nowhere, fails here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { planAll } from "../src/cli/plans.ts";
import { renderFindings } from "../src/cli/render-findings.ts";
import { checkDeclarations } from "../src/pipeline.ts";
import { KEY_NAME_STAYS } from "../src/plan/credentials.ts";
import { buildReport } from "../src/review/build.ts";
import { renderText } from "../src/review/render/text.ts";
import { runCommand } from "./support/command.ts";
import { COMPANY } from "./support/company.ts";
import { type Files, filesBelow, memorySource } from "./support/memory-source.ts";

const ROOT = resolve(import.meta.dirname, "..");
const DOCUMENTS = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "docs/decisions.md",
  "docs/ci.md",
  "docs/first-deployment.md",
  "docs/hosting.md",
  "docs/runbook.md",
];
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** The declarations that the documents are about. */
const declarations = (): Files => filesBelow(COMPANY);
const acmeFile = () => readFileSync(join(COMPANY, "partners/acme-cms.yaml"), "utf8");

/** What the repository of any company has, whatever is in it. */
const ANY_COMPANY = [
  ...["partners", "apis", "tenant.yaml"],
  ...[".github/CODEOWNERS", ".github/workflows/deploy.yml"],
];

/** YAML blocks that name their file in the first line. */
const yamlBlocks = DOCUMENTS.flatMap((document) =>
  [...read(document).matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)].map(([, file = "", text = ""]) => ({
    document,
    file,
    text,
  })),
);

test("the README shows a partner file", () => {
  expect(yamlBlocks.map(({ document, file }) => `${document} ${file}`)).toContain(
    "README.md partners/acme-cms.yaml",
  );
});

test.for(yamlBlocks)("$document: $file checks", ({ file, text }) => {
  const files = { ...declarations(), [file]: text };
  expect(checkDeclarations(memorySource(files)).findings).toEqual([]);
});

test("speed is quoted from what the benchmarks printed last", () => {
  const measured = read("bench/RESULTS.md");
  const quoted = DOCUMENTS.flatMap((document) =>
    [...read(document).matchAll(/\d+(?:\.\d+)? s\b|\d+\.\d+×/g)].map(([figure]) => ({ document, figure })),
  );
  expect(quoted.filter(({ figure }) => !measured.includes(` ${figure} |`))).toEqual([]);
  expect(new Set(quoted.map(({ document }) => document))).toContain("README.md");
});

describe.for(DOCUMENTS)("%s", (document) => {
  const links = [...read(document).matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)].map(([, target = ""]) => target);

  test("links to files that exist", () => {
    const targets = links.map((target) => join(dirname(document), target));
    const dead = targets.filter((file) => !ANY_COMPANY.includes(file) && !existsSync(join(ROOT, file)));
    expect(dead).toEqual([]);
  });

  test("names only scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...read(document).matchAll(/npm run (?:-s )?([a-z0-9-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test("gives commands only with verbs and options that they have", async () => {
    const commands = [...read(document).matchAll(/npm run -s partner-access -- ([^`\n)]+)/g)];
    for (const [, command = ""] of commands) {
      const [verb = "", ...words] = command.split(" ");
      const { exit, out } = await runCommand(verb.startsWith("--") ? [verb] : [verb, "--help"]);
      expect(exit, command).toBe(0);
      const options = words.filter((word) => word.startsWith("--"));
      expect(options.filter((option) => !new RegExp(`${option}\\b`).test(out))).toEqual([]);
    }
  });
});

test("the README shows what check prints", () => {
  const acme = acmeFile();
  const broken = acme.replace("https://acme.example/our-app/callback", "https://*.acme.example/callback");
  const checked = checkDeclarations(memorySource({ ...declarations(), "partners/acme-cms.yaml": broken }));
  expect(checked.findings).toHaveLength(1);
  expect(read("README.md")).toContain(
    renderFindings(checked, "text", { color: false, pathOf: (file) => file }),
  );
});

test("the README shows what a review prints, up to what depends on all declarations", () => {
  const acme = acmeFile();
  const more = acme.replace("update:contacts]", "update:contacts, delete:contacts]");
  const plansOf = (file: string) =>
    planAll(checkDeclarations(memorySource({ ...declarations(), "partners/acme-cms.yaml": file })).workspace);
  const report = buildReport({
    head: plansOf(more),
    base: { revision: "origin/main", plans: plansOf(acme), problems: [] },
    today: "2026-11-24",
  });
  const [shown = ""] = renderText(report, { color: false }).split("\n\nEstimated");
  expect(shown).toContain("delete:contacts");
  expect(read("README.md")).toContain(`-- review --base origin/main\n${shown}\n\`\`\``);
});

test("the architecture's folders are the folders of src/", () => {
  const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  for (const { name } of folders) expect(read("ARCHITECTURE.md")).toContain(`\`src/${name}/\``);
});

test("the runbook says of a key's name what the review and drift say", () => {
  expect(read("docs/runbook.md")).toContain(KEY_NAME_STAYS);
});
