// What of a connection, by its strategy, sets a user's app_metadata: beside secrets, so that nobody reads it with GET alone.

interface Writer {
  /** What sets it, in words. */
  readonly what: string;
  readonly source: string;
}

const METADATA = "https://auth0.com/docs/manage-users/user-accounts/metadata";

/** Source: Auth0's page of inbound SCIM, which names these strategies (read 2026-11) */
const SCIM: Writer = {
  what: "its SCIM map",
  source: "https://auth0.com/docs/authenticate/protocols/scim/configure-inbound-scim",
};
const FETCH_PROFILE: Writer = { what: "its script fetchUserProfile", source: METADATA };

/** Strategies with a means to set it that Auth0 documents. */
export const PROFILE_WRITERS: Readonly<Record<string, Writer>> = {
  auth0: { what: "the scripts of a database of one's own", source: METADATA },
  oauth1: FETCH_PROFILE,
  oauth2: FETCH_PROFILE,
  oidc: SCIM,
  okta: SCIM,
  samlp: SCIM,
  waad: SCIM,
};

/**
 * Social and passwordless connections that Auth0 itself makes: Auth0's SDK has no scripts among their options, and its page of
 * metadata names custom social connections only.
 * Source: https://auth0.com/docs/manage-users/user-accounts/metadata,
 * https://github.com/auth0/node-auth0/blob/master/src/management/api/types/types.ts (read 2026-11)
 */
const MADE_BY_AUTH0: ReadonlySet<string> = new Set(
  (
    "amazon apple baidu bitbucket bitly box dropbox dwolla email evernote evernote-sandbox exact facebook fitbit " +
    "github google-oauth2 instagram line linkedin paypal paypal-sandbox planningcenter salesforce " +
    "salesforce-community salesforce-sandbox shop shopify sms soundcloud thirtysevensignals twitter untappd " +
    "vkontakte weibo windowslive wordpress yahoo yandex"
  ).split(" "),
);

/** What of such a connection may set the account of its users; undefined where nothing does. Of a strategy of tomorrow, nobody knows. */
export function profileWriter(strategy: string | undefined): string | undefined {
  if (strategy !== undefined && MADE_BY_AUTH0.has(strategy)) return undefined;
  return (
    (strategy !== undefined && Object.hasOwn(PROFILE_WRITERS, strategy) && PROFILE_WRITERS[strategy]?.what) ||
    "what its strategy runs or maps, of which no page of Auth0 that we know says that it leaves app_metadata alone"
  );
}
