// Declarations and the history of their files become evidence: who has what, since when, approved in which change.

import { givenBy } from "../model/any-token.ts";
import type { Partner } from "../model/partner.ts";
import { declaredSensitivities } from "../model/sensitivity.ts";
import type { OwnApplication } from "../model/tenant.ts";
import type { Way } from "../model/way.ts";
import type { Workspace } from "../model/workspace.ts";
import {
  actionKey,
  activeStacksOf,
  connectionKey,
  FURTHER_WAYS,
  givenToOwn,
  holdingKey,
  MANAGEMENT_API,
  roleKey,
} from "./held.ts";

/** Who holds something: the row's `partner` is its id, or our own application's; an Action's or a role's name. */
export type HolderKind = "partner" | "own-application" | "action" | "connection" | "role";

/** One commit of the main line that changed a partner's file; the newest first. */
export interface Revision {
  readonly commit: string;
  /** ISO 8601. */
  readonly date: string;
  readonly author: string;
  readonly subject: string;
  /** The message below the subject. */
  readonly body?: string;
  /** A `holdingKey` for each scope in each stack; absent where the file could not be understood. */
  readonly held?: ReadonlySet<string>;
}

/** Commits of one file, as git has them. */
export interface History {
  readonly revisions: readonly Revision[];
  /** Whether there may be older commits that were not read. */
  readonly isCut: boolean;
}

/** The histories of the files that give something. */
export interface Histories {
  readonly partners: ReadonlyMap<string, History>;
  readonly ownApplications: ReadonlyMap<string, History>;
  /** Of tenant.yaml, for Actions and roles. */
  readonly tenant: History;
}

/** One scope that one holder has since one change, in the stacks that this change gave it. */
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
  /** `#12`, on GitLab `!12`, or empty where the message names none. */
  readonly pullRequest: string;
  readonly holder: HolderKind;
  /** By which way of docs/ways.md. */
  readonly way: Way;
}

/**
 * GitHub puts the number last when it squashes, whatever the title says; and first when it merges, before a branch,
 * whose name holds no space.
 * Source: https://docs.github.com/en/pull-requests (read 2026-11)
 */
const ofGithub = (subject: string) =>
  (/ \(#\d+\)$/.exec(subject) ?? /^Merge pull request #\d+ from \S+$/.exec(subject))?.[0].match(/#\d+/)?.[0];

/**
 * GitLab ends the message of a merge with it, below the title and whatever else somebody wrote.
 * Source: https://docs.gitlab.com/user/project/merge_requests/commit_templates/
 */
const ofGitlab = (body: string) =>
  [...body.matchAll(/^See merge request (?:[\w./-]+)?(!\d+)\s*$/gm)].at(-1)?.[1];

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

function told({ commit, date, author, subject, body = "" }: Revision, isEarlier: boolean): Since {
  return {
    since: `${date.slice(0, "YYYY-MM-DD".length)}${isEarlier ? " or earlier" : ""}`,
    commit,
    author,
    change: subject,
    pullRequest: ofGithub(subject) ?? ofGitlab(body) ?? "",
  };
}

type Holding = Omit<Evidence, "stacks" | "sensitivity" | keyof Since>;

function sensitivityOf({ api, scope }: Holding, apis: Workspace["apis"]): string {
  const declared = apis.get(api)?.value;
  return (declared && declaredSensitivities(declared).get(scope)) ?? "";
}

/** One row for each change that gave the scope to some of the stacks. */
function* rowsOf(
  holding: Holding,
  stacks: readonly string[],
  { apis }: Workspace,
  history: History | undefined,
  keyOf: (stack: string) => string,
): Generator<Evidence> {
  const since = (stack: string) => sinceOf(keyOf(stack), history ?? { revisions: [], isCut: false });
  const given = stacks.map((stack) => [stack, since(stack)] as const);
  for (const together of Map.groupBy(given, ([, { since, commit }]) => `${since} ${commit}`).values())
    yield {
      ...holding,
      sensitivity: sensitivityOf(holding, apis),
      stacks: together.map(([stack]) => stack),
      ...(together[0]?.[1] ?? NOT_COMMITTED),
    };
}

const sorted = (scopes: Iterable<string>) => [...new Set(scopes)].sort();

function* ofPartner(id: string, partner: Partner, workspace: Workspace, history: History | undefined) {
  const { name, owner, contract, review_by: reviewBy = "" } = partner;
  const about = {
    ...({ holder: "partner", partner: id, way: "own-grant" } as const),
    ...{ name, owner, contract: contract.reference, contractEnds: contract.ends, reviewBy },
  };
  for (const grant of partner.grants) {
    const { api, subject_type: subjectType, scopes, reason } = grant;
    for (const scope of sorted(givenBy(workspace.apis.get(api)?.value, scopes)))
      yield* rowsOf(
        { ...about, api, subjectType, scope, reason },
        activeStacksOf(partner, grant),
        workspace,
        history,
        (stack) => holdingKey(stack, api, subjectType, scope),
      );
  }
}

/** Nobody has a contract about them. */
const WITHOUT_CONTRACT = { contract: "", contractEnds: "", reviewBy: "", reason: "" };

const wayOf = (api: string, scope: string): Way => {
  if (api === FURTHER_WAYS) return scope as Way;
  return api === MANAGEMENT_API ? "management-api" : "own-grant";
};

function* ofOwn(id: string, own: OwnApplication, workspace: Workspace, history: History | undefined) {
  const about = {
    ...({ holder: "own-application", partner: id, name: own.name } as const),
    ...{ ...WITHOUT_CONTRACT, owner: workspace.tenant?.value.security ?? "" },
  };
  for (const { api, subject_type: subjectType, scopes } of givenToOwn(own))
    for (const scope of sorted(givenBy(workspace.apis.get(api)?.value, scopes)))
      yield* rowsOf(
        { ...about, api, subjectType, scope, way: wayOf(api, scope) },
        Object.keys(own.stacks).sort(),
        workspace,
        history,
        (stack) => holdingKey(stack, api, subjectType, scope),
      );
}

/** Actions of others and connections that somebody has read, and roles: the files name them for all stacks. */
function* ofTenant(workspace: Workspace, history: History) {
  const { security = "", actions = [], connections = [], roles = {} } = workspace.tenant?.value ?? {};
  const stacks = [...workspace.stacks.keys()].sort();
  const rows = (holding: Omit<Holding, keyof typeof WITHOUT_CONTRACT | "owner">, key: string) =>
    rowsOf({ ...WITHOUT_CONTRACT, owner: security, ...holding }, stacks, workspace, history, () => key);
  for (const { name, trigger, sha256 } of actions) {
    const about = { ...({ holder: "action", way: "action" } as const), partner: name, name };
    const what = { api: "Actions", subjectType: trigger, scope: `SHA-256 ${sha256}` };
    yield* rows({ ...about, ...what }, actionKey({ name, trigger, sha256 }));
  }
  for (const { name, inspected } of connections) {
    if (inspected === undefined) continue;
    const about = { ...({ holder: "connection", way: "connection-profile" } as const), partner: name, name };
    const what = { api: "Users' accounts", subjectType: "user", scope: `inspected ${inspected}` };
    yield* rows({ ...about, ...what }, connectionKey(name, inspected));
  }
  for (const [role, held] of Object.entries(roles)) {
    const about = { ...({ holder: "role", way: "permissions" } as const), partner: role, name: role };
    for (const [api, scopes] of Object.entries(held))
      for (const scope of sorted(scopes))
        yield* rows({ ...about, api, subjectType: "user", scope }, roleKey(role, api, scope));
  }
}

/** Every scope of every active partner, then of our own applications, then Actions, connections and roles, in the order of the files. */
export function evidenceOf(
  workspace: Workspace,
  { partners, ownApplications, tenant }: Histories,
): Evidence[] {
  const own = Object.entries(workspace.tenant?.value.own_applications ?? {});
  return [
    ...[...workspace.partners.values()].flatMap(({ id, value }) => [
      ...ofPartner(id, value, workspace, partners.get(id)),
    ]),
    ...own.flatMap(([id, value]) => [...ofOwn(id, value, workspace, ownApplications.get(id))]),
    ...ofTenant(workspace, tenant),
  ];
}
