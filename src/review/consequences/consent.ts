// Grants that stay: what their users are asked for from now on, now or later.

import { ASKED_WHERE, asksSomeConsent, compareUnasked } from "../../model/consent.ts";
import { entryOf } from "../../model/record.ts";
import type { PlannedGrant, PlannedPartner } from "../../plan/types.ts";
import { setOff } from "../../text.ts";
import type { PartnerPair, PlanPath } from "./pair.ts";
import type { Said } from "./rule.ts";
import { codeList, without } from "./words.ts";

/** Named only where scopes of two APIs could be taken for each other. */
export const ofApi = ({ stack: { head, base } }: PartnerPair, api: string, word = "of") => {
  const plan = Object.keys(head.apis).length > 0 ? head : base;
  const name = entryOf(plan.apis, api)?.resourceServer.name ?? api;
  return Object.keys(plan.apis).length > 1 ? ` ${word} ${setOff(name)}` : "";
};

/** A grant that is there before and after; `isPaused`: only once its partner is active again. */
export interface KeptGrant {
  readonly was: PlannedGrant;
  readonly now: PlannedGrant;
  readonly isPaused: boolean;
  /** One of its properties, of what is granted and of what is promised. */
  readonly paths: (property: keyof PlannedGrant) => readonly PlanPath[];
}

/** Grants that are there before and after, those of a partner that is paused too. */
export function* keptGrants({ before, after, at }: PartnerPair): Generator<KeptGrant> {
  const grantsOf = (partner: PlannedPartner | undefined) => ({ ...partner?.onceActive, ...partner?.grants });
  const earlier = grantsOf(before);
  for (const [key, now] of Object.entries(grantsOf(after))) {
    const was = entryOf(earlier, key);
    if (!was) continue;
    const isPaused = !Object.hasOwn(after?.grants ?? {}, key);
    yield {
      was,
      now,
      isPaused,
      paths: (property) => [at("grants", key, property), at("onceActive", key, property)],
    };
  }
}

/** The beginning of a sentence about grants that a partner has, or has once it is active again. */
export const onceActive = ({ name }: PartnerPair, { isPaused }: KeptGrant, now: string, later: string) =>
  isPaused ? `Once ${name} is active again, ${later}` : now;

/** Users who allowed something before, of a partner that asks for more or asks again. */
export function* askedAgain(pair: PartnerPair): Generator<Said> {
  const { name } = pair;
  for (const grant of keptGrants(pair)) {
    const { was, now, isPaused, paths } = grant;
    if (compareUnasked(was.consent, now.consent) < 0)
      yield {
        what: `${onceActive(pair, grant, `Users of ${name} are asked for consent from now on`, "its users are asked for consent")}${ofApi(pair, now.api)}${now.consent === "by-callback" ? `, ${ASKED_WHERE}` : ""}.`,
        covers: paths("consent"),
      };
    if (isPaused) continue;
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
export function* askedOtherwise(pair: PartnerPair): Generator<Said> {
  const { name } = pair;
  for (const grant of keptGrants(pair)) {
    const { was, now, isPaused, paths } = grant;
    const kept = now.scopes.filter((scope) => was.scopes.includes(scope));
    const [before = [], after = []] = [was.optional, now.optional];
    const covers = paths("optional");
    const later = kept.filter((scope) => !before.includes(scope) && after.includes(scope));
    const again = kept.filter((scope) => before.includes(scope) && !after.includes(scope));
    if (later.length > 0)
      yield {
        severity: "low",
        what: `${onceActive(pair, grant, name, "it")} is to ask for ${codeList(later)} only once a user needs it. It may still get what it could get.`,
        covers,
      };
    if (again.length > 0)
      yield {
        what: `${onceActive(pair, grant, `Sign-ins of ${name}`, "its sign-ins")} are to ask for ${codeList(again)}${isPaused ? "" : " from now on"}: users who do not allow it cannot enable it.`,
        covers,
      };
  }
}
