// Rules about APIs without scopes, whose tokens are all alike: what such an API says of itself, and what is granted of it.

import { ANY_TOKEN, hasNoScopes } from "../model/any-token.ts";
import { mostSensitive } from "../model/sensitivity.ts";
import { quote } from "../text.ts";
import { holderRule } from "./holders.ts";
import { apiRule, type Rule } from "./rule.ts";
import { CLIENT_GRANTS, HTTP_API_JWT, LEAST_PRIVILEGE, RBAC } from "./sources.ts";

const apiSensitivity = apiRule({
  id: "api-sensitivity",
  title: "An API without scopes says how sensitive it is, and no other does",
  why: "a grant gives all of such an API, so its most sensitive route decides who approves it; elsewhere each scope does",
  source: LEAST_PRIVILEGE,
  *check({ value: { scopes, sensitivity } }) {
    if (hasNoScopes({ scopes }) && sensitivity === undefined)
      yield {
        at: ["scopes"],
        on: "key",
        what: "the API has no scopes, and nothing says how much harm its tokens can do",
        fix: "write sensitivity: high beside it, or low or medium where no route can do more; or declare scopes",
      };
    if (!hasNoScopes({ scopes }) && sensitivity !== undefined)
      yield {
        at: ["sensitivity"],
        on: "key",
        what: "the API has scopes, each with a sensitivity of its own",
        fix: `remove sensitivity; that of its scopes is up to ${mostSensitive(Object.values(scopes).map((scope) => scope.sensitivity))}`,
      };
  },
});

const routeAnyToken = apiRule({
  id: "route-any-token",
  title: "A route takes any token only where the API has no scopes",
  why: "a route without a scope accepts every token for the API, also one that was given for the least of its scopes",
  source: HTTP_API_JWT,
  *check({ file, value: { routes, scopes } }) {
    if (hasNoScopes({ scopes })) return;
    for (const [route, needs] of Object.entries(routes))
      if (needs === ANY_TOKEN)
        yield {
          at: ["routes", route],
          what: `route ${quote(route)} takes any token, and the API has scopes`,
          fix: "list the scopes that open it, each of them if any will do",
          also: [{ file, at: ["scopes"], what: "scopes are declared here" }],
        };
  },
});

const grantScopesNamed = holderRule({
  id: "grant-scopes-named",
  title: "A grant names scopes, unless its API has none",
  why: "with no scope a token opens no route of an API that has scopes, and it still tells the partner who the user is",
  source: CLIENT_GRANTS,
  *check({ grants }, { apis }) {
    for (const [i, { api: id, scopes }] of grants.entries()) {
      const api = apis.get(id);
      if (!api || scopes.length > 0 || hasNoScopes(api.value)) continue;
      yield {
        at: ["grants", i, "scopes"],
        what: `the grant of API ${quote(id)} names no scope`,
        fix: "name the scopes that it needs, or remove the grant",
        also: [{ file: api.file, at: ["scopes"], what: "the API's scopes are declared here" }],
      };
    }
  },
});

const rolesNeedScopes = apiRule({
  id: "api-rbac-scopes",
  title: "Roles are enforced only where there are scopes",
  why: "a user's roles narrow the scopes of a token; without scopes every user's token opens all of the API",
  source: RBAC,
  *check({ value: { enforce_policies, scopes } }) {
    if (!enforce_policies || !hasNoScopes({ scopes })) return;
    yield {
      at: ["enforce_policies"],
      what: "enforce_policies, and the API has no scopes that a role could give",
      fix: "declare scopes for what roles are to tell apart, or remove enforce_policies",
    };
  },
});

/** In the order of docs/rules.md. */
export const WITHOUT_SCOPES: readonly Rule[] = [
  apiSensitivity,
  routeAnyToken,
  grantScopesNamed,
  rolesNeedScopes,
];
