// An issuer's address and a client's name become what openid-client works with.
import type { webcrypto } from "node:crypto";
import * as oauth from "openid-client";

/** How a client proves to the tenant who it is: Auth0's names of the methods. */
export type ClientAuthentication =
  | { readonly method: "none" }
  | { readonly method: "client_secret_post" | "client_secret_basic"; readonly secret: string }
  | { readonly method: "private_key_jwt"; readonly key: webcrypto.CryptoKey };

export interface OAuthClientOptions {
  /** As in the tokens: Auth0's issuers end with a slash. */
  readonly issuer: string;
  readonly clientId: string;
  readonly authentication: ClientAuthentication;
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

async function discover({ issuer, clientId }: OAuthClientOptions): Promise<oauth.ServerMetadata> {
  const execute = isLocal(issuer) ? [oauth.allowInsecureRequests] : [];
  return (await oauth.discovery(new URL(issuer), clientId, {}, oauth.None(), { execute })).serverMetadata();
}

/** The client at an issuer; `fetch` sees every request that it makes. */
export function oauthClient(
  metadata: oauth.ServerMetadata,
  { issuer, clientId, authentication }: OAuthClientOptions,
  fetch?: oauth.CustomFetch,
): oauth.Configuration {
  const configuration = new oauth.Configuration(metadata, clientId, {}, proofOf(authentication));
  if (isLocal(issuer)) oauth.allowInsecureRequests(configuration);
  if (fetch) configuration[oauth.customFetch] = fetch;
  return configuration;
}

function proofOf(authentication: ClientAuthentication): oauth.ClientAuth {
  switch (authentication.method) {
    case "none":
      return oauth.None();
    case "client_secret_post":
      return oauth.ClientSecretPost(authentication.secret);
    case "client_secret_basic":
      return oauth.ClientSecretBasic(authentication.secret);
    case "private_key_jwt":
      return oauth.PrivateKeyJwt(authentication.key);
  }
}

const isLocal = (issuer: string) => /^http:\/\/(localhost|127\.0\.0\.1)(:|\/)/.test(issuer);
