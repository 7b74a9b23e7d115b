// Declarations and the history of their files become evidence: who has what, since when, approved in which change.

import type { Partner } from "../model/partner.ts";
import { hasAccess } from "../model/status.ts";
import type { Workspace } from "../model/workspace.ts";

/** One commit of the main line that changed a partner's file; the newest first. */
export interface Revision {
  readonly commit: string;
  /** ISO 8601. */
  readonly date: string;
  readonly author: string;
  readonly subject: string;
  /** `<api>/<subject type>/<scope>` of an active partner; absent where the file could not be understood. */
  readonly held?: ReadonlySet<string>;
}

export interface History {
  readonly revisions: readonly Revision[];
  /** Whether there may be older commits that were not read. */
  readonly isCut: boolean;
}

/** One scope that one partner holds. */
export interface Evidence {
  readonly partner: string;
  readonly name: string;
  readonly owner: string;
  readonly contract: string;
  /** YYYY-MM-DD. */
  readonly contractEnds: string;
  /** YYYY-MM-DD, or empty. */
  readonly reviewBy: string;
  readonly api: string;
  readonly subjectType: string;
  readonly scope: string;
  readonly sensitivity: string;
  readonly stacks: readonly string[];
  readonly reason: string;
  /** Without interruption; `not committed` where the files on disk alone say so. */
  readonly since: string;
  readonly commit: string;
  readonly author: string;
  /** The commit's subject: it names the pull request. */
  readonly change: string;
  /** `#12`, or empty where the subject names none. */
  readonly pullRequest: string;
}

export const holdingKey = (api: string, subjectType: string, scope: string) =>
  `${api}/${subjectType}/${scope}`;

/** GitHub writes it into the subjects of merges and squashes. Source: https://docs.github.com/en/pull-requests (read 2026-11) */
const pullRequestIn = (subject: string) =>
  /^Merge pull request #(\d+) /.exec(subject)?.[1] ?? /\(#(\d+)\)$/.exec(subject)?.[1];

type Since = Pick<Evidence, "since" | "commit" | "author" | "change" | "pullRequest">;

const NOT_COMMITTED: Since = { since: "not committed", commit: "", author: "", change: "", pullRequest: "" };

/** The commit that gave what is held without a break. A revision that nobody can read neither gives nor takes. */
function sinceOf(key: string, { revisions, isCut }: History): Since {
  let first: Revision | undefined;
  for (const revision of revisions) {
    if (!revision.held) continue;
    if (!revision.held.has(key)) return first ? told(first, false) : NOT_COMMITTED;
    first = revision;
  }
  return first ? told(first, isCut) : NOT_COMMITTED;
}

function told({ commit, date, author, subject }: Revision, isEarlier: boolean): Since {
  const number = pullRequestIn(subject);
  return {
    since: `${date.slice(0, "YYYY-MM-DD".length)}${isEarlier ? " or earlier" : ""}`,
    commit,
    author,
    change: subject,
    pullRequest: number === undefined ? "" : `#${number}`,
  };
}

function* ofPartner(
  id: string,
  partner: Partner,
  history: History,
  { apis }: Workspace,
): Generator<Evidence> {
  if (!hasAccess(partner.status)) return;
  const { name, owner, contract, review_by: reviewBy = "" } = partner;
  for (const { api, subject_type: subjectType, scopes, reason, stacks } of partner.grants)
    for (const scope of [...new Set(scopes)].sort())
      yield {
        partner: id,
        name,
        owner,
        contract: contract.reference,
        contractEnds: contract.ends,
        reviewBy,
        api,
        subjectType,
        scope,
        sensitivity: apis.get(api)?.value.scopes[scope]?.sensitivity ?? "",
        stacks: Object.keys(partner.stacks)
          .filter((stack) => stacks?.includes(stack) ?? true)
          .filter((stack) => partner.stacks[stack]?.status === undefined)
          .sort(),
        reason,
        ...sinceOf(holdingKey(api, subjectType, scope), history),
      };
}

/** Every scope of every active partner, by partner and in the order of its grants. */
export const evidenceOf = (workspace: Workspace, histories: ReadonlyMap<string, History>): Evidence[] =>
  [...workspace.partners.values()].flatMap(({ id, value }) => [
    ...ofPartner(id, value, histories.get(id) ?? { revisions: [], isCut: false }, workspace),
  ]);
