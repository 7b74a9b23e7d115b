import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { ISSUER, newBrowser } from "../support/browser.ts";
import {
  ANA,
  AUDIENCE,
  authorizeUrl,
  BEN,
  CALLBACK,
  codeForm,
  partnerWorld,
  proofKey,
  read,
  refreshWith,
  signIn,
  tokensOf,
} from "../support/oauth.ts";

test("a person signs in, consents, and the partner gets tokens that verify", async () => {
  const world = await partnerWorld();
  const browser = newBrowser(world.app);
  const { verifier, challenge } = proofKey();
  const login = await browser.visit(authorizeUrl(world, { code_challenge: challenge }));
  expect([login.url.pathname, login.status]).toEqual(["/u/login", 200]);
  const consent = await browser.submit(ANA);
  expect(consent.url.pathname).toBe("/u/consent");
  expect(consent.text).toContain("Acme CMS");
  const { url } = await browser.submit({ action: "accept" });
  expect(`${url.origin}${url.pathname}`).toBe(CALLBACK);
  expect(url.searchParams.get("state")).toBe("opaque");
  const answer = await world.token({
    ...codeForm(url.searchParams, verifier),
    ...world.credentials,
  });
  expect(answer).toMatchObject({
    status: 200,
    body: { token_type: "Bearer", expires_in: 86_400, scope: "read:contacts offline_access" },
  });
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.body).not.toHaveProperty("id_token");
  const found = await world.app.request(`${ISSUER}.well-known/jwks.json`);
  const jwks = (await found.json()) as JSONWebKeySet;
  const { payload, protectedHeader } = await jwtVerify(answer.body.access_token, createLocalJWKSet(jwks), {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ["RS256"],
  });
  expect(protectedHeader).toMatchObject({ typ: "JWT", kid: jwks.keys[0]?.kid });
  expect(payload).toEqual({
    iss: ISSUER,
    sub: "auth0|ana",
    aud: AUDIENCE,
    azp: world.client.client_id,
    scope: "read:contacts offline_access",
    iat: expect.any(Number),
    exp: Number(payload.iat) + 86_400,
  });
});

test("a second sign-in in the same browser asks nothing", async () => {
  const world = await partnerWorld();
  const browser = newBrowser(world.app);
  await signIn(world, {}, browser);
  const { url } = await browser.visit(authorizeUrl(world));
  expect(url.searchParams.has("code")).toBe(true);
});

test("people do not share consents", async () => {
  const world = await partnerWorld();
  await signIn(world);
  const browser = newBrowser(world.app);
  await browser.visit(authorizeUrl(world));
  expect((await browser.submit(BEN)).url.pathname).toBe("/u/consent");
});

test("a refresh token gives new access tokens", async () => {
  const world = await partnerWorld();
  const { refresh_token } = await tokensOf(world);
  const { status, body } = await refreshWith(world, refresh_token);
  expect([status, body.scope]).toEqual([200, "read:contacts offline_access"]);
  expect(read(body.access_token).claims).toMatchObject({ sub: "auth0|ana", aud: AUDIENCE });
});

const code = async (world: Awaited<ReturnType<typeof partnerWorld>>) => {
  const { verifier, challenge } = proofKey();
  const back = await signIn(world, { code_challenge: challenge });
  return {
    ...codeForm(back, verifier),
    ...world.credentials,
  };
};

test.for([
  { name: "another code", change: { code: "none" }, description: "Invalid authorization code" },
  {
    name: "another callback",
    change: { redirect_uri: "https://cms.acme.example/other" },
    description: "The redirect URI is wrong.",
  },
  {
    name: "another verifier",
    change: { code_verifier: proofKey().verifier },
    description: "Failed to verify code verifier",
  },
])("a code is refused with $name", async ({ change, description }) => {
  const world = await partnerWorld();
  const form = await code(world);
  const refused = await world.token({ ...form, ...change });
  expect([refused.status, refused.body]).toEqual([
    403,
    { error: "invalid_grant", error_description: description },
  ]);
  expect((await world.token(form)).status).toBe(200);
});

test("a code is refused without its verifier, and from another application", async () => {
  const world = await partnerWorld();
  const { code_verifier: _, ...form } = await code(world);
  expect((await world.token(form)).body.error_description).toBe("Failed to verify code verifier");
  const other = (await world.call("POST", "/clients", { name: "Other" })).body;
  const { client_id, client_secret } = other;
  const stolen = await world.token({ ...(await code(world)), client_id, client_secret });
  expect(stolen.body.error_description).toBe("Invalid authorization code");
});

test("a verifier without a challenge is refused", async () => {
  const world = await partnerWorld({
    client: { is_first_party: true, third_party_security_mode: undefined, redirection_policy: undefined },
  });
  const back = await signIn(world, { code_challenge: undefined, code_challenge_method: undefined });
  const form = {
    grant_type: "authorization_code",
    code: String(back.get("code")),
    redirect_uri: CALLBACK,
    ...world.credentials,
  };
  const refused = await world.token({ ...form, code_verifier: proofKey().verifier });
  expect(refused.body.error_description).toBe("Failed to verify code verifier");
  expect((await world.token(form)).status).toBe(200);
});

test("a code that comes twice ends the tokens of its first use", async () => {
  const world = await partnerWorld();
  const form = await code(world);
  const { body } = await world.token(form);
  expect((await world.token(form)).status).toBe(403);
  expect((await refreshWith(world, body.refresh_token)).status).toBe(403);
});

test("a code ends after ten minutes", async () => {
  const world = await partnerWorld();
  const form = await code(world);
  const now = Date.now();
  world.tenant.now = () => now + 601_000;
  expect((await world.token(form)).body.error).toBe("invalid_grant");
});

test("a callback that was named must be named again, and one that was not need not", async () => {
  const world = await partnerWorld();
  const { redirect_uri: _, ...form } = await code(world);
  expect((await world.token(form)).body.error_description).toBe("The redirect URI is wrong.");
  const { verifier, challenge } = proofKey();
  const back = await signIn(world, { code_challenge: challenge, redirect_uri: undefined });
  const unnamed = { ...form, code: String(back.get("code")), code_verifier: verifier };
  expect((await world.token(unnamed)).status).toBe(200);
});

test("a code is worth what is granted and consented when it is exchanged", async () => {
  const world = await partnerWorld();
  const [first, second] = [await code(world), await code(world)];
  await world.call("DELETE", "/grants?user_id=auth0%7Cana");
  expect((await world.token(first)).body.error).toBe("invalid_grant");
  await world.call("DELETE", `/client-grants/${world.grantId}`);
  expect((await world.token(second)).body.error).toBe("unauthorized_client");
});

test("a request for tokens without a code is not a request", async () => {
  const world = await partnerWorld();
  const { status, body } = await world.token({ grant_type: "authorization_code", ...world.credentials });
  expect([status, body]).toEqual([
    400,
    { error: "invalid_request", error_description: "Missing required parameter: code" },
  ]);
});
