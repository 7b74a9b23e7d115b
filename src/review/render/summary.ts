// A report → what every renderer says in the same words: the verdict, groups of consequences, changed access.

import type { AccessRow } from "../../access/row.ts";
import { hasAccess } from "../../model/status.ts";
import { codeWord, plural, setOff } from "../../text.ts";
import { countListed, someOf } from "../consequences/words.ts";
import type { Consequence, Report, ReportedOwnApplication, Severity } from "../review.ts";

/** `a, b and c`. */
export function commaList(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** For whom an application gets a token, as a sentence and as the head of a column says it. */
/** Of a partner without access: whether users still sign in with it. */
export const withoutAccessInWords = ({ status, stacks }: Report["partners"][number]): string =>
  hasAccess(status) && stacks.some(({ oidcScopes }) => oidcScopes.length > 0)
    ? "may call no API: it signs users in, and learns who they are"
    : "may do nothing";

export const SUBJECT_TYPES_IN_WORDS = {
  user: { sentence: "on behalf of users", word: "users" },
  client: { sentence: "without a user", word: "no user" },
} as const;

/**
 * What a report is mostly about. `unchanged` is said only of what was compared whole: where something of the base
 * could not be read and no difference was seen, the access as it is must be looked at.
 */
export type Mode = "refused" | "access" | "change" | "unchanged";

/** What a report is about, before anything else is said. */
export function modeOf({ base, findings, consequences, access, partners }: Report): Mode {
  if (findings.length > 0) return "refused";
  if (base === undefined || base.compared === false) return "access";
  const isDifferent =
    consequences.length > 0 ||
    access.some(({ stacks }) => stacks.some(({ change }) => change !== "kept")) ||
    partners.some(({ change }) => change !== "kept");
  if (isDifferent) return "change";
  return base.problems.length === 0 ? "unchanged" : "access";
}

const tally = (consequences: readonly Consequence[]) => {
  const count = (severity: Severity) => consequences.filter((one) => one.severity === severity).length;
  const counts = (["high", "medium", "low"] as const).map((severity) => [count(severity), severity] as const);
  return commaList(
    counts.filter(([number]) => number > 0).map(([number, severity]) => `${number} ${severity}`),
  );
};

/** The whole review in one sentence, without a final stop. */
export function verdict(report: Report): string {
  const { base, findings, consequences, partners, apis, stacks } = report;
  const mode = modeOf(report);
  const told = tally(consequences);
  switch (mode) {
    case "refused":
      return `${plural(findings.length, "finding")}: the declarations are reviewed once ${findings.length === 1 ? "it is" : "they are"} fixed`;
    case "unchanged":
      return `No access changes compared with ${base?.revision}`;
    case "access": {
      const what = `${plural(partners.length, "partner")}, ${plural(apis.length, "API")}, ${plural(stacks.length, "stack")}`;
      const part = base?.compared === false ? "nothing" : "not everything";
      const compared = base === undefined ? "" : `; ${part} could be compared with ${base.revision}`;
      return `${what}${compared}${told === "" ? "" : `; to look at: ${told}`}`;
    }
    case "change": {
      const changed = partners.filter(({ change }) => change !== "kept").map(({ id }) => id);
      const touched = new Set([...changed, ...consequences.flatMap((one) => one.partners)]).size;
      const who =
        touched === 0 ? "No partner is" : touched === 1 ? "1 partner is" : `${touched} partners are`;
      return `${who} touched, compared with ${base?.revision}; ${told === "" ? "no consequences" : `consequences: ${told}`}`;
    }
  }
}

/** The consequences of one partner, or of what all share. */
export interface Group {
  /** The partner's name, or what is shared. */
  readonly title: string;
  /** Of the partner; absent for what is shared. */
  readonly partner?: string;
  readonly consequences: readonly Consequence[];
}

/** What a consequence is about, in words. */
export function subjectOf(
  { subject: { kind, id } }: Consequence,
  { partners, apis, ownApplications }: Report,
): string {
  const nameIn = (named: readonly { id: string; name: string }[]) =>
    named.find((one) => one.id === id)?.name ?? id;
  if (kind === "partner") return nameIn(partners);
  if (kind === "api") return `API ${nameIn(apis)}`;
  if (kind === "own-application") return `Our own ${nameIn(ownApplications)}`;
  if (kind === "stack") return `Stack ${id}`;
  if (kind === "tenant") return "Tenant";
  return id === "partners" ? "All partners" : "Files";
}

/** By partner, the one with the worst first; then what several share. The report's order within each. */
export function groupsOf(report: Report): Group[] {
  const isPartners = ({ subject }: Consequence) => subject.kind === "partner";
  const byPartner = Map.groupBy(report.consequences.filter(isPartners), ({ subject }) => subject.id);
  const groups: Group[] = [...byPartner].map(([partner, consequences]) => ({
    title: consequences[0] ? subjectOf(consequences[0], report) : partner,
    partner,
    consequences,
  }));
  const shared = report.consequences.filter((one) => !isPartners(one));
  return shared.length === 0 ? groups : [...groups, { title: "What is shared", consequences: shared }];
}

/** One kind of change of one access, and the stacks where it is so. */
export interface AccessChange {
  readonly access: AccessRow;
  readonly change: AccessRow["stacks"][number]["change"];
  readonly stacks: readonly string[];
}

/** Every access once for each kind of change it has; added before removed before kept. */
export const changesOf = (access: AccessRow): AccessChange[] =>
  (["added", "removed", "kept"] as const)
    .map((change) => ({
      access,
      change,
      stacks: access.stacks.filter((one) => one.change === change).map(({ stack }) => stack),
    }))
    .filter(({ stacks }) => stacks.length > 0);

/** What can be told apart without what limits it: access that only its limits split is one. */
export function mergedChanges(access: readonly AccessRow[]): AccessChange[] {
  const alike = Map.groupBy(access.flatMap(changesOf), ({ access: one, change }) =>
    JSON.stringify([
      one.partner,
      one.api,
      one.subjectType,
      one.scope,
      one.sensitivity,
      one.routes,
      one.via === "resumption",
      change,
    ]),
  );
  return [...alike.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    return { ...first, stacks: [first, ...rest].flatMap(({ stacks }) => stacks).sort() };
  });
}

/** For whom the access is, and when it is only to come. */
export const holderInWords = (
  { subjectType, via }: AccessRow,
  length: "word" | "sentence" = "sentence",
): string =>
  `${SUBJECT_TYPES_IN_WORDS[subjectType][length]}${via === "resumption" ? ", once active again" : ""}`;

/** Access that some stack gains or loses, in the report's order. */
export const changedAccess = ({ access }: Report): AccessChange[] =>
  mergedChanges(access).filter(({ change }) => change !== "kept");

/** The stacks in words; empty where there is no other stack to tell them from. */
export const stacksInWords = (some: readonly string[], all: readonly string[]): string =>
  all.every((stack) => some.includes(stack)) ? "" : `only ${commaList(some)}`;

/**
 * Where a consequence holds, in words: a partner's is not "only" in the stacks that the partner is in. Empty where
 * it holds in every stack.
 */
export function placesOf({ subject, stacks }: Consequence, report: Report): string {
  const its = report.partners.find(({ id }) => subject.kind === "partner" && id === subject.id)?.stacks;
  const words = stacksInWords(stacks, report.stacks);
  return words !== "" && its?.every(({ stack }) => stacks.includes(stack)) ? commaList(stacks) : words;
}

/** `contacts, on behalf of users: read:contacts, update:contacts`, for each API that it calls. */
export const ownAccessInWords = ({ access }: ReportedOwnApplication): string[] =>
  access.length === 0
    ? ["calls none of our APIs"]
    : access.map(
        ({ api, subjectType, scopes }) =>
          `${setOff(api)}, ${SUBJECT_TYPES_IN_WORDS[subjectType].sentence}: ${scopes.map(codeWord).join(", ")}`,
      );

/** Who gets more than a grant by the files, and that files cannot tell the rest; empty where nobody does. */
export const beyondGrantsInWords = ({ beyondGrants = [], stacks: all }: Report): string[] =>
  beyondGrants.length === 0
    ? []
    : [
        ...beyondGrants.map(({ what, stacks }) => {
          const where = stacksInWords(stacks, all);
          return where === "" ? what : `${what} (${where})`;
        }),
        "Nobody else gets more by these files. What the tenant has beside them the command who says.",
      ];

/** The name of a partner by its id. */
export const partnerName = (id: string, { partners }: Report): string =>
  partners.find((partner) => partner.id === id)?.name ?? id;

/** The same of an API. */
export const apiName = (id: string, { apis }: Report): string =>
  apis.find((api) => api.id === id)?.name ?? id;

/** Partners that a consequence touches and its sentence does not name, as one more sentence; empty without. */
export function othersOf(one: Consequence, report: Report): string {
  if (one.subject.kind === "partner") return "";
  const names = one.partners.map((id) => setOff(partnerName(id, report)));
  // As the sentence lists them, not name by name: an API or another partner may have such a name in its own.
  const isNamed = one.what.includes(someOf(names));
  const others = isNamed ? names.slice(countListed(names.length)) : names;
  if (others.length === 0) return "";
  const intro = others.length === names.length ? "It touches" : "The others:";
  return `${intro} ${commaList(others)}.`;
}

/** `1035, at least 62 s`: the tenant answers no faster. */
export const updateCallsInWords = ({ up, upSeconds }: Report["calls"][number]): string =>
  upSeconds > 0 ? `${up}, at least ${upSeconds} s` : `${up}`;
