import { afterAll, beforeAll } from "vitest";
import { ACCOUNT_CLAIM, AUDIENCE, type Issuer, nowSeconds, startIssuer } from "../support/issuer.ts";
import { badToken, describeRefusals, notEnough, type RefusedRequest } from "../support/refusals.ts";

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

const OTHER_ISSUER = badToken("the token is from another issuer");
const OTHER_API = badToken("the token is for another API");
const EXPIRED = badToken("the token has expired");
const NO_SCOPE = notEnough("the token lacks the scope of this route", "read:contacts");

const wrongClaims: RefusedRequest[] = [
  {
    name: "an expired token",
    token: () => issuer.token({ iat: nowSeconds() - 100, exp: nowSeconds() - 6 }),
    status: 401,
    says: EXPIRED,
  },
  {
    name: "one that is not valid yet",
    token: () => issuer.token({ nbf: nowSeconds() + 60 }),
    status: 401,
    says: badToken("the token is not valid yet"),
  },
  {
    name: "one issued in the future",
    token: () => issuer.token({ iat: nowSeconds() + 60 }),
    status: 401,
    says: badToken("the token was issued in the future"),
  },
  {
    name: "one older than the API's tokens live",
    token: () => issuer.token({ iat: nowSeconds() - 90_000 }),
    status: 401,
    says: badToken("the token is too old"),
  },
  {
    name: "an expiry that is not a number",
    token: () => issuer.token({ exp: "tomorrow" as never }),
    status: 401,
    says: badToken("the claim exp is wrong"),
  },
  ...["iss", "aud", "sub", "azp", "iat", "exp"].map((claim) => ({
    name: `no ${claim}`,
    token: () => issuer.token({ [claim]: undefined }),
    status: 401,
    says: badToken(`the claim ${claim} is missing`),
  })),
  {
    name: "another issuer",
    token: () => issuer.token({ iss: "https://evil.example/" }),
    status: 401,
    says: OTHER_ISSUER,
  },
  {
    name: "the issuer without its slash",
    token: () => issuer.token({ iss: issuer.url.slice(0, -1) }),
    status: 401,
    says: OTHER_ISSUER,
  },
  { name: "a wrong audience", token: () => issuer.token({ aud: "contacts" }), status: 401, says: OTHER_API },
  {
    name: "a token for another API",
    token: () => issuer.token({ aud: ["https://api.our-app.example/invoices", `${issuer.url}userinfo`] }),
    status: 401,
    says: OTHER_API,
  },
  {
    name: "an audience with one more slash",
    token: () => issuer.token({ aud: `${AUDIENCE}/` }),
    status: 401,
    says: OTHER_API,
  },
  {
    name: "an ID token",
    token: () => issuer.token({ aud: "acme", nonce: "n" }),
    status: 401,
    says: OTHER_API,
  },
  {
    name: "a logout token",
    token: () => issuer.token({}, { typ: "logout+jwt" }),
    status: 401,
    says: badToken("the token is not an access token"),
  },
  {
    name: "a token that does not say what it is",
    token: () => issuer.token({}, { typ: undefined }),
    status: 401,
    says: badToken("the token is not an access token"),
  },
  {
    name: "an unknown client",
    token: () => issuer.token({ azp: "stranger" }),
    status: 401,
    says: badToken("the client is not known to this API"),
  },
  {
    name: "an empty client",
    token: () => issuer.token({ azp: "" }),
    status: 401,
    says: badToken("the token does not name its client"),
  },
  {
    name: "an empty subject",
    token: () => issuer.token({ sub: "" }),
    status: 401,
    says: badToken("the claim sub is empty"),
  },
  {
    name: "a machine token of two clients",
    token: () => issuer.token({ sub: "other@clients", gty: "client-credentials" }),
    status: 401,
    says: badToken("the token's subject and client do not match"),
  },
  {
    name: "a machine token that carries a user",
    token: () => issuer.token({ gty: "client-credentials" }),
    status: 401,
    says: badToken("the token's subject and client do not match"),
  },
];

const machine = { sub: "acme@clients", gty: "client-credentials" };
const notAllowed: RefusedRequest[] = [
  { name: "no scope", token: () => issuer.token({ scope: undefined }), status: 403, says: NO_SCOPE },
  { name: "an empty scope", token: () => issuer.token({ scope: "" }), status: 403, says: NO_SCOPE },
  {
    name: "another scope",
    token: () => issuer.token({ scope: "update:contacts" }),
    status: 403,
    says: NO_SCOPE,
  },
  {
    name: "a scope that only begins alike",
    token: () => issuer.token({ scope: "read:contacts-all" }),
    status: 403,
    says: NO_SCOPE,
  },
  {
    name: "scopes in the wrong claim",
    token: () => issuer.token({ scope: undefined, permissions: ["read:contacts"] }),
    status: 403,
    says: NO_SCOPE,
  },
  {
    name: "a machine token on a user's route",
    token: () => issuer.token({ ...machine, scope: "read:contacts" }),
    status: 403,
    says: notEnough("this route needs the token of a user, not of a program"),
  },
  {
    name: "a user without an account",
    token: () => issuer.token({ [ACCOUNT_CLAIM]: undefined }),
    status: 403,
    says: notEnough("the user of this token belongs to no account"),
  },
  {
    name: "an account that is not a text",
    token: () => issuer.token({ [ACCOUNT_CLAIM]: ["first", "second"] }),
    status: 403,
    says: notEnough("the user of this token belongs to no account"),
  },
];

describeRefusals("a token that says something else", () => issuer, wrongClaims);
describeRefusals("a good token that does not allow it", () => issuer, notAllowed);
