// A customer's refresh token becomes access tokens, as few as possible.
import * as oauth from "openid-client";
import type { Vault } from "./vault.ts";

/** The parts of a token answer that are used. */
export type Tokens = oauth.TokenEndpointResponse & oauth.TokenEndpointResponseHelpers;

/** The tenant does not accept the refresh token, or gave none: the access is over. */
export class ConnectionEnded extends Error {}

/** `refused`: the user or the API's company ended it. `expired`: nothing was given that makes a new access token. */
export type Ending = "refused" | "expired" | "disconnected";

export interface TokenKeeperOptions {
  /** Whose tokens these are; sealed secrets open for this owner only. */
  readonly owner: string;
  readonly vault: Vault;
  /** What was asked for: tenants say which scopes they gave only when it was something else. */
  readonly requestedScopes: readonly string[];
  readonly client: () => Promise<oauth.Configuration>;
  /** Called whenever what has to be stored is something else. */
  readonly onChange?: (() => void) | undefined;
}

/** What is stored of a connection. */
export interface SealedTokens {
  readonly sealed: string;
  readonly scopes: readonly string[];
}

// Refreshed this long before the end, or in the last fifth of a short life: a token must survive its own journey.
const EARLY_MS = 60_000;
const EARLY_SHARE = 0.2;

/**
 * Keeps one connection alive. The access token stays in memory; the refresh token is only ever kept sealed.
 *
 * One refresh at a time: tenants that rotate refresh tokens take a second use of the same one for theft and end
 * the connection.
 * Source: https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation (read 2026-11)
 */
export class TokenKeeper {
  readonly #options: TokenKeeperOptions;
  #sealed: string | undefined;
  #access: { token: string; refreshAtMs: number } | undefined;
  #refreshing: Promise<string> | undefined;
  #ending: Ending | undefined;
  #scopes: ReadonlySet<string>;

  /** @throws Error when what was stored does not open */
  constructor(tokens: Tokens | SealedTokens, options: TokenKeeperOptions) {
    this.#options = options;
    if ("sealed" in tokens) {
      const { sealed, scopes } = tokens as SealedTokens;
      options.vault.open(sealed, options.owner);
      this.#sealed = sealed;
      this.#scopes = new Set(scopes);
      return;
    }
    this.#scopes = new Set(options.requestedScopes);
    this.#keep(tokens);
  }

  get scopes(): ReadonlySet<string> {
    return this.#scopes;
  }

  get hasEnded(): boolean {
    return this.#ending !== undefined;
  }

  /** Why it has, if it has. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** What is stored of the refresh token, where there is one. */
  get sealed(): string | undefined {
    return this.#sealed;
  }

  /**
   * An access token that is good for a while.
   *
   * @throws ConnectionEnded, now and from then on; openid-client's errors when the tenant cannot be reached
   */
  async accessToken(): Promise<string> {
    if (this.hasEnded) throw new ConnectionEnded("this connection has ended");
    if (this.#access && Date.now() < this.#access.refreshAtMs) return this.#access.token;
    if (this.#sealed === undefined) {
      this.#end(this.#access ? "expired" : "refused");
      throw new ConnectionEnded("the access token is no longer good, and there is no refresh token");
    }
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return await this.#refreshing;
  }

  /** For a token that the API does not accept, whatever its expiry says. */
  forget(token: string): void {
    if (this.#access?.token === token) this.#access = undefined;
  }

  /**
   * Ends the connection from this side: the tenant revokes the refresh token.
   *
   * Source: https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens (read 2026-11)
   */
  async end(): Promise<void> {
    const { client, vault, owner } = this.#options;
    const sealed = this.#sealed;
    this.#end("disconnected");
    if (sealed === undefined) return;
    const hint = { token_type_hint: "refresh_token" };
    await oauth.tokenRevocation(await client(), vault.open(sealed, owner), hint);
  }

  async #refresh(): Promise<string> {
    const { client, vault, owner } = this.#options;
    try {
      const tokens = await oauth.refreshTokenGrant(await client(), vault.open(this.#sealed ?? "", owner));
      if (this.hasEnded) throw new ConnectionEnded("this connection was ended meanwhile");
      this.#keep(tokens);
      return tokens.access_token;
    } catch (error) {
      if (!(error instanceof oauth.ResponseBodyError && error.error === "invalid_grant")) throw error;
      this.#end("refused");
      throw new ConnectionEnded("the tenant no longer accepts the refresh token", { cause: error });
    }
  }

  #end(why: Ending): void {
    this.#ending ??= why;
    this.#sealed = undefined;
    this.#access = undefined;
    this.#options.onChange?.();
  }

  #keep(tokens: Tokens): void {
    const { vault, owner } = this.#options;
    // Without rotation the answer brings no new refresh token: the old one stays.
    if (tokens.refresh_token !== undefined) this.#sealed = vault.seal(tokens.refresh_token, owner);
    if (tokens.scope !== undefined) this.#scopes = new Set(tokens.scope.split(" "));
    const lifeMs = (tokens.expiresIn() ?? 0) * 1000;
    // Without a refresh token nothing is gained by giving it up early.
    const earlyMs = this.#sealed === undefined ? 0 : Math.min(EARLY_MS, lifeMs * EARLY_SHARE);
    const refreshAtMs = Date.now() + lifeMs - earlyMs;
    this.#access = { token: tokens.access_token, refreshAtMs };
    this.#options.onChange?.();
  }
}
