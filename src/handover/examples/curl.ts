// An example's values → shell scripts with curl and openssl. Secrets come from the environment and never stand
// on a command line, where every user of the machine could read them.
import { assertNever } from "../../model/closed.ts";
import type { KeyAlg } from "../../model/partner.ts";
import { type Ask, type Example, lines, type Programs, signs } from "./example.ts";

/** One word for a POSIX shell, whatever is in it. */
export const shellWord = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const field = (name: string, value: string) => `  --data-urlencode ${shellWord(`${name}=${value}`)} \\`;

const CALL = "curl --fail-with-body --silent --show-error";

const DIGEST: Readonly<Record<KeyAlg, string>> = {
  RS256: "-sha256",
  RS384: "-sha384",
  PS256: "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest",
};

/** Functions that the calls below use. Source: https://www.rfc-editor.org/rfc/rfc7523#section-3 (read 2026-11) */
function assertion({ clientId, issuer, algorithm }: Example): string {
  return lines(
    `base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }`,
    "assertion() {",
    "  now=$(date +%s)",
    `  header=$(printf '{"alg":"${algorithm}","typ":"JWT"}' | base64url)`,
    `  claims=$(printf '{"iss":"%s","sub":"%s","aud":"%s","iat":%d,"exp":%d,"jti":"%s"}' \\`,
    `    ${shellWord(clientId)} ${shellWord(clientId)} ${shellWord(issuer)} "$now" "$((now + 60))" "$(openssl rand -hex 16)" | base64url)`,
    `  signature=$(printf %s "$header.$claims" | openssl dgst ${DIGEST[algorithm]} -sign "$PRIVATE_KEY_FILE" | base64url)`,
    `  printf %s "$header.$claims.$signature"`,
    "}",
  );
}

/** A call of the token endpoint: what comes before curl, and what is sent to prove who calls. */
function tokenCall(example: Example, fields: readonly string[]): string {
  const { method, clientId, issuer } = example;
  const id = field("client_id", clientId);
  const address = shellWord(`${issuer}oauth/token`);
  switch (method) {
    case "none":
      return lines(`${CALL} \\`, id, ...fields, `  ${address}`);
    case "client_secret_basic":
      return lines(
        `printf 'user = "%s:%s"\\n' ${shellWord(clientId)} "$CLIENT_SECRET" |`,
        `${CALL} --config - \\`,
        ...fields,
        `  ${address}`,
      );
    case "private_key_jwt":
      return lines(
        `assertion | ${CALL} \\`,
        id,
        field("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        "  --data-urlencode client_assertion@- \\",
        ...fields,
        `  ${address}`,
      );
    case "client_secret_post":
      return lines(
        `printf %s "$CLIENT_SECRET" | ${CALL} \\`,
        id,
        "  --data-urlencode client_secret@- \\",
        ...fields,
        `  ${address}`,
      );
    default:
      return assertNever(method);
  }
}

const answer = (call: string) => `ANSWER=$(${call})`;
const part = (name: string) => `$(printf %s "$ANSWER" | sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/')`;

function apiCall({ call, baseUrl }: Ask): (string | false)[] {
  if (!call) return ['printf "%s\\n" "$ANSWER"'];
  const base = baseUrl === undefined ? '"$API_URL"' : shellWord(baseUrl);
  return [
    `ACCESS_TOKEN=${part("access_token")}`,
    `printf 'Authorization: Bearer %s\\n' "$ACCESS_TOKEN" |`,
    `${CALL} --header @- ${call.method === "GET" ? "" : `--request ${call.method} `}${base}${shellWord(call.path)}`,
  ];
}

function userScript(example: Example, ask: Ask): string {
  const { issuer, clientId, callback } = example;
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: callback,
    audience: ask.audience,
    ...(ask.scope !== "" && { scope: ask.scope }),
    code_challenge_method: "S256",
  });
  const code = [
    field("grant_type", "authorization_code"),
    field("redirect_uri", callback),
    '  --data-urlencode "code=$CODE" --data-urlencode "code_verifier=$VERIFIER" \\',
  ];
  const refresh = [
    field("grant_type", "refresh_token"),
    '  --data-urlencode "refresh_token=$REFRESH_TOKEN" \\',
  ];
  return lines(
    "set -eu",
    signs(example) ? assertion(example) : `base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }`,
    "",
    "# A new verifier for each sign-in; only its hash travels with the browser.",
    "VERIFIER=$(openssl rand 32 | base64url)",
    `CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | base64url)`,
    "STATE=$(openssl rand -hex 16)",
    "echo 'Open this in a browser:'",
    `echo ${shellWord(`${issuer}authorize?${query}`)}"&state=$STATE&code_challenge=$CHALLENGE"`,
    "",
    "# The browser ends at your callback, with code=… and state=… in its address.",
    "echo 'Is the state the same? Then paste the code:'",
    "read -r CODE",
    answer(tokenCall(example, code)),
    ...(ask.hasRefreshTokens
      ? [
          "",
          "# Later, when the access token has ended:",
          `REFRESH_TOKEN=${part("refresh_token")}`,
          answer(tokenCall(example, refresh)),
        ]
      : []),
    "",
    ...apiCall(ask),
    "",
  );
}

function machineScript(example: Example, ask: Ask): string {
  const fields = [
    field("grant_type", "client_credentials"),
    field("audience", ask.audience),
    ...(ask.scope === "" ? [] : [field("scope", ask.scope)]),
  ];
  return lines(
    "set -eu",
    signs(example) && `${assertion(example)}\n`,
    answer(tokenCall(example, fields)),
    ...apiCall(ask),
    "",
  );
}

/** The examples as shell scripts with curl and openssl. */
export const CURL: Programs = { user: userScript, machine: machineScript };
