// Rules about OAuth grant types: none that leaks, and exactly those that the grants need.

import { isOfUsers } from "../model/grant-type.ts";
import type { GrantType } from "../model/partner.ts";
import { isStrict } from "../model/security-mode.ts";
import { isOfAUser } from "../model/subject-type.ts";
import { quote } from "../text.ts";
import { hasGrant, hasUsers, isLoginOnly, isPublic } from "./lookup.ts";
import { partnerRule, type Rule } from "./rule.ts";
import { GRANT_TYPES_PAGE, OAUTH_SECURITY, SECURITY_CONTROLS } from "./sources.ts";

const INSECURE: Readonly<Record<GrantType, string | undefined>> = {
  authorization_code: undefined,
  refresh_token: undefined,
  client_credentials: undefined,
  implicit: "puts access tokens into the browser's address bar",
  password: "makes the partner handle our users' passwords",
  "http://auth0.com/oauth/grant-type/password-realm": "makes the partner handle our users' passwords",
  "http://auth0.com/oauth/grant-type/passwordless/otp": undefined,
  "urn:ietf:params:oauth:grant-type:device_code": undefined,
  "urn:openid:params:grant-type:ciba": undefined,
};
const STRICT: readonly GrantType[] = ["authorization_code", "refresh_token", "client_credentials"];

const grantTypeInsecure = partnerRule({
  id: "grant-type-insecure",
  title: "No application uses the implicit or the password grant",
  why: "OAuth's best current practice, RFC 9700, forbids the password grant and warns of the implicit one",
  source: OAUTH_SECURITY,
  *check({ value: { application } }) {
    for (const [i, type] of (application.grant_types ?? []).entries())
      if (INSECURE[type])
        yield {
          at: ["application", "grant_types", i],
          what: `grant type ${quote(type)} ${INSECURE[type]}`,
          fix: "write authorization_code, with PKCE",
        };
  },
});

const grantTypeStrict = partnerRule({
  id: "grant-type-strict",
  title: "A strict application uses the three grant types that Auth0 leaves it",
  why: "Auth0 offers strict applications authorization_code, refresh_token and client_credentials only",
  source: SECURITY_CONTROLS,
  *check({ value: { application } }) {
    if (!isStrict(application)) return;
    for (const [i, type] of (application.grant_types ?? []).entries())
      if (!STRICT.includes(type) && !INSECURE[type])
        yield {
          at: ["application", "grant_types", i],
          what: `grant type ${quote(type)} is not available in strict mode`,
          fix: "write authorization_code",
        };
  },
});

const grantTypeMissing = partnerRule({
  id: "grant-type-missing",
  title: "Stated grant types cover all that the grants and refresh_token need",
  why: "Auth0 refuses a token request whose grant type the application does not have",
  source: GRANT_TYPES_PAGE,
  *check({ value: partner }) {
    const { grant_types: types, refresh_token } = partner.application;
    if (!types) return;
    const lacks = (type: GrantType, need: string) => ({
      at: ["application", "grant_types"],
      what: `grant_types lacks ${quote(type)}, which ${need} needs`,
      fix: `add ${type}, or remove grant_types`,
    });
    if (hasUsers(partner) && !types.some(isOfUsers))
      yield lacks("authorization_code", isLoginOnly(partner) ? "a login" : "a grant on behalf of users");
    if (hasGrant(partner, "client") && !types.includes("client_credentials"))
      yield lacks("client_credentials", "a grant of subject_type client");
    if (refresh_token && !types.includes("refresh_token")) yield lacks("refresh_token", "refresh_token");
  },
});

const grantTypeUnused = partnerRule({
  id: "grant-type-unused",
  title: "Each stated grant type serves a grant or refresh_token",
  why: "a grant type that nothing uses is a way in that nobody reviewed",
  source: GRANT_TYPES_PAGE,
  *check({ value: partner }) {
    const { application } = partner;
    const used = (type: GrantType) => {
      if (type === "client_credentials") return hasGrant(partner, "client");
      if (type === "refresh_token") return application.refresh_token !== undefined;
      return hasUsers(partner);
    };
    for (const [i, type] of (application.grant_types ?? []).entries()) {
      if (used(type) || INSECURE[type] || (isStrict(application) && !STRICT.includes(type))) continue;
      yield {
        at: ["application", "grant_types", i],
        what: `nothing uses grant type ${quote(type)}`,
        fix: "remove it",
      };
    }
  },
});

const clientGrantConfidential = partnerRule({
  id: "client-grant-confidential",
  title: "Only a confidential application has a grant without a user",
  why: "Auth0 gives client credentials tokens only to applications that authenticate",
  source: SECURITY_CONTROLS,
  *check({ value: { application, grants } }) {
    if (!isPublic(application)) return;
    for (const [i, grant] of grants.entries())
      if (!isOfAUser(grant.subject_type))
        yield {
          at: ["grants", i, "subject_type"],
          what: 'grant of subject_type "client" with authentication_method "none"',
          fix: "write subject_type: user, or give the application app_type: regular_web and an authentication_method",
        };
  },
});

/** In the order of docs/rules.md. */
export const GRANT_TYPE_RULES: readonly Rule[] = [
  grantTypeInsecure,
  grantTypeStrict,
  grantTypeMissing,
  grantTypeUnused,
  clientGrantConfidential,
];
