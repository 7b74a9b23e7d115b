// Declarations and the history of their files become evidence: who has what, since when, approved in which change.

import type { Partner } from "../model/partner.ts";
import type { Workspace } from "../model/workspace.ts";
import { activeStacksOf, holdingKey } from "./held.ts";

/** One commit of the main line that changed a partner's file; the newest first. */
export interface Revision {
  readonly commit: string;
  /** ISO 8601. */
  readonly date: string;
  readonly author: string;
  readonly subject: string;
  /** A `holdingKey` for each scope in each stack; absent where the file could not be understood. */
  readonly held?: ReadonlySet<string>;
}

export interface History {
  readonly revisions: readonly Revision[];
  /** Whether there may be older commits that were not read. */
  readonly isCut: boolean;
}

/** One scope that one partner holds since one change, in the stacks that this change gave it. */
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

/**
 * GitHub puts the number last when it squashes, whatever the title says; and first when it merges, before a branch,
 * whose name holds no space.
 * Source: https://docs.github.com/en/pull-requests (read 2026-11)
 */
const pullRequestIn = (subject: string) =>
  (/ \(#(\d+)\)$/.exec(subject) ?? /^Merge pull request #(\d+) from \S+$/.exec(subject))?.[1];

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
  const { name, owner, contract, review_by: reviewBy = "" } = partner;
  for (const grant of partner.grants) {
    const { api, subject_type: subjectType, scopes, reason } = grant;
    for (const scope of [...new Set(scopes)].sort()) {
      const given = activeStacksOf(partner, grant).map(
        (stack) => [stack, sinceOf(holdingKey(stack, api, subjectType, scope), history)] as const,
      );
      for (const together of Map.groupBy(given, ([, { since, commit }]) => `${since} ${commit}`).values())
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
          stacks: together.map(([stack]) => stack),
          reason,
          ...(together[0]?.[1] ?? NOT_COMMITTED),
        };
    }
  }
}

/** Every scope of every active partner, by partner and in the order of its grants. */
export const evidenceOf = (workspace: Workspace, histories: ReadonlyMap<string, History>): Evidence[] =>
  [...workspace.partners.values()].flatMap(({ id, value }) => [
    ...ofPartner(id, value, histories.get(id) ?? { revisions: [], isCut: false }, workspace),
  ]);
