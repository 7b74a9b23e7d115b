// What our app is told from outside.
import type { DisabledIntegrations } from "../api/disabled.ts";
import type { ItemStore } from "../api/items.ts";
import type { Routes } from "../api/paths.ts";
import type { Consent, Standing } from "../kind.ts";

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
    /** Of these, what the partner asks for later; absent where it asks for all at once. */
    readonly optional?: readonly string[] | undefined;
  }[];
  /** OpenID Connect scopes that it asks for. */
  readonly oidc_scopes: readonly string[];
  readonly consent: Consent;
  readonly standing: Standing;
}

/** What our app knows of one partner beside its outputs: whether somebody plays it on this machine. */
export type Played =
  /** Its pages are here. */
  | { readonly url: string }
  /** It cannot be played, and why. */
  | { readonly absent: string };

/** One of our APIs; our app and the API are two doors to the same items. */
export interface AppApi {
  readonly name: string;
  readonly audience: string;
  readonly hasAccounts: boolean;
  readonly routes: Routes;
  /** What each scope means, in plain words. */
  readonly scopes: Readonly<Record<string, string>>;
  readonly store: ItemStore;
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

/** Who called our API. */
export interface User {
  readonly subject: string;
  readonly account: string;
}

export interface AppOptions {
  /** As in the tokens: Auth0's issuers end with a slash. */
  readonly issuer: string;
  readonly clientId: string;
  /** Identifier of the API that our app's page calls. */
  readonly audience: string;
  /** What partners call the company. */
  readonly product: string;
  /** Where browsers find our app, without a slash at the end. */
  readonly baseUrl: string;
  /** By partner id. */
  readonly integrations: Readonly<Record<string, Integration>>;
  /** By partner id; those that are not on this machine are elsewhere. */
  readonly played?: Readonly<Record<string, Played>> | undefined;
  readonly apis: readonly AppApi[];
  /** Which account somebody belongs to, by the ID of the user; undefined for strangers. */
  readonly accountOf: (subject: string) => string | undefined;
  readonly disabled: DisabledIntegrations;
  readonly managementApi: ManagementApiOptions;
  /** Shown on the first page. */
  readonly people?: readonly DemoPerson[] | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}
