// What a stack's state holds, and a plan → what an update would delete, make a second time, or hand over to another.
import { areOfOnePartner, keyOf } from "../model/applications.ts";
import { entryOf } from "../model/record.ts";
import { mayGo } from "../model/status.ts";
import { kindOfApplication, type PermanentInput } from "../plan/replacement.ts";
import type { Plan } from "../plan/types.ts";
import { hasCallbacks, lookAlikeOf } from "./look-alike.ts";
import { bearerOf, type Named, namesOf } from "./names.ts";
import { apiOf } from "./natural-keys.ts";
import { exchangedWith, isSame, plannedAccess, plannedTraits, type TraitsOf } from "./siblings.ts";

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
  /** Whether somebody may live on it. */
  isInUse(held: Held): boolean;
  /** What in the declaration `id` makes the engine delete it and make another; undefined where nothing does. */
  replacedBy(plan: Plan, id: string, held: Held): string | undefined;
}

const nameIn = ({ partners }: Plan, id: string) => entryOf(partners, id)?.application.name;

const adopts = ({ partners }: Plan, id: string, clientId: string) => partners[id]?.adopts === clientId;

/** What its declaration says that an application is, as a sentence goes on, where Auth0 made it otherwise. */
function otherKind({ partners }: Plan, id: string, { permanent }: Held): string | undefined {
  const planned = partners[id]?.application;
  if (planned === undefined || permanent === undefined) return undefined;
  const [was, is] = [kindOfApplication(permanent), kindOfApplication(planned)];
  return was === is ? undefined : `that it is ${is}, and it was made ${was}`;
}

const KINDS = {
  api: {
    folder: "apis",
    noun: "API",
    declared: ({ apis }) => apis,
    sameAs: (plan, { key }) => apiOf(plan, key),
    called: ({ key }) => key,
    calledIn: ({ apis }, id) => apis[id]?.resourceServer.identifier,
    isInUse: ({ isGranted }) => isGranted === true,
    replacedBy({ apis }, id, { key }) {
      const { identifier } = apis[id]?.resourceServer ?? {};
      return identifier === key ? undefined : `the identifier ${JSON.stringify(identifier)}`;
    },
  },
  partner: {
    folder: "partners",
    noun: "application",
    declared: ({ partners }) => partners,
    sameAs(plan, { name, key, called, callbacks, isRetired }) {
      const adopting = Object.keys(plan.partners).find((id) => adopts(plan, id, key));
      if (adopting !== undefined || called === undefined) return adopting;
      const bearer = bearerOf(plan.partners, name);
      if (bearer !== undefined && nameIn(plan, bearer) === called) return bearer;
      // Its siblings of then have its name still where it was taken out of their file.
      const ids = bearer === undefined ? [name] : [bearer, name];
      // The callbacks of one that was retired may be another one's by now.
      return lookAlikeOf(plan, { ids, called, callbacks: isRetired ? [] : callbacks });
    },
    called: ({ called }) => called,
    calledIn: nameIn,
    isInUse: ({ isGranted, isRetired }) => isGranted === true || isRetired !== true,
    replacedBy(plan, id, held) {
      const { adopts } = plan.partners[id] ?? {};
      if (adopts === undefined) return otherKind(plan, id, held);
      return adopts === held.key ? undefined : `the client ID ${adopts}`;
    },
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
  /** Of an application. */
  readonly callbacks?: readonly string[];
  /** For what an application has grants, sorted. */
  readonly calls?: readonly string[];
  /** What those grants let it do, as `allowedBy` says it. */
  readonly access?: readonly string[];
  /** Whether a state of the stack has grants for it: somebody lives on it. */
  readonly isGranted?: true;
  /** Whether the last update of a partner retired it: its application may go. */
  readonly isRetired?: true;
  /** What Auth0 fixed when it made an application; absent where the state does not tell, and of APIs. */
  readonly permanent?: Readonly<Partial<Record<PermanentInput, unknown>>>;
}

/** Something that hangs on an application or an API, such as a grant, and has the other's name in its own. */
export type Hanging = Pick<Held, "kind" | "name" | "key">;

/** What is to be known of its kind: where it is declared, and when it is the same. */
export const heldKindOf = ({ kind }: Pick<Held, "kind">): HeldKind => KINDS[kind];

/** An object that is declared under another name than the state has, and no former id keeps it. */
export interface Misnamed extends Held {
  readonly declaredAs: string;
  /** Whether no former id could keep it, since both names are in use. */
  readonly isTaken: boolean;
  /** Whether only something that hangs on it has that name. */
  readonly isHanging?: true;
}

const bearer = (plan: Plan, held: Hanging): string | undefined =>
  bearerOf(heldKindOf(held).declared(plan), held.name);

/** Pulumi heeds the first of its names that the state has: what is held under a later one is deleted. */
function hasOwn(plan: Plan, held: readonly Held[], { kind, name }: Held, id: string): boolean {
  const names = namesOf(id, heldKindOf({ kind }).declared(plan)[id] ?? {});
  const place = names.includes(name) ? names.indexOf(name) : names.length;
  return held.some((other) => other.kind === kind && names.slice(0, place).includes(other.name));
}

/** An update that renamed an object and failed, or that never ran in a part, left what hangs on it under the old name. */
function misnamedHanging(plan: Plan, held: readonly Held[], one: Hanging): Misnamed[] {
  const on = held.find(({ kind, key }) => kind === one.kind && key === one.key);
  const [now, id] = [(on && bearer(plan, on)) ?? heldKindOf(one).sameAs(plan, on ?? one), bearer(plan, one)];
  if (now === undefined || now === id) return [];
  return [{ ...on, ...one, declaredAs: now, isTaken: id !== undefined, isHanging: true }];
}

const hasCallbacksOf = (plan: Plan, id: string, { callbacks = [] }: Held): boolean =>
  callbacks.length > 0 && hasCallbacks(plan, id, callbacks);

/** What the state has of the others of a file, by present ids; of one that was retired, others may have it. */
const heldTraits = (plan: Plan, held: readonly Held[], id: string): TraitsOf =>
  new Map(
    held.flatMap((its) => {
      const now = its.kind === "partner" && !its.isRetired ? bearer(plan, its) : undefined;
      if (now === undefined || !areOfOnePartner(now, id)) return [];
      return [[now, { callbacks: its.callbacks ?? [], access: its.access ?? [] }]];
    }),
  );

/** Whether more than its looks says that it is that: its name, a former or a client ID, or its key in a file called otherwise. */
const isSaid = (plan: Plan, one: Held, id: string): boolean =>
  bearer(plan, one) === id ||
  adopts(plan, id, one.key) ||
  (keyOf(id) !== undefined && keyOf(id) === keyOf(one.name));

/** The application of the same file that says now what this one said, whose key is another one's. */
function exchangedFor(plan: Plan, held: readonly Held[], one: Held, id: string): string | undefined {
  const isAlone = one.kind !== "partner" || keyOf(id) === undefined;
  if (isAlone || one.isRetired || adopts(plan, id, one.key)) return undefined;
  const its = { callbacks: one.callbacks ?? [], access: one.access ?? [] };
  const was = new Map([...heldTraits(plan, held, id), [id, its]]);
  return exchangedWith(id, was, plannedTraits(plan, id))?.id;
}

/** Applications with its name that nothing held is: where there are several, it may be any of them. */
function newOnesOf(plan: Plan, held: readonly Held[], { called, name }: Held): readonly string[] {
  const known = new Set(held.map((one) => (one.kind === "partner" ? bearer(plan, one) : undefined)));
  return Object.keys(plan.partners).filter(
    (id) => nameIn(plan, id) === called && !known.has(id) && !areOfOnePartner(id, name),
  );
}

/** Of several, the one that has its callbacks, else the only one that may do just what it might. */
function likeliestOf(plan: Plan, one: Held, ids: readonly string[]): string | undefined {
  const caller = ids.find((id) => hasCallbacksOf(plan, id, one));
  if (caller !== undefined) return caller;
  const may = (id: string) => isSame(one.access, plan.partners[id] && plannedAccess(plan.partners[id]));
  const [first, second] = ids.filter(may);
  return second === undefined ? first : undefined;
}

/** Whether a declaration that only has its name is that of another one: of several that lost theirs, nothing shows which. */
function isOfAnother(plan: Plan, held: readonly Held[], one: Held, id: string): boolean {
  if (one.kind !== "partner" || adopts(plan, id, one.key) || bearer(plan, one) !== undefined) return false;
  const others = held.filter((other) => other !== one && other.kind === "partner");
  if (others.some((other) => other.name !== id && bearer(plan, other) === id)) return true;
  const rivals = others.filter(
    (other) => bearer(plan, other) === undefined && heldKindOf(other).sameAs(plan, other) === id,
  );
  const isSure = hasCallbacksOf(plan, id, one) && !rivals.some((other) => hasCallbacksOf(plan, id, other));
  return rivals.length > 0 && !isSure;
}

/**
 * Of one partner's applications, which have one name: whether a declaration with that name is another one of them, while
 * a former id says what this one is called now.
 */
const isNamesakes = (plan: Plan, held: readonly Held[], one: Held, id: string): boolean =>
  one.kind === "partner" &&
  ![undefined, id, one.name].includes(bearer(plan, one)) &&
  !adopts(plan, id, one.key) &&
  !hasCallbacksOf(plan, id, one) &&
  held.some(
    (other) =>
      other !== one && other.kind === "partner" && other.called === one.called && bearer(plan, other) === id,
  );

/** The declaration of what is held, whatever it is called now; undefined where nothing, or not enough, says which. */
export function heirOf(plan: Plan, held: readonly Held[], one: Held): string | undefined {
  const now = heldKindOf(one).sameAs(plan, one);
  if (now !== undefined && (isOfAnother(plan, held, one, now) || isNamesakes(plan, held, one, now)))
    return undefined;
  const id = now ?? bearer(plan, one);
  if (one.kind === "partner" && (id === undefined || !isSaid(plan, one, id))) {
    const several = newOnesOf(plan, held, one);
    if (several.length > 1) return likeliestOf(plan, one, several);
  }
  return (id === undefined ? undefined : exchangedFor(plan, held, one, id)) ?? now;
}

/** In the order of what is held, and then of what hangs on it. */
export const misnamedIn = (
  plan: Plan,
  held: readonly Held[],
  hanging: readonly Hanging[] = [],
): Misnamed[] => [
  ...held.flatMap((one) => {
    const [now, id] = [heirOf(plan, held, one), bearer(plan, one)];
    if (now === undefined || (now === id && !hasOwn(plan, held, one, now))) return [];
    return [{ ...one, declaredAs: now, isTaken: id !== undefined || hasOwn(plan, held, one, now) }];
  }),
  ...hanging.flatMap((one) => misnamedHanging(plan, held, one)),
];

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
    const isBeside = hasOwn(plan, held, one, id);
    const { called, calledIn, sameAs } = heldKindOf(one);
    const isSame =
      called(one) === undefined || called(one) === calledIn(plan, id) || sameAs(plan, one) === id;
    return isBeside || !isSame ? [{ ...one, claimedBy: id, isBeside }] : [];
  });

const isInUse = (held: Held) => heldKindOf(held).isInUse(held);

/** An object that its own declaration makes the engine delete, for another one. */
export interface Replaced extends Held {
  readonly declaredAs: string;
  /** What the declaration says, as a sentence goes on. */
  readonly by: string;
}

/** In the order of what is held: what may be in use and that another one would replace. */
export const replacedIn = (plan: Plan, held: readonly Held[]): Replaced[] =>
  held.filter(isInUse).flatMap((one) => {
    const declaredAs = bearer(plan, one);
    const by = declaredAs === undefined ? undefined : heldKindOf(one).replacedBy(plan, declaredAs, one);
    return declaredAs === undefined || by === undefined ? [] : [{ ...one, declaredAs, by }];
  });

/** In the order of what is held: what the files adopt, and say to be what Auth0 would have to make anew. It is never replaced. */
export const fixedIn = (plan: Plan, held: readonly Held[]): Replaced[] =>
  held.flatMap((one) => {
    const declaredAs = one.kind === "partner" ? bearer(plan, one) : undefined;
    if (declaredAs === undefined || !adopts(plan, declaredAs, one.key)) return [];
    const by = otherKind(plan, declaredAs, one);
    return by === undefined ? [] : [{ ...one, declaredAs, by }];
  });

/**
 * Whether an update that changes nothing at the tenant has something to write down: a new name, which only the former
 * id keeps until then, or that a partner was retired.
 */
export const isBehind = (plan: Plan, held: readonly Held[]): boolean =>
  held.some((one) => {
    const id = bearer(plan, one);
    if (id === undefined) return false;
    const status = one.kind === "partner" ? plan.partners[id]?.status : undefined;
    return id !== one.name || (status !== undefined && mayGo(status) !== (one.isRetired === true));
  });
