// Who is asked for consent: of an application, its callbacks in one stack and an API, the one answer.

import { isVerifiable } from "./address.ts";
import type { SubjectType } from "./partner.ts";
import { isOfAUser } from "./subject-type.ts";

/**
 * asked: each user, once. skipped: nobody. by-callback: only users who come back to a callback that is not
 * verifiable. none: without a user there is nobody to ask.
 */
export const CONSENTS = ["asked", "skipped", "by-callback", "none"] as const;

/** Which users of an application are asked for consent. */
export type Consent = (typeof CONSENTS)[number];

/** What the answer depends on. */
export interface ConsentQuestion {
  readonly subjectType: SubjectType;
  readonly isFirstParty: boolean;
  /** Of the application in one stack. */
  readonly callbacks: readonly string[];
  /** `skip_consent_for_verifiable_first_party_clients` of the API. */
  readonly apiSkips: boolean;
}

/**
 * Auth0 decides at each request, by its `redirect_uri`: on an API that allows it, a first-party application is not
 * asked for where users come back to a verifiable callback. An application without callbacks, such as one of the
 * device flow, has none: its users are asked.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications (read 2026-11)
 */
export function consentOf({ subjectType, isFirstParty, callbacks, apiSkips }: ConsentQuestion): Consent {
  if (!isOfAUser(subjectType)) return "none";
  if (!isFirstParty || !apiSkips) return "asked";
  if (!callbacks.some(isVerifiable)) return "asked";
  return callbacks.every(isVerifiable) ? "skipped" : "by-callback";
}

/** How many users are not asked, of three steps: none, some, all. */
const UNASKED: Readonly<Record<Consent, 0 | 1 | 2>> = { none: 0, asked: 0, "by-callback": 1, skipped: 2 };
const ASKS: Readonly<Record<Consent, boolean>> = {
  none: false,
  asked: true,
  "by-callback": true,
  skipped: false,
};

/** Whether some user is not asked: what `skip_consent: true` of a file acknowledges. */
export const skipsSomeConsent = (consent: Consent): boolean => UNASKED[consent] > 0;

/** Whether some user is asked. */
export const asksSomeConsent = (consent: Consent): boolean => ASKS[consent];

/** Above 0 where fewer users are asked than before, below 0 where more are. */
export const compareUnasked = (before: Consent, after: Consent): number => UNASKED[after] - UNASKED[before];

/**
 * What remains where consent is skipped, for explanations.
 * Source: https://auth0.com/docs/secure/security-guidance/measures-against-app-impersonation (read 2026-11)
 */
export const STILL_CONFIRMED =
  "Where users come back to their own machine or to a scheme of the application's own, Auth0 may also have them confirm each sign-in; the tenant and each application have a switch for that, which no file sets.";

/** Which users are asked where not all are, for sentences. */
export const ASKED_WHERE =
  "where they come back to their own machine or to a scheme of the application's own";
