// Two workspaces, before and after → the partners whose files are gone though nobody had retired them.

import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";

/** Ids are permanent; `check` has this rule only when it is given a base to compare with. */
export const VANISHED = {
  id: "partner-vanished",
  title: "A partner is retired in one change, and its file is deleted in a later one",
  why: "with the file the application goes, and neither its client ID nor the users' consents ever come back",
  source: "docs/runbook.md",
} as const;

export interface Vanished {
  /** The file that is gone. */
  readonly file: string;
  readonly what: string;
  readonly fix: string;
}

const FILE = /^partners\/(.+)\.yaml$/;

/** In the order of their ids. A file that could not be read before counts as not retired. */
export function* vanishedPartners(before: Workspace, after: Workspace): Generator<Vanished> {
  const former = new Set([...after.partners.values()].flatMap(({ value }) => value.former_ids ?? []));
  const unread = [...before.unreadable].flatMap((file) => FILE.exec(file)?.[1] ?? []);
  for (const id of [...new Set([...before.partners.keys(), ...unread])].sort()) {
    const file = `partners/${id}.yaml`;
    const isThere = after.partners.has(id) || after.unreadable.has(file) || former.has(id);
    const declared = before.partners.get(id);
    if (isThere || declared?.value.status === "retired") continue;
    const name = quote(declared?.value.name ?? id);
    const why = declared ? "nobody had retired it" : "what its file said could not be read";
    yield {
      file,
      what: `partner ${name} is gone, and ${why}`,
      fix: `bring the file back and \`retire ${id}\` first; if it was renamed, write former_ids: [${id}] into the new file`,
    };
  }
}
