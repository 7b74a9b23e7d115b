// A partner's flows and limits → what can go wrong, what it means and what to do.

import { quotaInWords } from "../access/limits.ts";
import { rotates } from "../model/refresh-token.ts";
import { code, list, type Section, table, text, type Words, words } from "./document.ts";
import { staysAtTenant } from "./flows.ts";
import { accessFor, hasRefreshTokens, isForUsers, isPublicRecipient, type Recipient } from "./recipient.ts";

type Row = readonly [answer: Words, meaning: Words, act: Words];

/** Source: https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting (read 2026-11) */
const AUTHORIZATION: readonly Row[] = [
  [
    [code("access_denied")],
    words`the user said no, or has no account with us`,
    words`say so, and let the user try again`,
  ],
  [
    [code("invalid_request")],
    words`a parameter is missing, misspelt or not allowed; most often ${code("code_challenge")}`,
    words`compare with the table above`,
  ],
  [
    [code("unauthorized_client")],
    words`you have no access to this audience, or it is suspended`,
    words`stop, and ask us`,
  ],
  [
    words`a page that says the callback does not match`,
    words`${code("redirect_uri")} is none of your callbacks`,
    words`send one of them, letter by letter`,
  ],
];

/** Source: https://auth0.com/docs/api/authentication (read 2026-11) */
function token(recipient: Recipient): Row[] {
  const forUser = accessFor(recipient, "user");
  const forClient = accessFor(recipient, "client");
  const isRotating = rotates(recipient.partner.application.refreshToken.rotationType);
  const oldCode = words`the code was used, is too old, or does not fit ${code("redirect_uri")} or ${code("code_verifier")}`;
  return [
    ...(isPublicRecipient(recipient)
      ? []
      : [
          [
            words`401 ${code("access_denied")} or ${code("invalid_client")}`,
            words`your authentication is wrong: an old secret, an unknown key, a clock that is off`,
            words`do not repeat it; look at your secret or key`,
          ] as const,
        ]),
    ...(isForUsers(recipient)
      ? [[words`403 ${code("invalid_grant")} for a code`, oldCode, words`begin a new sign-in`] as const]
      : []),
    ...(forUser.some((access) => hasRefreshTokens(recipient, access))
      ? [
          [
            words`403 ${code("invalid_grant")} for a refresh token`,
            isRotating
              ? words`the user took the access back, the token expired, or it was used twice`
              : words`the user took the access back, or the token expired`,
            words`stop syncing, forget the token, and ask the user to connect again`,
          ] as const,
        ]
      : []),
    ...(forClient.length > 0
      ? [
          [
            words`403 ${code("access_denied")} without a user`,
            words`you have no access to this audience or scope, or it is suspended`,
            words`stop, and ask us`,
          ] as const,
        ]
      : []),
    [
      words`403 ${code("unauthorized_client")}`,
      words`your application may not use this flow`,
      words`use the one described here`,
    ],
    [
      words`429 ${code("too_many_requests")}`,
      words`too many tokens`,
      words`wait as long as ${code("Retry-After")} says, and keep tokens longer`,
    ],
    [
      words`500 to 599`,
      words`a fault at our side`,
      words`try again with growing pauses, at most once a minute`,
    ],
  ];
}

/** Source: https://www.rfc-editor.org/rfc/rfc6750#section-3.1 (read 2026-11) */
const API: readonly Row[] = [
  [
    words`401`,
    words`the token is missing, expired, or for another audience`,
    words`get a new token once; if that is refused too, stop`,
  ],
  [
    words`403`,
    words`the token lacks the scope of this route; ${code("WWW-Authenticate")} names it`,
    words`do not repeat it; a new token helps only if it may have the scope`,
  ],
  [
    words`404`,
    words`there is no such thing in the user's account, or no such route`,
    words`do not repeat it`,
  ],
  [
    words`429`,
    words`too many requests`,
    words`wait as long as ${code("Retry-After")} says, at least a second`,
  ],
  [words`500 to 599`, words`a fault at our side`, words`try again with growing pauses`],
];

const HEAD = ["Answer", "Meaning", "What to do"];

export function errors(recipient: Recipient): Section {
  const where = staysAtTenant(recipient)
    ? words`At the authorization endpoint; the user sees these on our pages:`
    : words`At the authorization endpoint, as ${code("error")} at your callback:`;
  return {
    title: "When something is refused",
    blocks: [
      ...(isForUsers(recipient) ? [text(where), table(HEAD, AUTHORIZATION)] : []),
      text(words`At the token endpoint:`),
      table(HEAD, token(recipient)),
      ...(recipient.access.length > 0 ? [text(words`At the API:`), table(HEAD, API)] : []),
    ],
  };
}

/** Quotas and throttles; lifetimes are told with the tokens. */
export function limits({ access, partner }: Recipient): Section {
  const quota = quotaInWords(partner);
  const throttles = new Map(
    access.flatMap(({ api, planned }) => {
      const settings = planned.hosting?.gateway.stage.defaultRouteSettings;
      return settings ? [[api, { name: planned.resourceServer.name, ...settings }] as const] : [];
    }),
  );
  const { contract } = partner;
  return {
    title: "Limits",
    blocks: [
      list([
        ...(quota === undefined ? [] : [words`At most ${quota} without a user.`]),
        ...[...throttles.values()].map(
          ({ name, throttlingRateLimit, throttlingBurstLimit }) =>
            words`${name} takes ${String(throttlingRateLimit)} requests a second from all callers together, ${String(throttlingBurstLimit)} at once.`,
        ),
        words`Our tenant limits how fast tokens are given; anyone who keeps them never notices.`,
        words`Your access rests on contract ${contract.reference}, which ends on ${contract.ends}.`,
      ]),
    ],
  };
}
