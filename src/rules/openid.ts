// Rules about OpenID Connect scopes: what a partner learns about its users from Auth0 itself.

import { natureOf } from "../model/app-type.ts";
import { oneOf } from "../model/nearest.ts";
import { isStrict } from "../model/security-mode.ts";
import { quote } from "../text.ts";
import { hasUsers } from "./lookup.ts";
import { partnerRule, type Rule } from "./rule.ts";
import { CLIENT_GRANTS, OIDC_SCOPES, SECURITY_CONTROLS } from "./sources.ts";

/** Source: https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims (read 2026-11) */
export const STANDARD_OIDC_SCOPES = ["openid", "profile", "email", "address", "phone"] as const;
/**
 * What an application asks for to get refresh tokens, whatever the API is.
 * Sources: https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess,
 * https://auth0.com/docs/secure/tokens/refresh-tokens/online-refresh-tokens/online-refresh-tokens
 */
export const REFRESH_TOKEN_SCOPES = ["offline_access", "online_access"] as const;
const isOfRefreshTokens = (scope: string) => REFRESH_TOKEN_SCOPES.some((s) => s === scope);

const isStandard = (scope: string) => STANDARD_OIDC_SCOPES.some((s) => s === scope);

const strictNoOidcScopes = partnerRule({
  id: "strict-no-oidc-scopes",
  title: "A strict application gets no OpenID Connect scopes",
  why: "Auth0 gives strict applications no ID token and no access to /userinfo",
  source: SECURITY_CONTROLS,
  *check({ value: { application } }) {
    if (!isStrict(application) || !application.oidc_scopes) return;
    yield {
      at: ["application", "oidc_scopes"],
      on: "key",
      what: "strict application with oidc_scopes",
      fix: "remove oidc_scopes; the partner learns who the user is from our API",
    };
  },
});

const oidcScopeStandard = partnerRule({
  id: "oidc-scope-standard",
  title: "oidc_scopes lists standard OpenID Connect scopes only",
  why: "these five select claims about the user; everything else belongs to an API or to refresh_token",
  source: OIDC_SCOPES,
  *check({ value: { application } }) {
    if (isStrict(application)) return;
    for (const [i, scope] of (application.oidc_scopes ?? []).entries()) {
      if (isStandard(scope)) continue;
      yield {
        at: ["application", "oidc_scopes", i],
        what: `${quote(scope)} is not an OpenID Connect scope; expected one of ${oneOf(STANDARD_OIDC_SCOPES, scope)}`,
        fix: isOfRefreshTokens(scope)
          ? "remove it and add refresh_token with its lifetimes"
          : "remove it, or grant it as a scope of an API",
      };
    }
  },
});

const oidcScopesIncludeOpenid = partnerRule({
  id: "oidc-scopes-include-openid",
  title: "oidc_scopes includes openid",
  why: "without openid a request is not OpenID Connect, and the other scopes select nothing",
  source: OIDC_SCOPES,
  *check({ value: { application } }) {
    const scopes = application.oidc_scopes;
    if (!scopes || scopes.includes("openid") || isStrict(application)) return;
    yield {
      at: ["application", "oidc_scopes"],
      what: `oidc_scopes has ${scopes.map(quote).join(", ")} but not "openid"`,
      fix: "add openid",
    };
  },
});

const oidcScopesNeedUser = partnerRule({
  id: "oidc-scopes-need-user",
  title: "OpenID Connect scopes need a grant on behalf of users",
  why: "they tell the partner about the user who signed in, and a machine has none",
  source: OIDC_SCOPES,
  *check({ value: partner }) {
    const { application } = partner;
    if (!application.oidc_scopes || isStrict(application) || hasUsers(partner)) return;
    yield {
      at: ["application", "oidc_scopes"],
      on: "key",
      what: "oidc_scopes without a grant on behalf of users",
      fix: "remove oidc_scopes",
    };
  },
});

const loginOnly = partnerRule({
  id: "login-only",
  title: "An application without a grant signs users in, and learns who they are",
  why: "without a grant and without OpenID Connect scopes it gets nothing: a credential that nobody needs",
  source: CLIENT_GRANTS,
  *check({ value: partner }) {
    const { application, grants } = partner;
    if (grants.length > 0) return;
    const at = { at: ["grants"], on: "key" as const };
    if (isStrict(application))
      yield { ...at, what: "strict application without a grant", fix: "add a grant of an API" };
    else if (!natureOf(application.app_type).signsUsersIn)
      yield {
        ...at,
        what: `app_type ${quote(application.app_type)} without a grant`,
        fix: "add a grant of subject_type client",
      };
    else if (!application.oidc_scopes)
      yield {
        ...at,
        what: "neither a grant nor oidc_scopes",
        fix: "add a grant of an API, or oidc_scopes with openid",
      };
  },
});

/** In the order of docs/rules.md. */
export const OPENID: readonly Rule[] = [
  strictNoOidcScopes,
  oidcScopeStandard,
  oidcScopesIncludeOpenid,
  oidcScopesNeedUser,
  loginOnly,
];
