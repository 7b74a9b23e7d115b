// `/authorize` hands out a code and tokens beside it. Pages:
// https://auth0.com/docs/get-started/authentication-and-authorization-flow/hybrid-flow and, for partners,
// https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting (read 2026-11)
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import {
  authorizeUrl,
  codeForm,
  partnerWorld,
  proofKey,
  read,
  signIn,
  type World,
} from "../support/oauth.ts";

const OURS = { is_first_party: true, third_party_security_mode: undefined };
const BOTH = ["authorization_code", "implicit", "refresh_token"];
const ours = (grant_types = BOTH, more: object = {}) =>
  partnerWorld({ client: { ...OURS, grant_types, ...more } });

/** Half of the hash, as OpenID Connect Core 3.3.2.11 says. */
const half = (text: string) =>
  createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");

async function fragment(world: World, request: Record<string, string>) {
  const browser = newBrowser(world.app);
  await signIn(
    world,
    { scope: "openid profile offline_access read:contacts", nonce: "n", ...request },
    browser,
  );
  const { url } = browser.view();
  return { search: url.search, values: Object.fromEntries(new URLSearchParams(url.hash.slice(1))) };
}

const TOKEN = ["access_token", "expires_in", "token_type", "scope"];

test.for([
  { type: "code id_token", comes: ["code", "id_token", "state"] },
  { type: "code token", comes: ["code", ...TOKEN, "state"] },
  { type: "code id_token token", comes: ["code", ...TOKEN, "id_token", "state"] },
  { type: "id_token code token", comes: ["code", ...TOKEN, "id_token", "state"] },
  { type: "id_token", comes: ["id_token", "state"] },
])("$type brings just that, in the fragment", async ({ type, comes }) => {
  const { search, values } = await fragment(await ours(), { response_type: type });
  expect(search).toBe("");
  expect(Object.keys(values).sort()).toEqual(comes.toSorted());
});

test("the ID token names the code and the access token that came with it, and the code becomes tokens", async () => {
  const world = await ours();
  const { verifier, challenge } = proofKey();
  const request = { response_type: "code id_token token", code_challenge: challenge };
  const { values } = await fragment(world, request);
  const { code = "", access_token = "", id_token = "" } = values;
  expect(read(id_token).claims).toMatchObject({
    c_hash: half(code),
    at_hash: half(access_token),
    nonce: "n",
  });
  const back = new URLSearchParams({ code });
  const { status, body } = await world.token({ ...codeForm(back, verifier), ...world.credentials });
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(expect.arrayContaining(["access_token", "refresh_token", "id_token"]));
  expect(read(body.id_token).claims).not.toHaveProperty("c_hash");
});

describe("is refused", () => {
  const error = async (world: World, request: Record<string, string>) =>
    (await newBrowser(world.app).visit(authorizeUrl(world, { nonce: "n", ...request }))).url;

  test.for([
    { without: "implicit", grant_types: ["authorization_code"] },
    { without: "authorization_code", grant_types: ["implicit"] },
  ])("without the grant type $without", async ({ without, grant_types }) => {
    const { hash } = await error(await ours(grant_types), { response_type: "code id_token" });
    const values = new URLSearchParams(hash.slice(1));
    expect(values.get("error")).toBe("unauthorized_client");
    expect(values.get("error_description")).toBe(`Grant type '${without}' not allowed for the client.`);
  });

  test("in the query", async () => {
    const { search } = await error(await ours(), { response_type: "code id_token", response_mode: "query" });
    expect(search).toContain("error=invalid_request");
  });

  test("with an ID token and no nonce", async () => {
    const world = await ours();
    const { url } = await newBrowser(world.app).visit(
      authorizeUrl(world, { response_type: "code id_token" }),
    );
    expect(url.hash).toContain("error_description=Missing+required+parameter%3A+nonce");
  });

  test("to a public application without a code challenge", async () => {
    const world = await ours(BOTH, { app_type: "spa", token_endpoint_auth_method: "none" });
    const request = { response_type: "code id_token", nonce: "n" };
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    const { url } = await newBrowser(world.app).visit(authorizeUrl(world, { ...request, ...without }));
    expect(url.hash).toContain("code_challenge");
  });

  test.for(["code id_token", "code token", "code id_token token"])("to partners: %s", async (type) => {
    const world = await partnerWorld();
    const { text } = await newBrowser(world.app).visit(
      authorizeUrl(world, { response_type: type, nonce: "n" }),
    );
    expect(text).toContain("unsupported_response_type");
  });
});
