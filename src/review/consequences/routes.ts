// Routes of an API: which scopes open them, which partners can call them, and what a change of either does.

import { entryOf } from "../../access/plans.ts";
import type { Reach } from "../../access/reach.ts";
import type { PlannedApi } from "../../plan/types.ts";
import type { ApiPair, PartnerPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { listOf } from "./words.ts";

type Needs = PlannedApi["routes"][string];

const opens = (reach: Reach, api: string, needs: Needs) =>
  needs !== "public" &&
  needs.some((scope) => reach.has(`${api}/user/${scope}`) || reach.has(`${api}/client/${scope}`));

const SAFE = ["GET", "HEAD", "OPTIONS"];
const writes = (route: string) => !SAFE.includes(route.split(" ", 1)[0] ?? "");

const ids = (partners: readonly PartnerPair[]) => partners.map(({ id }) => id);
const needing = (needs: Needs) => (needs === "public" ? "no token" : listOf(needs).replace(" and ", " or "));

/** Two APIs may have the same route: where there are several, it is told of which. */
const called = ({ name, stack: { base, head } }: ApiPair, route: string) =>
  Math.max(Object.keys(base.apis).length, Object.keys(head.apis).length) > 1 ? `${route} of ${name}` : route;

/** Routes that are there before and after and need something else. */
function* altered({ before, after }: ApiPair) {
  for (const [route, now] of Object.entries(after?.routes ?? {})) {
    const was = before && entryOf(before.routes, route);
    if (was !== undefined && JSON.stringify(was) !== JSON.stringify(now)) yield { route, was, now };
  }
}

/** Partners that can call the route though no scope of theirs changed. */
const gainers = ({ users, id }: ApiPair, was: Needs, now: Needs) =>
  users.filter(
    ({ after, reachBefore }) => after && opens(reachBefore, id, now) && !opens(reachBefore, id, was),
  );

const losers = ({ users, id }: ApiPair, was: Needs, now: Needs) =>
  users.filter(
    ({ after, reachBefore, reachAfter }) =>
      after && opens(reachBefore, id, was) && !opens(reachBefore, id, now) && !opens(reachAfter, id, now),
  );

function* opened(pair: ApiPair): Generator<Said> {
  for (const { route, was, now } of altered(pair)) {
    if (was === "public" || now === "public") continue;
    const partners = gainers(pair, was, now);
    if (partners.length === 0) continue;
    const scopes = now.filter((scope) => !was.includes(scope));
    const old = pair.before?.scopes.filter(({ name }) => was.includes(name)) ?? [];
    const grave = writes(route) || old.some(({ sensitivity }) => sensitivity === "high");
    yield {
      what: (names) =>
        `${listOf(scopes)} now also ${scopes.length === 1 ? "opens" : "open"} ${called(pair, route)}, which needed ${needing(was)}: ${names} can call it.`,
      severity: grave ? "high" : "medium",
      partners: ids(partners),
      covers: [pair.at("routes", route)],
    };
  }
}

function* closed(pair: ApiPair): Generator<Said> {
  for (const { route, was, now } of altered(pair)) {
    const partners = losers(pair, was, now);
    if (now === "public" || (was !== "public" && partners.length === 0)) continue;
    const instead = `${called(pair, route)} needs ${needing(now)} instead of ${needing(was)}`;
    yield {
      what: (names) =>
        was === "public"
          ? `${instead}: calls without a token get 401.`
          : `${instead}: calls of ${names} get 403 from now on.`,
      partners: ids(partners),
      covers: [pair.at("routes", route)],
    };
  }
}

function* rearranged(pair: ApiPair): Generator<Said> {
  for (const { route, was, now } of altered(pair)) {
    if (was === "public" || now === "public") continue;
    if (gainers(pair, was, now).length > 0 || losers(pair, was, now).length > 0) continue;
    yield {
      what: `${called(pair, route)} needs ${needing(now)} instead of ${needing(was)}: no partner can call more or less for that.`,
      covers: [pair.at("routes", route)],
    };
  }
}

function* madePublic(pair: ApiPair): Generator<Said> {
  for (const [route, now] of Object.entries(pair.after?.routes ?? {})) {
    const was = pair.before && entryOf(pair.before.routes, route);
    // In a new stack every route is new; that is told of the stack.
    if (now !== "public" || was === "public" || pair.stack.change === "added") continue;
    const [how, severity] =
      was === undefined ? (["is new and open", "medium"] as const) : (["is open", "high"] as const);
    const needed = was === undefined ? "" : `; it needed ${needing(was)}`;
    yield {
      what: `${called(pair, route)} ${how} to everybody, without a token${needed}.`,
      severity,
      covers: [pair.at("routes", route)],
    };
  }
}

function* added(pair: ApiPair): Generator<Said> {
  for (const [route, now] of Object.entries(pair.after?.routes ?? {})) {
    if (!pair.before || now === "public" || Object.hasOwn(pair.before.routes, route)) continue;
    const partners = pair.users.filter(({ reachAfter }) => opens(reachAfter, pair.id, now));
    yield {
      what: (names) =>
        `${called(pair, route)} is new and needs ${needing(now)}: ${names || "no partner"} can call it.`,
      severity: partners.length === 0 ? "low" : "medium",
      partners: ids(partners),
      covers: [pair.at("routes", route)],
    };
  }
}

function* removed(pair: ApiPair): Generator<Said> {
  for (const [route, was] of Object.entries(pair.before?.routes ?? {})) {
    if (!pair.after || Object.hasOwn(pair.after.routes, route)) continue;
    const partners = pair.users.filter(({ reachBefore }) => opens(reachBefore, pair.id, was));
    yield {
      what: (names) =>
        `${called(pair, route)} is gone: calls to it get 404.${names && ` ${names} could call it.`}`,
      severity: partners.length === 0 ? "low" : "medium",
      partners: ids(partners),
      covers: [pair.at("routes", route)],
    };
  }
}

export const ROUTES = rules(
  {
    id: "route-public",
    title: "a route is opened to everybody",
    severity: "high",
    explanation: "It is answered without a token, so no review, consent or quota limits it.",
    ofApi: madePublic,
  },
  {
    id: "route-opened",
    title: "a scope that partners have opens a route more",
    severity: "high",
    explanation:
      "These partners get more access though no file of theirs changes, and users who consented to the scope are not asked again.",
    ofApi: opened,
  },
  {
    id: "route-closed",
    title: "a route needs a scope that its callers do not have",
    severity: "medium",
    explanation: "Calls that work today start to fail. Grant the scope first, or tell the partners before.",
    ofApi: closed,
  },
  {
    id: "route-removed",
    title: "a route is removed",
    severity: "medium",
    explanation: "Calls to it start to fail. Tell the partners that use it before.",
    ofApi: removed,
  },
  {
    id: "route-added",
    title: "a route is added",
    severity: "medium",
    explanation:
      "Partners that have one of its scopes can call it at once. Check that users who consented to the scope would expect that.",
    ofApi: added,
  },
  {
    id: "route-changed",
    title: "a route needs other scopes, and nobody is touched",
    severity: "low",
    explanation: "It matters for partners that get one of the scopes later.",
    ofApi: rearranged,
  },
);
