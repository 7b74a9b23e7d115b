// Tokens that are bound to a key of the application: the table of
// https://auth0.com/docs/secure/sender-constraining/configure-sender-constraining (read 2026-11), and RFC 9449.
import { beforeAll, describe, expect, test } from "vitest";
import { type DpopKey, dpopKey, type ProofOptions } from "../../../local/verify/dpop.ts";
import { ISSUER } from "../support/browser.ts";
import { AUDIENCE, codeForm, partnerWorld, proofKey, read, signIn, type World } from "../support/oauth.ts";

const TOKEN_URL = `${ISSUER}oauth/token`;
const DPOP = { mechanism: "dpop", required: false };
const POLICIES = { none: null, allowed: DPOP, required: { ...DPOP, required: true } } as const;
let key: DpopKey;
let other: DpopKey;
beforeAll(async () => {
  [key, other] = await Promise.all([dpopKey(), dpopKey()]);
});

const PUBLIC = {
  app_type: "native",
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code", "refresh_token"],
};
const worldOf = (policy: keyof typeof POLICIES, client: object = {}) =>
  partnerWorld({
    client,
    server: { proof_of_possession: POLICIES[policy] },
    grant: { subject_type: "client" },
  });

const machine = (world: World) => ({
  grant_type: "client_credentials",
  audience: AUDIENCE,
  ...world.credentials,
});

const withProof = async (options: Partial<ProofOptions> = {}, by = key) => ({
  dpop: await by.proof({ url: TOKEN_URL, ...options }),
});

describe.each([
  { requires: false, sends: false, none: "Bearer", allowed: "Bearer", required: undefined },
  { requires: false, sends: true, none: "Bearer", allowed: "DPoP", required: "DPoP" },
  { requires: true, sends: false, none: undefined, allowed: undefined, required: undefined },
  { requires: true, sends: true, none: undefined, allowed: "DPoP", required: "DPoP" },
])("an application that requires a proof: $requires, and sends one: $sends", ({ requires, sends, ...is }) => {
  test.each(["none", "allowed", "required"] as const)("at an API with %s", async (policy) => {
    const world = await worldOf(policy, { require_proof_of_possession: requires });
    const { status, body } = await world.token(machine(world), sends ? await withProof() : {});
    expect(body.token_type).toBe(is[policy]);
    if (is[policy] === undefined) expect(status).toBe(400);
    else
      expect(read(body.access_token).claims.cnf).toEqual(
        is[policy] === "DPoP" ? { jkt: key.jkt } : undefined,
      );
  });
});

test("an API can demand it of public applications alone", async () => {
  const server = { proof_of_possession: { ...DPOP, required: true, required_for: "public_clients" } };
  const confidential = await partnerWorld({ server, grant: { subject_type: "client" } });
  expect((await confidential.token(machine(confidential))).body.token_type).toBe("Bearer");
  const open = await partnerWorld({ server, client: PUBLIC });
  const { verifier, challenge } = proofKey();
  const form = codeForm(await signIn(open, { code_challenge: challenge }), verifier);
  const { client_id } = open.client;
  const refused = await open.token({ ...form, client_id });
  expect([refused.status, refused.body.error]).toEqual([400, "invalid_dpop_proof"]);

  // The code is still good, and a public application's proof needs a nonce of the tenant.
  const first = await open.token({ ...form, client_id }, await withProof());
  expect([first.status, first.body.error]).toEqual([400, "use_dpop_nonce"]);
  const nonce = first.headers.get("dpop-nonce") ?? "";
  const second = await open.token({ ...form, client_id }, await withProof({ nonce }));
  expect(second.body.token_type).toBe("DPoP");

  const { refresh_token } = second.body;
  const renew = { grant_type: "refresh_token", refresh_token, client_id };
  for (const headers of [{}, await withProof({ nonce }, other)]) {
    const { status, body } = await open.token(renew, headers);
    expect([status, body.error]).toEqual([400, "invalid_dpop_proof"]);
  }
  const renewed = await open.token(renew, await withProof({ nonce }));
  expect(read(renewed.body.access_token).claims.cnf).toEqual({ jkt: key.jkt });
});

test.each<{ name: string; options: Partial<ProofOptions> }>([
  { name: "of another method", options: { method: "GET" } },
  { name: "of another address", options: { url: `${ISSUER}oauth/revoke` } },
  { name: "with a query in its address", options: { url: `${TOKEN_URL}?a=b` } },
  { name: "that is old", options: { claims: { iat: Math.floor(Date.now() / 1000) - 3600 } } },
  { name: "from the future", options: { claims: { iat: Math.floor(Date.now() / 1000) + 3600 } } },
  { name: "without an id", options: { claims: { jti: undefined } } },
  { name: "of another type", options: { typ: "JWT" } },
])("a proof $name is refused", async ({ options }) => {
  const world = await worldOf("allowed");
  const { status, body } = await world.token(machine(world), await withProof(options));
  expect([status, body.error]).toEqual([400, "invalid_dpop_proof"]);
});

test("a proof is good once", async () => {
  const world = await worldOf("allowed");
  const headers = await withProof();
  expect((await world.token(machine(world), headers)).status).toBe(200);
  expect((await world.token(machine(world), headers)).body.error).toBe("invalid_dpop_proof");
});

test("a code that was asked for with a key is used with that key", async () => {
  const world = await partnerWorld({ server: { proof_of_possession: DPOP } });
  const { verifier, challenge } = proofKey();
  const back = await signIn(world, { code_challenge: challenge, dpop_jkt: key.jkt });
  const form = { ...codeForm(back, verifier), ...world.credentials };
  expect((await world.token(form, await withProof({}, other))).body.error).toBe("invalid_grant");
  expect((await world.token(form)).body.error).toBe("invalid_grant");
  expect((await world.token(form, await withProof())).body.token_type).toBe("DPoP");
});

test("a bound token opens /userinfo with a proof of its own key only", async () => {
  const own = { is_first_party: true, third_party_security_mode: undefined };
  const world = await partnerWorld({ server: { proof_of_possession: DPOP }, client: own });
  const { verifier, challenge } = proofKey();
  const back = await signIn(world, { code_challenge: challenge, scope: "openid read:contacts" });
  const { body } = await world.token(
    { ...codeForm(back, verifier), ...world.credentials },
    await withProof(),
  );
  const accessToken = body.access_token as string;
  const url = `${ISSUER}userinfo`;
  const ask = async (authorization: string, dpop?: Promise<string>) => {
    const headers = { authorization, ...(dpop && { dpop: await dpop }) };
    return (await world.app.request(url, { headers })).status;
  };
  const shown = { method: "GET", url, accessToken };
  expect(await ask(`Bearer ${accessToken}`)).toBe(401);
  expect(await ask(`Bearer ${accessToken}`, key.proof(shown))).toBe(401);
  expect(await ask(`DPoP ${accessToken}`)).toBe(401);
  expect(await ask(`DPoP ${accessToken}`, other.proof(shown))).toBe(401);
  expect(await ask(`DPoP ${accessToken}`, key.proof({ ...shown, accessToken: "another" }))).toBe(401);
  expect(await ask(`DPoP ${accessToken}`, key.proof(shown))).toBe(200);
});
