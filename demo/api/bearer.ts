// A request becomes the one token that it carries.
import { Refusal } from "./refusal.ts";

// Auth0's tokens take about 1 KiB. What is much longer is not worth a signature check.
const MAX_TOKEN_CHARACTERS = 8192;
const CREDENTIALS = /^(Bearer|DPoP) +([A-Za-z0-9\-._~+/]+=*)$/i;

/** A token, and how it came: behind `DPoP` where it is bound to a key (RFC 9449, section 7.1). */
export interface Credentials {
  readonly scheme: "bearer" | "dpop";
  readonly token: string;
}

/**
 * The token of the `Authorization` header.
 *
 * The other two ways of RFC 6750 are refused: a token in an address ends up in logs, histories and referrers
 * (RFC 9700 forbids it), and one in a form body mixes authentication with data.
 * Two `Authorization` headers reach us joined by a comma, which no token contains.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 (read 2026-11)
 * @throws Refusal
 */
export function credentialsOf(request: Request): Credentials {
  if (new URL(request.url).searchParams.has("access_token"))
    throw new Refusal("invalid_request", "send the token in the Authorization header, never in the address");
  const header = request.headers.get("authorization");
  if (header === null || !/^(Bearer|DPoP)\b/i.test(header))
    throw new Refusal(undefined, "a bearer token is needed");
  const [, scheme, token] = CREDENTIALS.exec(header) ?? [];
  if (token === undefined)
    throw new Refusal("invalid_request", "the Authorization header is not one bearer token");
  if (token.length > MAX_TOKEN_CHARACTERS)
    throw new Refusal("invalid_token", `the token is longer than ${MAX_TOKEN_CHARACTERS} characters`);
  return { scheme: scheme?.toLowerCase() === "dpop" ? "dpop" : "bearer", token };
}
