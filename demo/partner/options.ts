// What a partner's website is told from outside.
import type { Routes } from "../api/paths.ts";
import { type Consent, type Kind, kindOf, type Standing } from "../kind.ts";
import type { OAuthClientOptions } from "../web/oauth.ts";
import type { Storage } from "./storage.ts";

/** One API that the partner was granted something of. */
export interface PartnerApi {
  readonly name: string;
  /** The API's identifier: Auth0 wants it as `audience` in the authorization request. */
  readonly audience: string;
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  /** From the API's documentation. */
  readonly routes: Routes;
  /** What the partner asks its users for; empty where it acts for none. */
  readonly userScopes: readonly string[];
  /** Of these, what it does not ask for when it is enabled, but when a user wants what it opens. */
  readonly optionalScopes: readonly string[];
  /** Whether it acts without a user, too. */
  readonly isForProgram: boolean;
  /** Whether it asks to keep its access while the user is away. */
  readonly keepsAccess: boolean;
}

export interface PartnerOptions extends OAuthClientOptions {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Its colour, as an angle in degrees. */
  readonly hue: number;
  /** What it calls the company whose users it works for. */
  readonly product: string;
  /** Whether that company made it itself. */
  readonly isFirstParty?: boolean | undefined;
  /** Where browsers find it, without a slash at the end. */
  readonly baseUrl: string;
  /** Where users come back to from the tenant. */
  readonly callbackUrl: string;
  /** Where "Enable" leads to. */
  readonly enablePath: string;
  readonly apis: readonly PartnerApi[];
  /** OpenID Connect scopes that it asks for beside its APIs'. */
  readonly oidcScopes: readonly string[];
  readonly consent: Consent;
  readonly standing: Standing;
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

/** The APIs that it reaches for users, each with a token of its own: a token is for one audience. */
export const userApis = ({ apis }: Pick<PartnerOptions, "apis">): PartnerApi[] =>
  apis.filter(({ userScopes }) => userScopes.length > 0);

/** What it is, by what it was granted. */
export const kindOfPartner = (options: Pick<PartnerOptions, "apis" | "oidcScopes">): Kind =>
  kindOf({
    acts: userApis(options).length > 0,
    oidcScopes: options.oidcScopes,
    isProgram: options.apis.some(({ isForProgram }) => isForProgram),
  });
