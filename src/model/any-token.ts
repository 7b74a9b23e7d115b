// An API without scopes: all or nothing. What its routes need, and what a grant of it gives, is any token for it.

/**
 * Stands where the scopes of other APIs do: in routes, and for what a grant gives. No API can declare a scope of this
 * name, since scopes have no spaces.
 * Source: https://www.rfc-editor.org/rfc/rfc6749#section-3.3
 */
export const ANY_TOKEN = "any token";

/** What a route asks for, as its file says it. */
export type Needs = "public" | typeof ANY_TOKEN | readonly string[];

interface Scoped {
  readonly scopes: Readonly<Record<string, unknown>>;
}

/** The scopes of which a token needs one; none where it needs no token. */
export const scopesNeeded = (needs: Needs): readonly string[] =>
  needs === "public" ? [] : needs === ANY_TOKEN ? [ANY_TOKEN] : needs;

/** Whether its tokens are all alike. */
export const hasNoScopes = ({ scopes }: Scoped): boolean => Object.keys(scopes).length === 0;

/** What a grant that lists these scopes gives at an API, which is undefined where no file declares it. */
export const givenBy = (api: Scoped | undefined, scopes: readonly string[]): readonly string[] =>
  api && hasNoScopes(api) ? [ANY_TOKEN] : scopes;
