// What a stack's state holds, and a plan → what is held under a name that the plan gives to nobody or to another thing:
// an update would delete it, fail to make it again, or hand it over.
import type { Plan } from "../plan/types.ts";
import { bearerOf, type Named } from "./names.ts";
import { apiOf } from "./natural-keys.ts";

/** What tells one thing of a kind from another whatever its file is called, and how it is spoken of. */
interface HeldKind {
  readonly folder: string;
  readonly noun: string;
  declared(plan: Plan): Readonly<Record<string, Named>>;
  /** The declaration of the same thing, whatever its name. */
  sameAs(plan: Plan, held: Held): string | undefined;
  /** What tells it apart, as people know it; absent where the state does not say. */
  called(held: Held): string | undefined;
  calledIn(plan: Plan, id: string): string | undefined;
}

const nameIn = ({ partners }: Plan, id: string) =>
  Object.hasOwn(partners, id) ? partners[id]?.application.name : undefined;

const adopts = ({ partners }: Plan, id: string, clientId: string) => partners[id]?.adopts === clientId;

const KINDS = {
  api: {
    folder: "apis",
    noun: "API",
    declared: ({ apis }) => apis,
    sameAs: (plan, { key }) => apiOf(plan, key),
    called: ({ key }) => key,
    calledIn: ({ apis }, id) => apis[id]?.resourceServer.identifier,
  },
  partner: {
    folder: "partners",
    noun: "application",
    declared: ({ partners }) => partners,
    // Names are unique among partners, and all that is left of one whose file is called otherwise.
    sameAs(plan, { key, called }) {
      const ids = Object.keys(plan.partners);
      return (
        ids.find((id) => adopts(plan, id, key)) ??
        ids.find((id) => called !== undefined && nameIn(plan, id) === called)
      );
    },
    called: ({ called }) => called,
    calledIn: nameIn,
  },
} as const satisfies Record<string, HeldKind>;

/** One object that a stack was deployed with. */
export interface Held {
  readonly kind: keyof typeof KINDS;
  /** The name in the state: its file's stem of then. */
  readonly name: string;
  /** An API's identifier; a partner's client ID. */
  readonly key: string;
  /** The application's name, as users know it; absent where nobody told, and of APIs. */
  readonly called?: string;
  /** Whether the same state has grants for it: somebody lives on it. A retired partner has none. */
  readonly isGranted?: true;
}

const kindOf = ({ kind }: Held): HeldKind => KINDS[kind];

/** An object that is declared under another name than the state has, and no former id keeps it. */
export interface Misnamed extends Held {
  readonly declaredAs: string;
  /** Whether no former id could keep it, since both names are in use. */
  readonly isTaken: boolean;
}

const bearer = (plan: Plan, held: Held): string | undefined =>
  bearerOf(kindOf(held).declared(plan), held.name);

/** Pulumi heeds a former id only where nothing is held under the present one. */
const hasOwn = (held: readonly Held[], { kind, name }: Held, id: string): boolean =>
  name !== id && held.some((other) => other.kind === kind && other.name === id);

/** In the order of what is held. */
export const misnamedIn = (plan: Plan, held: readonly Held[]): Misnamed[] =>
  held.flatMap((one) => {
    const [now, id] = [kindOf(one).sameAs(plan, one), bearer(plan, one)];
    if (now === undefined || (now === id && !hasOwn(held, one, now))) return [];
    return [{ ...one, declaredAs: now, isTaken: id !== undefined }];
  });

/** An object that a declaration says it was, though it has one of its own or is called otherwise. */
export interface Claimed extends Held {
  readonly claimedBy: string;
  /** Whether the state holds the claimant's own as well: then the claimed one is deleted. */
  readonly isBeside: boolean;
}

/** In the order of what is held. Nothing but the former id says that they are the same: a review has to. */
export const claimedIn = (plan: Plan, held: readonly Held[]): Claimed[] =>
  held.flatMap((one) => {
    const id = bearer(plan, one);
    if (id === undefined || id === one.name) return [];
    const isBeside = hasOwn(held, one, id);
    const { called, calledIn, sameAs } = kindOf(one);
    const isSame =
      called(one) === undefined || called(one) === calledIn(plan, id) || sameAs(plan, one) === id;
    return isBeside || !isSame ? [{ ...one, claimedBy: id, isBeside }] : [];
  });

/** In the order of what is held: what has grants and that no file declares any more, under whatever name. */
export const vanishedIn = (plan: Plan, held: readonly Held[]): Held[] => {
  const ours = new Set(Object.values(plan.ownApplications).map(({ clientId }) => clientId));
  return held.filter(
    (one) =>
      one.isGranted === true &&
      bearer(plan, one) === undefined &&
      kindOf(one).sameAs(plan, one) === undefined &&
      !ours.has(one.key),
  );
};

/** Whether something is held under a former name: until an update has run, only the former id keeps it. */
export const isRenamed = (plan: Plan, held: readonly Held[]): boolean =>
  held.some((one) => {
    const id = bearer(plan, one);
    return id !== undefined && id !== one.name;
  });

const shown = (held: Held) => JSON.stringify(kindOf(held).called(held) ?? held.key);

/** What is wrong and what to write: the whole list, since other stacks may still need the rest of it. */
function misnamedSentence(plan: Plan, misnamed: Misnamed): string {
  const { name, declaredAs: id, isTaken, kind, key } = misnamed;
  const { folder, noun, declared }: HeldKind = kindOf(misnamed);
  const file = `${folder}/${id}.yaml`;
  const formerIds = [...(declared(plan)[id]?.formerIds ?? []), name].join(", ");
  const what = `the ${noun} ${shown(misnamed)} was deployed as ${JSON.stringify(name)}, and ${file} declares it now`;
  if (isTaken && kind === "partner" && adopts(plan, id, key))
    return `${what} by its client_id, while ${folder}/${name}.yaml is still there: write the client_id of its own application, or none, into ${file}`;
  return isTaken
    ? `${what}, while both names are in use: give each the name that it had, and rename one at a time`
    : `${what}: write former_ids: [${formerIds}] into ${file}, or the ${noun} and every grant for it would be deleted`;
}

/** What the former id would do, and what to do instead. */
function claimedSentence(plan: Plan, claimed: Claimed): string {
  const { name, claimedBy: id, isBeside } = claimed;
  const { folder, noun, calledIn } = kindOf(claimed);
  const file = `${folder}/${id}.yaml`;
  if (isBeside)
    return `${file} names the former id ${JSON.stringify(name)} and has an ${noun} of its own: that of ${JSON.stringify(name)} would be deleted. Remove the former id, and let a review say what becomes of it`;
  return `the ${noun} ${shown(claimed)} was deployed as ${JSON.stringify(name)}, and ${file}, which says that it was that, is ${JSON.stringify(calledIn(plan, id) ?? id)}: it would get what the other has. If it is the same, deploy the rename alone first; else remove the former id`;
}

/** What its going would mean, and what to do instead. */
function vanishedSentence(held: Held): string {
  const { folder, noun } = kindOf(held);
  const { name } = held;
  const file = `${folder}/${name}.yaml`;
  const end =
    held.kind === "partner"
      ? `bring it back into ${file} with status: retired, deploy that, and take it out in a later change`
      : `bring ${file} back, take its grants away, deploy that, and delete it in a later change`;
  return `the ${noun} ${shown(held)} was deployed as ${JSON.stringify(name)}, has grants, and is declared nowhere: ${end}; if it was renamed, write former_ids: [${name}] into its new file`;
}

const listed = (plan: Plan, why: string, sentences: readonly string[]) =>
  [
    `nothing is changed in stack ${plan.part ?? plan.stack}, since ${why}:`,
    ...sentences.map((one) => `  ${one}`),
  ].join("\n");

/** All of them, as one message. */
export const misnamedMessage = (plan: Plan, misnamed: readonly Misnamed[]): string =>
  listed(
    plan,
    "a live object would be deleted or made again under another name",
    misnamed.map((one) => misnamedSentence(plan, one)),
  );

/** The same of what is claimed. */
export const claimedMessage = (plan: Plan, claimed: readonly Claimed[]): string =>
  listed(
    plan,
    "a live object would be deleted or become another's",
    claimed.map((one) => claimedSentence(plan, one)),
  );

/** The same of what vanished. */
export const vanishedMessage = (plan: Plan, vanished: readonly Held[]): string =>
  listed(plan, "what is in use would be deleted for good", vanished.map(vanishedSentence));
