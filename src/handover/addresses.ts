// What a partner has and what it may do → the guide's first sections: addresses, credentials, scopes.

import { type AuthenticationMethod, type Proof, proofOf } from "../model/authentication.ts";
import type { Consent } from "../model/consent.ts";
import { entryOf } from "../model/record.ts";
import { isOfAUser } from "../model/subject-type.ts";
import { formatDuration, isAddress } from "../model/units.ts";
import { URL_ROWS, urlsIn } from "../model/url-properties.ts";
import { plannedKeys } from "../plan/credentials.ts";
import { nounFor } from "../text.ts";
import { type Block, code, codes, list, type Section, table, text, type Words, words } from "./document.ts";
import { type ApiAccess, endpointsOf, isAnyToken, isForUsers, type Recipient } from "./recipient.ts";

/** A name at GitHub is of no use to a partner. */
const reachable = (owner: string) => (isAddress(owner) ? code(owner) : "the person who gave you this guide");

function keysInWords({ partner }: Recipient): Words {
  const keys = plannedKeys(partner.credentials);
  return words`your private key, which only you have; we know the public ${nounFor(keys.length, "key")} ${codes(keys.map(({ name }) => name))}`;
}

function secretInWords({ plan, id, partner, secretReader }: Recipient): Words {
  const secret = plan.aws && entryOf(plan.aws.secrets, id);
  // Where our operators read it for the partner, their role is of no use to it, and none of its business.
  if (!secret || secretReader === undefined)
    return words`${reachable(partner.owner)} hands it over in a way that only you can read; never by mail`;
  return words`AWS Secrets Manager, region ${code(plan.aws?.region ?? "")}, secret ${code(secret.name)}, key ${code("client_secret")}; ${code(secretReader)} reads it`;
}

/** How the partner gets what it proves itself with: named, never shown. */
const PROOF: Readonly<Record<Proof, (recipient: Recipient) => readonly (readonly [string, Words])[]>> = {
  nothing: () => [],
  secret: (recipient) => [["Secret", secretInWords(recipient)]],
  key: (recipient) => [["Secret", keysInWords(recipient)]],
};

const AUTHENTICATION: Readonly<Record<AuthenticationMethod, Words>> = {
  none: words`none: a public application keeps no secret`,
  client_secret_post: words`${code("client_secret_post")}: client ID and secret in the body of the request`,
  client_secret_basic: words`${code("client_secret_basic")}: client ID and secret in the header ${code("Authorization: Basic")}`,
  private_key_jwt: words`${code("private_key_jwt")}: a short-lived JWT that you sign, in ${code("client_assertion")}`,
};

export function addresses(recipient: Recipient): Section {
  const { plan, partner, clientId } = recipient;
  const { authorize, token, keys, revoke } = endpointsOf(recipient);
  const { callbacks, webOrigins, allowedOrigins } = partner.application;
  const forUsers = isForUsers(recipient);
  const method = partner.credentials.authenticationMethod;
  const origins = [...new Set([...webOrigins, ...allowedOrigins])].sort();
  const rows: (readonly [string, Words])[] = [
    ["Client ID", [code(clientId)]],
    ["Authentication", AUTHENTICATION[method]],
    ...PROOF[proofOf(method)](recipient),
    ["Issuer", [code(plan.issuer)]],
    ["Metadata", [code(`${plan.issuer}.well-known/openid-configuration`)]],
    ...(forUsers ? [["Authorization endpoint", [code(authorize)]] as const] : []),
    ["Token endpoint", [code(token)]],
    ...(forUsers ? [["Revocation endpoint", [code(revoke)]] as const] : []),
    ["Keys (JWKS)", [code(keys)]],
    ...(callbacks.length > 0 ? [["Callbacks", codes(callbacks)] as const] : []),
    ...(origins.length > 0 ? [["Origins of your pages", codes(origins)] as const] : []),
    ...URL_ROWS.flatMap(({ heading, planned }) => {
      const urls = urlsIn(partner.application[planned]);
      return heading !== undefined && urls.length > 0 ? [[heading, codes(urls)] as const] : [];
    }),
    ["Questions", [reachable(partner.owner)]],
  ];
  return {
    title: "Your application",
    blocks: [
      table(
        ["", ""],
        rows.map(([name, value]) => [words`${name}`, value]),
      ),
      ...(callbacks.length > 0
        ? [
            text(
              words`Callbacks are compared as a whole: another path, query or port is refused. Ask us to change them; it is one reviewed line.`,
            ),
          ]
        : []),
    ],
  };
}

const FOR_WHOM = { user: "for a user who is signed in", client: "without a user" } as const;

const CONSENT: Readonly<Record<Consent, Words>> = {
  asked: words`Each user is asked once whether you may. A user may take that back at any time: your next refresh then fails.`,
  skipped: words`Users are not asked for consent.`,
  "by-callback": words`Users who come back to a callback on their own machine or with a scheme of yours are asked once whether you may, and may have to confirm the sign-in; users of your other callbacks are not asked.`,
  none: words`No user takes part, so nobody is asked.`,
};

function accessBlocks(access: ApiAccess): Block[] {
  const { planned, subjectType, reached, baseUrl } = access;
  const { identifier, tokenLifetime, name } = planned.resourceServer;
  const hasOptional = reached.some(({ isOptional }) => isOptional);
  return [
    text(
      words`${name}, ${FOR_WHOM[subjectType]}. Audience: ${code(identifier)}.`,
      baseUrl === undefined
        ? words`We tell you the API's address separately.`
        : words`The API answers at ${code(baseUrl)}.`,
      words`Access tokens live ${formatDuration(tokenLifetime)}.`,
      CONSENT[reached[0]?.consent ?? "none"],
      ...(isOfAUser(subjectType) && planned.accountClaim !== undefined
        ? [words`A token opens the account of its user and no other.`]
        : []),
    ),
    table(
      ["Scope", "What it allows", "Routes", ...(hasOptional ? ["Ask for it"] : [])],
      reached.map(({ scope, description, routes, isOptional }) => [
        [code(scope)],
        words`${description}`,
        routes.length === 0 ? words`none yet` : codes(routes),
        ...(hasOptional ? [isOptional ? words`later, once a user needs it` : words`at the sign-in`] : []),
      ]),
    ),
  ];
}

/** Source: https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications (read 2026-11) */
const OPTIONAL: readonly Words[] = [
  words`What you ask for later takes another authorization request, when a user first needs it. Ask for it together with the scopes of the sign-in: a token has what its own request asked for, and no refresh adds to it.`,
  words`The user answers for all scopes of a request at once. After a no, the tokens that you have stay as good as they were: go on without, and do not ask at every visit.`,
];

export function allowed({ access, partner }: Recipient): Section {
  const openId = partner.oidcScopes;
  return {
    title: "What you may do",
    blocks: [
      ...access.flatMap(accessBlocks),
      list([
        ...(access.length === 0
          ? []
          : [
              ...(access.every(isAnyToken)
                ? []
                : [
                    words`A route needs one of its scopes. Ask only for the scopes that you use; you can ask for fewer than these, never for more.`,
                  ]),
              ...access
                .filter(isAnyToken)
                .map(
                  ({ planned }) =>
                    words`${planned.resourceServer.name} has no scopes: each token for its audience opens all of these routes, so guard each as such.`,
                ),
            ]),
        ...(access.some(({ reached }) => reached.some(({ isOptional }) => isOptional)) ? OPTIONAL : []),
        ...(new Set(access.map(({ api }) => api)).size > 1
          ? [words`A token is for one audience: ask for one token for each API.`]
          : []),
        openId.length > 0
          ? words`You get an ID token with what ${codes(openId)} tell about the user. It is for you alone; no API of ours accepts it.`
          : words`There is no ID token and no user profile: ${code("openid")}, ${code("profile")} and ${code("email")} are not yours to ask for.`,
      ]),
    ],
  };
}
