import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { base64url, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testApi } from "../support/api.ts";
import { goodClaims, type Issuer, startIssuer } from "../support/issuer.ts";
import { badRequest, badToken, bearer, describeRefusals, type RefusedRequest } from "../support/refusals.ts";

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

const NOT_RS256 = badToken("the token is not signed with RS256");
const UNKNOWN_KEY = badToken("the token is not signed with a key of the issuer");
const WRONG_SIGNATURE = badToken("the signature does not match the token");
const MALFORMED = badToken("the token is malformed");
const NOT_ONE = badRequest("the Authorization header is not one bearer token");
const IN_ADDRESS = badRequest("send the token in the Authorization header, never in the address");

const encode = (value: unknown) => base64url.encode(JSON.stringify(value));

/** A token whose part (0 header, 1 payload, 2 signature) was changed after signing. */
async function tampered(part: 0 | 1 | 2, change: (text: string) => string): Promise<string> {
  const parts = (await issuer.token()).split(".");
  parts[part] = change(parts[part] ?? "");
  return parts.join(".");
}

const notOneToken: RefusedRequest[] = [
  { name: "no token", headers: () => ({}), status: 401 },
  { name: "another scheme", headers: () => ({ authorization: "Basic YTpi" }), status: 401 },
  {
    name: "a scheme that only begins like ours",
    headers: () => ({ authorization: "Bearerish abc" }),
    status: 401,
  },
  {
    name: "a scheme without a token",
    headers: () => ({ authorization: "Bearer" }),
    status: 400,
    says: NOT_ONE,
  },
  {
    name: "two tokens in one header",
    headers: async () => ({
      authorization: `Bearer ${await issuer.token()}, Bearer ${await issuer.token()}`,
    }),
    status: 400,
    says: NOT_ONE,
  },
  {
    name: "the token in the address",
    headers: () => ({}),
    path: "/contacts?access_token=secret-token",
    status: 400,
    says: IN_ADDRESS,
  },
  {
    name: "the token in the address beside a good header",
    headers: async () => bearer(await issuer.token()),
    path: "/contacts?access_token=secret-token",
    status: 400,
    says: IN_ADDRESS,
  },
];

const badlyMade: RefusedRequest[] = [
  { name: "no JWT", token: () => "opaque", status: 401, says: MALFORMED },
  { name: "two parts", token: () => "a.b", status: 401, says: MALFORMED },
  { name: "an encrypted token", token: () => "a.b.c.d.e", status: 401, says: MALFORMED },
  { name: "a header that is not JSON", token: () => "a.b.c", status: 401, says: MALFORMED },
  {
    name: "an oversized token",
    token: () => issuer.token({ padding: "x".repeat(9000) }),
    status: 401,
    says: badToken("the token is longer than 8192 characters"),
  },
  {
    name: "a critical extension",
    token: () => tampered(0, () => encode({ alg: "RS256", kid: "key-1", typ: "JWT", crit: ["b"], b: 1 })),
    status: 401,
    says: badToken("the token asks for an extension that is not supported"),
  },
];

const badlySigned: RefusedRequest[] = [
  {
    name: "alg none",
    token: () => `${encode({ alg: "none", typ: "JWT", kid: "key-1" })}.${encode(goodClaims(issuer.url))}.`,
    status: 401,
    says: NOT_RS256,
  },
  {
    name: "HS256 with the public key as the secret",
    token: () => issuer.token({}, { alg: "HS256" }, new TextEncoder().encode(issuer.publicKeyPem)),
    status: 401,
    says: NOT_RS256,
  },
  {
    name: "PS256, though the key could",
    token: () => tampered(0, () => encode({ alg: "PS256", kid: "key-1", typ: "JWT" })),
    status: 401,
    says: NOT_RS256,
  },
  { name: "a wrong kid", token: () => issuer.token({}, { kid: "key-2" }), status: 401, says: UNKNOWN_KEY },
  { name: "no kid", token: () => issuer.token({}, { kid: undefined }), status: 401, says: UNKNOWN_KEY },
  {
    name: "another key under the issuer's kid",
    token: async () => issuer.token({}, {}, (await generateKeyPair("RS256")).privateKey),
    status: 401,
    says: WRONG_SIGNATURE,
  },
  {
    name: "a key that the token brings along",
    token: async () => {
      const { privateKey } = await generateKeyPair("RS256");
      return issuer.token({}, { jku: "https://evil.example/keys", kid: "theirs" }, privateKey);
    },
    status: 401,
    says: UNKNOWN_KEY,
  },
  {
    name: "a key in the token's own header",
    token: async () => {
      const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
      return issuer.token({}, { jwk: await exportJWK(publicKey) }, privateKey);
    },
    status: 401,
    says: WRONG_SIGNATURE,
  },
  {
    name: "a changed payload",
    token: () => tampered(1, () => encode({ ...goodClaims(issuer.url), sub: "auth0|ben" })),
    status: 401,
    says: WRONG_SIGNATURE,
  },
  {
    name: "a changed signature",
    token: () => tampered(2, (text) => (text.startsWith("A") ? "B" : "A") + text.slice(1)),
    status: 401,
    says: WRONG_SIGNATURE,
  },
  { name: "no signature", token: () => tampered(2, () => ""), status: 401, says: WRONG_SIGNATURE },
];

describeRefusals("a request without exactly one token", () => issuer, notOneToken);
describeRefusals("a token that is badly made", () => issuer, badlyMade);
describeRefusals("a token that the issuer did not sign", () => issuer, badlySigned);

test("two Authorization headers on the wire are refused, whichever comes first", async () => {
  const server = createAdaptorServer({ fetch: testApi(issuer.url).app.fetch });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as AddressInfo;
  const token = await issuer.token();
  for (const pair of [
    [token, "x"],
    ["x", token],
  ]) {
    const response = await new Promise<{ status: number | undefined; header: unknown }>((resolve) => {
      const headers = ["host", `localhost:${port}`, ...pair.flatMap((t) => ["authorization", `Bearer ${t}`])];
      httpRequest({ port, host: "localhost", path: "/contacts", headers }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, header: answer.headers["www-authenticate"] });
      }).end();
    });
    expect(response).toEqual({
      status: 400,
      header: `Bearer realm="contacts"${NOT_ONE}`,
    });
  }
  server.close();
});

test("keys that cannot be read are our fault, not the token's: 503, and no challenge", async () => {
  const gone = await startIssuer();
  const token = await gone.token();
  const { app } = testApi(gone.url);
  await gone.close();
  const response = await app.request("/contacts", { headers: bearer(token) });
  expect(response.status).toBe(503);
  expect(response.headers.get("www-authenticate")).toBeNull();
  expect(response.headers.get("retry-after")).toBe("5");
});
