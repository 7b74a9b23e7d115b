// Source → everything that is declared and everything that is wrong with it: load, then every rule.
import { type Finding, type Place, sortFindings } from "./finding.ts";
import type { FileDocument } from "./load/document.ts";
import { load } from "./load/load.ts";
import type { Source } from "./load/source.ts";
import { untilUnread } from "./model/unread.ts";
import type { Path, Workspace } from "./model/workspace.ts";
import { COMPARED_RULES } from "./rules/compared.ts";
import { RULES } from "./rules/index.ts";
import { VANISHED } from "./rules/vanished.ts";

/** Declarations and all that is wrong with them; nothing is thrown for what files say. */
export interface Checked {
  readonly workspace: Workspace;
  /** Sorted, each once. Nothing may be deployed while one of them is an error. */
  readonly findings: readonly Finding[];
  /** The texts behind the places, by file. */
  readonly documents: ReadonlyMap<string, FileDocument>;
}

type Documents = Checked["documents"];

/** What every rule finds, each at its place. */
const brokenIn = (workspace: Workspace, documents: Documents, today: string | undefined): Finding[] => {
  const locate = (file: string, at: Path, on?: "key"): Place =>
    documents.get(file)?.locate(at, on) ?? { file, line: 1, column: 1, endColumn: 2 };
  return RULES.flatMap((rule) =>
    [...untilUnread(rule.check(workspace, today))].map(
      ({ file, at, on, what, fix, also, severity }): Finding => {
        const place = locate(file, at, on);
        const finding = { ...place, rule: rule.id, ...(severity && { severity }), what, why: rule.why, fix };
        if (!also) return finding;
        return {
          ...finding,
          also: also.map((other) => ({ ...locate(other.file, other.at), what: other.what })),
        };
      },
    ),
  );
};

/**
 * Everything declared by a source, checked by every rule. Without `today` (YYYY-MM-DD) no date is too late:
 * time alone must not stop a deployment, least of all one that takes access away.
 */
export function checkDeclarations(source: Source, today?: string): Checked {
  const { workspace, documents, findings, partly } = load(source);
  const broken = [workspace, ...partly].flatMap((one) => brokenIn(one, documents, today));
  return { workspace, documents, findings: sortFindings([...findings, ...broken]) };
}

/** What was checked, with further findings and the texts that they point into. */
export const withFindings = (
  checked: Checked,
  {
    findings,
    documents,
  }: { readonly findings: readonly Finding[]; readonly documents: readonly FileDocument[] },
): Checked => ({
  ...checked,
  documents: new Map([...checked.documents, ...documents.map((it) => [it.file, it] as const)]),
  findings: sortFindings([...checked.findings, ...findings]),
});

const RULE_IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

/**
 * Without what follows from a file that is gone and has to come back: those findings would say how to do without it, as
 * if it had been meant to go.
 */
function withoutConsequences(
  { workspace, documents, findings }: Checked,
  gone: readonly string[],
  today?: string,
) {
  if (gone.length === 0) return findings;
  const unreadable = new Set([...workspace.unreadable, ...gone]);
  const others = findings.filter(({ rule }) => !RULE_IDS.has(rule));
  return [...others, ...brokenIn({ ...workspace, unreadable }, documents, today)];
}

/** What was checked as of `today`, with the findings that only a comparison with an earlier state of the files can have. */
export function compareDeclarations(checked: Checked, base: Source, today?: string): Checked {
  const { workspace: before } = load(base);
  const found = COMPARED_RULES.flatMap(({ id: rule, why, compare }) =>
    [...compare(before, checked.workspace)].map(({ file, at, what, fix, severity }): Finding => {
      const place = at && checked.documents.get(file)?.locate(at, at.length === 1 ? "key" : undefined);
      const start = { file, line: 1, column: 1, endColumn: 2 };
      return { ...(place ?? start), rule, ...(severity && { severity }), what, why, fix };
    }),
  );
  const gone = found.flatMap(({ rule, file }) =>
    rule === VANISHED.id && !checked.documents.has(file) ? [file] : [],
  );
  const rest = withoutConsequences(checked, gone, today);
  return { ...checked, findings: sortFindings([...rest, ...found]) };
}
