// What Acme CMS is told from outside.
import type { OAuthClientOptions } from "../web/oauth.ts";
import type { Storage } from "./storage.ts";

export interface PartnerOptions extends OAuthClientOptions {
  /** Where browsers find Acme CMS, without a slash at the end. */
  readonly baseUrl: string;
  /** The API's identifier: Auth0 wants it as `audience` in the authorization request. */
  readonly audience: string;
  /** Where the API answers, without a slash at the end. */
  readonly apiUrl: string;
  /** What Acme CMS asks its users for. */
  readonly scopes: readonly string[];
  /** The only addresses that users are sent back to after enabling. */
  readonly returnAddresses: readonly string[];
  /** 32 bytes; refresh tokens are stored under it. */
  readonly encryptionKey: Uint8Array;
  /** Where connections are kept; without it they end with the process. */
  readonly storage?: Storage | undefined;
  readonly syncEveryMs: number;
  /** For every request to the tenant and to the API. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}
