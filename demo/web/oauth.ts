// An issuer's address and a client's name become what openid-client works with.
import * as oauth from "openid-client";

export interface OAuthClientOptions {
  /** As in the tokens: Auth0's issuers end with a slash. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * A function that returns the issuer's metadata, read once. A failed read is tried again by the next call.
 *
 * Plain HTTP is spoken with this machine only.
 */
export function issuerMetadata(options: OAuthClientOptions): () => Promise<oauth.ServerMetadata> {
  let known: Promise<oauth.ServerMetadata> | undefined;
  return () => {
    known ??= discover(options).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function discover({
  issuer,
  clientId,
  clientSecret,
}: OAuthClientOptions): Promise<oauth.ServerMetadata> {
  const execute = isLocal(issuer) ? [oauth.allowInsecureRequests] : [];
  const auth = oauth.ClientSecretPost(clientSecret);
  return (await oauth.discovery(new URL(issuer), clientId, {}, auth, { execute })).serverMetadata();
}

/** The client at an issuer; `fetch` sees every request that it makes. */
export function oauthClient(
  metadata: oauth.ServerMetadata,
  { issuer, clientId, clientSecret }: OAuthClientOptions,
  fetch?: oauth.CustomFetch,
): oauth.Configuration {
  const auth = oauth.ClientSecretPost(clientSecret);
  const configuration = new oauth.Configuration(metadata, clientId, {}, auth);
  if (isLocal(issuer)) oauth.allowInsecureRequests(configuration);
  if (fetch) configuration[oauth.customFetch] = fetch;
  return configuration;
}

const isLocal = (issuer: string) => /^http:\/\/(localhost|127\.0\.0\.1)(:|\/)/.test(issuer);
