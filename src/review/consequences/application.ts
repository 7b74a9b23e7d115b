// An application's own settings: what cannot change in place, how it signs in, which flows it may use.
import { appsIn, MOBILE_STAYS } from "../../model/mobile.ts";
import { compareGiven, meaningOf, PLAIN_ROWS } from "../../model/plain-properties.ts";
import { URL_ROWS } from "../../model/url-properties.ts";
import { grantTypesOf } from "../../plan/grants.ts";
import {
  isReplaceable,
  permanentChanges,
  REPLACEMENT_EFFECTS,
  REPLACEMENT_REASON,
  REPLACEMENT_SOURCE,
  replacementCauses,
} from "../../plan/replacement.ts";
import type { PlannedPartner } from "../../plan/types.ts";
import { nounFor } from "../../text.ts";
import { type PartnerPair, stopped } from "./pair.ts";
import { type ConsequenceRule, rules, type Said } from "./rule.ts";
import { fromTo, listOf, setOffPartner, shown, without } from "./words.ts";

/** Pairs whose partner is there before and after. */
export function kept(
  pair: PartnerPair,
): (PartnerPair & { before: PlannedPartner; after: PlannedPartner }) | undefined {
  const { before, after } = pair;
  return before && after ? { ...pair, before, after } : undefined;
}

/** The partner in a stack where it was not: its own parts are told by the rules that tell changes of them. */
export const newcomer = ({ before, after }: PartnerPair): PlannedPartner | undefined =>
  before ? undefined : after;

const REFRESH = "refresh_token";

/** Permanent inputs that change: `causes` in words, and the paths of the plan that they explain. */
function permanentChange(pair: PartnerPair) {
  const both = kept(pair);
  if (!both) return undefined;
  const { before, after, at } = both;
  const [was, now] = [{ ...before.application }, { ...after.application }];
  const differing = permanentChanges(was, now);
  if (differing.length === 0) return undefined;
  const came = [...PLAIN_ROWS, ...URL_ROWS].filter(
    ({ planned }) => (was[planned] === undefined) !== (now[planned] === undefined),
  );
  return {
    ...both,
    causes: replacementCauses(differing, was, now),
    covers: [
      ...differing.map((key) => at("application", key)),
      ...came.map(({ planned }) => at("application", planned)),
    ],
  };
}

function* replaced(pair: PartnerPair): Generator<Said> {
  const change = permanentChange(pair);
  if (!change || !isReplaceable(change.after)) return;
  const { name, causes, covers, stack, before } = change;
  yield {
    what: `The application of ${name} is replaced (${causes}): ${REPLACEMENT_EFFECTS.join("; ")}.${stopped(stack, before)}`,
    covers,
  };
}

function* changeRefused(pair: PartnerPair): Generator<Said> {
  const change = permanentChange(pair);
  if (!change || isReplaceable(change.after)) return;
  const { name, causes, covers, before, after } = change;
  yield {
    what:
      before.adopts === after.adopts
        ? `The deployment will fail: the application ${after.adopts} of ${name} was taken over and is never replaced, and Auth0 refuses this change of it (${causes}).`
        : `${name} takes over ${after.adopts}, and ${causes}: unless that application is this already, the deployment will fail, since Auth0 refuses to change it.`,
    covers,
  };
}

/** The differing grant types, without refresh tokens, which have rules of their own. */
const flows = (from: PlannedPartner, other: PlannedPartner) =>
  without(grantTypesOf(from), grantTypesOf(other)).filter((type) => type !== REFRESH);

const flowsChanged = (direction: "gained" | "lost") =>
  function* (pair: PartnerPair): Generator<Said> {
    const both = kept(pair);
    if (!both) return;
    const { before, after, name, at } = both;
    const types = direction === "gained" ? flows(after, before) : flows(before, after);
    if (types.length === 0) return;
    const how = direction === "gained" ? "may now use" : "may no longer use";
    yield {
      what: `${name} ${how} the grant ${nounFor(types.length, "type")} ${listOf(types)}.`,
      covers: [at("application", "grantTypes"), at("grantTypesOnceActive")],
    };
  };

const openidChanged = (direction: "gained" | "lost") =>
  function* (pair: PartnerPair): Generator<Said> {
    const first = direction === "gained" ? (newcomer(pair)?.oidcScopes ?? []) : [];
    if (first.length > 0)
      yield {
        what: `${pair.name} may ask for the OpenID Connect ${nounFor(first.length, "scope")} ${listOf(first)}.`,
      };
    const both = kept(pair);
    if (!both) return;
    const { before, after, name, at } = both;
    const [from, other] = direction === "gained" ? [after, before] : [before, after];
    const scopes = without(from.oidcScopes, other.oidcScopes);
    if (scopes.length === 0) return;
    const may = direction === "gained" ? "may now" : "may no longer";
    const noun = nounFor(scopes.length, "scope");
    yield {
      what: `${name} ${may} ask for the OpenID Connect ${noun} ${listOf(scopes)}.`,
      covers: [at("oidcScopes")],
    };
  };

const plainChanged = (row: (typeof PLAIN_ROWS)[number]): ConsequenceRule => ({
  ...row.changed,
  *ofPartner(pair) {
    const first = newcomer(pair)?.application[row.planned];
    if (first !== undefined && compareGiven(row, undefined, first) > 0)
      yield { what: `${pair.name}: ${meaningOf(row, first)}.` };
    const both = kept(pair);
    if (!both) return;
    const { before, after, name, at } = both;
    const [was, now] = [before.application[row.planned], after.application[row.planned]];
    if (was === undefined || now === undefined || was === now) return;
    yield {
      what: `${name}: ${meaningOf(row, now)} from now on.`,
      ...(compareGiven(row, was, now) < 0 && { severity: row.changed.narrowed }),
      covers: [at("application", row.planned)],
    };
  },
});

function* mobileChanged(pair: PartnerPair): Generator<Said> {
  const newApps = appsIn(newcomer(pair)?.application.mobile);
  if (newApps.length > 0) yield { what: `${pair.name}: ${listOf(newApps)} may open links of our domain.` };
  const both = kept(pair);
  if (!both) return;
  const [was, now] = [both.before.application.mobile, both.after.application.mobile];
  const covers = [both.at("application", "mobile")];
  const [came, gone] = [without(appsIn(now), appsIn(was)), without(appsIn(was), appsIn(now))];
  if (came.length > 0) yield { what: `${pair.name}: ${listOf(came)} may open links of our domain.`, covers };
  if (gone.length === 0) return;
  // What a declared platform says is replaced; one that is no longer declared is left as it is.
  const stays = (was?.android && !now?.android) || (was?.ios && !now?.ios);
  yield {
    what: `${pair.name} no longer names ${listOf(gone)}.${stays ? ` ${MOBILE_STAYS}.` : ""}`,
    ...(!stays && { severity: "low" as const }),
    covers,
  };
}

const SHOWN = { name: "name", description: "description", logoUri: "logo" } as const;

function* shownDifferently(pair: PartnerPair): Generator<Said> {
  const both = kept(pair);
  if (!both) return;
  const { before, after, at } = both;
  for (const key of Object.keys(SHOWN) as (keyof typeof SHOWN)[]) {
    // No logo is an empty one.
    const [was, now] = [before.application[key] || undefined, after.application[key] || undefined];
    if (was === now) continue;
    const how = now === undefined ? `is gone (it was ${shown(was)})` : `changes ${fromTo(was, now)}`;
    yield {
      what: `The ${SHOWN[key]} that users see of ${setOffPartner(pair.id, before.application.name)} ${how}.`,
      covers: [at("application", key)],
    };
  }
}

export const APPLICATION_CONSEQUENCES = rules(
  {
    id: "application-replaced",
    title: "an application is replaced by a new one",
    severity: "high",
    explanation: `${REPLACEMENT_REASON}. Agree on a day with the partner, or keep the value.`,
    source: REPLACEMENT_SOURCE,
    ofPartner: replaced,
  },
  {
    id: "application-change-refused",
    title: "Auth0 refuses a change of an application that was taken over",
    severity: "high",
    explanation:
      "Auth0 fixes this when it makes an application, and one that was taken over is never replaced, so that its client ID stays. Keep the value in the file; a partner that needs the other one needs an application of its own, in a file of its own.",
    source: REPLACEMENT_SOURCE,
    ofPartner: changeRefused,
  },
  {
    id: "grant-types-gained",
    title: "an application may use more grant types",
    severity: "medium",
    explanation: "Each grant type is one more way to get tokens. Check that the partner needs it.",
    source: "https://auth0.com/docs/get-started/applications/application-grant-types",
    ofPartner: flowsChanged("gained"),
  },
  {
    id: "grant-types-lost",
    title: "an application may use fewer grant types",
    severity: "medium",
    explanation: "A partner that still uses one gets an error instead of tokens. Tell it before.",
    source: "https://auth0.com/docs/get-started/applications/application-grant-types",
    ofPartner: flowsChanged("lost"),
  },
  {
    id: "openid-scopes-gained",
    title: "an application may ask for more OpenID Connect scopes",
    severity: "medium",
    explanation: "They tell the partner who the user is, such as name and email address.",
    source: "https://auth0.com/docs/get-started/apis/scopes/openid-connect-scopes",
    ofPartner: openidChanged("gained"),
  },
  {
    id: "openid-scopes-lost",
    title: "an application may ask for fewer OpenID Connect scopes",
    severity: "medium",
    explanation: "Claims that the partner reads today go missing. Tell it before.",
    source: "https://auth0.com/docs/get-started/apis/scopes/openid-connect-scopes",
    ofPartner: openidChanged("lost"),
  },
  ...PLAIN_ROWS.map(plainChanged),
  {
    id: "mobile-changed",
    title: "other apps open links of our domain",
    severity: "medium",
    explanation:
      "An app that opens a link of the tenant's domain gets the authorization code in it. Check that package, team and certificate are the partner's.",
    source: "https://auth0.com/docs/get-started/applications/enable-android-app-links-support",
    ofPartner: mobileChanged,
  },
  {
    id: "shown-differently",
    title: "users see another name, description or logo of a partner",
    severity: "low",
    explanation: "It is what users go by when they are asked for consent. It should be whom they expect.",
    ofPartner: shownDifferently,
  },
);
