// A grant type → whether users take part, and where they come back to. Schemas are not loaded for that.

import type { GrantType, SubjectType } from "./partner.ts";
import { entryOf } from "./record.ts";

const OF_USERS: Readonly<Record<GrantType, "by callback" | "without one" | false>> = {
  authorization_code: "by callback",
  // It only goes on with what a user allowed before.
  refresh_token: false,
  client_credentials: false,
  implicit: "by callback",
  password: "without one",
  "urn:ietf:params:oauth:grant-type:device_code": "without one",
  "urn:openid:params:grant-type:ciba": "without one",
  "http://auth0.com/oauth/grant-type/password-realm": "without one",
  "http://auth0.com/oauth/grant-type/passwordless/otp": "without one",
};

/** Of a type that we do not know, users might take part in it, and need no callback. */
const howUsersTakePart = (type: string) => entryOf(OF_USERS, type) ?? "without one";

/**
 * Whether users sign in for tokens of the grant type; of one that we do not know, they might.
 * Source: https://auth0.com/docs/get-started/applications/application-grant-types (read 2026-11)
 */
export const isOfUsers = (type: string): boolean => howUsersTakePart(type) !== false;

/**
 * What goes on with another grant type, or gives nothing without a setting that is a way of its own.
 * Source: https://auth0.com/docs/get-started/applications/application-grant-types,
 * https://auth0.com/docs/authenticate/custom-token-exchange,
 * https://auth0.com/docs/api/authentication/cross-app-access/get-token (read 2026-11)
 */
const NOT_ALONE: ReadonlySet<string> = new Set([
  "http://auth0.com/oauth/grant-type/mfa-oob",
  "http://auth0.com/oauth/grant-type/mfa-otp",
  "http://auth0.com/oauth/grant-type/mfa-recovery-code",
  "urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:token-exchange",
]);

/** Whether a user's token comes of it without a page of Auth0 in the user's browser; of one that we do not know, it might. */
export const needsNoPage = (type: string): boolean =>
  howUsersTakePart(type) === "without one" && !NOT_ALONE.has(type);

/** An application of a tenant, as far as that decides which flows it has. */
export interface Flows {
  readonly name?: string | undefined;
  readonly grant_types: readonly string[];
  readonly callbacks: readonly string[];
}

/**
 * Auth0 makes one in every tenant, with all flows and no callback: nobody uses it until it has one.
 * Source: https://auth0.com/docs/get-started/applications (read 2026-11)
 */
const isUntouchedDefault = ({ name, callbacks }: Flows) => name === "Default App" && callbacks.length === 0;

/**
 * Whether users get tokens with it: they sign in, or hold refresh tokens of then, which go on without a callback. Whether
 * any do no application says, so it is taken for granted.
 * Source: https://auth0.com/docs/secure/tokens/refresh-tokens/use-refresh-tokens (read 2026-11)
 */
export const signsUsersIn = (application: Flows): boolean => {
  const { grant_types: types, callbacks } = application;
  const hasWay = types.some(
    (type) => isOfUsers(type) && (howUsersTakePart(type) !== "by callback" || callbacks.length > 0),
  );
  return hasWay || (types.includes("refresh_token") && !isUntouchedDefault(application));
};

/** Whether an application of a tenant gets such tokens at all, whatever it is granted. */
export const CAN_GET: Readonly<Record<SubjectType, (application: Flows) => boolean>> = {
  user: signsUsersIn,
  client: ({ grant_types: types }) => types.includes("client_credentials"),
};
