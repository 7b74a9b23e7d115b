// The rules that compare the files with an earlier state of them: what a change does, whatever the files say after it.
import type { Workspace } from "../model/workspace.ts";
import { REPLACED, replacedScopes } from "./replaced.ts";
import type { Rule } from "./rule.ts";
import { TAKEN, taken } from "./taken.ts";
import { type Compared, PARTNER_VANISHED, VANISHED, vanished, vanishedPartners } from "./vanished.ts";

export type ComparedRule = Omit<Rule, "check"> & {
  compare(before: Workspace, after: Workspace): Iterable<Compared>;
};

/** Rules that compare with a base, in the order of docs/rules.md. */
export const COMPARED_RULES: readonly ComparedRule[] = [
  { ...PARTNER_VANISHED, compare: vanishedPartners },
  { ...VANISHED, compare: vanished },
  { ...TAKEN, compare: taken },
  { ...REPLACED, compare: replacedScopes },
];
