// What an interrupted run left → the sentences that say so, with what becomes of each.

import { TYPES } from "../pulumi/resource-types.ts";
import { type Adopted, nameOf, type PendingOperation, type StateResource } from "../pulumi/state.ts";
import { namedThing, UNKNOWN_END, unreadInWords } from "../pulumi/words.ts";
import { nounFor, plural, printable, quote } from "../text.ts";
import type { Candidate } from "./applications.ts";
import { type Gone, isLost } from "./gone.ts";
import type { Leftovers } from "./leftovers.ts";
import type { Doomed } from "./repair.ts";
import type { Undecided } from "./situation.ts";

const describePending = ({ kind, type, urn }: PendingOperation): string =>
  `${printable(kind)} ${namedThing(type, nameOf(urn))}: ${UNKNOWN_END}`;

/** A write that failed leaves in the state what was asked for. */
const describeUnread = (resource: StateResource): string =>
  `${unreadInWords(resource)}, so the state does not say what it is like`;

/** One line for a partner's application and all that hangs on it. */
function describeAdopted(adopted: readonly Adopted[]): string[] {
  const byParent = Map.groupBy(adopted, ({ parent }) => `${parent.type} ${parent.name}`);
  return [...byParent.values()].map((its) => {
    const client = its.find(({ type }) => type === TYPES.client);
    const what = its.map(({ type, name }) => namedThing(type, name)).join(", ");
    return `${client ? `${printable(client.id)}: ` : ""}${what}: the tenant has it, the state does not`;
  });
}

/** What nobody uses, and why; the verb lists it, the local run says it in a sentence. */
const describeDoomed = ({ surplus, strayKeys }: Doomed): string[] => [
  ...surplus.map(
    ({ partner, clientId }) =>
      `application ${printable(clientId)} of ${printable(partner)}, made twice and never given to anybody`,
  ),
  ...strayKeys.map(
    ({ partner, clientId, id }) =>
      `key ${printable(id)} of ${printable(partner)} (${printable(clientId)}), uploaded and never used to sign in`,
  ),
];

const describeCandidate = ({ clientId, isKnown, isNamed, grants, keys, consents }: Candidate): string =>
  [
    `${printable(clientId)}:`,
    [
      ...(isKnown ? ["in the state"] : []),
      ...(isNamed ? ["named by outputs or the file"] : []),
      `${plural(grants, "grant")}, ${plural(keys, "key")}, ${plural(consents, "consent")} of users`,
    ].join("; "),
  ].join(" ");

function describeUndecided({ kind, subject, why, candidates, todo }: Undecided): string[] {
  if (kind !== "partner") return [`${kind} ${quote(subject)}: ${why}. ${printable(todo)}`];
  return [
    `${printable(subject)} has ${plural(candidates.length, "application")}, and ${why}. ${todo}`,
    ...candidates.map((candidate) => `  ${describeCandidate(candidate)}`),
  ];
}

const describeGone = (gone: Gone): string => {
  const { type, name, id, isDeclared } = gone;
  const what = `${namedThing(type, name)} (${printable(id)}): the state has it, and somebody deleted it by hand.`;
  if (!isDeclared)
    return `${what} No file declares it any more, so no update makes it again: the next one that goes through just forgets it`;
  return isLost(gone)
    ? `${what} It cannot be brought back; \`pulumi refresh\` forgets it, and the next update then makes another, with a new client ID`
    : `${what} An update does not see that, and one with --refresh makes it again`;
};

export interface Chapter {
  readonly title: string;
  readonly lines: readonly string[];
}

/** By what becomes of it; chapters without lines are left out. */
export function describeLeftovers(leftovers: Leftovers, written: boolean): Chapter[] {
  const { pending, unread, pendingElsewhere, adopted, undecided, strangers, gone } = leftovers;
  const begun = new Set(pending.map(({ urn }) => urn));
  const done = (past: string, later: string) => (written ? past : `--write ${later}`);
  const chapters: Chapter[] = [
    {
      title: done("read anew from the tenant", "reads anew from the tenant"),
      lines: [
        ...pending.map(describePending),
        ...unread.filter(({ urn }) => !begun.has(urn)).map(describeUnread),
      ],
    },
    { title: `${done("taken", "takes")} into the state`, lines: describeAdopted(adopted) },
    {
      title: done("deleted in the tenant", "deletes in the tenant"),
      lines: describeDoomed(leftovers),
    },
    { title: "a person has to decide", lines: undecided.flatMap(describeUndecided) },
    {
      title: "gone from the tenant",
      lines: gone.map(describeGone),
    },
    {
      title: "left alone",
      lines: [
        ...strangers.map(
          ({ partner, clientId }) =>
            `application ${printable(clientId)}: made for ${printable(partner)}, which has no file in this stack; drift says what it may do`,
        ),
        ...pendingElsewhere.map(
          (operation) => `${describePending(operation)}; look there whether it was, before the next update`,
        ),
      ],
    },
  ];
  return chapters.filter(({ lines }) => lines.length > 0);
}

/** What a local run puts right without being asked, in one sentence each. */
export function noteLeftovers(leftovers: Leftovers): string[] {
  const { adopted } = leftovers;
  const applications = adopted.filter(({ type }) => type === TYPES.client).map(({ name }) => printable(name));
  const others = adopted.length - applications.length;
  const found = [
    ...(applications.length > 0
      ? [`the ${nounFor(applications.length, "application")} of ${applications.sort().join(", ")}`]
      : []),
    ...(others > 0 ? [plural(others, "other object")] : []),
  ];
  const adopting = `adopting ${found.join(" and ")} found in the tenant instead of creating again`;
  const done = [
    ...(found.length > 0 ? [adopting] : []),
    ...describeDoomed(leftovers).map((what) => `removing ${what}`),
  ];
  return done.map((what) => `an earlier run was interrupted: ${what}`);
}
