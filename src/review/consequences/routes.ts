// Routes of an API: which scopes open them, which partners can call them, and what a change of either does.

import { type Reach, sensitivityOf } from "../../access/reach.ts";
import { mayWrite, type Sensitivity } from "../../model/api.ts";
import { answering } from "../../model/route-changes.ts";
import { compareSensitivity, mostSensitive } from "../../model/sensitivity.ts";
import type { PlannedApi } from "../../plan/types.ts";
import { codeWord } from "../../text.ts";
import { altered, formerOf, left, type RouteNeeds } from "./altered-routes.ts";
import type { ApiPair, PartnerPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { codeList, listOf, orList } from "./words.ts";

const opens = (reach: Reach, api: string, needs: RouteNeeds) =>
  needs !== "public" &&
  needs.some((scope) => reach.has(`${api}/user/${scope}`) || reach.has(`${api}/client/${scope}`));

const methodOf = (route: string) => route.split(" ", 1)[0] ?? "";
const writes = (route: string) => mayWrite(methodOf(route));

const ids = (partners: readonly PartnerPair[]) => partners.map(({ id }) => id);
const needing = (needs: RouteNeeds) => (needs === "public" ? "no token" : orList(needs.map(codeWord)));

/** Two APIs may have the same route: where there are several, it is told of which. */
const called = ({ name, stack: { base, head } }: ApiPair, route: string) =>
  Math.max(Object.keys(base.apis).length, Object.keys(head.apis).length) > 1 ? `${route} of ${name}` : route;

const without = (needs: RouteNeeds, others: RouteNeeds): string[] =>
  needs === "public" ? [] : needs.filter((scope) => !others.includes(scope));

/** Partners that can call the route by a scope that did not open it, those that this change gives it to as well. */
const gainers = ({ users, id }: ApiPair, was: RouteNeeds, now: RouteNeeds, of: "reachAfter" | "resumable") =>
  users.filter(
    ({ after, reachBefore, reachAfter, [of]: reach }) =>
      after &&
      opens(reach, id, without(now, was)) &&
      !opens(reachBefore, id, was) &&
      !opens(of === "reachAfter" ? reachAfter : reach, id, was),
  );

const losers = ({ users, id }: ApiPair, was: RouteNeeds, now: RouteNeeds) =>
  users.filter(
    ({ after, reachBefore, reachAfter }) =>
      after && opens(reachBefore, id, was) && !opens(reachBefore, id, now) && !opens(reachAfter, id, now),
  );

/** How much harm who calls the route can do. */
const harmOf = (api: PlannedApi | undefined, needs: RouteNeeds): Sensitivity =>
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
  was: RouteNeeds,
  now: RouteNeeds,
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
    if (former !== undefined && former !== route)
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
  const opened = [...altered(pair)].map(({ route, was, now }) => ({ route, was, now }));
  const fresh = Object.entries(pair.after?.routes ?? {}).flatMap(([route, now]) =>
    formerOf(pair, route) === undefined &&
    (answering(pair.before?.routes ?? {}, route) ?? "public") === "public"
      ? [{ route, was: undefined, now }]
      : [],
  );
  for (const { route, was, now } of [...opened, ...fresh]) {
    // In a new stack every route is new; that is told of the stack.
    if (now !== "public" || was === "public" || pair.stack.change === "added") continue;
    const how = was === undefined ? "is new and open" : "is open";
    const severity = was === undefined && !writes(route) ? "medium" : "high";
    const needed = was === undefined ? "" : `; it needed ${needing(was)}`;
    yield {
      what: `${called(pair, route)} ${how} to everybody, without a token${needed}.`,
      severity,
      covers: [pair.at("routes", route)],
    };
  }
}

/** Of a new route, the scopes that were given for less: none of them opened anything by such a method. */
const bolder = ({ before, after, users, id }: ApiPair, route: string, now: RouteNeeds): readonly string[] => {
  if (!before || !after || now === "public" || !writes(route)) return [];
  const alike = Object.keys(before.routes).filter((one) => methodOf(one) === methodOf(route));
  return now.filter(
    (scope) =>
      sensitivityOf(after, scope) !== "high" &&
      users.some(({ reachBefore, resumableBefore }) =>
        [reachBefore, resumableBefore].some((reach) => opens(reach, id, [scope])),
      ) &&
      !alike.some((one) => before.routes[one]?.includes(scope)),
  );
};

function* added(pair: ApiPair): Generator<Said> {
  for (const [route, now] of Object.entries(pair.after?.routes ?? {})) {
    if (!pair.before || now === "public" || formerOf(pair, route) !== undefined) continue;
    const bold = bolder(pair, route, now);
    const method = bold.length === 0 ? "" : ` Until now ${codeList(bold)} opened no ${methodOf(route)}.`;
    const grave = bold.length === 0 ? "medium" : "high";
    const news = `${called(pair, route)} is new and needs ${needing(now)}`;
    const covers = [pair.at("routes", route)];
    const able = pair.users.filter(({ reachAfter }) => opens(reachAfter, pair.id, now));
    const later = pair.users.filter(({ resumable }) => opens(resumable, pair.id, now));
    if (able.length > 0 || later.length === 0)
      yield {
        what: (names) => `${news}: ${names || "no partner"} can call it.${method}`,
        severity: able.length === 0 ? "low" : grave,
        partners: ids(able),
        covers,
      };
    if (later.length > 0)
      yield {
        what: (names) => `${news}: ${names} can call it once active again.${method}`,
        severity: grave,
        partners: ids(later),
        covers,
      };
  }
}

function* removed(pair: ApiPair): Generator<Said> {
  for (const { route, was, now } of left(pair)) {
    const partners = pair.users.filter(({ reachBefore }) => opens(reachBefore, pair.id, was));
    const instead =
      now === undefined ? "calls to it get 404" : `calls to it need ${needing(now)}, as of another route`;
    yield {
      what: (names) => `${called(pair, route)} is gone: ${instead}.${names && ` ${names} could call it.`}`,
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
      "Anyone who gets the scope from now on is asked less than the route asked for: fewer people approve it. Give the scope the sensitivity of the one that it replaces, unless the route itself can do less harm.",
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
