// Why a request is not answered, and how RFC 6750 says so.

/** The error codes of RFC 6750, section 3.1, and the one of RFC 9449, section 7.1. */
export type BearerError = "invalid_request" | "invalid_token" | "insufficient_scope" | "invalid_dpop_proof";

const STATUS = {
  invalid_request: 400,
  invalid_token: 401,
  invalid_dpop_proof: 401,
  insufficient_scope: 403,
} as const;

/**
 * A request that is refused because of its token, or of what the token allows.
 *
 * Without an error code when the request did not try to authenticate: RFC 6750 wants such a client to learn only
 * that a token is needed. The description names what is wrong, never a value of the token.
 * Source: https://www.rfc-editor.org/rfc/rfc6750#section-3 (read 2026-11)
 */
export class Refusal extends Error {
  readonly error: BearerError | undefined;
  readonly status: 400 | 401 | 403;
  /** Scopes of which one would have been enough. */
  readonly scopes: readonly string[];

  constructor(error: BearerError | undefined, description: string, scopes: readonly string[] = []) {
    super(description);
    this.error = error;
    this.status = error === undefined ? 401 : STATUS[error];
    this.scopes = scopes;
  }
}

/** The API cannot tell good tokens from bad ones right now: its fault, not the caller's. */
export class KeysUnavailable extends Error {}

/** The value of `WWW-Authenticate`. Descriptions hold no quotes and no backslashes, so nothing is escaped. */
export function challenge(realm: string, refusal: Refusal): string {
  const parameters: [string, string][] = [["realm", realm]];
  if (refusal.error !== undefined) {
    parameters.push(["error", refusal.error], ["error_description", refusal.message]);
    if (refusal.scopes.length > 0) parameters.push(["scope", refusal.scopes.join(" ")]);
  }
  const scheme = refusal.error === "invalid_dpop_proof" ? "DPoP" : "Bearer";
  return `${scheme} ${parameters.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
}
