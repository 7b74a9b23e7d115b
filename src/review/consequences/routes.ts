// Routes of an API: which scopes open them, which partners can call them, and what a change of either does.

import { type Reach, sensitivityOf } from "../../access/reach.ts";
import type { Sensitivity } from "../../model/api.ts";
import { entryOf } from "../../model/record.ts";
import { compareSensitivity, mostSensitive, requestsOf } from "../../model/sensitivity.ts";
import type { PlannedApi } from "../../plan/types.ts";
import { codeWord } from "../../text.ts";
import type { ApiPair, PartnerPair, PlanPath } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { codeList, listOf, orList } from "./words.ts";

type Needs = PlannedApi["routes"][string];

const opens = (reach: Reach, api: string, needs: Needs) =>
  needs !== "public" &&
  needs.some((scope) => reach.has(`${api}/user/${scope}`) || reach.has(`${api}/client/${scope}`));

const SAFE = ["GET", "HEAD", "OPTIONS"];
const writes = (route: string) => !SAFE.includes(route.split(" ", 1)[0] ?? "");

const ids = (partners: readonly PartnerPair[]) => partners.map(({ id }) => id);
const needing = (needs: Needs) => (needs === "public" ? "no token" : orList(needs.map(codeWord)));

/** Two APIs may have the same route: where there are several, it is told of which. */
const called = ({ name, stack: { base, head } }: ApiPair, route: string) =>
  Math.max(Object.keys(base.apis).length, Object.keys(head.apis).length) > 1 ? `${route} of ${name}` : route;

/** A route that is there before and after, and needs something else or is written in another way. */
interface Altered {
  readonly route: string;
  readonly was: Needs;
  readonly now: Needs;
  readonly covers: readonly PlanPath[];
  /** How it was written. */
  readonly former: string;
}

/** How the base writes the route that answers the same requests. */
const formerOf = ({ before }: ApiPair, route: string): string | undefined =>
  Object.keys(before?.routes ?? {}).find((one) => requestsOf(one) === requestsOf(route));

function* altered(pair: ApiPair): Generator<Altered> {
  const { before, after, at } = pair;
  for (const [route, now] of Object.entries(after?.routes ?? {})) {
    const former = formerOf(pair, route);
    const was = before && former !== undefined ? entryOf(before.routes, former) : undefined;
    if (former === undefined || was === undefined) continue;
    if (former === route && JSON.stringify(was) === JSON.stringify(now)) continue;
    yield { route, was, now, former, covers: [at("routes", route), at("routes", former)] };
  }
}

const without = (needs: Needs, others: Needs): string[] =>
  needs === "public" ? [] : needs.filter((scope) => !others.includes(scope));

/** Partners that can call the route by a scope that did not open it, those that this change gives it to as well. */
const gainers = ({ users, id }: ApiPair, was: Needs, now: Needs, of: "reachAfter" | "resumable") =>
  users.filter(
    ({ after, reachBefore, reachAfter, [of]: reach }) =>
      after &&
      opens(reach, id, without(now, was)) &&
      !opens(reachBefore, id, was) &&
      !opens(of === "reachAfter" ? reachAfter : reach, id, was),
  );

const losers = ({ users, id }: ApiPair, was: Needs, now: Needs) =>
  users.filter(
    ({ after, reachBefore, reachAfter }) =>
      after && opens(reachBefore, id, was) && !opens(reachBefore, id, now) && !opens(reachAfter, id, now),
  );

/** How much harm who calls the route can do. */
const harmOf = (api: PlannedApi | undefined, needs: Needs): Sensitivity =>
  api && needs !== "public" ? mostSensitive(needs.map((scope) => sensitivityOf(api, scope))) : "low";

/** Partners that can call the route for nobody who enabled them before. */
const waiters = ({ users, id }: ApiPair, route: string) =>
  users.filter(({ waiting }) => waiting.some(({ api, routes }) => api === id && routes.includes(route)));

function* opened(pair: ApiPair): Generator<Said> {
  for (const { route, was, now, covers } of altered(pair)) {
    if (was === "public" || now === "public") continue;
    const scopes = without(now, was);
    const grave = writes(route) || harmOf(pair.before, was) === "high";
    const also = `${codeList(scopes)} now also ${scopes.length === 1 ? "opens" : "open"} ${called(pair, route)}, which needed ${needing(was)}`;
    const able = gainers(pair, was, now, "reachAfter");
    const severity = grave ? "high" : "medium";
    if (able.length > 0)
      yield { what: (names) => `${also}: ${names} can call it.`, severity, partners: ids(able), covers };
    const later = gainers(pair, was, now, "resumable");
    if (later.length > 0)
      yield {
        what: (names) => `${also}: ${names} can call it once active again.`,
        severity,
        partners: ids(later),
        covers,
      };
  }
}

/** Where users' roles limit them, a token has no scope that its user's roles do not give: a further one lets more users in. */
const lettingMoreUsersIn = (
  { users, id, after }: ApiPair,
  was: Needs,
  now: Needs,
): { readonly scopes: string[]; readonly partners: readonly PartnerPair[] } => {
  const scopes = without(now, was);
  const isOfUsers = (reach: Reach) => scopes.some((scope) => reach.has(`${id}/user/${scope}`));
  const isLimited = after?.resourceServer.enforcePolicies ?? false;
  return { scopes, partners: isLimited ? users.filter(({ reachAfter }) => isOfUsers(reachAfter)) : [] };
};

/** What opened a route asked for more trust than what opens it from now on. */
function* weakened(pair: ApiPair): Generator<Said> {
  const { before, after } = pair;
  for (const { route, was, now, covers } of altered(pair)) {
    const needed = harmOf(before, was);
    if (!after || was === "public" || now === "public") continue;
    const weaker = without(now, was).filter(
      (scope) => compareSensitivity(sensitivityOf(after, scope), needed) < 0,
    );
    if (weaker.length === 0) continue;
    const told = weaker.map((scope) => `${codeWord(scope)} (sensitivity ${sensitivityOf(after, scope)})`);
    yield {
      what: `${listOf(told)} ${weaker.length === 1 ? "opens" : "open"} ${called(pair, route)}, which needed ${needing(was)} (sensitivity ${needed}).`,
      severity: needed === "high" ? "high" : "medium",
      covers,
    };
  }
}

function* closed(pair: ApiPair): Generator<Said> {
  for (const { route, was, now, covers } of altered(pair)) {
    const partners = losers(pair, was, now);
    if (now === "public" || (was !== "public" && partners.length === 0)) continue;
    const instead = `${called(pair, route)} needs ${needing(now)} instead of ${needing(was)}`;
    yield {
      what: (names) =>
        was === "public"
          ? `${instead}: calls without a token get 401.`
          : `${instead}: calls of ${names} get 403 from now on.`,
      partners: ids(partners),
      covers,
    };
  }
}

function* rearranged(pair: ApiPair): Generator<Said> {
  for (const { route, was, now, former, covers } of altered(pair)) {
    if (former !== route)
      yield { what: `${called(pair, route)} is what ${former} was: it answers the same requests.`, covers };
    if (was === "public" || now === "public" || JSON.stringify(was) === JSON.stringify(now)) continue;
    const touched = [
      gainers(pair, was, now, "reachAfter"),
      gainers(pair, was, now, "resumable"),
      losers(pair, was, now),
    ];
    if (touched.some((partners) => partners.length > 0)) continue;
    const more = lettingMoreUsersIn(pair, was, now);
    if (more.partners.length > 0) {
      const grave = writes(route) || harmOf(pair.before, was) === "high";
      yield {
        what: (names) =>
          `${called(pair, route)} needs ${needing(now)} instead of ${needing(was)}: through ${names}, users whose roles give ${codeList(more.scopes)} alone can call it as well.`,
        severity: grave ? "high" : "medium",
        partners: ids(more.partners),
        covers,
      };
      continue;
    }
    const means =
      waiters(pair, route).length > 0
        ? "grants give as much as before, and whose users have to allow it anew is told at the partners"
        : "no partner can call more or less for that";
    yield {
      what: `${called(pair, route)} needs ${needing(now)} instead of ${needing(was)}: ${means}.`,
      covers,
    };
  }
}

function* madePublic(pair: ApiPair): Generator<Said> {
  for (const [route, now] of Object.entries(pair.after?.routes ?? {})) {
    const former = formerOf(pair, route);
    const was = former === undefined ? undefined : pair.before && entryOf(pair.before.routes, former);
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
    if (!pair.before || now === "public" || formerOf(pair, route) !== undefined) continue;
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
  const answered = new Set(Object.keys(pair.after?.routes ?? {}).map(requestsOf));
  for (const [route, was] of Object.entries(pair.before?.routes ?? {})) {
    if (!pair.after || answered.has(requestsOf(route))) continue;
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
      "These partners get more access even where no file of theirs changes, and users who consented to the scope are not asked again.",
    ofApi: opened,
  },
  {
    id: "route-scope-weaker",
    title: "a less sensitive scope opens a route",
    severity: "high",
    explanation:
      "Whoever gets the scope from now on is asked less than the route asked for: fewer people approve it. Give the scope the sensitivity of the one that it replaces, unless the route itself can do less harm.",
    ofApi: weakened,
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
    title: "a route needs other scopes, and grants give no more or less",
    severity: "low",
    explanation: "It matters for partners that get one of the scopes later.",
    ofApi: rearranged,
  },
);
