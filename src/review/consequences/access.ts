// What a partner may do that it could not, and what it can no more; and whether users are asked.

import { type Reach, type Reached, sensitivityOf } from "../../access/reach.ts";
import { ANY_TOKEN, scopesNeeded } from "../../model/any-token.ts";
import {
  ASKED_WHERE,
  asksSomeConsent,
  type Consent,
  compareUnasked,
  STILL_CONFIRMED,
  skipsSomeConsent,
} from "../../model/consent.ts";
import type { SubjectType } from "../../model/partner.ts";
import { entryOf } from "../../model/record.ts";
import { requestsOf } from "../../model/route-match.ts";
import { hasAccess } from "../../model/status.ts";
import { isOfAUser } from "../../model/subject-type.ts";
import { formatDuration } from "../../model/units.ts";
import type { PlannedApi, PlannedPartner } from "../../plan/types.ts";
import { askedAgain, askedOtherwise, keptGrants, ofApi, onceActive } from "./consent.ts";
import type { PartnerPair, PlanPath } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { codeList, fromTo, listOf, subjectWords, without } from "./words.ts";

const missing = (from: Reach, other: Reach) =>
  [...from].filter(([key]) => !other.has(key)).map(([, row]) => row);

const byGrant = (rows: readonly Reached[]) =>
  Map.groupBy(rows, ({ api, subjectType }) => `${api}/${subjectType}`);

const scopesIn = (reach: Reach, api: string, subjectType: SubjectType) =>
  [...reach.values()].filter((row) => row.api === api && row.subjectType === subjectType);

/** The paths of a grant whose scopes differ; all of it where the grant itself came or went. */
function grantPaths({ before, after, at }: PartnerPair, key: string): PlanPath[] {
  const both = before && after && Object.hasOwn(before.grants, key) && Object.hasOwn(after.grants, key);
  return both ? [at("grants", key, "scopes"), at("grants", key, "optional")] : [at("grants", key)];
}

/** What the scopes open, each route once. */
const routesOf = (rows: readonly Reached[]) => [...new Set(rows.flatMap(({ routes }) => routes))].sort();

function opened(rows: readonly Reached[], had: readonly Reached[]): string {
  const all = routesOf(rows);
  if (all.length === 0) return `: no route needs ${rows.length === 1 ? "it" : "them"}`;
  const news = without(all, routesOf(had));
  return news.length === 0 ? `: it could call ${listOf(all)} before` : `: it can now ${listOf(news)}`;
}

/** Whether what users allowed before opens more from now on: of an API without scopes any token opens all. */
const isUnasked = (rows: readonly Reached[], had: readonly Reached[]): boolean =>
  had.length > 0 && rows.some(({ scope, consent }) => scope === ANY_TOKEN && asksSomeConsent(consent));

/** Some scopes come without anybody having asked for them. */
const unasked = (rows: readonly Reached[]) =>
  rows.some(({ via }) => via === "policy") ? " The API's policy gives it without a grant." : "";

function consentSentence(rows: readonly Reached[], had: readonly Reached[]): string {
  if (isUnasked(rows, had)) return " Users who allowed it anything of the API before are not asked.";
  const again = had.length > 0 ? " again" : "";
  const sentences: Readonly<Record<Consent, string>> = {
    asked: ` Users are asked for consent${again}.`,
    skipped: " Users are not asked for consent.",
    "by-callback": ` Users are asked for consent${again} only ${ASKED_WHERE}.`,
    none: "",
  };
  return sentences[rows[0]?.consent ?? "none"];
}

const gaining = (sensitive: boolean) =>
  function* (pair: PartnerPair): Generator<Said> {
    const gained = missing(pair.reachAfter, pair.reachBefore);
    const rows = gained.filter((row) => isSensitive(pair, row) === sensitive);
    for (const [key, group] of byGrant(rows)) {
      const [first] = group;
      if (!first) continue;
      const { api, subjectType } = first;
      const had = scopesIn(pair.reachBefore, api, subjectType);
      const scopes = codeList(group.map(({ scope }) => scope));
      const what = `${pair.name} gains ${scopes}${ofApi(pair, api)} ${subjectWords(subjectType)}`;
      const note = sensitive ? " Sensitive." : "";
      const alone =
        sensitive && !isOfAUser(subjectType) ? " Nobody is asked for consent, and no account limits it." : "";
      // As grave as consent that was asked and is no more.
      const unseen =
        isUnasked(group, had) || (had.length === 0 && group.some(({ consent }) => skipsSomeConsent(consent)));
      const optional = group.filter(({ isOptional }) => isOptional).map(({ scope }) => scope);
      const later = optional.length > 0 ? ` A sign-in does not ask for ${codeList(optional)}: optional.` : "";
      yield {
        ...(unseen && { severity: "high" as const }),
        what: `${what}${opened(group, had)}.${note}${unasked(group)}${alone}${consentSentence(group, had)}${later}`,
        covers: grantPaths(pair, key),
      };
    }
  };

const isSensitive = ({ stack: { base } }: PartnerPair, { api, sensitivity, routes }: Reached): boolean => {
  const before = entryOf(base.apis, api);
  // What a scope opens from now on may have needed a more sensitive one.
  const needed = routes.flatMap((route) => (before ? scopesThatOpened(before, route) : []));
  return sensitivity === "high" || needed.some((scope) => before && sensitivityOf(before, scope) === "high");
};

const scopesThatOpened = ({ routes }: PlannedApi, route: string): readonly string[] =>
  Object.entries(routes).flatMap(([one, needs]) =>
    requestsOf(one) === requestsOf(route) ? scopesNeeded(needs) : [],
  );

/** What a partner that is paused will get that it neither has nor would have got, and what it will get no more. */
function* promised(pair: PartnerPair): Generator<Said> {
  const { name, before, after, resumable, reachBefore, resumableBefore } = pair;
  if (!after) return;
  const known = new Map([...reachBefore, ...resumableBefore]);
  const isIn = (one: PlannedPartner | undefined, key: string) => Object.hasOwn(one?.onceActive ?? {}, key);
  const pathsOf = (key: string) =>
    isIn(before, key) && isIn(after, key)
      ? [pair.at("onceActive", key, "scopes"), pair.at("onceActive", key, "optional")]
      : [pair.at("onceActive", key)];
  for (const [key, group] of byGrant(missing(resumable, known))) {
    const [first] = group;
    if (!first) continue;
    const { api, subjectType } = first;
    const scopes = codeList(group.map(({ scope }) => scope));
    const routes = routesOf(group);
    const calls = routes.length === 0 ? "" : `, and can ${listOf(routes)}`;
    const sensitive = group.some((row) => isSensitive(pair, row));
    yield {
      what: `Once ${name} is active again, it gets ${scopes}${ofApi(pair, api)} ${subjectWords(subjectType)} as well${calls}.${sensitive ? " Sensitive." : ""}`,
      severity: sensitive ? "high" : "medium",
      covers: pathsOf(key),
    };
  }
  // Who is paused by the same change loses all of it for now, and this for good.
  const isPausedNow = before && hasAccess(before.status) && !hasAccess(after.status);
  const had = isPausedNow ? reachBefore : resumableBefore;
  for (const [key, group] of byGrant(missing(had, new Map([...resumable, ...pair.reachAfter])))) {
    const [first] = group;
    if (!first) continue;
    const scopes = codeList(group.map(({ scope }) => scope));
    yield {
      what: `Once ${name} is active again, it no longer gets ${scopes}${ofApi(pair, first.api)} ${subjectWords(first.subjectType)}.`,
      severity: "low",
      covers: pathsOf(key),
    };
  }
}

/** Whether the API asks for scopes from now on that no token of before has. */
const outdates = ({ stack: { head } }: PartnerPair, { scope, api }: Reached): boolean =>
  scope === ANY_TOKEN && entryOf(head.apis, api)?.sensitivity === undefined;

function* narrowed(pair: PartnerPair): Generator<Said> {
  const { name, before, after, stack } = pair;
  // What a partner loses that is gone or paused is told where that is told.
  if (!before || !after || (hasAccess(before.status) && !hasAccess(after.status))) return;
  for (const [key, group] of byGrant(missing(pair.reachBefore, pair.reachAfter))) {
    const [first] = group;
    // Who has all of an API has lost nothing of it.
    if (!first || pair.reachAfter.has(`${key}/${ANY_TOKEN}`)) continue;
    const { api: id, subjectType } = first;
    const scopes = group.map(({ scope }) => scope);
    const what = `${name} loses ${codeList(scopes)}${ofApi(pair, id)} ${subjectWords(subjectType)}`;
    const kept = scopesIn(pair.reachAfter, id, subjectType);
    const api = entryOf(stack.base.apis, id);
    const lost = without(routesOf(group), routesOf(kept));
    const calls = lost.length === 0 ? "" : `: its calls to ${listOf(lost)} get 403 from its next token on`;
    const refused = kept.length === 0 ? " It gets no more tokens for this." : "";
    const seconds = api?.resourceServer.tokenLifetime;
    const until = seconds === undefined ? "" : `, at most ${formatDuration(seconds)}`;
    const old = outdates(pair, first)
      ? "Tokens issued before open nothing any more: they have no scope."
      : `Tokens issued before work until they expire${until}.`;
    yield {
      what: `${what}${calls}.${refused} ${old}`,
      covers: grantPaths(pair, key),
    };
  }
}

function* outgrown(pair: PartnerPair): Generator<Said> {
  for (const { api, routes, scopes, isAsked } of pair.waiting) {
    const until = isAsked ? `allow ${codeList(scopes)}` : "sign in through it again";
    yield {
      what: `Calls of ${pair.name} to ${listOf(routes)}${ofApi(pair, api)} get 403 for everybody who enabled it before, from the next refresh on, until they come back to it and ${until}.`,
    };
  }
}

export const ACCESS = rules(
  {
    id: "sensitive-scope",
    title: "a partner gains a sensitive scope",
    severity: "high",
    explanation:
      "The API's file marks this scope as sensitive: what it opens can hurt users most. Security approves it; check the reason, and whether a smaller scope would do.",
    ofPartner: gaining(true),
  },
  {
    id: "consent-skipped",
    title: "users are no longer asked for consent",
    severity: "high",
    explanation: `Auth0 gives this application tokens for users who sign in, without asking for consent. Do so only for applications that users take for ours. ${STILL_CONFIRMED}`,
    source: "https://auth0.com/docs/get-started/apis/api-settings",
    *ofPartner(pair) {
      for (const grant of keptGrants(pair)) {
        const { was, now, paths } = grant;
        if (compareUnasked(was.consent, now.consent) > 0)
          yield {
            what: `${onceActive(pair, grant, `From now on users of ${pair.name}`, "its users")} are ${now.consent === "by-callback" ? `asked for consent only ${ASKED_WHERE}` : "not asked for consent"}${ofApi(pair, now.api, "for")}.`,
            covers: paths("consent"),
          };
      }
    },
  },
  {
    id: "consent-outgrown",
    title: "calls fail until users allow another scope",
    severity: "high",
    explanation:
      "A refresh gives no scope that the user did not allow at the last sign-in, also where the grant has it, so the integration stops for all its users at once. Let the route accept the former scope beside the new one, have the partner send its users back to enable it again, and take the former scope away when no calls come with it any more.",
    source: "https://www.rfc-editor.org/rfc/rfc6749#section-6",
    ofPartner: outgrown,
  },
  {
    id: "access-widened",
    title: "a partner gains a scope",
    severity: "medium",
    explanation: "More access than before. Check that the reason in the partner's file asks for it.",
    ofPartner: gaining(false),
  },
  {
    id: "access-promised",
    title: "a partner gets other scopes once it is active again",
    severity: "medium",
    explanation:
      "It has no access today, and anyone who resumes it gives it what its file says then. Check it as if it were given now.",
    ofPartner: promised,
  },
  {
    id: "access-narrowed",
    title: "a partner loses a scope",
    severity: "medium",
    explanation:
      "Calls that the partner makes today start to fail. Tell it before; access tokens are checked without asking Auth0, so those issued before keep working until they expire.",
    source: "https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants",
    ofPartner: narrowed,
  },
  {
    id: "consent-asked-again",
    title: "users are asked for consent again",
    severity: "medium",
    explanation:
      "Auth0 remembers which scopes a user allowed, and asks again when an application wants more. What users allowed before goes on working until then, as far as routes still accept it.",
    source:
      "https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications",
    ofPartner: askedAgain,
  },
  {
    id: "scope-asked-later",
    title: "a scope becomes optional, or is no longer",
    severity: "medium",
    explanation:
      "Auth0 knows nothing of it: the consent page is answered for all scopes of a request at once, and the partner decides what a request asks for. Agree with the partner, and give it the guide that `handover` writes.",
    source:
      "https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications",
    ofPartner: askedOtherwise,
  },
  {
    id: "reason-changed",
    title: "the reason of a grant changes",
    severity: "low",
    explanation: "The reason is what the access was approved for. Check that it still fits the scopes.",
    *ofPartner(pair) {
      for (const { was, now, paths } of keptGrants(pair))
        if (was.reason !== now.reason)
          yield {
            what: `The reason of ${pair.name} for ${codeList(now.scopes)} ${subjectWords(now.subjectType)} changes ${fromTo(was.reason, now.reason)}.`,
            covers: paths("reason"),
          };
    },
  },
);
