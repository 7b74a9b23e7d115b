// Every documented way in which an access token for one of our APIs is issued or widened, or a user's account changed: the closed set.

/** Ways that one application has by a setting of its own; tenant.yaml declares those that our own may have. */
export const APPLICATION_WAYS = [
  "multi-resource-refresh",
  "token-exchange",
  "native-to-web",
  "session-delegation",
  "native-social-login",
  "cross-origin-login",
  "cross-app-access",
  "password-grant",
] as const;
/** A way that one application has by a setting of its own. */
export type ApplicationWay = (typeof APPLICATION_WAYS)[number];

export const WAYS = [
  "own-grant",
  "default-grant",
  "all-scopes-grant",
  "organization-grant",
  "api-policy",
  "permissions",
  "action",
  "rule-or-hook",
  ...APPLICATION_WAYS,
  "registration",
  "anonymous-session",
  "symmetric-signing",
  "custom-signing-keys",
  "connection-profile",
  "management-api",
] as const;
/** A way in which an access token can be issued or widened; `src/access/ways.ts` describes each. */
export type Way = (typeof WAYS)[number];
