// What a partner may do for users and without one → how to get tokens, and how to keep them.
import { natureOf } from "../model/app-type.ts";
import { rotates } from "../model/refresh-token.ts";
import { isStrictMode } from "../model/security-mode.ts";
import { formatDuration } from "../model/units.ts";
import { type Block, code, codes, list, type Section, table, text, type Words, words } from "./document.ts";
import {
  type ApiAccess,
  accessFor,
  endpointsOf,
  hasRefreshTokens,
  isForUsers,
  isPublicRecipient,
  type Recipient,
  scopesToAsk,
} from "./recipient.ts";

/** Source: https://auth0.com/docs/get-started/applications/third-party-applications/security-controls (read 2026-11) */
const isStrict = ({ partner }: Recipient) => isStrictMode(partner.application.thirdPartySecurityMode);

const isInBrowser = ({ partner }: Recipient) => natureOf(partner.application.appType).callsFromPages;

/**
 * Where a refusal at the authorization endpoint becomes visible.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications/security-controls (read 2026-11)
 */
export const staysAtTenant = ({ partner }: Recipient): boolean =>
  partner.application.redirectionPolicy === "open_redirect_protection";

/** What to ask for, API by API: a token is for one audience. */
const audiences = (recipient: Recipient, accesses: readonly ApiAccess[]): Block =>
  table(
    ["API", "Audience", "Scopes to ask for"],
    accesses.map((access) => [
      words`${access.planned.resourceServer.name}`,
      [code(access.planned.resourceServer.identifier)],
      scopesInWords(scopesToAsk(recipient, access)),
    ]),
  );

/** An API without scopes is asked for by its audience alone. */
const scopesInWords = (scopes: readonly string[]): Words =>
  scopes.length === 0 ? words`none: leave ${code("scope")} out` : [code(scopes.join(" "))];

/** @param accesses what tokens are for; none where users only sign in. */
function authorizationRequest(recipient: Recipient, accesses: readonly ApiAccess[]): Block {
  const { partner, clientId } = recipient;
  const [access] = accesses;
  const scopes = access ? scopesToAsk(recipient, access) : partner.oidcScopes;
  const isOne = accesses.length < 2;
  const rows: (readonly [string, Words])[] = [
    ["response_type", [code("code")]],
    ["client_id", [code(clientId)]],
    ["redirect_uri", words`one of your callbacks, ${codes(partner.application.callbacks)}`],
    ...(access
      ? [
          [
            "audience",
            isOne
              ? [code(access.planned.resourceServer.identifier)]
              : words`that of one API, from the table below`,
          ] as const,
        ]
      : []),
    ...(isOne && scopes.length === 0
      ? []
      : [["scope", isOne ? [code(scopes.join(" "))] : words`from the same line`] as const]),
    ["state", words`random for each request; compare it when the browser comes back`],
    [
      "code_challenge",
      words`SHA-256 of a random verifier of 43 to 128 characters, in base64url without padding`,
    ],
    ["code_challenge_method", [code("S256")]],
  ];
  return table(
    ["Parameter", "Value"],
    rows.map(([name, value]) => [[code(name)], value]),
  );
}

/**
 * A refresh token renews tokens for the API of its sign-in. One for several needs policies that an application of ours
 * may have, and a partner's never has.
 * Source: https://auth0.com/docs/secure/tokens/refresh-tokens/multi-resource-refresh-token (read 2026-11)
 */
function severalApis(recipient: Recipient, accesses: readonly ApiAccess[]): Words[] {
  const renewed = accesses.filter((access) => hasRefreshTokens(recipient, access));
  const names = (some: readonly ApiAccess[]) =>
    some.map(({ planned }) => planned.resourceServer.name).join(", ");
  return [
    words`Each API needs a sign-in of its own, one after the other, each with its ${code("audience")}, and the user's consent for it. A user who is still signed in is asked for consent only.`,
    ...(renewed.length === 0
      ? []
      : [
          words`A refresh token is for the API of its sign-in: there is none for several, and asking with it for another audience does not give one. Keep one for each user and API${renewed.length < accesses.length ? `; you get them for ${names(renewed)} only` : ""}.`,
        ]),
  ];
}

/** Source: https://auth0.com/docs/get-started/authentication-and-authorization-flow/authorization-code-flow-with-pkce (read 2026-11) */
function userFlow(recipient: Recipient, accesses: readonly ApiAccess[]): Section {
  const { authorize, token, userinfo } = endpointsOf(recipient);
  const proof = isPublicRecipient(recipient) ? words`` : words`, and your authentication`;
  return {
    title: accesses.length > 0 ? "A token for a user" : "A sign-in",
    blocks: [
      text(words`Authorization code with PKCE, and nothing else. Send the browser to ${code(authorize)}:`),
      authorizationRequest(recipient, accesses),
      ...(accesses.length > 1 ? [audiences(recipient, accesses)] : []),
      list([
        ...(isStrict(recipient)
          ? [
              words`A parameter that Auth0 does not list for strict applications makes the request fail.`,
              ...(isInBrowser(recipient)
                ? [
                    words`Auth0's SDK for single-page applications sends ${code("response_mode")} and ${code("auth0Client")}, which are not among them: use another OAuth library.`,
                  ]
                : []),
            ]
          : []),
        words`The browser comes back to your callback with ${code("code")} and ${code("state")}. A code works once, for a few minutes.`,
        words`Send to ${code(token)}: ${code("grant_type=authorization_code")}, ${code("code")}, ${code("redirect_uri")} as before, ${code("code_verifier")}${proof}.`,
        ...(accesses.length > 1 ? severalApis(recipient, accesses) : []),
        ...(accesses.length > 0
          ? []
          : [
              words`The answer has the ID token: check its signature, ${code("iss")}, ${code("aud")} (your client ID), ${code("exp")} and ${code("nonce")} with a library. Its access token opens ${code(userinfo)} and nothing else.`,
            ]),
        staysAtTenant(recipient)
          ? words`When something is refused, even by the user, the user sees it on our sign-in pages and your callback is not called. Offer a way to try again.`
          : words`When something is refused, even by the user, the browser comes back to your callback with ${code("error")} and ${code("error_description")}.`,
      ]),
    ],
  };
}

/**
 * Sources: https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow,
 * https://auth0.com/docs/get-started/apis/api-access-policies-for-applications: scopes are asked for
 */
function machineFlow(recipient: Recipient, accesses: readonly ApiAccess[]): Section {
  const { token } = endpointsOf(recipient);
  const always = words`Always send ${code("scope")}, with what you need of it: do not rely on what you get without.`;
  const [access] = accesses;
  const isOne = access !== undefined && accesses.length === 1;
  const audience = isOne && code(`audience=${access.planned.resourceServer.identifier}`);
  const scopes = isOne ? scopesToAsk(recipient, access).join(" ") : "";
  const asked = !audience
    ? words`${code("audience")} and ${code("scope")} of one API`
    : scopes === ""
      ? [audience]
      : words`${audience}, ${code(`scope=${scopes}`)}`;
  return {
    title: "A token without a user",
    blocks: [
      text(
        words`Send to ${code(token)}: ${code("grant_type=client_credentials")}, ${asked}, and your authentication.`,
        ...(isOne && scopes === "" ? [] : [always]),
      ),
      ...(isOne ? [] : [audiences(recipient, accesses)]),
    ],
  };
}

/**
 * Sources: https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation,
 * https://auth0.com/docs/secure/tokens/refresh-tokens: 200 tokens per user per application (read 2026-11)
 */
function refreshing({ partner }: Recipient): Words[] {
  const { rotationType, tokenLifetime, idleTokenLifetime, leeway } = partner.application.refreshToken;
  const life = words`A refresh token ends ${formatDuration(tokenLifetime)} after the sign-in, and after ${formatDuration(idleTokenLifetime)} without use. Then the user has to sign in again: tell the user before.`;
  const store = words`Keep refresh tokens encrypted, on your server or in the system's keychain; never in a log or an address.`;
  const few = words`Revoke those that you no longer need: of more than 200 of one user, Auth0 ends the oldest.`;
  if (!rotates(rotationType))
    return [
      life,
      words`It stays the same at every refresh: the answer brings no new one, so keep the one you have.`,
      store,
      few,
    ];
  return [
    life,
    words`Every refresh brings a new refresh token. Store it before you use the access token: the old one is no longer good.`,
    leeway > 0
      ? words`Refresh once at a time. A repeated use within ${formatDuration(leeway)} is forgiven; later it looks like theft and ends the connection for good.`
      : words`Refresh once at a time. A second use of the same token looks like theft and ends the connection for good.`,
    store,
    few,
  ];
}

/** Source: https://auth0.com/docs/secure/tokens/token-best-practices (read 2026-11) */
function keeping(recipient: Recipient): Section {
  const forUser = accessFor(recipient, "user");
  const forClient = accessFor(recipient, "client");
  const lifetimes = [
    ...new Set(recipient.access.map(({ planned }) => planned.resourceServer.tokenLifetime)),
  ].map(formatDuration);
  const offline = forUser.some((access) => hasRefreshTokens(recipient, access));
  return {
    title: "Keeping tokens",
    blocks: [
      list([
        words`Keep an access token in memory for its whole life (${lifetimes.join(", ")}; ${code("expires_in")} says how long) and renew it a minute before its end, not at every request.`,
        words`Do not read what is in it: its form may change. ${code("expires_in")} and ${code("scope")} of the answer are for you.`,
        ...(forClient.length > 0
          ? [
              forClient.length > 1
                ? words`One token for each API serves all your processes: share it, each counts against your quota.`
                : words`One token serves all your processes: share it, each counts against your quota.`,
            ]
          : []),
        ...(offline ? refreshing(recipient) : []),
        ...(forUser.length > 0 && !offline
          ? [
              words`You get no refresh token: when the access token has ended, send the user through the sign-in again.`,
            ]
          : []),
        words`A token that was issued lives until it expires, also when access was taken away meanwhile.`,
      ]),
    ],
  };
}

/**
 * Sources: https://auth0.com/docs/secure/sender-constraining/demonstrating-proof-of-possession-dpop and RFC 9449 (read 2026-11)
 */
function possession(recipient: Recipient): Section {
  const { token } = endpointsOf(recipient);
  return {
    title: "Proof of possession (DPoP)",
    blocks: [
      text(
        words`Your tokens are bound to a key of yours (RFC 9449): a token that leaks is of no use to anybody else. Let an OAuth library do this.`,
      ),
      list([
        words`Make a key pair, ES256, for each installation. Keep the private key as long as the tokens, where nobody can copy it: a refresh token works with the key of its sign-in only.`,
        words`Every request to ${code(token)}, refreshes included, carries a new proof in the header ${code("DPoP")}; without one you get no token.`,
        ...(isPublicRecipient(recipient)
          ? [
              words`The first proof is answered with 400 ${code("use_dpop_nonce")}: send it again with the ${code("nonce")} from the header ${code("DPoP-Nonce")}.`,
            ]
          : []),
        words`The answer says ${code("token_type")} ${code("DPoP")}. Each call of the API carries ${code("Authorization: DPoP")} and the token, and a new proof with ${code("ath")} in the header ${code("DPoP")}.`,
        words`400 or 401 ${code("invalid_dpop_proof")}: the proof is missing, old, used before, or for another address or method. Look at your clock first.`,
      ]),
    ],
  };
}

/** How to get tokens and keep them. */
export function flows(recipient: Recipient): Section[] {
  const forUser = accessFor(recipient, "user");
  const forClient = accessFor(recipient, "client");
  return [
    ...(isForUsers(recipient) ? [userFlow(recipient, forUser)] : []),
    ...(forClient.length > 0 ? [machineFlow(recipient, forClient)] : []),
    ...(recipient.partner.application.requireProofOfPossession ? [possession(recipient)] : []),
    ...(recipient.access.length > 0 ? [keeping(recipient)] : []),
  ];
}
