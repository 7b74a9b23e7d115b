import { describe, expect, test } from "vitest";
import { AUTHORIZATION_CHECKS } from "../../../emulator/oauth/authorization-checks.ts";
import { ORGANIZATION_CHECKS } from "../../../emulator/oauth/organization-checks.ts";
import { newBrowser } from "../support/browser.ts";
import { authorizeUrl, CALLBACK, partnerWorld } from "../support/oauth.ts";

const FIRST_PARTY = { is_first_party: true, third_party_security_mode: undefined };
const PERMISSIVE = { third_party_security_mode: "permissive" };
const EVERYTHING = ["authorization_code", "implicit", "refresh_token"];
const redirecting = { redirection_policy: "allow_always" };
const strict = { client: redirecting };
const firstParty = { client: { ...FIRST_PARTY, grant_types: EVERYTHING } };
const permissive = { client: { ...PERMISSIVE, grant_types: EVERYTHING } };
const noProof = { code_challenge: undefined, code_challenge_method: undefined };
const policy = (user: string) => ({ subject_type_authorization: { user: { policy: user } } });

interface Case {
  name: string;
  world: Parameters<typeof partnerWorld>[0];
  request: Record<string, string | undefined>;
  error?: string;
  description?: string;
}

/** By rule, at least one request that obeys it and one that does not. */
const CASES: Record<string, Case[]> = {
  "strict applications send only the parameters that Auth0 lists": [
    { name: "an extension", world: strict, request: { "ext-campaign": "spring", ui_locales: "en" } },
    { name: "a parameter without a value", world: strict, request: { organization: "", response_mode: "" } },
    {
      name: "screen_hint",
      world: strict,
      request: { screen_hint: "signup" },
      error: "invalid_request",
      description: "Unsupported parameter: screen_hint",
    },
    {
      name: "a pushed request",
      world: strict,
      request: { request_uri: "urn:x" },
      error: "invalid_request",
    },
    {
      name: "screen_hint of a permissive application",
      world: permissive,
      request: { screen_hint: "signup" },
    },
    { name: "screen_hint of ours", world: firstParty, request: { screen_hint: "signup" } },
  ],
  "there is a response type": [
    { name: "code", world: strict, request: {} },
    {
      name: "none",
      world: strict,
      request: { response_type: undefined },
      error: "invalid_request",
      description: "Missing required parameter: response_type",
    },
  ],
  "the response type is one that the tenant knows, and for strict applications code": [
    { name: "token for ours", world: firstParty, request: { response_type: "token" } },
    {
      name: "token for strict",
      world: strict,
      request: { response_type: "token" },
      error: "unsupported_response_type",
    },
    {
      name: "id_token for strict",
      world: strict,
      request: { response_type: "id_token", nonce: "n" },
      error: "unsupported_response_type",
    },
    {
      name: "another word",
      world: firstParty,
      request: { response_type: "magic" },
      error: "unsupported_response_type",
    },
  ],
  "the application has the grant type of the flow, and for a hybrid one both": [
    { name: "with it", world: permissive, request: { response_type: "token" } },
    {
      name: "without authorization_code",
      world: { client: { ...redirecting, grant_types: ["client_credentials"] } },
      request: {},
      error: "unauthorized_client",
      description: "Grant type 'authorization_code' not allowed for the client.",
    },
    {
      name: "without implicit",
      world: { client: { ...PERMISSIVE, grant_types: ["authorization_code"] } },
      request: { response_type: "token" },
      error: "unauthorized_client",
    },
  ],
  "strict and public applications send a code challenge": [
    { name: "a strict one without", world: strict, request: noProof, error: "invalid_request" },
    {
      name: "a public one without",
      world: { client: { ...FIRST_PARTY, grant_types: EVERYTHING, token_endpoint_auth_method: "none" } },
      request: noProof,
      error: "invalid_request",
      description: "Parameter 'code_challenge' is required",
    },
    {
      name: "a public one with",
      world: { client: { ...FIRST_PARTY, grant_types: EVERYTHING, token_endpoint_auth_method: "none" } },
      request: {},
    },
    { name: "a permissive one without", world: permissive, request: noProof },
    { name: "ours without", world: firstParty, request: noProof },
  ],
  "a code challenge is made with S256": [
    { name: "S256", world: permissive, request: {} },
    {
      name: "plain",
      world: permissive,
      request: { code_challenge_method: "plain" },
      error: "invalid_request",
      description: "Parameter 'code_challenge_method' must be S256",
    },
    {
      name: "no method",
      world: strict,
      request: { code_challenge_method: undefined },
      error: "invalid_request",
    },
  ],
  "a code challenge is a SHA-256 in base64url": [
    { name: "43 characters", world: permissive, request: { code_challenge: "a".repeat(43) } },
    ...["a".repeat(42), "a".repeat(44), `${"a".repeat(42)}=`, undefined].map((code_challenge) => ({
      name: String(code_challenge),
      world: permissive,
      request: { code_challenge },
      error: "invalid_request",
    })),
  ],
  "an ID token that a browser gets has a nonce": [
    { name: "with", world: firstParty, request: { response_type: "id_token", nonce: "n", scope: "openid" } },
    {
      name: "without",
      world: firstParty,
      request: { response_type: "id_token", scope: "openid" },
      error: "invalid_request",
      description: "Missing required parameter: nonce",
    },
  ],
  "prompts are ones that the tenant knows, and none stands alone": [
    { name: "login and consent", world: strict, request: { prompt: "login consent" } },
    { name: "none and login", world: strict, request: { prompt: "none login" }, error: "invalid_request" },
    { name: "another", world: strict, request: { prompt: "create" }, error: "invalid_request" },
  ],
  "max_age is a number of seconds": [
    { name: "0", world: strict, request: { max_age: "0" } },
    { name: "-1", world: strict, request: { max_age: "-1" }, error: "invalid_request" },
  ],
  "the answer travels in a way that the tenant knows; what a browser gets never in the query": [
    { name: "query", world: permissive, request: { response_mode: "query" } },
    { name: "fragment for a code", world: permissive, request: { response_mode: "fragment" } },
    {
      name: "an unknown mode",
      world: permissive,
      request: { response_mode: "jwt" },
      error: "invalid_request",
    },
    {
      name: "query for a token",
      world: permissive,
      request: { response_type: "token", response_mode: "query" },
      error: "invalid_request",
    },
  ],
  "the audience is an API of the tenant": [
    { name: "an API", world: strict, request: {} },
    {
      name: "an unknown one",
      world: strict,
      request: { audience: "https://other.example" },
      error: "access_denied",
      description: "Service not found: https://other.example",
    },
  ],
  "strict applications ask for an API: who the user is is not theirs to know": [
    {
      name: "a strict one without",
      world: strict,
      request: { audience: undefined },
      error: "invalid_request",
    },
    { name: "ours without", world: firstParty, request: { audience: undefined, scope: "openid" } },
  ],
  "the API has tokens for users": [
    { name: "allow_all", world: { ...firstParty, server: policy("allow_all") }, request: {} },
    {
      name: "deny_all for ours",
      world: { ...firstParty, server: policy("deny_all") },
      request: {},
      error: "unauthorized_client",
    },
    {
      name: "deny_all for strict",
      world: { ...strict, server: policy("deny_all") },
      request: {},
      error: "unauthorized_client",
    },
  ],
  "the application may use the API for users: by the API's policy, or by a grant with subject type user": [
    { name: "allow_all for ours without a grant", world: { ...firstParty, grant: null }, request: {} },
    { name: "allow_all for permissive without a grant", world: { ...permissive, grant: null }, request: {} },
    {
      name: "allow_all for strict without a grant",
      world: { ...strict, grant: null },
      request: {},
      error: "unauthorized_client",
    },
    {
      name: "require_client_grant for ours without a grant",
      world: { ...firstParty, server: policy("require_client_grant"), grant: null },
      request: {},
      error: "unauthorized_client",
    },
    {
      name: "require_client_grant for ours with a grant",
      world: { ...firstParty, server: policy("require_client_grant") },
      request: {},
    },
    {
      name: "a grant for machines",
      world: { ...strict, grant: { subject_type: "client" } },
      request: {},
      error: "unauthorized_client",
    },
  ],
};

test("every check has cases", () => {
  // Those of organizations need one each: organizations.test.ts.
  const others = AUTHORIZATION_CHECKS.filter((check) => !ORGANIZATION_CHECKS.includes(check));
  expect(Object.keys(CASES)).toEqual(others.map(({ rule }) => rule));
  expect(new Set(AUTHORIZATION_CHECKS.map(({ source }) => URL.canParse(source)))).toEqual(new Set([true]));
});

describe.for(Object.entries(CASES))("%s:", ([rule, cases]) => {
  test("is tested both ways", () => {
    expect(new Set(cases.map(({ error }) => error === undefined))).toEqual(new Set([true, false]));
  });

  test.for(cases)("$name", async ({ world: change, request, error, description }) => {
    const world = await partnerWorld(change);
    const { url } = await newBrowser(world.app).visit(authorizeUrl(world, request));
    if (error === undefined) {
      expect(url.pathname).toBe("/u/login");
      return;
    }
    expect(`${url.origin}${url.pathname}`).toBe(CALLBACK);
    const back = new URLSearchParams(url.search || url.hash.slice(1));
    expect([back.get("error"), back.get("state")]).toEqual([error, "opaque"]);
    const check = AUTHORIZATION_CHECKS.find((candidate) => candidate.rule === rule);
    expect(check?.error).toBe(error);
    if (description !== undefined) expect(back.get("error_description")).toBe(description);
  });
});
