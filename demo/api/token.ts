// An access token becomes the caller that it speaks for, or a refusal.
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { KeysUnavailable, Refusal } from "./refusal.ts";

/** Which tokens the API accepts. */
export interface TokenRules {
  /** Exactly as in the tokens: Auth0's issuers end with a slash. */
  readonly issuer: string;
  /** The API's identifier. */
  readonly audience: string;
  /** Claim with the user's account, where the API has one. Auth0 wants a namespace: an address that is ours. */
  readonly accountClaim?: string | undefined;
  /** Auth0's name of the token format of this API. */
  readonly dialect?: `${"access_token" | "rfc9068_profile"}${"" | "_authz"}` | undefined;
  /** What its tokens are signed with, by default RS256; with HS256 anyone who checks a token could make one. */
  readonly algorithm?: "RS256" | "PS256" | undefined;
  /** Client IDs that may call; without a list, anyone to whom the issuer gives a token for this API. */
  readonly clients?: readonly string[] | undefined;
  /** Age at which a token is refused whatever its `exp` says: the API's token lifetime. */
  readonly maxAgeSeconds?: number | undefined;
  /** How long the issuer has to answer with its keys. */
  readonly keysTimeoutMs?: number | undefined;
  /** Whether only tokens that are bound to a key are good. */
  readonly requiresBinding?: boolean | undefined;
}

/** For whom a request is made. */
export interface Caller {
  /** The user's ID, or `<client ID>@clients` when there is no user. */
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  /** A token of client credentials: a program in its own name, without a user. */
  readonly isMachine: boolean;
  readonly account: string | undefined;
  readonly issuedAtSeconds: number;
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt: string | undefined;
}

const DAY_SECONDS = 86_400;
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * A function from token to caller, with the issuer's keys kept for ten minutes.
 *
 * Follows RFC 8725 (one algorithm, keys only from the issuer, explicit type, every claim checked) and section 4
 * of RFC 9068. The algorithm is the API's and not read from the token: a token that says `HS256` would have its
 * signature compared with an HMAC over the public key.
 *
 * Source: https://auth0.com/docs/secure/tokens/access-tokens/validate-access-tokens (read 2026-11)
 */
export function tokenVerifier(rules: TokenRules): (token: string) => Promise<Caller> {
  const keys = issuerKeys(rules);
  const isProfile = rules.dialect?.startsWith("rfc9068_profile") === true;
  const options = {
    algorithms: [rules.algorithm ?? "RS256"],
    typ: isProfile ? "at+jwt" : "JWT",
    issuer: rules.issuer,
    audience: rules.audience,
    requiredClaims: ["sub", "iat", "exp", isProfile ? "client_id" : "azp"],
    maxTokenAge: rules.maxAgeSeconds ?? DAY_SECONDS,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, options);
      return callerOf(payload, isProfile ? payload.client_id : payload.azp, rules);
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new Refusal("invalid_token", whyRefused(error));
      throw error;
    }
  };
}

function issuerKeys({ issuer, keysTimeoutMs = 5000 }: TokenRules): JWTVerifyGetKey {
  const url = new URL(".well-known/jwks.json", issuer);
  const keys = createRemoteJWKSet(url, { timeoutDuration: keysTimeoutMs });
  return async (header, token) => {
    if (typeof header.kid !== "string") throw new errors.JWKSNoMatchingKey();
    try {
      return await keys(header, token);
    } catch (error) {
      // An unknown key is the token's fault. Everything else means that there is nothing to compare it with.
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      throw new KeysUnavailable("the issuer's keys cannot be read", { cause: error });
    }
  };
}

function callerOf(payload: JWTPayload, clientId: unknown, rules: TokenRules): Caller {
  const { sub, iat, scope, gty } = payload;
  const account = rules.accountClaim === undefined ? undefined : payload[rules.accountClaim];
  if (typeof sub !== "string" || sub === "") throw new Refusal("invalid_token", "the claim sub is empty");
  if (typeof clientId !== "string" || clientId === "")
    throw new Refusal("invalid_token", "the token does not name its client");
  if (rules.clients && !rules.clients.includes(clientId))
    throw new Refusal("invalid_token", "the client is not known to this API");
  const isMachine = gty === "client-credentials" || sub.endsWith("@clients");
  if (isMachine && sub !== `${clientId}@clients`)
    throw new Refusal("invalid_token", "the token's subject and client do not match");
  const { jkt } = (payload.cnf ?? {}) as { jkt?: unknown };
  if (jkt !== undefined && typeof jkt !== "string")
    throw new Refusal("invalid_token", "the claim cnf is wrong");
  if (rules.requiresBinding === true && jkt === undefined)
    throw new Refusal("invalid_token", "the token is bound to no key");
  return {
    subject: sub,
    clientId,
    scopes: new Set(typeof scope === "string" ? scope.split(" ").filter((s) => s !== "") : []),
    isMachine,
    // A program has no account, whatever its token claims.
    account: !isMachine && typeof account === "string" && account !== "" ? account : undefined,
    issuedAtSeconds: iat ?? 0,
    jkt,
  };
}

const WRONG_CLAIM: Record<string, string> = {
  typ: "the token is not an access token",
  iss: "the token is from another issuer",
  aud: "the token is for another API",
  nbf: "the token is not valid yet",
  iat: "the token was issued in the future",
};

function whyRefused(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired)
    return error.claim === "iat" ? "the token is too old" : "the token has expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    const isMissing = error.reason === "missing" && error.claim !== "typ";
    if (isMissing) return `the claim ${error.claim} is missing`;
    return WRONG_CLAIM[error.claim] ?? `the claim ${error.claim} is wrong`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return "the token is not signed with RS256";
  if (error instanceof errors.JWKSNoMatchingKey) return "the token is not signed with a key of the issuer";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "the signature does not match the token";
  if (error instanceof errors.JOSENotSupported)
    return "the token asks for an extension that is not supported";
  return "the token is malformed";
}
