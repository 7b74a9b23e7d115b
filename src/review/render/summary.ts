// A report → what every renderer says in the same words: the verdict, groups of consequences, changed access.
import type { Access, Consequence, Report, Severity } from "../report.ts";

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `a, b and c`. */
export function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** For whom an application gets a token, as a sentence and as the head of a column says it. */
export const SUBJECT_TYPES = {
  user: { sentence: "on behalf of users", word: "users" },
  client: { sentence: "without a user", word: "no user" },
} as const;

/** Whether a base was compared and nothing that the report shows is different. */
export const isUnchanged = ({ base, findings, consequences, access, partners }: Report): boolean =>
  base !== undefined &&
  findings.length === 0 &&
  consequences.length === 0 &&
  access.every(({ stacks }) => stacks.every(({ change }) => change === "kept")) &&
  partners.every(({ change }) => change === "kept");

const tally = (consequences: readonly Consequence[]) => {
  const count = (severity: Severity) => consequences.filter((one) => one.severity === severity).length;
  const counts = (["high", "medium", "low"] as const).map((severity) => [count(severity), severity] as const);
  return list(counts.filter(([number]) => number > 0).map(([number, severity]) => `${number} ${severity}`));
};

/** The whole review in one sentence, without a final stop. */
export function verdict(report: Report): string {
  const { base, findings, consequences, partners, apis, stacks } = report;
  if (findings.length > 0)
    return `${plural(findings.length, "finding")}: the declarations are reviewed once ${findings.length === 1 ? "it is" : "they are"} fixed`;
  if (isUnchanged(report)) return `No access changes compared with ${base?.revision}`;
  if (base === undefined) {
    const what = `${plural(partners.length, "partner")}, ${plural(apis.length, "API")}, ${plural(stacks.length, "stack")}`;
    return consequences.length === 0 ? what : `${what}; to look at: ${tally(consequences)}`;
  }
  const touched = partners.filter(({ change }) => change !== "kept").length;
  const told = consequences.length === 0 ? "no consequences" : `consequences: ${tally(consequences)}`;
  return `${touched === 0 ? "No partner" : plural(touched, "partner")} changed compared with ${base.revision}; ${told}`;
}

export interface Group {
  /** The partner's name, or what is shared. */
  readonly title: string;
  /** Of the partner; absent for what is shared. */
  readonly partner?: string;
  readonly consequences: readonly Consequence[];
}

/** What a consequence is about, in words. */
export function subjectOf({ subject: { kind, id } }: Consequence, { partners, apis }: Report): string {
  const nameIn = (named: readonly { id: string; name: string }[]) =>
    named.find((one) => one.id === id)?.name ?? id;
  if (kind === "partner") return nameIn(partners);
  if (kind === "api") return `API ${nameIn(apis)}`;
  if (kind === "stack") return `Stack ${id}`;
  return kind === "tenant" ? "Tenant" : "All partners";
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
  readonly access: Access;
  readonly change: Access["stacks"][number]["change"];
  readonly stacks: readonly string[];
}

/** Every access once for each kind of change it has; added before removed before kept. */
export const changesOf = (access: Access): AccessChange[] =>
  (["added", "removed", "kept"] as const)
    .map((change) => ({
      access,
      change,
      stacks: access.stacks.filter((one) => one.change === change).map(({ stack }) => stack),
    }))
    .filter(({ stacks }) => stacks.length > 0);

/** Access that some stack gains or loses, in the report's order. */
export const changedAccess = ({ access }: Report): AccessChange[] =>
  access.flatMap(changesOf).filter(({ change }) => change !== "kept");

/** The stacks in words; empty where there is no other stack to tell them from. */
export const stacksInWords = (some: readonly string[], all: readonly string[]): string =>
  all.every((stack) => some.includes(stack)) ? "" : `only ${list(some)}`;

/** Names of partners by their ids. */
export const namesOf = (ids: readonly string[], { partners }: Report): string[] =>
  ids.map((id) => partners.find((partner) => partner.id === id)?.name ?? id);
