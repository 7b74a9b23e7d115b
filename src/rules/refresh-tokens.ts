// Rules about refresh tokens: who gets them, how long they live, and when they are replaced.

import { expires, rotates } from "../model/refresh-token.ts";
import { formatDuration } from "../model/units.ts";
import { quote } from "../text.ts";
import { grantedApis, hasGrant, isPublic } from "./lookup.ts";
import { partnerRule, type Rule } from "./rule.ts";
import { API_SETTINGS, REFRESH_EXPIRATION, REFRESH_ROTATION, SECURITY_CONTROLS } from "./sources.ts";

const refreshTokenNeedsUser = partnerRule({
  id: "refresh-token-needs-user",
  title: "Refresh tokens need a grant on behalf of users",
  why: "a machine asks for a new access token whenever it needs one; Auth0 gives it no refresh token",
  source: REFRESH_EXPIRATION,
  *check({ value: partner }) {
    if (!partner.application.refresh_token || hasGrant(partner, "user")) return;
    yield {
      at: ["application", "refresh_token"],
      on: "key",
      what: "refresh_token without a grant on behalf of users",
      fix: "remove refresh_token",
    };
  },
});

const refreshTokenApi = partnerRule({
  id: "refresh-token-api",
  title: "Refresh tokens need APIs that allow offline access",
  why: "Auth0 gives no refresh token for an API without allow_offline_access",
  source: API_SETTINGS,
  *check({ value: partner }, workspace) {
    if (!partner.application.refresh_token) return;
    for (const { at, api } of grantedApis(partner, workspace, "user")) {
      if (api.value.allow_offline_access) continue;
      yield {
        at,
        what: `API ${quote(api.id)} gives no refresh tokens, and the application has refresh_token`,
        fix: `remove refresh_token, or write allow_offline_access: true in ${api.file}`,
        also: [{ file: api.file, at: ["allow_offline_access"], what: "the API says so here" }],
      };
    }
  },
});

const refreshTokenExpires = partnerRule({
  id: "refresh-token-expires",
  title: "Refresh tokens expire",
  why: "Auth0 refuses others in strict mode and for single-page applications, and elsewhere they outlive every lifetime",
  source: SECURITY_CONTROLS,
  *check({ value: { application } }) {
    const { expiration_type: type } = application.refresh_token ?? {};
    if (type === undefined || expires(type)) return;
    yield {
      at: ["application", "refresh_token", "expiration_type"],
      what: 'expiration_type "non-expiring"',
      fix: "remove expiration_type, or write expiring",
    };
  },
});

/** One year of 365.25 days. */
const LONGEST_SECONDS = 31_557_600;

const refreshTokenLifetime = partnerRule({
  id: "refresh-token-lifetime",
  title: "Lifetimes of refresh tokens are between 1 second and 365 days",
  why: "Auth0 allows at most 31557600 seconds, a year of 365.25 days",
  source: REFRESH_EXPIRATION,
  *check({ value: { application } }) {
    for (const key of ["token_lifetime", "idle_token_lifetime"] as const) {
      const seconds = application.refresh_token?.[key];
      if (seconds === undefined || (seconds >= 1 && seconds <= LONGEST_SECONDS)) continue;
      yield {
        at: ["application", "refresh_token", key],
        what: `${key} of ${formatDuration(seconds)} is ${seconds < 1 ? "no time at all" : "more than a year"}`,
        fix: "write a duration from 1s to 365d",
      };
    }
  },
});

const refreshTokenIdle = partnerRule({
  id: "refresh-token-idle",
  title: "A refresh token's idle lifetime is shorter than its lifetime",
  why: "Auth0 refuses an idle lifetime beyond the maximum lifetime, and one that equals it ends nothing sooner",
  source: REFRESH_EXPIRATION,
  *check({ file, value: { application } }) {
    const tokens = application.refresh_token;
    if (!tokens || tokens.idle_token_lifetime < tokens.token_lifetime) return;
    const [idle, whole] = [formatDuration(tokens.idle_token_lifetime), formatDuration(tokens.token_lifetime)];
    yield {
      at: ["application", "refresh_token", "idle_token_lifetime"],
      what: `idle_token_lifetime of ${idle} is not shorter than token_lifetime of ${whole}`,
      fix: `write less than ${whole}`,
      also: [
        { file, at: ["application", "refresh_token", "token_lifetime"], what: "token_lifetime is here" },
      ],
    };
  },
});

const refreshTokenRotation = partnerRule({
  id: "refresh-token-rotation",
  title: "Refresh tokens of a public application rotate",
  why: "no secret protects them, so only a second use of a replaced token shows that one was stolen",
  source: REFRESH_EXPIRATION,
  *check({ value: { application } }) {
    const { rotation_type: type } = application.refresh_token ?? {};
    if (!isPublic(application) || type === undefined || rotates(type)) return;
    yield {
      at: ["application", "refresh_token", "rotation_type"],
      what: 'rotation_type "non-rotating" with authentication_method "none"',
      fix: "write rotation_type: rotating",
    };
  },
});

const refreshTokenLeeway = partnerRule({
  id: "refresh-token-leeway",
  title: "Only rotating refresh tokens have a leeway",
  why: "the leeway is how long a replaced token still works, and tokens that do not rotate are never replaced",
  source: REFRESH_ROTATION,
  *check({ value: { application } }) {
    const tokens = application.refresh_token;
    if (!tokens?.leeway) return;
    if (rotates(tokens.rotation_type) || (!tokens.rotation_type && isPublic(application))) return;
    yield {
      at: ["application", "refresh_token", "leeway"],
      what: `leeway of ${formatDuration(tokens.leeway)} without rotation`,
      fix: "write rotation_type: rotating, or remove leeway",
    };
  },
});

/** In the order of docs/rules.md. */
export const REFRESH_TOKENS: readonly Rule[] = [
  refreshTokenNeedsUser,
  refreshTokenApi,
  refreshTokenExpires,
  refreshTokenLifetime,
  refreshTokenIdle,
  refreshTokenRotation,
  refreshTokenLeeway,
];
