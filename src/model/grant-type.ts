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

/** An application of a tenant, as far as that decides which flows it has. */
export interface Flows {
  readonly grant_types: readonly string[];
  readonly callbacks: readonly string[];
}

/** Whether anybody can sign in with it: an application that was never set up, such as Auth0's Default App, lets nobody in. */
export const signsUsersIn = ({ grant_types: types, callbacks }: Flows): boolean =>
  types.some((type) => isOfUsers(type) && (howUsersTakePart(type) !== "by callback" || callbacks.length > 0));

/** Whether an application of a tenant gets such tokens at all, whatever it is granted. */
export const CAN_GET: Readonly<Record<SubjectType, (application: Flows) => boolean>> = {
  user: signsUsersIn,
  client: ({ grant_types: types }) => types.includes("client_credentials"),
};
