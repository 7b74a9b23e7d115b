// Differences of two plans that no rule covers become plain lines, so that nothing changes in silence.

import { entryOf } from "../../model/record.ts";
import type { Change } from "../../plan/diff.ts";
import { codeWord, setOff } from "../../text.ts";
import type { Consequence, Severity } from "../review.ts";
import type { PlanPath, StackPair } from "./pair.ts";
import type { ConsequenceRule, Said } from "./rule.ts";
import { TENANT } from "./tenant.ts";
import { codeList, fromTo, setOffPartner, shown, without } from "./words.ts";

type Subject = Consequence["subject"];

/** What a stack's own file declares, of what is sent nowhere. */
const OF_STACK = ["loopbackCallbacks"];

/** The part of the plan a path is about, and how many of its keys say so. */
function subjectOf(path: PlanPath, stack: string): { subject: Subject; keys: number } {
  const [part, id, inner] = path;
  if (part === "partners" && id !== undefined) return { subject: { kind: "partner", id }, keys: 2 };
  if (part === "ownApplications" && id !== undefined)
    return { subject: { kind: "own-application", id }, keys: 2 };
  if (part === "apis" && id !== undefined) return { subject: { kind: "api", id }, keys: 2 };
  if (part === "aws" && inner !== undefined) {
    if (id === "secrets" || id === "integrations")
      return { subject: { kind: "partner", id: inner }, keys: 0 };
    if (id === "tokenSettings") return { subject: { kind: "api", id: inner }, keys: 0 };
  }
  if (part === "connections" || part === "actions" || (part === "notes" && !OF_STACK.includes(id ?? "")))
    return { subject: TENANT, keys: 0 };
  return { subject: { kind: "stack", id: stack }, keys: 0 };
}

/**
 * Parts of a plan that repeat others for anyone who reads them on AWS or at Auth0: told with what they repeat, so
 * they need a line only where nothing else is said of their partner, API or stack. `*` is any key.
 */
const REPEATING: readonly PlanPath[] = [
  ["partners", "*", "application", "clientMetadata", "partner_access_partner"],
  ["partners", "*", "grants", "*", "audience"],
  ["aws", "integrations", "*"],
  ["aws", "tokenSettings", "*"],
  ["aws", "secrets", "*", "value"],
  ["apis", "*", "hosting", "dashboard"],
  ["apis", "*", "hosting", "gateway", "routes"],
  ["apis", "*", "hosting", "gateway", "authorizer"],
  ["apis", "*", "hosting", "gateway", "api", "description"],
  ["apis", "*", "hosting", "gateway", "api", "corsConfiguration", "allowMethods"],
];

const startsWith = (path: PlanPath, pattern: PlanPath) =>
  pattern.every((key, i) => path[i] !== undefined && (key === "*" || key === path[i]));

/** A partner's secret comes and goes with the partner and its authentication method, which are told. */
const isRepeating = (path: PlanPath) =>
  REPEATING.some((pattern) => startsWith(path, pattern)) ||
  (path.length === 3 && path[0] === "aws" && path[1] === "secrets");

function severityOf(path: PlanPath): Severity {
  if (path[0] === "project") return "high";
  if (path[0] === "aws" || (path[2] === "hosting" && path[3] === "backend")) return "medium";
  return "low";
}

/** Parts of a plan whose keys somebody else names. */
const NAMING: ReadonlySet<string> = new Set(["connections", "connectionDescriptions", "unusedConnections"]);

/** `application, app type`: keys are the code's, people read words; names are set off from them. */
const labelOf = (keys: readonly string[]) =>
  keys
    .map((key, i) =>
      NAMING.has(keys[i - 1] ?? "") ? codeWord(key) : key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase(),
    )
    .join(", ");

function nameOf({ base, head }: StackPair, { kind, id }: Subject): string {
  if (kind === "partner")
    return setOffPartner(id, (entryOf(head.partners, id) ?? entryOf(base.partners, id))?.application.name);
  if (kind === "api")
    return setOff((entryOf(head.apis, id) ?? entryOf(base.apis, id))?.resourceServer.name ?? id);
  if (kind === "own-application")
    return setOff((entryOf(head.ownApplications, id) ?? entryOf(base.ownApplications, id))?.name ?? id);
  return kind === "tenant" ? "The tenant" : "The stack";
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

function sentence(name: string, label: string, { before, after }: Change): string {
  if (before === undefined) return `${name}: ${label} is added: ${shown(after)}.`;
  if (after === undefined) return `${name}: ${label} is removed; it was ${shown(before)}.`;
  if (isTexts(before) && isTexts(after)) {
    const [came, went] = [without(after, before), without(before, after)];
    const parts = [
      ...(came.length === 0 ? [] : [`gains ${codeList(came)}`]),
      ...(went.length === 0 ? [] : [`loses ${codeList(went)}`]),
    ];
    if (parts.length > 0) return `${name}: ${label} ${parts.join(" and ")}.`;
  }
  return `${name}: ${label} changes ${fromTo(before, after)}.`;
}

const keyOf = (path: PlanPath) => JSON.stringify(path);

/** Whether one of the paths is the difference's own, or leads to it. */
function isTold({ path }: Change, covered: ReadonlySet<string>): boolean {
  for (let length = path.length; length > 0; length--)
    if (covered.has(keyOf(path.slice(0, length)))) return true;
  return false;
}

const subjectKey = ({ kind, id }: Subject) => `${kind} ${id}`;

/** The differences of a stack that nothing said so far covers. */
export function* untold(pair: StackPair, said: readonly (Said & { subject: Subject })[]): Generator<Said> {
  const covered = new Set(said.flatMap(({ covers = [] }) => covers.map(keyOf)));
  const mentioned = new Set(
    said.flatMap(({ subject, partners = [] }) => [
      subjectKey(subject),
      ...partners.map((id) => subjectKey({ kind: "partner", id })),
    ]),
  );
  const stackTold = mentioned.has(subjectKey({ kind: "stack", id: pair.stack }));
  for (const change of pair.changes) {
    if (isTold(change, covered)) continue;
    const { subject, keys } = subjectOf(change.path, pair.stack);
    if (isRepeating(change.path) && (stackTold || mentioned.has(subjectKey(subject)))) continue;
    yield {
      subject,
      what: sentence(nameOf(pair, subject), labelOf(change.path.slice(keys)), change),
      severity: severityOf(change.path),
    };
  }
}

export const OTHER: ConsequenceRule = {
  id: "other-change",
  title: "something else changes",
  severity: "low",
  explanation: "No rule says what this means. It is told so that nothing in a plan changes unseen.",
};
