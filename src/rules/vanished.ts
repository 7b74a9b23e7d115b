// Two workspaces, before and after → what is gone though nobody had retired or moved it, of every kind.

import { heirsIn, idsIn, type Kind, renamesIn } from "../identity/heirs.ts";
import { areOfOnePartner, declarationOf, keyOf, pathOf, stemOf } from "../model/applications.ts";
import type { Partner } from "../model/partner.ts";
import { LOCAL_STACK, PART_OF } from "../model/stack.ts";
import { DEFAULT_STATUS, mayGo, statusIn } from "../model/status.ts";
import type { Declared, Path, Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";

/** `check` has these rules only when it is given a base to compare with. */
export const PARTNER_VANISHED = {
  id: "partner-vanished",
  title: "A partner is retired in one change, and its file or its stack goes in a later one",
  why: "with it the application goes, and neither its client ID nor the users' consents ever come back",
  source: "docs/runbook.md",
} as const;

/** The same of everything else. */
export const VANISHED = {
  id: "vanished",
  title: "An API, an application of ours, a stack or a part that is gone was used by nobody any more",
  why: "with it go live applications and grants, and neither client IDs nor users' consents ever come back",
  source: "docs/runbook.md",
} as const;

/** Something wrong with what a change does to the files, whatever it says after it. */
export interface Compared {
  /** The file that is gone, or the one that says too little. */
  readonly file: string;
  /** Where in the file, if it is still there. */
  readonly at?: Path;
  readonly what: string;
  readonly fix: string;
  /** Absent: an error. */
  readonly severity?: "warning";
}

const isRetiredIn = (partner: Partner, stack: string) => mayGo(statusIn(partner, stack));

/** Whether it is retired as a whole, or in each of its stacks. */
export function isRetired(partner: Partner): boolean {
  const stacks = Object.keys(partner.stacks);
  const isEverywhere = stacks.length > 0 && stacks.every((stack) => isRetiredIn(partner, stack));
  return mayGo(partner.status ?? DEFAULT_STATUS) || isEverywhere;
}

/** Client IDs of our own applications in a stack. */
const ownIn = ({ tenant }: Workspace, stack: string): ReadonlySet<string> =>
  new Set(
    Object.values(tenant?.value.own_applications ?? {}).flatMap(({ stacks }) =>
      Object.hasOwn(stacks, stack) ? (stacks[stack]?.client_id ?? []) : [],
    ),
  );

/** Whether the application of a partner in a stack is ours now: every update asks to forget it as the partner's first. */
const isOursNow = (after: Workspace, { stacks }: Partner, stack: string): boolean =>
  ownIn(after, stack).has(stacks[stack]?.client_id ?? "");

/** Whether an application of ours is new in one of the partner's stacks: without a client ID in its file it may be the same. */
const mayBeOurs = (before: Workspace, after: Workspace, { stacks }: Partner): boolean =>
  Object.keys(stacks).some(
    (stack) =>
      stacks[stack]?.client_id === undefined &&
      [...ownIn(after, stack)].some((clientId) => !ownIn(before, stack).has(clientId)),
  );

const IF_OURS =
  "; if tenant.yaml has its application as ours now, write its client_id below its stack first, and move it in a later change";

const livingIn = ({ partners }: Workspace, stack: string) =>
  [...partners.values()].filter(
    ({ value }) => Object.hasOwn(value.stacks, stack) && !isRetiredIn(value, stack),
  );

const listed = (partners: readonly Declared<Partner>[]) => partners.map(({ id }) => quote(id)).join(", ");

/** What of the API was still in use. */
function usesOf({ partners, stacks, tenant }: Workspace, api: string): string | undefined {
  const users = [...partners.values()].filter(
    ({ value }) => !isRetired(value) && value.grants.some((grant) => grant.api === api),
  );
  const hosts = [...stacks.values()].filter(({ value }) =>
    Object.hasOwn(value.config["partner-access:hosting"] ?? {}, api),
  );
  const own = Object.entries(tenant?.value.own_applications ?? {}).filter(([, { grants }]) =>
    grants.some((grant) => grant.api === api),
  );
  if (own.length > 0)
    return `applications of ours had grants for it: ${own.map(([id]) => quote(id)).join(", ")}`;
  if (users.length > 0) return `partners had grants for it: ${listed(users)}`;
  return hosts.length > 0 ? `stacks hosted it: ${hosts.map(({ id }) => quote(id)).join(", ")}` : undefined;
}

const HOW_TO_END: Readonly<Record<Kind, (id: string) => string>> = {
  partners: (id) =>
    `bring ${keyOf(id) === undefined ? "the file" : pathOf(id).join(".")} back and \`retire ${id}\` first`,
  apis: () => "bring the file back, take its grants and its hosting away, and delete it in a later change",
};

/** By its name an update takes the one new partner that was nobody for one that was retired, whose application is still there. */
function isTakenFor(before: Workspace, after: Workspace, id: string, { name }: Partner): boolean {
  const renamed = new Set(renamesIn(before, after, "partners").values());
  const isNew = (other: string) =>
    !before.partners.has(other) && !renamed.has(other) && !areOfOnePartner(id, other);
  return [...after.partners.values()].filter((one) => one.value.name === name && isNew(one.id)).length === 1;
}

/** Why what is gone may not be; undefined where it may. */
function obstacleOf(before: Workspace, after: Workspace, kind: Kind, id: string): string | undefined {
  if (!before[kind].has(id)) return "what its file said could not be read";
  if (kind === "apis") return usesOf(before, id);
  const partner = before.partners.get(id)?.value;
  if (partner === undefined) return undefined;
  if (!isRetired(partner)) {
    // The local stack takes nothing over, and asks before it deletes anything.
    const shared = Object.keys(partner.stacks).filter((stack) => stack !== LOCAL_STACK);
    const living = shared.filter((stack) => !isRetiredIn(partner, stack));
    const isOurs = living.length > 0 && living.every((stack) => isOursNow(after, partner, stack));
    return isOurs ? undefined : "nobody had retired it";
  }
  return isTakenFor(before, after, id, partner)
    ? "a new one has its name: every update refuses to delete its application"
    : undefined;
}

/** What is gone without a rename though it was in use, and why it may not be. */
function lostIn(before: Workspace, after: Workspace, kind: Kind): ReadonlyMap<string, string> {
  const renames = renamesIn(before, after, kind);
  const found = new Map<string, string>();
  for (const id of idsIn(before, kind, after)) {
    if (after[kind].has(id) || after.unreadable.has(`${kind}/${stemOf(id)}.yaml`) || renames.has(id))
      continue;
    const why = obstacleOf(before, after, kind, id);
    if (why !== undefined) found.set(id, why);
  }
  return found;
}

/** What is gone and was in use → what looks like it, and does not say that it was that. */
export const silentRenamesIn = (before: Workspace, after: Workspace, kind: Kind) =>
  heirsIn(before, after, kind, [...lostIn(before, after, kind).keys()]);

/** The whole line: a stack that was not deployed for long still knows it by an older id. */
const formerIdsOf = (before: Workspace, after: Workspace, kind: Kind, id: string): string =>
  [...(before[kind].get(id)?.value.former_ids ?? []).filter((one) => !after[kind].has(one)), id].join(", ");

function* filesGone(before: Workspace, after: Workspace, kind: Kind): Generator<Compared> {
  const heirs = silentRenamesIn(before, after, kind);
  for (const [id, why] of lostIn(before, after, kind)) {
    const name = quote(before[kind].get(id)?.value.name ?? id);
    const key = keyOf(id);
    const what =
      kind === "apis" ? "API" : key === undefined ? "partner" : `application ${quote(key)} of partner`;
    const heir = heirs.get(id);
    const end = HOW_TO_END[kind](id);
    const line = `write former_ids: [${formerIdsOf(before, after, kind, id)}]`;
    const isSure = heir !== undefined && !areOfOnePartner(id, heir);
    const was = before.partners.get(id)?.value;
    const orNot =
      kind === "partners" && was && isRetired(was)
        ? `; for an application of its own, deploy first that ${declarationOf(kind, id)} is gone`
        : isSure
          ? ""
          : `; if that is another one, ${end}`;
    // By one that was there before, or that was another one: it cannot have been both.
    const isClaimed = [...after[kind].values()].some(({ value }) => value.former_ids?.includes(id));
    const ifRenamed = `; if it was renamed, ${line} ${key === undefined ? "into the new file" : "below its new key, or into its new file"}`;
    yield {
      file: `${kind}/${stemOf(id)}.yaml`,
      what: `${what} ${name} is gone, and ${why}`,
      fix:
        heir !== undefined && !isClaimed
          ? `it is declared as ${quote(heir)} now: ${line} into ${declarationOf(kind, heir)}${orNot}`
          : `${end}${was && mayBeOurs(before, after, was) ? IF_OURS : ""}${isClaimed ? `, and take ${quote(id)} out of the former_ids that name it` : ifRenamed}`,
    };
  }
}

function* stacksLeft(before: Workspace, after: Workspace): Generator<Compared> {
  const renames = renamesIn(before, after, "partners");
  for (const { id, value } of before.partners.values()) {
    const now = after.partners.get(renames.get(id) ?? id);
    if (!now) continue;
    for (const stack of Object.keys(value.stacks)) {
      const isThere = Object.hasOwn(now.value.stacks, stack) || !after.stacks.has(stack);
      if (isThere || isRetiredIn(value, stack) || isOursNow(after, value, stack)) continue;
      yield {
        file: now.file,
        at: ["stacks"],
        what: `partner ${quote(now.value.name)} is gone from stack ${quote(stack)}, and nobody had retired it there`,
        fix: `bring the stack back with status: retired, and remove it in a later change${mayBeOurs(before, after, value) ? IF_OURS : ""}`,
      };
    }
  }
}

/** Where the client ID of one of our own applications is declared still, whatever its key: as ours, or as a partner's. */
const isDeclared = ({ tenant, partners }: Workspace, stack: string, clientId: string): boolean =>
  [
    ...Object.values(tenant?.value.own_applications ?? {}),
    ...[...partners.values()].map(({ value }) => value),
  ].some(({ stacks }) => Object.hasOwn(stacks, stack) && stacks[stack]?.client_id === clientId);

function* ownGone(before: Workspace, after: Workspace): Generator<Compared> {
  if (!after.tenant) return;
  for (const [id, { name, stacks, grants }] of Object.entries(before.tenant?.value.own_applications ?? {}))
    for (const [stack, { client_id }] of Object.entries(stacks)) {
      if (grants.length === 0 || !after.stacks.has(stack) || isDeclared(after, stack, client_id)) continue;
      const isThere = Object.hasOwn(after.tenant.value.own_applications ?? {}, id);
      yield {
        file: after.tenant.file,
        ...(isThere && { at: ["own_applications", id, "stacks"] }),
        what: `our own application ${quote(name)} (${client_id}) is gone from stack ${quote(stack)}, and had grants`,
        fix: "bring it back with grants: [], deploy that once nobody uses it, and take it out in a later change",
      };
    }
}

function* stacksGone(before: Workspace, after: Workspace): Generator<Compared> {
  for (const { id, file, value } of before.stacks.values()) {
    if (after.stacks.has(id) || after.unreadable.has(file)) continue;
    const living = livingIn(before, id);
    if (living.length === 0) continue;
    const domain = value.config["auth0:domain"];
    const heir = [...after.stacks.values()].find((one) => one.value.config["auth0:domain"] === domain);
    yield {
      file,
      what: `stack ${quote(id)} is gone, and partners were in it: ${listed(living)}`,
      fix: heir
        ? `call ${heir.file} ${file} again: a stack's name is part of its state, its applications' markers and its names on AWS`
        : "bring the file back, retire its partners there, and delete it in a later change",
    };
  }
}

function* partsGone(before: Workspace, after: Workspace): Generator<Compared> {
  for (const { id, file, value } of before.parts.values()) {
    const stack = value.config[PART_OF];
    const now = after.parts.get(id)?.value.config[PART_OF];
    if (now === stack || after.unreadable.has(file)) continue;
    const living = livingIn(before, stack).filter((one) => one.value.stacks[stack]?.part === id);
    if (living.length > 0)
      yield {
        file,
        what: now
          ? `part ${quote(id)} of stack ${quote(stack)} is now one of ${quote(now)}, and its state has partners: ${listed(living)}`
          : `part ${quote(id)} is gone, and its state has partners: ${listed(living)}`,
        fix: now
          ? `write ${PART_OF}: ${stack} again, and make another part for ${quote(now)}`
          : "bring the file back, move its partners to another part with their state, and delete it in a later change",
      };
  }
}

/** In the order of ids. A file that could not be read before counts as in use. */
export function* vanishedPartners(before: Workspace, after: Workspace): Generator<Compared> {
  yield* filesGone(before, after, "partners");
  yield* stacksLeft(before, after);
}

/** In the order of kinds and ids. A file that could not be read before counts as in use. */
export function* vanished(before: Workspace, after: Workspace): Generator<Compared> {
  yield* filesGone(before, after, "apis");
  yield* ownGone(before, after);
  yield* stacksGone(before, after);
  yield* partsGone(before, after);
}
