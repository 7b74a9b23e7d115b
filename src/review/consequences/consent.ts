// Grants that stay: what their users are asked for from now on, now or later.

import { ASKED_WHERE, asksSomeConsent, compareUnasked } from "../../model/consent.ts";
import { entryOf } from "../../model/record.ts";
import type { PlannedPartner } from "../../plan/types.ts";
import { setOff } from "../../text.ts";
import type { PartnerPair } from "./pair.ts";
import type { Said } from "./rule.ts";
import { codeList, without } from "./words.ts";

/** Named only where scopes of two APIs could be taken for each other. */
export const ofApi = ({ stack: { head, base } }: PartnerPair, api: string, word = "of") => {
  const plan = Object.keys(head.apis).length > 0 ? head : base;
  const name = entryOf(plan.apis, api)?.resourceServer.name ?? api;
  return Object.keys(plan.apis).length > 1 ? ` ${word} ${setOff(name)}` : "";
};

/** Grants that are there before and after. */
export function* keptGrants(before: PlannedPartner | undefined, after: PlannedPartner | undefined) {
  for (const [key, now] of Object.entries(after?.grants ?? {})) {
    const was = before && entryOf(before.grants, key);
    if (was) yield { key, was, now };
  }
}

/** Users who allowed something before, of a partner that asks for more or asks again. */
export function* askedAgain(pair: PartnerPair): Generator<Said> {
  const { name, before, after, at } = pair;
  for (const { key, was, now } of keptGrants(before, after)) {
    if (compareUnasked(was.consent, now.consent) < 0)
      yield {
        what: `Users of ${name} are asked for consent from now on${ofApi(pair, now.api)}${now.consent === "by-callback" ? `, ${ASKED_WHERE}` : ""}.`,
        covers: [at("grants", key, "consent")],
      };
    const scopes = without(now.scopes, was.scopes);
    if (!asksSomeConsent(was.consent) || !asksSomeConsent(now.consent) || scopes.length === 0) continue;
    // What they allowed is of no use where routes accept it no more: consent-outgrown says which.
    const isOutgrown = pair.waiting.some(({ api }) => api === now.api);
    const kept = isOutgrown ? "" : "; until then it keeps what they allowed";
    yield {
      what: `Users who enabled ${name} before are asked for consent again once it asks for ${codeList(scopes)}${kept}.`,
    };
  }
}

/** Scopes that stay granted, and that sign-ins ask for no more or again. */
export function* askedOtherwise({ name, at, ...pair }: PartnerPair): Generator<Said> {
  for (const { key, was, now } of keptGrants(pair.before, pair.after)) {
    const kept = now.scopes.filter((scope) => was.scopes.includes(scope));
    const [before = [], after = []] = [was.optional, now.optional];
    const covers = [at("grants", key, "optional")];
    const later = kept.filter((scope) => !before.includes(scope) && after.includes(scope));
    const again = kept.filter((scope) => before.includes(scope) && !after.includes(scope));
    if (later.length > 0)
      yield {
        severity: "low",
        what: `${name} is to ask for ${codeList(later)} only once a user needs it. It may still get what it could get.`,
        covers,
      };
    if (again.length > 0)
      yield {
        what: `Sign-ins of ${name} are to ask for ${codeList(again)} from now on: users who do not allow it cannot enable it.`,
        covers,
      };
  }
}
