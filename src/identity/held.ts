// What a stack's state holds, and a plan → what is held under a name that the plan has given to nobody, though it
// declares the same object under another: an update would delete it as the old one, or fail to make the new one.
import type { Plan } from "../plan/types.ts";
import { bearerOf } from "./names.ts";
import { apiOf } from "./natural-keys.ts";

/** One object that a stack was deployed with. */
export interface Held {
  readonly kind: "api" | "partner";
  /** The name in the state: its file's stem of then. */
  readonly name: string;
  /** An API's identifier; a partner's client ID. */
  readonly key: string;
}

/** An object that is declared under another name than the state has, and no former id says so. */
export interface Misnamed extends Held {
  readonly declaredAs: string;
}

const declaredAs = (plan: Plan, { kind, key }: Held): string | undefined =>
  kind === "api"
    ? apiOf(plan, key)
    : Object.keys(plan.partners).find((id) => plan.partners[id]?.adopts === key);

const bearer = (plan: Plan, { kind, name }: Held): string | undefined =>
  bearerOf(kind === "api" ? plan.apis : plan.partners, name);

/** In the order of what is held. */
export const misnamedIn = (plan: Plan, held: readonly Held[]): Misnamed[] =>
  held.flatMap((one) => {
    const now = declaredAs(plan, one);
    return now === undefined || now === bearer(plan, one) ? [] : [{ ...one, declaredAs: now }];
  });

/** Whether something is held under a former name: until an update has run, only the former id keeps it. */
export const isRenamed = (plan: Plan, held: readonly Held[]): boolean =>
  held.some((one) => {
    const id = bearer(plan, one);
    return id !== undefined && id !== one.name;
  });

const FOLDERS = { api: "apis", partner: "partners" } as const;
const NOUNS = { api: "API", partner: "application" } as const;

/** What is wrong and what to write, where both names are declared as well. */
export function misnamedSentence(plan: Plan, { kind, name, key, declaredAs: id }: Misnamed): string {
  const file = `${FOLDERS[kind]}/${id}.yaml`;
  const isTaken = bearerOf(kind === "api" ? plan.apis : plan.partners, name) !== undefined;
  const what = `the ${NOUNS[kind]} ${JSON.stringify(key)} was deployed as ${JSON.stringify(name)}, and ${file} declares it now`;
  return isTaken
    ? `${what}, while ${JSON.stringify(name)} is something else: give each the name that it had, and rename one at a time`
    : `${what}: write former_ids: [${name}] into ${file}, or the ${NOUNS[kind]} and every grant for it would be deleted`;
}

/** All of them, as one message. */
export const misnamedMessage = (plan: Plan, misnamed: readonly Misnamed[]): string =>
  [
    `nothing is changed in stack ${plan.part ?? plan.stack}, since a live object would be deleted or made again under another name:`,
    ...misnamed.map((one) => `  ${misnamedSentence(plan, one)}`),
  ].join("\n");
