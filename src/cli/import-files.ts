// Declarations that were made of a tenant's objects → files that `check` accepts beside all others, one after the other.
import { resolve } from "node:path";
import { type Finding, isError, UserError } from "../finding.ts";
import { idOfName } from "../identity/id-of-name.ts";
import { overlaySource } from "../load/overlay-source.ts";
import type { Source } from "../load/source.ts";
import type { Workspace } from "../model/workspace.ts";
import { type Checked, checkDeclarations } from "../pipeline.ts";
import { plural, printable, quote } from "../text.ts";
import { importLines } from "./import-lines.ts";
import { renderFindings } from "./render-findings.ts";
import { hasColor, type Terminal, todayOf } from "./terminal.ts";
import { writeFile } from "./write-out.ts";

type Folder = "apis" | "partners";

/** One object of the tenant, of which a file is to be made. */
export interface Importable {
  /** As the tenant calls it; the file's stem is made of it. */
  readonly name: string;
  /** What tells it from its namesakes. */
  readonly key: string;
  make(workspace: Workspace): { readonly text: string; readonly leftOut: readonly string[] };
}

export interface Destination {
  readonly folder: string;
  readonly terminal: Terminal;
  readonly dryRun: boolean;
}

/** The declarations, with what was imported so far. */
export interface Imported {
  readonly source: Source;
  readonly checked: Checked;
  readonly refused: number;
}

/** Ids that a new file may not take: files that there are, and earlier names. */
function takenIds(source: Source, { workspace }: Checked, folder: Folder): Set<string> {
  const listing = source.list(folder);
  if ("obstacle" in listing) throw new UserError(`the folder ${folder}/ cannot be read: ${listing.obstacle}`);
  const former = [...workspace[folder].values()].flatMap(({ value }) => value.former_ids ?? []);
  return new Set([...listing.names.map((name) => name.replace(/\.ya?ml$/, "")), ...former]);
}

function describe(file: string, { name, key }: Importable, leftOut: readonly string[], outcome: string) {
  const head = `${file}: ${quote(name)} (${printable(key)}), ${outcome}`;
  return importLines([head, ...leftOut.map((what) => `  - the file leaves out or changes: ${what}`)]);
}

/** What other files have anyway, such as a contract that has ended, is not a reason to refuse a new one. */
const keyOf = ({ file, line, column, rule, what }: Finding) =>
  JSON.stringify([file, line, column, rule, what]);

/** Line by line: what a tenant says reaches no terminal as a command. */
const shown = (text: string) => text.split("\n").map(printable).join("\n");

/**
 * Each file is checked beside all others, those before it included; one that has errors stops no other. Says of each what
 * became of it, and in the end how many there are.
 */
export function importEach(
  all: readonly Importable[],
  [folder, noun]: readonly [Folder, string],
  before: Imported,
  { folder: root, terminal, dryRun }: Destination,
): Imported {
  const today = todayOf(terminal);
  const taken = takenIds(before.source, before.checked, folder);
  const known = new Set(checkDeclarations(before.source, today).findings.map(keyOf));
  let { source, checked } = before;
  let refused = 0;
  for (const one of all) {
    const id = idOfName(one.name, taken);
    const file = `${folder}/${id}.yaml`;
    const { text, leftOut } = one.make(checked.workspace);
    const overlay = overlaySource(source, file, text);
    const after = checkDeclarations(overlay, today);
    const findings = after.findings.filter((finding) => !known.has(keyOf(finding)));
    if (findings.length > 0) {
      const style = { color: hasColor(terminal), pathOf: (path: string) => path };
      terminal.stderr.write(renderFindings({ ...after, findings }, "text", style));
    }
    if (findings.some(isError)) {
      refused += 1;
      terminal.stdout.write(describe(file, one, leftOut, "NOT written: check would refuse it"));
      continue;
    }
    terminal.stdout.write(describe(file, one, leftOut, dryRun ? "would be written" : "written"));
    if (dryRun) terminal.stdout.write(`\n${shown(text)}\n`);
    else writeFile(resolve(root, file), text, terminal);
    taken.add(id);
    [source, checked] = [overlay, after];
  }
  terminal.stdout.write(
    `${all.length - refused} of ${plural(all.length, noun)} ${dryRun ? "can be " : ""}imported\n`,
  );
  return { source, checked, refused: before.refused + refused };
}
