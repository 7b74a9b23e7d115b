// Rules about an API's scopes and the routes they open.

import { posix } from "node:path";
import { ANY_TOKEN, scopesNeeded } from "../model/any-token.ts";
import type { Api, Sensitivity } from "../model/api.ts";
import { crossingOf, requestsOf } from "../model/route-match.ts";
import { declaredSensitivities, sensitivities } from "../model/sensitivity.ts";
import { quote } from "../text.ts";
import { writeOneOf } from "./advice.ts";
import { REFRESH_TOKEN_SCOPES, STANDARD_OIDC_SCOPES } from "./openid.ts";
import { apiRule, type Rule } from "./rule.ts";
import { ENTITY_LIMITS, OAUTH_SCOPE, OIDC_SCOPES, URI_DOT_SEGMENTS, URI_TEMPLATE } from "./sources.ts";

const RESERVED: readonly string[] = [...STANDARD_OIDC_SCOPES, ...REFRESH_TOKEN_SCOPES];

const scopeReserved = apiRule({
  id: "scope-reserved",
  title: "An API does not declare the scopes of OpenID Connect and of refresh tokens",
  why: "Auth0 gives these names a meaning of their own, whatever the API means by them",
  source: OIDC_SCOPES,
  *check({ value: { scopes } }) {
    for (const scope of Object.keys(scopes))
      if (RESERVED.includes(scope))
        yield {
          at: ["scopes", scope],
          on: "key",
          what: `scope ${quote(scope)} has a meaning at Auth0 already`,
          fix: "write a name of the API, such as read:contacts",
        };
  },
});

/** RFC 6749 3.3: %x21 / %x23-5B / %x5D-7E. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const scopeSyntax = apiRule({
  id: "scope-syntax",
  title: "A scope is visible ASCII without space, quote and backslash",
  why: "OAuth 2.0 lists scopes with spaces between, and allows no other characters in them",
  source: OAUTH_SCOPE,
  *check({ value: { scopes } }) {
    for (const scope of Object.keys(scopes))
      if (!SCOPE_TOKEN.test(scope))
        yield {
          at: ["scopes", scope],
          on: "key",
          what: `scope ${quote(scope)} contains a character that no scope may have`,
          fix: "write it like read:contacts",
        };
  },
});

const MOST_SCOPES = 1000;

const scopeCount = apiRule({
  id: "scope-count",
  title: "An API has at most 1000 scopes",
  why: "Auth0 keeps no more per API",
  source: ENTITY_LIMITS,
  *check({ value: { scopes } }) {
    const count = Object.keys(scopes).length;
    if (count <= MOST_SCOPES) return;
    yield {
      at: ["scopes"],
      on: "key",
      what: `${count} scopes, more than ${MOST_SCOPES}`,
      fix: `keep at most ${MOST_SCOPES}`,
    };
  },
});

const routeScopeDeclared = apiRule({
  id: "route-scope-declared",
  title: "A route asks for scopes that the API declares",
  why: "no token carries another scope, so nobody could call the route",
  source: OAUTH_SCOPE,
  *check({ file, value: { routes, scopes } }) {
    for (const [route, asked] of Object.entries(routes))
      for (const [i, scope] of typeof asked === "string" ? [] : asked.entries()) {
        if (Object.hasOwn(scopes, scope)) continue;
        yield {
          at: ["routes", route, i],
          what: `route ${quote(route)} asks for ${quote(scope)}, which the API does not declare`,
          fix: writeOneOf(Object.keys(scopes), scope, `declare it in scopes, or write ${ANY_TOKEN}`),
          also: [{ file, at: ["scopes"], what: "scopes are declared here" }],
        };
      }
  },
});

/** Each pair of routes of which neither is the narrower one, and the requests that both match. */
function* crossing(routes: readonly string[]) {
  for (const [i, route] of routes.entries())
    for (const earlier of routes.slice(0, i)) {
      const both = crossingOf(route, earlier);
      if (both !== undefined) yield { route, earlier, both };
    }
}

const routeUnambiguous = apiRule({
  id: "route-unambiguous",
  title: "No two routes match the same requests",
  why: "either route's scopes could apply: the name of a parameter is not part of a request, and of two routes that cross neither is the narrower one",
  source: URI_TEMPLATE,
  *check({ file, value: { routes } }) {
    const first = new Map<string, string>();
    for (const route of Object.keys(routes)) {
      const key = requestsOf(route);
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, route);
      else
        yield {
          at: ["routes", route],
          on: "key",
          what: `route ${quote(route)} matches the same requests as ${quote(earlier)}`,
          fix: "merge the two",
          also: [{ file, at: ["routes", earlier], what: "the other is here" }],
        };
    }
    for (const { route, earlier, both } of crossing([...first.values()]))
      if (!first.has(requestsOf(both)))
        yield {
          at: ["routes", route],
          on: "key",
          what: `route ${quote(route)} and ${quote(earlier)} both match ${both}, and neither is the narrower one`,
          fix: `declare ${both} as well, with the scopes that it needs, or write one of the two otherwise`,
          also: [{ file, at: ["routes", earlier], what: "the other is here" }],
        };
  },
});

const routePathPlain = apiRule({
  id: "route-path-plain",
  title: "A route's path has no empty segment, and none of dots alone",
  why: "clients and servers drop such segments, so the request meets another route and its scopes",
  source: URI_DOT_SEGMENTS,
  *check({ value: { routes } }) {
    for (const route of Object.keys(routes)) {
      const [method = "", path = ""] = route.split(" ");
      const plain = posix.normalize(path);
      if (plain === path) continue;
      yield {
        at: ["routes", route],
        on: "key",
        what: `route ${quote(route)} has a segment that is empty or of dots alone`,
        fix: `write ${method} ${plain}`,
      };
    }
  },
});

const PARAMETERS = /^[^{}]*(\/\{[A-Za-z_]\w*\}(?=\/|$)[^{}]*)*$/;

const routeParameters = apiRule({
  id: "route-parameters",
  title: "A route's parameter is a whole path segment, {name}, each name once",
  why: "the API reads a parameter by its name from between two slashes",
  source: URI_TEMPLATE,
  *check({ value: { routes } }) {
    for (const route of Object.keys(routes)) {
      const names = [...route.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name);
      if (PARAMETERS.test(route) && new Set(names).size === names.length) continue;
      yield {
        at: ["routes", route],
        on: "key",
        what: `route ${quote(route)} has ${PARAMETERS.test(route) ? "a parameter twice" : "a parameter that is not {name} between slashes"}`,
        fix: "write it like GET /contacts/{id}",
      };
    }
  },
});

/** A route where another scope can do more harm than this one is said to; one that says so itself, if there is any. */
function sharedWith({ scopes, routes }: Api, scope: string, worth: ReadonlyMap<string, Sensitivity>) {
  const real = worth.get(scope);
  const others = Object.entries(routes).flatMap(([route, needs]) =>
    scopesNeeded(needs).includes(scope) ? scopesNeeded(needs).map((other) => ({ route, other })) : [],
  );
  const equal = others.filter(({ other }) => other !== scope && worth.get(other) === real);
  return equal.find(({ other }) => scopes[other]?.sensitivity === real) ?? equal[0];
}

const scopeSensitivity = apiRule({
  id: "scope-sensitivity",
  title: "A scope is as sensitive as any scope that opens the same route",
  why: "a token needs one of a route's scopes, so the least sensitive of them does what the most sensitive one does",
  source: OAUTH_SCOPE,
  *check({ file, value }) {
    const declared = declaredSensitivities(value);
    const worth = sensitivities(declared, value.routes);
    for (const [scope, sensitivity] of declared) {
      const real = worth.get(scope) ?? sensitivity;
      const shared = real === sensitivity ? undefined : sharedWith(value, scope, worth);
      if (!shared) continue;
      yield {
        at: ["scopes", scope, "sensitivity"],
        what: `scope ${quote(scope)} has sensitivity ${sensitivity} and opens ${shared.route}, as ${quote(shared.other)} does, which counts as ${real}`,
        fix: `write sensitivity: ${real}, or let ${shared.route} need only one of the two`,
        also: [{ file, at: ["routes", shared.route], what: "the route is here" }],
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const SCOPES: readonly Rule[] = [
  scopeReserved,
  scopeSyntax,
  scopeCount,
  routeScopeDeclared,
  scopeSensitivity,
  routeUnambiguous,
  routePathPlain,
  routeParameters,
];
