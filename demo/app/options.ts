// What our app is told from outside.
import type { ContactStore } from "../api/contacts.ts";
import type { DisabledIntegrations } from "../api/disabled.ts";
import type { OAuthClientOptions } from "../web/oauth.ts";

/** One partner, as the stack's outputs tell it. */
export interface Integration {
  readonly name: string;
  readonly description: string;
  readonly client_id: string;
  /** Where users start; null when there is nothing to start. */
  readonly enable_url: string | null;
  readonly grants: readonly {
    readonly audience: string;
    /** `user` or `client`. */
    readonly subject_type: string;
    readonly scopes: readonly string[];
  }[];
}

/** The Management API, for what only it can do: look at a user's grants and revoke them. */
export interface ManagementApiOptions {
  /** Without a slash at the end: `https://<domain>/api/v2`. */
  readonly url: string;
  /** Needs `read:grants` and `delete:grants`. */
  readonly token: string;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Somebody who can sign in to a demo. */
export interface DemoPerson {
  readonly email: string;
  readonly password: string;
}

export interface AppOptions extends OAuthClientOptions {
  /** Where browsers find our app, without a slash at the end. */
  readonly baseUrl: string;
  /** By partner id. */
  readonly integrations: Readonly<Record<string, Integration>>;
  /** Partners whose websites do not run: their links would lead nowhere. */
  readonly absent?: readonly string[] | undefined;
  /** What each scope of our APIs means, in plain words. */
  readonly scopes: Readonly<Record<string, string>>;
  /** Which account somebody belongs to; undefined for strangers. Gets the claims of the ID token. */
  readonly accountOf: (claims: Readonly<Record<string, unknown>>) => string | undefined;
  /** Our app and our API are two doors to the same contacts. */
  readonly store: ContactStore;
  readonly disabled: DisabledIntegrations;
  readonly managementApi: ManagementApiOptions;
  /** Shown on the first page. */
  readonly people?: readonly DemoPerson[] | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}
