// A partner that is in a stack's base and not in its head → what becomes of its application, by what the update would do.
import { type Held, heldKindOf, type Misnamed, misnamedIn } from "../../identity/held.ts";
import { plannedAccess } from "../../identity/siblings.ts";
import { keyOf } from "../../model/applications.ts";
import { isStrictMode } from "../../model/security-mode.ts";
import { mayGo } from "../../model/status.ts";
import { hasSignIn } from "../../plan/grants.ts";
import type { Plan, PlannedPartner } from "../../plan/types.ts";
import { type PartnerPair, type StackPair, stopped } from "./pair.ts";
import type { Said } from "./rule.ts";
import { scopesOf } from "./words.ts";

export const losing = ({ before, reachBefore }: PartnerPair): string => {
  const lost = reachBefore.size > 0 ? `It loses ${scopesOf(reachBefore)}.` : "";
  // Those of a strict one sign in for a grant alone.
  const signedIn =
    before && hasSignIn(before) && !isStrictMode(before.application.thirdPartySecurityMode)
      ? "Its users can no longer sign in."
      : "";
  return [lost, signedIn].filter(Boolean).join(" ") || "It had no access.";
};

const isOurs = ({ ownApplications }: Plan, { adopts }: PlannedPartner): boolean =>
  adopts !== undefined && Object.values(ownApplications).some(({ clientId }) => clientId === adopts);

/** As a state has it after an update. */
const heldAs = ([id, partner]: readonly [string, PlannedPartner]): Held => {
  const { adopts, application, status } = partner;
  const { name: called, callbacks } = application;
  const retired = mayGo(status) && ({ isRetired: true } as const);
  return {
    kind: "partner",
    name: id,
    key: adopts ?? "",
    called,
    callbacks,
    access: plannedAccess(partner),
    ...retired,
  };
};

/** Who has its application under another name without saying so, as the program knows it again. */
function heirIn({ base, head, people }: StackPair, id: string): Misnamed | undefined {
  // Renamed ones have their present id here, and the state has the former one.
  const nameOf = (one: string) => people.former.get(one) ?? one;
  const held = Object.entries(base.partners).map(([one, its]) => ({
    ...heldAs([one, its]),
    name: nameOf(one),
  }));
  return misnamedIn(head, held).find(({ name }) => name === nameOf(id));
}

/** That no update deletes what another declaration says now, and what that would have to say. */
export const declaredElsewhere = (
  name: string,
  id: string,
  { declaredAs, isTaken, kind }: Misnamed,
): string => {
  const { noun } = heldKindOf({ kind });
  const [why, until] = isTaken
    ? [`has an ${noun} already`, "each has its id again"]
    : [`does not name its former id ${id}`, "it does"];
  return `${name} is declared as ${declaredAs} now, which ${why}: no update changes anything until ${until}, since the ${noun} and every grant for it would be deleted.`;
};

/** Why no update deletes it; undefined where a reviewed one does. */
function refusal({ name, id, stack }: PartnerPair, before: PlannedPartner): string | undefined {
  if (isOurs(stack.head, before))
    return `${name} becomes an application of ours. No update changes anything until the state has forgotten it as a partner's, since it would be deleted.`;
  const heir = heirIn(stack, id);
  return heir && declaredElsewhere(name, id, heir);
}

export function* goneRetired(pair: PartnerPair): Generator<Said> {
  const { name, before, after, at, stack, id } = pair;
  if (!before || after || !mayGo(before.status) || refusal(pair, before) !== undefined) return;
  const where = stack.people.after.has(id) ? " in this stack" : "";
  yield {
    what: `${name}, which was retired, is removed${where}: its application is deleted.`,
    covers: [at()],
  };
}

export function* goneUnretired(pair: PartnerPair): Generator<Said> {
  const { name, before, after, at, stack, id } = pair;
  if (!before || after) return;
  const refused = refusal(pair, before);
  if (refused === undefined && mayGo(before.status)) return;
  const left = keyOf(id) === undefined ? "its file is gone" : "it is in its file no more";
  const gone = stack.people.after.has(id)
    ? "leaves this stack without having been retired"
    : `vanishes: ${left} though it was never retired`;
  const what =
    refused ??
    `${name} ${gone}. Its application, client ID and every user's consent are deleted for good. ${losing(pair)}${stopped(stack)}`;
  yield { what, covers: [at()] };
}
