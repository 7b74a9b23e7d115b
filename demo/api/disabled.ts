// Which integrations users have switched off, so that tokens already handed out stop at once; and which are in use.
import type { Caller } from "./token.ts";

/**
 * Remembers when a user disabled a client. Tokens issued before that moment are refused.
 *
 * Revoking a user's grant at Auth0 ends the refresh tokens, but an access token proves itself until it expires.
 * An API that wants "disable" to mean now has to know it, and our app, which revokes, tells it.
 * Source: https://auth0.com/docs/get-started/applications/revoke-api-access (read 2026-11)
 */
export class DisabledIntegrations {
  readonly #sinceSeconds = new Map<string, number>();
  readonly #used = new Set<string>();

  disable(subject: string, clientId: string): void {
    this.#sinceSeconds.set(key(subject, clientId), Math.floor(Date.now() / 1000));
    this.#used.delete(key(subject, clientId));
  }

  /** Tokens of a later second come from a new consent. */
  refuses({ subject, clientId, issuedAtSeconds }: Caller): boolean {
    const since = this.#sinceSeconds.get(key(subject, clientId));
    return since !== undefined && issuedAtSeconds <= since;
  }

  /** A token was good: somebody acts for this user, whether or not anybody was asked. */
  used({ subject, clientId }: Caller): void {
    this.#used.add(key(subject, clientId));
  }

  isUsed(subject: string, clientId: string): boolean {
    return this.#used.has(key(subject, clientId));
  }
}

const key = (subject: string, clientId: string) => JSON.stringify([subject, clientId]);
