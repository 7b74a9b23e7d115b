// A grant type → whether users take part. Schemas are not loaded for that.

import type { GrantType } from "./partner.ts";
import { entryOf } from "./record.ts";

const OF_USERS: Readonly<Record<GrantType, boolean>> = {
  authorization_code: true,
  // It only goes on with what a user allowed before.
  refresh_token: false,
  client_credentials: false,
  implicit: true,
  password: true,
  "urn:ietf:params:oauth:grant-type:device_code": true,
  "urn:openid:params:grant-type:ciba": true,
  "http://auth0.com/oauth/grant-type/password-realm": true,
  "http://auth0.com/oauth/grant-type/passwordless/otp": true,
};

/**
 * Whether users sign in for tokens of the grant type; of one that we do not know, they might.
 * Source: https://auth0.com/docs/get-started/applications/application-grant-types (read 2026-11)
 */
export const isOfUsers = (type: string): boolean => entryOf(OF_USERS, type) ?? true;
