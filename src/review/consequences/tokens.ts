// How long a partner's access lasts without its users: offline access, refresh tokens, quotas.

import { refreshTokensInWords } from "../../access/limits.ts";
import { rotates } from "../../model/refresh-token.ts";
import { grantTypesOf } from "../../plan/grants.ts";
import type { PlannedClient, PlannedPartner } from "../../plan/types.ts";
import type { SetOff } from "../../text.ts";
import { kept, newcomer } from "./application.ts";
import type { PartnerPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { durationChange, fromTo, listOf } from "./words.ts";

const EXPIRATION =
  "https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-expiration" as const;
const ROTATION =
  "https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation" as const;

const offline = (partner: PlannedPartner) => grantTypesOf(partner).includes("refresh_token");

/** What a partner that got offline access may do. */
const keeping = (name: SetOff, partner: PlannedPartner) =>
  `${name} keeps its access when its users are away: refresh tokens live ${refreshTokensInWords(partner)}.`;

const offlineChanged = (given: boolean) =>
  function* (pair: PartnerPair): Generator<Said> {
    const first = given ? newcomer(pair) : undefined;
    if (first && offline(first)) yield { what: keeping(pair.name, first), severity: "medium" };
    const both = kept(pair);
    if (!both) return;
    const { before, after } = both;
    if (offline(before) === offline(after) || offline(after) !== given) return;
    yield {
      what: given
        ? keeping(both.name, both.after)
        : `${both.name} loses its access when its users are away: refresh tokens stop working.`,
      // How long they live is part of this, or of no more interest.
      covers: [
        both.at("application", "grantTypes"),
        both.at("grantTypesOnceActive"),
        both.at("application", "refreshToken", "tokenLifetime"),
        both.at("application", "refreshToken", "idleTokenLifetime"),
      ],
    };
  };

const LIFETIMES = {
  tokenLifetime: "lifetime of its refresh tokens",
  idleTokenLifetime: "time after which unused refresh tokens stop working",
} as const;

const INFINITE = {
  tokenLifetime: "infiniteTokenLifetime",
  idleTokenLifetime: "infiniteIdleTokenLifetime",
} as const;

const lifetimeChanged = (longer: boolean) =>
  function* (pair: PartnerPair): Generator<Said> {
    const both = kept(pair);
    if (!both) return;
    const [was, now] = [both.before.application, both.after.application];
    if (offline(both.before) !== offline(both.after)) return;
    const unused = offline(both.after) ? "" : " It has no offline access, so none are issued.";
    for (const key of Object.keys(LIFETIMES) as (keyof typeof LIFETIMES)[]) {
      const [before, after] = [was.refreshToken[key], now.refreshToken[key]];
      const endless = was.refreshToken[INFINITE[key]] || now.refreshToken[INFINITE[key]];
      if (before === after || after > before !== longer || endless) continue;
      yield {
        what: `${both.name}: the ${LIFETIMES[key]} changes ${durationChange(before, after)}.${unused}`,
        ...(unused !== "" && { severity: "low" as const }),
        covers: [both.at("application", "refreshToken", key)],
      };
    }
  };

function* rotation(pair: PartnerPair): Generator<Said> {
  const both = kept(pair);
  if (!both) return;
  const [was, now] = [both.before.application.refreshToken, both.after.application.refreshToken];
  if (was.rotationType !== now.rotationType)
    yield {
      what: rotates(now.rotationType)
        ? `${both.name} gets a new refresh token at every use, and must keep it: the old one stops working.`
        : `${both.name} uses one refresh token again and again: a stolen one is not noticed.`,
      covers: [both.at("application", "refreshToken", "rotationType")],
    };
  if (was.leeway !== now.leeway)
    yield {
      what: `${both.name}: the time for which a rotated refresh token may still be used changes ${durationChange(was.leeway, now.leeway)}.`,
      severity: "low",
      covers: [both.at("application", "refreshToken", "leeway")],
    };
}

type Quota = NonNullable<PlannedClient["tokenQuota"]>["clientCredentials"];

const quotaWords = (quota: Quota | undefined): string => {
  if (!quota) return "none";
  const { perHour, perDay, enforce } = quota;
  const limits = [
    ...(perHour === undefined ? [] : [`${perHour} an hour`]),
    ...(perDay === undefined ? [] : [`${perDay} a day`]),
  ];
  return `${listOf(limits)} (${enforce ? "enforced" : "only watched"})`;
};

/** What one limit allows; without a limit, or where it is only watched, everything. */
const limitOf = (quota: Quota | undefined, key: "perHour" | "perDay") =>
  (quota?.enforce ? quota[key] : undefined) ?? Number.POSITIVE_INFINITY;

const LIMITS = ["perHour", "perDay"] as const;

const quotaChanged = (looser: boolean) =>
  function* (pair: PartnerPair): Generator<Said> {
    const both = kept(pair);
    if (!both) return;
    const was = both.before.application.tokenQuota?.clientCredentials;
    const now = both.after.application.tokenQuota?.clientCredentials;
    const moves = LIMITS.map((key) => Math.sign(limitOf(now, key) - limitOf(was, key)) || 0);
    if (!moves.includes(looser ? 1 : -1)) return;
    yield {
      what: `The quota of tokens that ${both.name} may get without a user changes from ${quotaWords(was)} to ${quotaWords(now)}.`,
      covers: [both.at("application", "tokenQuota")],
    };
  };

function* expiration(pair: PartnerPair): Generator<Said> {
  const both = kept(pair);
  if (!both) return;
  const [was, now] = [both.before.application.refreshToken, both.after.application.refreshToken];
  for (const key of ["expirationType", "infiniteTokenLifetime", "infiniteIdleTokenLifetime"] as const)
    if (was[key] !== now[key])
      yield {
        what: `${both.name}: whether its refresh tokens expire changes (${key} ${fromTo(was[key], now[key])}).`,
        covers: [both.at("application", "refreshToken", key)],
      };
}

const FIXED_AND_FOLLOWING =
  "A refresh token keeps the lifetime that it was issued with; the time that it may be idle follows the setting at each exchange.";

export const TOKENS = rules(
  {
    id: "offline-access-given",
    title: "a partner gets offline access",
    severity: "high",
    explanation:
      "With refresh tokens the partner reaches users' data when they are not there. Check that it has to, and that the lifetimes are as short as its work allows.",
    source: EXPIRATION,
    ofPartner: offlineChanged(true),
  },
  {
    id: "offline-access-taken",
    title: "a partner loses offline access",
    severity: "high",
    explanation: "It stops syncing when the last access token expires, until each user comes back to it.",
    source: EXPIRATION,
    ofPartner: offlineChanged(false),
  },
  {
    id: "refresh-token-expiration",
    title: "whether refresh tokens expire changes",
    severity: "high",
    explanation: "A refresh token that never expires is access that nobody ends.",
    source: EXPIRATION,
    ofPartner: expiration,
  },
  {
    id: "refresh-token-shortened",
    title: "refresh tokens live shorter",
    severity: "medium",
    explanation: `Users must enable the integration again sooner than the partner may expect. ${FIXED_AND_FOLLOWING}`,
    source: EXPIRATION,
    ofPartner: lifetimeChanged(false),
  },
  {
    id: "refresh-token-lengthened",
    title: "refresh tokens live longer",
    severity: "medium",
    explanation: `A stolen refresh token is of use for longer, and users who forgot the integration stay connected. ${FIXED_AND_FOLLOWING}`,
    source: EXPIRATION,
    ofPartner: lifetimeChanged(true),
  },
  {
    id: "refresh-token-rotation",
    title: "the rotation of refresh tokens changes",
    severity: "medium",
    explanation:
      "At the next exchange Auth0 issues a token of the new kind and deletes the user's other refresh tokens of the old kind for this application and API. A partner with one token for each user notices nothing, if it keeps what it gets; one with several, such as one for each of its instances, is cut off with the others until the user enables it again.",
    source: ROTATION,
    ofPartner: rotation,
  },
  {
    id: "quota-loosened",
    title: "a partner may get more tokens",
    severity: "medium",
    explanation:
      "The quota bounds what a leaked secret costs and how often the partner may come without a user.",
    source: "https://auth0.com/docs/fine-grained-m2m-token-quotas",
    ofPartner: quotaChanged(true),
  },
  {
    id: "quota-tightened",
    title: "a partner may get fewer tokens",
    severity: "medium",
    explanation:
      "Requests above an enforced quota get 429. Make sure that the partner keeps its tokens until they expire.",
    source: "https://auth0.com/docs/fine-grained-m2m-token-quotas",
    ofPartner: quotaChanged(false),
  },
);
