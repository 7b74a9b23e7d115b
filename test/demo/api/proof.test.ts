// A token that is bound to a key opens our API beside a fresh proof of that key, and in no other way.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DpopKey, dpopKey, type ProofOptions } from "../../../local/verify/dpop.ts";
import { testApi } from "../support/api.ts";
import { type Issuer, startIssuer } from "../support/issuer.ts";

const URL_OF_CALL = "http://localhost/contacts";
let issuer: Issuer;
let key: DpopKey;
let other: DpopKey;
let bound: string;
let app: ReturnType<typeof testApi>["app"];

beforeAll(async () => {
  [issuer, key, other] = await Promise.all([startIssuer(), dpopKey(), dpopKey()]);
  bound = await issuer.token({ cnf: { jkt: key.jkt } });
});
beforeEach(() => {
  app = testApi(issuer.url, {}, { clients: ["acme"] }).app;
});
afterAll(() => issuer.close());

const proof = (options: Partial<ProofOptions> = {}, by = key) =>
  by.proof({ method: "GET", url: URL_OF_CALL, accessToken: bound, ...options });

async function call(headers: Record<string, string>, path = "/contacts") {
  const response = await app.request(path, { headers });
  return { status: response.status, says: response.headers.get("www-authenticate") ?? "" };
}

test("with a proof it opens what its scopes open", async () => {
  expect(await call({ authorization: `DPoP ${bound}`, dpop: await proof() })).toEqual({
    status: 200,
    says: "",
  });
  const query = { authorization: `DPoP ${bound}`, dpop: await proof() };
  expect((await call(query, "/contacts?page=2")).status).toBe(200);
});

test("a proof is good once", async () => {
  const headers = { authorization: `DPoP ${bound}`, dpop: await proof() };
  expect((await call(headers)).status).toBe(200);
  expect(await call(headers)).toEqual({
    status: 401,
    says: 'DPoP realm="contacts", error="invalid_dpop_proof", error_description="the proof was used before"',
  });
});

describe("is refused", () => {
  test.each<{ name: string; by?: "other"; options: Partial<ProofOptions>; says: string }>([
    { name: "with another key", by: "other", options: {}, says: "another key" },
    { name: "of another method", options: { method: "POST" }, says: "htm" },
    { name: "of another address", options: { url: "http://localhost/contacts/1" }, says: "htu" },
    { name: "of another token", options: { accessToken: "another" }, says: "ath" },
    { name: "that is old", options: { claims: { iat: 1 } }, says: "not a fresh proof" },
    { name: "without an id", options: { claims: { jti: undefined } }, says: "not a fresh proof" },
    { name: "that is not a proof", options: { typ: "JWT" }, says: "not a fresh proof" },
  ])("a proof $name", async ({ by, options, says }) => {
    const sent = await proof(options, by === "other" ? other : key);
    const answer = await call({ authorization: `DPoP ${bound}`, dpop: sent });
    expect(answer.status).toBe(401);
    expect(answer.says).toContain(says);
  });

  test("a bound token without a proof, or behind Bearer", async () => {
    expect((await call({ authorization: `DPoP ${bound}` })).says).toContain("carries no DPoP proof");
    expect((await call({ authorization: `Bearer ${bound}` })).says).toContain("bound to a key");
    expect((await call({ authorization: `Bearer ${bound}`, dpop: await proof() })).status).toBe(401);
  });

  test("a bearer token behind DPoP, or anywhere where tokens must be bound", async () => {
    const bearer = await issuer.token();
    const sent = { authorization: `DPoP ${bearer}`, dpop: await proof({ accessToken: bearer }) };
    expect((await call(sent)).says).toContain("bound to no key");
    expect((await call({ authorization: `Bearer ${bearer}` })).status).toBe(200);
    app = testApi(issuer.url, {}, { clients: ["acme"], requiresBinding: true }).app;
    expect((await call({ authorization: `Bearer ${bearer}` })).says).toContain("bound to no key");
    expect((await call({ authorization: `DPoP ${bound}`, dpop: await proof() })).status).toBe(200);
  });
});
