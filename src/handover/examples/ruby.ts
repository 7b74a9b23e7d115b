// An example's values → a Ruby program on the standard library alone.
import { assertNever } from "../../model/closed.ts";
import type { KeyAlg } from "../../model/partner.ts";
import { type Ask, type Example, lines, type Programs, signs } from "./example.ts";

/** A string literal. Single quotes: Ruby runs what double ones hold behind a number sign. */
export const rubyString = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;

const SIGN: Readonly<Record<KeyAlg, string>> = {
  RS256: "key.sign('SHA256', input)",
  RS384: "key.sign('SHA384', input)",
  PS256: "key.sign_pss('SHA256', input, salt_length: :digest, mgf1_hash: 'SHA256')",
};

/** Source: https://www.rfc-editor.org/rfc/rfc7523#section-3 (read 2026-11) */
const assertion = ({ algorithm }: Example) => [
  "",
  "# Proves who we are; good for one minute and one use.",
  "def assertion",
  "  now = Time.now.to_i",
  "  claims = { iss: CLIENT_ID, sub: CLIENT_ID, aud: ISSUER, iat: now, exp: now + 60, jti: SecureRandom.uuid }",
  `  parts = [{ alg: '${algorithm}', typ: 'JWT' }, claims].map { |part| base64url(JSON.generate(part)) }`,
  "  input = parts.join('.')",
  "  key = OpenSSL::PKey::RSA.new(File.read(ENV.fetch('PRIVATE_KEY_FILE')))",
  `  "#{input}.#{base64url(${SIGN[algorithm]})}"`,
  "end",
];

function proof({ method }: Example): readonly string[] {
  switch (method) {
    case "none":
      return ["  request.set_form_data(fields.merge('client_id' => CLIENT_ID))"];
    case "client_secret_basic":
      return [
        "  request.basic_auth(CLIENT_ID, ENV.fetch('CLIENT_SECRET'))",
        "  request.set_form_data(fields)",
      ];
    case "private_key_jwt":
      return [
        "  request.set_form_data(fields.merge(",
        "    'client_id' => CLIENT_ID,",
        "    'client_assertion_type' => 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',",
        "    'client_assertion' => assertion",
        "  ))",
      ];
    case "client_secret_post":
      return [
        "  request.set_form_data(fields.merge('client_id' => CLIENT_ID, 'client_secret' => ENV.fetch('CLIENT_SECRET')))",
      ];
    default:
      return assertNever(method);
  }
}

const scopeOf = ({ scope }: Ask, sent: string) => (scope === "" ? "" : sent);

const head = (example: Example, ask: Ask, callback?: string) => [
  (signs(example) || callback !== undefined) && "require 'digest'",
  "require 'json'",
  "require 'net/http'",
  signs(example) && "require 'openssl'",
  (signs(example) || callback !== undefined) && "require 'securerandom'",
  "",
  `ISSUER = ${rubyString(example.issuer)}`,
  `CLIENT_ID = ${rubyString(example.clientId)}`,
  `AUDIENCE = ${rubyString(ask.audience)}`,
  callback !== undefined && `CALLBACK = ${rubyString(callback)}`,
  ask.scope !== "" && `SCOPE = ${rubyString(ask.scope)}`,
  ...(signs(example) || callback !== undefined
    ? ["", "def base64url(bytes)", "  [bytes].pack('m0').tr('+/', '-_').delete('=')", "end"]
    : []),
  "",
  "def send_request(uri, request)",
  "  response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }",
  '  raise "#{uri.path} answered #{response.code}" unless response.is_a?(Net::HTTPSuccess)',
  "",
  "  JSON.parse(response.body)",
  "end",
  ...(signs(example) ? assertion(example) : []),
  "",
  "def tokens(fields)",
  '  uri = URI("#{ISSUER}oauth/token")',
  "  request = Net::HTTP::Post.new(uri)",
  ...proof(example),
  "  send_request(uri, request)",
  "end",
];

function apiCall({ call, baseUrl }: Ask): readonly string[] {
  if (!call) return [];
  const name = `${call.method[0]}${call.method.slice(1).toLowerCase()}`;
  return [
    "",
    "# 401: get a new token, once. 403 and 404: do not repeat. 429: wait for Retry-After.",
    "def call_api(access_token)",
    `  uri = URI.join(${baseUrl === undefined ? "ENV.fetch('API_URL')" : rubyString(baseUrl)}, ${rubyString(call.path)})`,
    `  send_request(uri, Net::HTTP::${name}.new(uri, 'authorization' => "Bearer #{access_token}"))`,
    "end",
  ];
}

function userProgram(example: Example, ask: Ask): string {
  return lines(
    ...head(example, ask, example.callback),
    "",
    "# Where to send the browser, and what to keep in its session until it comes back.",
    "def begin_sign_in",
    "  kept = { verifier: SecureRandom.urlsafe_base64(32), state: SecureRandom.hex(16) }",
    "  challenge = base64url(Digest::SHA256.digest(kept[:verifier]))",
    `  query = { response_type: 'code', client_id: CLIENT_ID, redirect_uri: CALLBACK, audience: AUDIENCE${scopeOf(ask, ", scope: SCOPE")},`,
    "            state: kept[:state], code_challenge: challenge, code_challenge_method: 'S256' }",
    '  ["#{ISSUER}authorize?#{URI.encode_www_form(query)}", kept]',
    "end",
    "",
    "# The tokens, from what the callback was called with. Keep them encrypted.",
    "def finish_sign_in(params, kept)",
    "  raise 'not our request' unless params['state'] == kept[:state]",
    "  raise params['error'] if params['error']",
    "",
    "  tokens('grant_type' => 'authorization_code', 'code' => params['code'], 'redirect_uri' => CALLBACK,",
    "         'code_verifier' => kept[:verifier])",
    "end",
    ...(ask.hasRefreshTokens
      ? [
          "",
          "# 403 means the user took the access back: forget the token, and stop.",
          "def refresh(refresh_token)",
          "  { 'refresh_token' => refresh_token }.merge(tokens('grant_type' => 'refresh_token', 'refresh_token' => refresh_token))",
          "end",
        ]
      : []),
    ...apiCall(ask),
    "",
  );
}

function machineProgram(example: Example, ask: Ask): string {
  return lines(
    ...head(example, ask),
    "",
    "# An access token that is good for a while; a new one only when the last is about to end.",
    "def access_token",
    "  return @token if @token && Time.now < @until",
    "",
    `  answer = tokens('grant_type' => 'client_credentials', 'audience' => AUDIENCE${scopeOf(ask, ", 'scope' => SCOPE")})`,
    "  @until = Time.now + answer['expires_in'] - 60",
    "  @token = answer['access_token']",
    "end",
    ...apiCall(ask),
    "",
  );
}

/** The examples as Ruby scripts with its standard library. */
export const RUBY: Programs = { user: userProgram, machine: machineProgram };
