// What Auth0 fixes when it makes an application, what a change of that does, and how it is told.
import type { PlannedClient, PlannedPartner } from "./types.ts";

/**
 * The permanent inputs of an application, by what a partner's file calls them. The provider would send a change as
 * an update, which Auth0 refuses: only another application can have another value.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications (read 2026-11)
 */
export const PERMANENT_KEYS = {
  isFirstParty: "is_first_party",
  thirdPartySecurityMode: "third_party_security_mode",
} as const satisfies Partial<Record<keyof PlannedClient, string>>;

/** Name of a permanent input in the plan. */
export type PermanentInput = keyof typeof PERMANENT_KEYS;

/** Inputs of `auth0.Client` that Auth0 never changes, in the order of their table. */
export const PERMANENT_INPUTS = Object.keys(PERMANENT_KEYS) as readonly PermanentInput[];

/** The permanent inputs that differ, in a fixed order. */
export const permanentChanges = (before: PlannedClient, after: PlannedClient): readonly PermanentInput[] =>
  PERMANENT_INPUTS.filter((key) => before[key] !== after[key]);

/**
 * Whether the engine makes a new application when a permanent input changes. One that was taken over is never
 * replaced: the change is sent, Auth0 refuses it, the update fails, and the client ID stays. `adopts` is its
 * client ID, undefined where the application was made here.
 */
export const isReplaceable = ({ adopts }: Pick<PlannedPartner, "adopts">): boolean => adopts === undefined;

/** Auth0's page that says what is fixed when an application is made. */
export const REPLACEMENT_SOURCE = "https://auth0.com/docs/get-started/applications/third-party-applications";

/** `first-party`, or `third-party` with its mode: a first-party application has none. */
export const kindOfApplication = ({
  isFirstParty,
  thirdPartySecurityMode,
}: {
  readonly isFirstParty?: unknown;
  readonly thirdPartySecurityMode?: unknown;
}): string =>
  isFirstParty ? "first-party" : ["third-party", thirdPartySecurityMode].filter(Boolean).join(", ");

/**
 * `third-party, strict becomes first-party`. Where both are one kind, `keys` differ in a way that this does not
 * tell, and they are named. `before` and `after` are inputs of the application, as the plan or the engine has them.
 */
export function replacementCauses(
  keys: readonly string[],
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string {
  const [was, now] = [kindOfApplication(before), kindOfApplication(after)];
  if (was !== now) return `${was} becomes ${now}`;
  return Object.entries(PERMANENT_KEYS)
    .filter(([key]) => keys.includes(key))
    .map(([, word]) => `${word} changes`)
    .join(", ");
}

/** Why an application is replaced, as a sentence goes on. */
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
