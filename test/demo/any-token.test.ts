// A route of an API without scopes: the gateway and the API let any token for the API through, and nothing else.
import { afterAll, beforeAll, expect, test } from "vitest";
import { planRoutes } from "../../src/plan/aws/gateway.ts";
import { gatewayOf } from "../support/gateway.ts";
import { prices } from "../support/prices.ts";
import { testApi } from "./support/api.ts";
import { AUDIENCE, type Issuer, nowSeconds, startIssuer } from "./support/issuer.ts";

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

const { routes } = prices();

async function answers(token: string | undefined, programScopes: readonly string[] = []) {
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const authorizer = {
    authorizerType: "JWT",
    identitySources: ["$request.header.Authorization"],
    jwtConfiguration: { issuer: issuer.url, audiences: [AUDIENCE] },
  } as const;
  const decide = await gatewayOf({ authorizer, routes: planRoutes(routes) }, issuer.publicKeyPem);
  const { app } = testApi(issuer.url, { routes, programScopes });
  const headers = authorization === undefined ? {} : { authorization };
  const { status } = await app.request("/prices", { headers });
  return { gateway: await decide({ method: "GET", path: "/prices", authorization }), api: status };
}

test.for([
  { name: "without a scope", claims: { scope: undefined } },
  { name: "with a scope of long ago", claims: { scope: "read:prices" } },
])("a token $name is good", async ({ claims }) => {
  expect(await answers(await issuer.token(claims))).toEqual({ gateway: "through", api: 200 });
});

test.for([
  { name: "no token", token: async () => undefined },
  {
    name: "a token for another API",
    token: () => issuer.token({ aud: "https://api.our-app.example/other" }),
  },
  { name: "a token of another issuer", token: () => issuer.token({ iss: "https://other.example/" }) },
  { name: "a token that has ended", token: () => issuer.token({ exp: nowSeconds() - 60 }) },
])("$name is refused", async ({ token }) => {
  expect(await answers(await token())).toEqual({ gateway: 401, api: 401 });
});

test("a program gets in where one was granted the API, and not by a user's grant", async () => {
  const machine = () =>
    issuer.token({ sub: "acme@clients", azp: "acme", gty: "client-credentials", scope: undefined });
  expect((await answers(await machine())).api).toBe(403);
  expect((await answers(await machine(), ["any token"])).api).toBe(200);
});
