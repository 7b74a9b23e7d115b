// What replacing an application means, in words that the review and a local run share.

/** The inputs that Auth0 fixes when it makes an application, by what a partner's file calls them. */
export const PERMANENT_KEYS = {
  isFirstParty: "is_first_party",
  thirdPartySecurityMode: "third_party_security_mode",
} as const;

export const REPLACEMENT_SOURCE = "https://auth0.com/docs/get-started/applications/third-party-applications";

/** A first-party application has no mode. */
const kindOf = ({ isFirstParty, thirdPartySecurityMode }: Readonly<Record<string, unknown>>) =>
  isFirstParty ? "first-party" : ["third-party", thirdPartySecurityMode].filter(Boolean).join(", ");

/**
 * `third-party, strict becomes first-party`. Where both are one kind, `keys` differ in a way that this does not
 * tell, and they are named.
 */
export function replacementCauses(
  keys: readonly string[],
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string {
  const [was, now] = [kindOf(before), kindOf(after)];
  if (was !== now) return `${was} becomes ${now}`;
  return Object.entries(PERMANENT_KEYS)
    .filter(([key]) => keys.includes(key))
    .map(([, word]) => `${word} changes`)
    .join(", ");
}

export const REPLACEMENT_REASON =
  "Auth0 fixes this when it makes an application, so a new application replaces the old one";

/**
 * What happens to the people who depend on the application.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications (read 2026-11)
 */
export const REPLACEMENT_EFFECTS = [
  "the client ID and the secret change, and the partner must put the new ones in",
  "all refresh tokens stop working, and every user's consent is lost",
  "nothing syncs until the partner has done so and each user has enabled it again",
] as const;
