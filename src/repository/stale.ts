// MadeFrom and the files made from them → findings about those that say something else.
import type { Finding } from "../finding.ts";
import { UserError } from "../finding.ts";
import type { FileDocument } from "../load/document.ts";
import type { Source } from "../load/source.ts";
import { decodeUtf8 } from "../load/utf8.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { MADE_FROM_DECLARATIONS, type MadeFile } from "./generated.ts";

/** What must hold for files that are made from declarations; rules about declarations are in src/rules/. */
export const MADE_RULES = [
  {
    id: "stack-deployed",
    title: "Every shared stack has a job in each pipeline",
    why: "a stack that no job deploys stays as it is, and a green pipeline looks as if it were deployed",
    source: "docs/ci.md",
  },
  {
    id: "made-stale",
    title: "Files that are made from declarations and schemas are as `npm run generate` writes them",
    why: "what reads them goes by what they say, whatever the declarations say",
    source: "docs/ci.md",
  },
] as const;

const FIX = "npm run generate";

/** What was declared, where it was read, and whether nothing is wrong with it. */
export interface MadeFrom {
  readonly workspace: Workspace;
  readonly source: Source;
  readonly isRight: boolean;
}

export interface Stale {
  readonly findings: readonly Finding[];
  /** The texts that they point into. */
  readonly documents: readonly FileDocument[];
}

const NOTHING: Stale = { findings: [], documents: [] };

function textOf(source: Source, file: string): string | undefined {
  const reading = source.read(file);
  return "bytes" in reading ? decodeUtf8(reading.bytes).text : undefined;
}

/** What is wrong with the first line that is another one. */
function difference(lines: readonly string[], wanted: readonly string[], index: number): string {
  const [written = "", right = ""] = [lines[index], wanted[index]];
  const isLeftOver = !wanted.includes(written);
  const isMissing = !lines.includes(right);
  if (isLeftOver && isMissing) return `here it says ${quote(written)} where it should say ${quote(right)}`;
  if (isLeftOver) return `${quote(written)} does not belong here`;
  return isMissing ? `${quote(right)} is missing here` : "its lines are in another order from here on";
}

/** A finding at the first line that is another one. */
function differing(file: string, why: string, text: string, expected: string): Stale {
  if (text === expected) return NOTHING;
  const [lines, wanted] = [text.split("\n"), expected.split("\n")];
  const at = lines.findIndex((line, i) => line !== wanted[i]);
  // Where all lines are right, some are missing at the end.
  const index = at < 0 ? lines.length - 1 : at;
  const place = { file, line: index + 1, column: 1, endColumn: (lines[index]?.length ?? 0) + 1 };
  const finding = {
    ...place,
    rule: "made-stale",
    what: `${file} is not what \`npm run generate\` writes: ${difference(lines, wanted, index)}`,
    why,
    fix: FIX,
  };
  const document = { file, text, value: undefined, findings: [], locate: () => place };
  return { findings: [finding], documents: [document] };
}

/** Stacks and parts that a pipeline leaves out, each a finding in its own file. */
function undeployed({ file, deploys, why }: MadeFile, workspace: Workspace, text: string): Finding[] {
  const named = deploys?.named(text) ?? [];
  const missing = deploys?.wanted(workspace).filter((id) => !named.includes(id)) ?? [];
  return missing.map((id) => ({
    ...{ file: `Pulumi.${id}.yaml`, line: 1, column: 1, endColumn: 2 },
    rule: "stack-deployed",
    what: `no job of ${file} deploys ${workspace.parts.has(id) ? "part" : "stack"} ${quote(id)}`,
    why,
    fix: FIX,
  }));
}

/** Where a host's pipeline is there, so are its owners: without them nobody is asked, and nothing else says so. */
function missing({ file, host, why, deploys }: MadeFile, { source }: MadeFrom): Stale {
  const pipeline = MADE_FROM_DECLARATIONS.find((other) => other.deploys && other.host === host)?.file ?? "";
  if (deploys || textOf(source, pipeline) === undefined) return NOTHING;
  const place = { file: pipeline, line: 1, column: 1, endColumn: 2 };
  const what = `${file} is not there, and ${pipeline} is`;
  return { findings: [{ ...place, rule: "made-stale", what, why, fix: FIX }], documents: [] };
}

function ofDeclarations(made: MadeFile, from: MadeFrom): Stale {
  const { workspace, source, isRight } = from;
  const text = textOf(source, made.file);
  if (text === undefined) return missing(made, from);
  const left = undeployed(made, workspace, text);
  if (left.length > 0) return { findings: left, documents: [] };
  // What is made of a mistake would be stale again once that is corrected.
  if (!isRight) return NOTHING;
  try {
    return differing(made.file, made.why, text, made.content(workspace));
  } catch (error) {
    // What it needs is not readable, and other findings say so.
    if (error instanceof UserError) return NOTHING;
    throw error;
  }
}

const SCHEMA = "schema/partner.schema.json";
const WHY_SCHEMA = "editors and programs that read reports go by the schema, whatever the code says";

/** Made from the code, so they are there only where the code is. */
async function ofSchemas(source: Source): Promise<readonly Stale[]> {
  if (textOf(source, SCHEMA) === undefined) return [];
  const { SCHEMAS } = await import("./schemas.ts");
  return [...SCHEMAS].map(([file, content]) =>
    differing(file, WHY_SCHEMA, textOf(source, file) ?? "", content()),
  );
}

/**
 * Everything that was made from the declarations of a source, and would be made otherwise today. Where nothing of
 * a host is there, nothing is missing.
 */
export async function staleFiles(declarations: MadeFrom): Promise<Stale> {
  const all = [
    ...MADE_FROM_DECLARATIONS.map((made) => ofDeclarations(made, declarations)),
    ...(await ofSchemas(declarations.source)),
  ];
  return {
    findings: all.flatMap(({ findings }) => findings),
    documents: all.flatMap(({ documents }) => documents),
  };
}
