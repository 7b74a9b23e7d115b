// Two workspaces, before and after → who was renamed, by what it says, and which new declaration looks like one that is gone.

import { areOfOnePartner, keyOf, stemOf } from "../model/applications.ts";
import type { Partner } from "../model/partner.ts";
import type { Path, Workspace } from "../model/workspace.ts";
import { renamesBetween } from "./names.ts";

/** What has a file of its own. */
export type Kind = "partners" | "apis";

/** What one thing has and no other of its kind: a rule keeps names, identifiers and callbacks apart. */
export interface NaturalKey {
  readonly value: string;
  /** What it is of, as a sentence says it; absent of a name or an identifier, which says itself. */
  readonly what?: string;
  /** Where in the file. */
  readonly at: Path;
}

/** Every callback of every stack. */
function callbacksOf({ stacks }: Partner): NaturalKey[] {
  const all = Object.entries(stacks).map(([stack, { callbacks = [] }]) => [stack, [...callbacks].sort()]);
  return all.some(([, callbacks]) => callbacks?.length)
    ? [{ value: JSON.stringify(all.sort()), what: "all of its callbacks", at: ["stacks"] }]
    : [];
}

/** What tells people, or Auth0, which partner or API it is, whatever its file is called. */
export function naturalKeysOf(workspace: Workspace, kind: Kind, id: string): readonly NaturalKey[] {
  if (kind === "apis") {
    const api = workspace.apis.get(id)?.value;
    return api ? [{ value: api.identifier, at: ["identifier"] }] : [];
  }
  const partner = workspace.partners.get(id)?.value;
  return partner ? [{ value: partner.name, at: ["name"] }, ...callbacksOf(partner)] : [];
}

/**
 * What a file that could not be read declared: of a partner's applications all that another state of the files has in it,
 * or says that they were in it.
 *
 * @returns ids of then, each with the one that it has in the other state; empty where that has none of them
 */
export function idsOfUnread(kind: Kind, stem: string, other: Workspace): ReadonlyMap<string, string> {
  const isOfFile = (id: string) => stemOf(id) === stem;
  const ids = [...other[kind].values()].flatMap(({ id, value: { former_ids = [] } }) => {
    const former = former_ids.filter((one) => isOfFile(one) && !other[kind].has(one));
    return (former.length === 0 && isOfFile(id) ? [id] : former).map((one) => [one, id] as const);
  });
  return new Map(ids);
}

/** In their order, those of files that could not be read as well, as far as the other state of the files says. */
export function idsIn(workspace: Workspace, kind: Kind, other: Workspace): string[] {
  const file = new RegExp(`^${kind}/(.+)\\.yaml$`);
  const unread = [...workspace.unreadable].flatMap((path) => file.exec(path)?.[1] ?? []);
  const ids = unread.flatMap((stem) => {
    const known = [...idsOfUnread(kind, stem, other).keys()];
    return known.length === 0 ? [stem] : known;
  });
  return [...new Set([...workspace[kind].keys(), ...ids])].sort();
}

/** Who of a kind was renamed, between two workspaces. */
export const renamesIn = (before: Workspace, after: Workspace, kind: Kind): ReadonlyMap<string, string> =>
  renamesBetween(
    new Set(idsIn(before, kind, after)),
    new Map([...after[kind].values()].map(({ id, value }) => [id, value.former_ids ?? []])),
  );

const clientIdsOf = ({ stacks }: Partner): string[] =>
  Object.entries(stacks).flatMap(([stack, { client_id: id }]) => (id ? [JSON.stringify([stack, id])] : []));

/** For whom it calls which API, without the scopes. */
const callsOf = ({ grants }: Partner): string =>
  JSON.stringify(grants.map(({ api, subject_type: type }) => `${api}/${type}`).sort());

const common = (ones: readonly string[], others: readonly string[]): number =>
  ones.filter((one) => others.includes(one)).length;

/**
 * How much of one declaration another one says; 0 where it is none of the kind that identifies. One partner's applications all
 * have its name: what distinguishes them is their client IDs, their callbacks and what they call.
 */
function likeness(before: Workspace, after: Workspace, kind: Kind, id: string, other: string): number {
  const isOfOne = areOfOnePartner(id, other);
  const keysOf = (workspace: Workspace, one: string) =>
    naturalKeysOf(workspace, kind, one)
      .filter(({ at }) => !isOfOne || at[0] !== "name")
      .map(({ value }) => value);
  const keys = common(keysOf(before, id), keysOf(after, other));
  const [was, is] = [before[kind].get(id)?.value, after[kind].get(other)?.value];
  if (kind === "apis" || was === undefined || is === undefined) return keys;
  const [old, present] = [was, is] as [Partner, Partner];
  const clientIds = common(clientIdsOf(old), clientIdsOf(present));
  const calls = callsOf(old) === callsOf(present) ? 1 : 0;
  const tells = keys > 0 || (isOfOne && clientIds + calls > 0);
  const sameKey = keyOf(id) === keyOf(other) ? 1 : 0;
  const sameGrants = JSON.stringify(old.grants) === JSON.stringify(present.grants) ? 1 : 0;
  return tells ? clientIds * 1000 + keys * 100 + sameKey * 10 + calls + sameGrants : 0;
}

/** The one that is liked most; none where nothing is alike, or two are as much. */
function liked(ids: readonly string[], likenessOf: (id: string) => number): string | undefined {
  const [first, second] = ids
    .map((id) => ({ id, likeness: likenessOf(id) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness);
  return first !== undefined && first.likeness > (second?.likeness ?? 0) ? first.id : undefined;
}

/**
 * Gone id → what is new, says most of it and of nothing else that is gone, and does not say that it was that.
 *
 * @param gone ids that nobody bears any more
 */
export function heirsIn(
  before: Workspace,
  after: Workspace,
  kind: Kind,
  gone: readonly string[],
): ReadonlyMap<string, string> {
  const renamed = new Set(renamesIn(before, after, kind).values());
  const fresh = [...after[kind].keys()].filter((id) => !before[kind].has(id) && !renamed.has(id));
  const between = (id: string, other: string) => likeness(before, after, kind, id, other);
  const found = new Map<string, string>();
  for (const id of gone) {
    const heir = liked(fresh, (other) => between(id, other));
    if (heir !== undefined && liked(gone, (one) => between(one, heir)) === id) found.set(id, heir);
  }
  return found;
}
