// For whom a token is (Auth0's subject type) → whether a user is behind it. Schemas are not loaded for that.
import type { SubjectType } from "./partner.ts";

const OF_A_USER: Readonly<Record<SubjectType, boolean>> = { user: true, client: false };

/**
 * Whether tokens of the subject type are a user's: issued after a sign-in, and limited to that user's account.
 * Source: https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants (read 2026-11)
 */
export const isOfAUser = (type: SubjectType): boolean => OF_A_USER[type];

/** Undefined for one that we do not know. Without one, a grant of the tenant is for the application itself. */
export const subjectTypeOf = (stored: string | undefined = "client"): SubjectType | undefined =>
  Object.hasOwn(OF_A_USER, stored) ? (stored as SubjectType) : undefined;
