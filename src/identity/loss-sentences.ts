// What an update would delete, make anew or hand over → what is wrong with each, and what to write instead.
import { areOfOnePartner, declarationOf, keyOf } from "../model/applications.ts";
import type { Plan } from "../plan/types.ts";
import { type Claimed, type Held, heldKindOf, type Misnamed, type Replaced } from "./held.ts";
import { bearerOf, formerIdsWith } from "./names.ts";
import type { Vanished } from "./undeclared.ts";

const shown = (held: Held): string => JSON.stringify(heldKindOf(held).called(held) ?? held.key);

/** With the client ID; an API is called by its key. */
const shownWithKey = (held: Held): string =>
  heldKindOf(held).called(held) === held.key ? shown(held) : `${shown(held)} (${held.key})`;

/** What is wrong and what to write: the whole list, since other stacks may still need the rest of it. */
function misnamedSentence(plan: Plan, misnamed: Misnamed): string {
  const { name, declaredAs: id, isTaken, kind, key } = misnamed;
  const { folder, noun, declared, calledIn } = heldKindOf(misnamed);
  const file = declarationOf(folder, id);
  const formerIds = formerIdsWith(declared(plan)[id] ?? {}, name);
  const what = misnamed.isHanging
    ? `the state still has a part of the ${noun} ${JSON.stringify(calledIn(plan, id) ?? key)} as ${JSON.stringify(name)}, and ${file} declares it now`
    : `the ${noun} ${shown(misnamed)} was deployed as ${JSON.stringify(name)}, and ${file} declares it now`;
  if (isTaken && kind === "partner" && plan.partners[id]?.adopts === key)
    return `${what} by its client_id, while ${declarationOf(folder, name)} is still there: write the client_id of its own application, or none, into ${file}`;
  const bearer = bearerOf(declared(plan), name);
  if (bearer !== undefined && bearer !== name && areOfOnePartner(bearer, id))
    return `${what}: take former_ids: [${name}] out of ${declarationOf(folder, bearer)}, and write it there`;
  if (kind === "api" && bearer === name)
    return `${what}, while both names are in use: put ${declarationOf(folder, name)} back as it was, with the identifier ${key}, and rename one at a time, by an id that is free`;
  const orExchanged = areOfOnePartner(name, id)
    ? "; where they are to exchange what they say, change one first, and deploy that"
    : "";
  return isTaken
    ? `${what}, while both names are in use: give each the name that it had, and rename one at a time${orExchanged}`
    : `${what}: write former_ids: [${formerIds}] into ${file}, or the ${noun} and every grant for it would be deleted`;
}

/** Two files cannot have one name: out of a file with several applications, or into one, a rename never comes alone. */
const wayOfClaimed = ({ stack }: Plan, { name, claimedBy }: Claimed): string =>
  keyOf(name) === undefined && keyOf(claimedBy) === undefined
    ? "deploy the rename alone first"
    : `deploy it with the checksum of \`npm run -s partner-access -- review --stack ${stack}\``;

/** What the former id would do, and what to do instead. */
function claimedSentence(plan: Plan, claimed: Claimed): string {
  const { name, claimedBy: id, isBeside } = claimed;
  const { folder, noun, calledIn } = heldKindOf(claimed);
  const file = declarationOf(folder, id);
  if (isBeside)
    return `${file} names the former id ${JSON.stringify(name)} and has an ${noun} of its own: that of ${JSON.stringify(name)} would be deleted. Remove the former id, and let a review say what becomes of it`;
  return `the ${noun} ${shown(claimed)} was deployed as ${JSON.stringify(name)}, and ${file}, which says that it was that, is ${JSON.stringify(calledIn(plan, id) ?? id)}: it would get what the other has. If it is the same, ${wayOfClaimed(plan, claimed)}; else remove the former id`;
}

/** What its going would mean, and what to do instead. */
function vanishedSentence(plan: Plan, vanished: Vanished): string {
  const { folder, noun, declared } = heldKindOf(vanished);
  const { name, heir, kind, isGranted } = vanished;
  const file = declarationOf(folder, name);
  const end =
    kind === "partner"
      ? `bring it back into ${file} with status: retired, deploy that, and take it out in a later change`
      : `bring ${file} back, take its grants away, deploy that, and delete it in a later change`;
  const use = isGranted ? "has grants" : "was not retired";
  const inNew = keyOf(name) === undefined ? "into its new file" : "below its new key, or into its new file";
  const ifRenamed =
    heir === undefined
      ? `if it was renamed, write former_ids: [${name}] ${inNew}`
      : `if it is ${JSON.stringify(heir)} now, write former_ids: [${formerIdsWith(declared(plan)[heir] ?? {}, name)}] into ${declarationOf(folder, heir)}`;
  return `the ${noun} ${shown(vanished)} was deployed as ${JSON.stringify(name)}, ${use}, and is declared nowhere: ${end}; ${ifRenamed}`;
}

/** What an update would do to live objects, and what to write instead. */
export interface Loss {
  /** As a sentence goes on. */
  readonly why: string;
  readonly sentences: readonly string[];
}

/** All of them, as one message. */
export const lossesMessage = (losses: readonly Loss[]): string =>
  losses
    .map(({ why, sentences }) => [`${why}:`, ...sentences.map((one) => `  ${one}`)].join("\n"))
    .join("\nand ");

/** The same of a run that ends before it changes anything. */
export const refusalOf = (plan: Pick<Plan, "stack" | "part">, losses: readonly Loss[]): string =>
  `nothing is changed in stack ${plan.part ?? plan.stack}, since ${lossesMessage(losses)}`;

/** Of live objects that the files call otherwise: with the former id to write. */
export const misnamedLoss = (plan: Plan, misnamed: readonly Misnamed[]): Loss => ({
  why: "a live object would be deleted or made again under another name",
  sentences: misnamed.map((one) => misnamedSentence(plan, one)),
});

export const claimedLoss = (plan: Plan, claimed: readonly Claimed[]): Loss => ({
  why: "a live object would be deleted or become another's",
  sentences: claimed.map((one) => claimedSentence(plan, one)),
});

export const vanishedLoss = (plan: Plan, vanished: readonly Vanished[]): Loss => ({
  why: "what is in use would be deleted for good",
  sentences: vanished.map((one) => vanishedSentence(plan, one)),
});

function replacedSentence(replaced: Replaced): string {
  const { declaredAs: id, by } = replaced;
  const { folder, noun } = heldKindOf(replaced);
  return `the ${noun} ${shownWithKey(replaced)} would be deleted for another one: ${declarationOf(folder, id)} says ${by}`;
}

export const replacedLoss = (replaced: readonly Replaced[]): Loss => ({
  why: "what is in use would be deleted and made anew",
  sentences: replaced.map(replacedSentence),
});

/** What to do instead of having something in use made anew. */
export const wayOfReplaced = ({ stack }: Pick<Plan, "stack">): string =>
  `put the value back; what was reviewed goes through with the checksum of \`npm run -s partner-access -- review --stack ${stack}\``;

function fixedSentence(fixed: Replaced): string {
  const { declaredAs: id, by } = fixed;
  const { folder, noun } = heldKindOf(fixed);
  return `${declarationOf(folder, id)} says ${by}: the ${noun} ${shownWithKey(fixed)} was taken over by its client_id and is never replaced, so Auth0 refuses that. Put the value back; a partner that needs the other kind needs an ${noun} of its own, in a file of its own`;
}

/** Of adopted applications that the files say to be of another kind: no review lets that through. */
export const fixedLoss = (fixed: readonly Replaced[]): Loss => ({
  why: "Auth0 would refuse what a file says of a live application",
  sentences: fixed.map(fixedSentence),
});
