// The shape of a drift rule, and the usual kind: one that judges differences of certain paths.
import { printable, quote, redact } from "../../text.ts";
import type { Comparison, Difference, Subject } from "../difference.ts";

/**
 * alarm: more access than was reviewed, or a partner about to break. finding: somebody must act.
 * note: nobody's access changes.
 */
export const DRIFT_SEVERITIES = ["alarm", "finding", "note"] as const;
/** How grave a difference is. */
export type DriftSeverity = (typeof DRIFT_SEVERITIES)[number];

/** What puts a difference right: an update, or somebody's hand where no state knows the thing. */
export const REMEDIES = ["update", "remove", "by-hand"] as const;
export type Remedy = (typeof REMEDIES)[number];

/** One difference that a rule is about. */
export interface Detected {
  readonly subject: Subject;
  /** Lower case, no final stop, quotes what the tenant says. */
  readonly what: string;
  readonly declared?: unknown;
  readonly live?: unknown;
  /** The differences that this one covers: none may be left without a rule. */
  readonly of?: Difference;
}

/** What should hold between the files and the tenant, and what to do where it does not. */
export interface DriftRule {
  /** Permanent and kebab-case. */
  readonly id: string;
  /** What should hold. */
  readonly title: string;
  readonly severity: DriftSeverity;
  /** Why it matters; a sentence without a final stop. */
  readonly why: string;
  readonly remedy: Remedy;
  /** Where the remedy needs words of its own: the same for all, or by what is declared and deployed, undefined where the usual ones hold. */
  readonly todo?: string | ((detected: Detected, comparison: Comparison) => string | undefined);
  readonly source?: string;
  check(comparison: Comparison): Iterable<Detected>;
}

type Sentence = (difference: Difference, comparison: Comparison) => string | false;

interface FieldRule extends Omit<DriftRule, "check"> {
  /** Kind of subject and path, e.g. `partner/application/callbacks`; `*` is any one key. */
  readonly at: readonly string[];
  /** What is wrong with a difference at one of the paths, or false where this rule has nothing against it. */
  readonly says: Sentence;
}

const segments = ({ subject, path }: Difference): readonly string[] => [subject.kind, ...path];

const matches = (pattern: string, difference: Difference): boolean => {
  const [wanted, found] = [pattern.split("/"), segments(difference)];
  return wanted.length === found.length && wanted.every((part, i) => part === "*" || part === found[i]);
};

/** A rule about single differences. */
export const fieldRule = ({ at, says, ...rule }: FieldRule): DriftRule => ({
  ...rule,
  *check(comparison) {
    for (const difference of comparison.differences) {
      if (!at.some((pattern) => matches(pattern, difference))) continue;
      const what = says(difference, comparison);
      if (what === false) continue;
      const { subject, declared, live } = difference;
      yield {
        subject,
        what,
        of: difference,
        ...(declared !== undefined && { declared }),
        ...(live !== undefined && { live }),
      };
    }
  },
});

const textsOf = (value: unknown): string[] =>
  [value ?? []]
    .flat()
    .map(String)
    .filter((text) => text !== "");

/** Members of the live list that are not declared. */
export const added = ({ declared, live }: Difference): string[] =>
  textsOf(live).filter((member) => !textsOf(declared).includes(member));

/** Declared members that the live list lacks. */
export const missing = ({ declared, live }: Difference): string[] =>
  textsOf(declared).filter((member) => !textsOf(live).includes(member));

const MOST_NAMED = 8;

/** `"a", "b" and 3 more`. */
export function named(members: readonly string[]): string {
  const shown = members.slice(0, MOST_NAMED).map(quote).join(", ");
  return members.length > MOST_NAMED ? `${shown} and ${members.length - MOST_NAMED} more` : shown;
}

/** A single value, as a sentence says it. */
export const value = (it: unknown): string => {
  if (it === undefined) return "nothing";
  return typeof it === "string" ? quote(it) : printable(redact(JSON.stringify(it)));
};

/** A key's or an application's id: looks like a secret and is none. */
export const id = (text: string): string => printable(text.slice(0, 80));

/** `"a" instead of "b"`. */
export const instead = ({ declared, live }: Difference): string =>
  `${value(live)} instead of ${value(declared)}`;

/** The last key of a path. */
export const lastKeyOf = ({ path }: Difference, index = -1): string => path.at(index) ?? "";
