// An example's values → a module for Node.js on openid-client, a certified OAuth client.
import { assertNever } from "../../model/closed.ts";
import type { KeyAlg } from "../../model/partner.ts";
import { type Ask, type Example, lines, type Programs, signs } from "./example.ts";

const quoted = (text: string) => JSON.stringify(text);

const WEB_CRYPTO: Readonly<Record<KeyAlg, string>> = {
  RS256: '{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }',
  RS384: '{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" }',
  PS256: '{ name: "RSA-PSS", hash: "SHA-256" }',
};

/** Source: https://github.com/panva/openid-client/blob/main/docs/README.md (read 2026-11) */
function authentication({ method, algorithm }: Example): readonly string[] {
  switch (method) {
    case "none":
      return ["const authentication = oauth.None();"];
    case "client_secret_basic":
      return ["const authentication = oauth.ClientSecretBasic(process.env.CLIENT_SECRET);"];
    case "private_key_jwt":
      return [
        "const pem = await readFile(process.env.PRIVATE_KEY_FILE);",
        'const der = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });',
        `const key = await crypto.subtle.importKey("pkcs8", der, ${WEB_CRYPTO[algorithm]}, false, ["sign"]);`,
        "const authentication = oauth.PrivateKeyJwt(key);",
      ];
    case "client_secret_post":
      return ["const authentication = oauth.ClientSecretPost(process.env.CLIENT_SECRET);"];
    default:
      return assertNever(method);
  }
}

const head = (example: Example) => [
  "// npm install openid-client@6",
  signs(example) && 'import { createPrivateKey } from "node:crypto";',
  signs(example) && 'import { readFile } from "node:fs/promises";',
  'import * as oauth from "openid-client";',
  "",
  `const ISSUER = new URL(${quoted(example.issuer)});`,
  `const CLIENT_ID = ${quoted(example.clientId)};`,
];

const discovery = ({ isHttp }: Example) => [
  isHttp ? "// Plain HTTP is for a tenant on this machine only." : undefined,
  isHttp ? "const options = { execute: [oauth.allowInsecureRequests] };" : undefined,
  `const config = await oauth.discovery(ISSUER, CLIENT_ID, {}, authentication${isHttp ? ", options" : ""});`,
];

/** Source: https://github.com/panva/openid-client/blob/main/docs/functions/getDPoPHandle.md (read 2026-11) */
const possession = ({ provesPossession }: Example) =>
  provesPossession
    ? [
        "// Tokens work with this key only. Keep it as long as the refresh tokens, where nobody can copy it.",
        "const DPoP = oauth.getDPoPHandle(config, await oauth.randomDPoPKeyPair());",
      ]
    : [];

/** The last argument of a grant, behind those that are left as they are by default. */
const withProof = ({ provesPossession }: Example, ...before: readonly string[]) =>
  provesPossession ? ["", ...before, "{ DPoP }"].join(", ") : "";

const baseOf = ({ baseUrl }: Ask) => (baseUrl === undefined ? "process.env.API_URL" : quoted(baseUrl));

const request = ({ provesPossession }: Example, method: string, token: string) =>
  provesPossession
    ? [
        `  const response = await oauth.fetchProtectedResource(config, ${token}, url, ${quoted(method)}, undefined, undefined, { DPoP });`,
      ]
    : [
        "  const response = await fetch(url, {",
        `    method: ${quoted(method)},`,
        `    headers: { authorization: \`Bearer \${${token}}\` },`,
        "  });",
      ];

const apiCall = (example: Example, ask: Ask, token: string, parameters: string) =>
  ask.call && [
    "",
    "/** One call of the API. 401: get a new token, once. 403 and 404: do not repeat. 429: wait for Retry-After. */",
    `export async function callApi(${parameters}) {`,
    `  const url = new URL(${quoted(ask.call.path)}, ${baseOf(ask)});`,
    ...request(example, ask.call.method, token),
    '  if (!response.ok) throw new Error("the API answered " + response.status);',
    "  return await response.json();",
    "}",
  ];

function userModule(example: Example, ask: Ask): string {
  return lines(
    ...head(example),
    `const CALLBACK = ${quoted(example.callback)};`,
    `const AUDIENCE = ${quoted(ask.audience)};`,
    ask.scope !== "" && `const SCOPE = ${quoted(ask.scope)};`,
    "",
    ...authentication(example),
    ...discovery(example),
    ...possession(example),
    "",
    "/** Where to send the browser, and what to keep in its session until it comes back. */",
    "export async function begin() {",
    "  const kept = { verifier: oauth.randomPKCECodeVerifier(), state: oauth.randomState() };",
    "  const url = oauth.buildAuthorizationUrl(config, {",
    "    redirect_uri: CALLBACK,",
    "    audience: AUDIENCE,",
    ask.scope !== "" && "    scope: SCOPE,",
    "    state: kept.state,",
    "    code_challenge: await oauth.calculatePKCECodeChallenge(kept.verifier),",
    '    code_challenge_method: "S256",',
    "  });",
    "  return { url, kept };",
    "}",
    "",
    "/** The tokens, from the whole address at which the browser came back. Keep them encrypted. */",
    "export async function finish(address, { verifier, state }) {",
    "  const checks = { pkceCodeVerifier: verifier, expectedState: state };",
    `  return await oauth.authorizationCodeGrant(config, new URL(address), checks${withProof(example, "{}")});`,
    "}",
    ...(ask.hasRefreshTokens
      ? [
          "",
          "/** New tokens. `invalid_grant` means the user took the access back: forget the token, and stop. */",
          "export async function refresh(refreshToken) {",
          `  const tokens = await oauth.refreshTokenGrant(config, refreshToken${withProof(example, "{}")});`,
          "  return { ...tokens, refresh_token: tokens.refresh_token ?? refreshToken };",
          "}",
        ]
      : []),
    ...(apiCall(example, ask, "accessToken", "accessToken") ?? []),
    "",
  );
}

function machineModule(example: Example, ask: Ask): string {
  return lines(
    ...head(example),
    `const AUDIENCE = ${quoted(ask.audience)};`,
    ask.scope !== "" && `const SCOPE = ${quoted(ask.scope)};`,
    "",
    ...authentication(example),
    ...discovery(example),
    ...possession(example),
    "let token;",
    "",
    "/** An access token that is good for a while; a new one only when the last is about to end. */",
    "export async function accessToken() {",
    "  if (token && Date.now() < token.until) return token.value;",
    `  const answer = await oauth.clientCredentialsGrant(config, { audience: AUDIENCE${ask.scope === "" ? "" : ", scope: SCOPE"} }${withProof(example)});`,
    "  token = { value: answer.access_token, until: Date.now() + (answer.expires_in - 60) * 1000 };",
    "  return token.value;",
    "}",
    ...(apiCall(example, ask, "await accessToken()", "") ?? []),
    "",
  );
}

/** The examples as modules for Node.js with openid-client. */
export const NODE: Programs = { user: userModule, machine: machineModule };
