// Rules about grants: that each names what exists, once, and that the API would honour it.

import { letsNobodyIn } from "../model/access-policy.ts";
import { hasNoScopes } from "../model/any-token.ts";
import type { Grant } from "../model/partner.ts";
import { isOfAUser } from "../model/subject-type.ts";
import { quote } from "../text.ts";
import { writeOneOf } from "./advice.ts";
import { type Holder, holderRule } from "./holders.ts";
import { grantsIn } from "./lookup.ts";
import { REFRESH_TOKEN_SCOPES, STANDARD_OIDC_SCOPES } from "./openid.ts";
import { partnerRule, type Rule } from "./rule.ts";
import { ACCESS_POLICIES, CLIENT_GRANTS, PULUMI_STACKS, USER_CONSENT } from "./sources.ts";

const grantApiKnown = holderRule({
  id: "grant-api-known",
  title: "A grant names an API in apis/",
  why: "Auth0 grants access to one API at a time, by its identifier",
  source: CLIENT_GRANTS,
  *check({ grants }, { apis, unreadable }) {
    for (const [i, { api }] of grants.entries()) {
      if (apis.has(api) || unreadable.has(`apis/${api}.yaml`)) continue;
      yield {
        at: ["grants", i, "api"],
        what: `API ${quote(api)} does not exist`,
        fix: writeOneOf(apis.keys(), api, `add apis/${api}.yaml`),
      };
    }
  },
});

const NOT_OF_AN_API = [...REFRESH_TOKEN_SCOPES, ...STANDARD_OIDC_SCOPES];

/** Scopes that look like those of an API, and where an application gets what they stand for. */
const PLACES: Readonly<Record<Holder["kind"], ReadonlyMap<string, string>>> = {
  partner: new Map([
    ...STANDARD_OIDC_SCOPES.map((s) => [s, "remove it; oidc_scopes of application asks for it"] as const),
    ...REFRESH_TOKEN_SCOPES.map((s) => [s, "remove it; refresh_token of application asks for it"] as const),
  ]),
  "own application": new Map(
    NOT_OF_AN_API.map((s) => [s, "remove it; the application asks for it without a grant"] as const),
  ),
};

const grantScopeDeclared = holderRule({
  id: "grant-scope-declared",
  title: "A granted scope is declared by its API",
  why: "Auth0 accepts a grant of scopes that the API does not have, and no token ever carries them",
  source: CLIENT_GRANTS,
  *check({ kind, grants }, { apis }) {
    for (const [i, { api: id, scopes }] of grants.entries()) {
      const api = apis.get(id);
      if (!api) continue;
      for (const [j, scope] of scopes.entries()) {
        if (Object.hasOwn(api.value.scopes, scope)) continue;
        yield {
          at: ["grants", i, "scopes", j],
          what: `API ${quote(id)} has no scope ${quote(scope)}`,
          fix:
            PLACES[kind].get(scope) ??
            (hasNoScopes(api.value)
              ? "write scopes: [], which gives all of the API"
              : writeOneOf(Object.keys(api.value.scopes), scope, "")),
          also: [{ file: api.file, at: ["scopes"], what: "the API's scopes are declared here" }],
        };
      }
    }
  },
});

const grantOnce = holderRule({
  id: "grant-once",
  title: "An application has one grant per API, subject type and stack",
  why: "Auth0 keeps at most two grants of an API per application, one for users and one without",
  source: CLIENT_GRANTS,
  *check({ file, at, grants, stacks }) {
    const first = new Map<string, number>();
    for (const [i, grant] of grants.entries()) {
      const keys = (grant.stacks ?? stacks).map((stack) => keyOf(grant, stack));
      const earlier = keys.map((key) => first.get(key)).find((n) => n !== undefined);
      if (earlier !== undefined)
        yield {
          at: ["grants", i],
          what: `second grant of API ${quote(grant.api)} with subject_type ${quote(grant.subject_type)}`,
          fix: "put all scopes into one grant, or give the grants different stacks",
          also: [{ file, at: [...at, "grants", earlier], what: "the first grant is here" }],
        };
      for (const key of keys) if (!first.has(key)) first.set(key, i);
    }
  },
});

const keyOf = (grant: Pick<Grant, "api" | "subject_type">, stack: string) =>
  JSON.stringify([grant.api, grant.subject_type, stack]);

const grantPolicyAllows = holderRule({
  id: "grant-policy-allows",
  title: "An API that denies all access has no grants",
  why: "Auth0 refuses every token for the API, with or without a grant",
  source: ACCESS_POLICIES,
  *check({ grants }, { apis }) {
    for (const [i, { api: id, subject_type }] of grants.entries()) {
      const api = apis.get(id);
      if (!api || !letsNobodyIn(api.value.subject_type_authorization[subject_type].policy)) continue;
      yield {
        at: ["grants", i, "subject_type"],
        what: `API ${quote(id)} denies all access of subject_type ${quote(subject_type)}`,
        fix: `remove the grant, or write ${subject_type}: { policy: require_client_grant } in ${api.file}`,
        also: [
          {
            file: api.file,
            at: ["subject_type_authorization", subject_type, "policy"],
            what: "the API denies it here",
          },
        ],
      };
    }
  },
});

const grantOptionalScopes = partnerRule({
  id: "grant-optional-scopes",
  title: "Optional scopes are some of the scopes of a grant for users",
  why: "the consent page is answered for all scopes of a request at once, so an optional scope is one that the partner leaves out of its sign-in and asks for later",
  source: USER_CONSENT,
  *check({ value: { grants } }) {
    for (const [i, { subject_type, scopes, optional_scopes = [] }] of grants.entries()) {
      if (optional_scopes.length === 0) continue;
      const at = ["grants", i, "optional_scopes"];
      if (!isOfAUser(subject_type)) {
        const what = "a grant without a user has optional scopes";
        yield { at, on: "key", what, fix: "remove optional_scopes: there is nobody to ask" };
        continue;
      }
      for (const [j, scope] of optional_scopes.entries())
        if (!scopes.includes(scope))
          yield {
            at: [...at, j],
            what: `optional scope ${quote(scope)} is not granted`,
            fix: writeOneOf(scopes, scope, "add it to scopes as well"),
          };
      if (scopes.every((scope) => optional_scopes.includes(scope)))
        yield {
          at,
          on: "key",
          what: "every scope of the grant is optional",
          fix: "take the scopes out that the partner needs from the beginning: a sign-in asks for at least one",
        };
    }
  },
});

const grantStackDeclared = partnerRule({
  id: "grant-stack-declared",
  title: "A grant is limited to stacks of its partner",
  why: "the grant belongs to the partner's application in that stack, and there is none elsewhere",
  source: PULUMI_STACKS,
  *check({ value: { grants, stacks } }) {
    for (const [i, grant] of grants.entries())
      for (const [j, stack] of (grant.stacks ?? []).entries()) {
        if (Object.hasOwn(stacks, stack)) continue;
        yield {
          at: ["grants", i, "stacks", j],
          what: `stack ${quote(stack)} is not among the partner's stacks`,
          fix: `${writeOneOf(Object.keys(stacks), stack, "remove it")}, or add it to stacks`,
        };
      }
  },
});

const stackWithoutGrant = partnerRule({
  id: "stack-without-grant",
  title: "A partner has a grant in each of its stacks",
  why: "an application that may get no token is a credential that nobody needs",
  source: CLIENT_GRANTS,
  *check({ value: partner }) {
    // Without any grant it is judged by login-only.
    if (partner.grants.length === 0) return;
    for (const [stack] of Object.entries(partner.stacks)) {
      if (grantsIn(partner, stack, "user").length + grantsIn(partner, stack, "client").length > 0) continue;
      yield {
        at: ["stacks", stack],
        on: "key",
        what: `no grant holds in stack ${quote(stack)}`,
        fix: `remove the stack, or add it to a grant's stacks`,
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const GRANTS: readonly Rule[] = [
  grantApiKnown,
  grantScopeDeclared,
  grantOnce,
  grantPolicyAllows,
  grantOptionalScopes,
  grantStackDeclared,
  stackWithoutGrant,
];
