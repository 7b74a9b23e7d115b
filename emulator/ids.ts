import { randomBytes, randomInt, randomUUID } from "node:crypto";

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function alphanumeric(length: number): string {
  return Array.from({ length }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join("");
}

/** Identifiers in the shapes that Auth0 gives to each kind of object. */
export const newId = {
  client: () => alphanumeric(32),
  /** Strict third-party applications carry a prefix. Source: https://auth0.com/docs/get-started/applications/third-party-applications/security-controls (read 2026-11) */
  strictClient: () => `tpc_${alphanumeric(22)}`,
  clientSecret: () => randomBytes(48).toString("base64url"),
  credential: () => `cred_${alphanumeric(22)}`,
  clientGrant: () => `cgr_${alphanumeric(16)}`,
  userGrant: () => randomBytes(12).toString("hex"),
  connection: () => `con_${alphanumeric(16)}`,
  organization: () => `org_${alphanumeric(16)}`,
  resourceServer: () => randomBytes(12).toString("hex"),
  user: () => randomBytes(12).toString("hex"),
  logStream: () => `lst_${Array.from({ length: 16 }, () => randomInt(10)).join("")}`,
  authenticationMethod: () => `totp|dev_${alphanumeric(16)}`,
  log: () => `${Date.now()}${Array.from({ length: 20 }, () => randomInt(10)).join("")}`,
  action: () => randomUUID(),
  role: () => `rol_${alphanumeric(16)}`,
  legacyCode: () => `rul_${alphanumeric(16)}`,
  tokenExchangeProfile: () => `tep_${alphanumeric(16)}`,
  rateLimitPolicy: () => `rlp_${alphanumeric(21)}`,
  accessToken: () => randomBytes(32).toString("base64url"),
};
