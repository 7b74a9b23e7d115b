// The gateway in front of our API and the API's own checks come from the same lines of apis/contacts.yaml.
import fc from "fast-check";
import { generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlannedRoute } from "../../src/plan/aws/hosting-types.ts";
import { planStack } from "../../src/plan/plan.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { type Decision, gatewayOf, routeOf } from "../support/gateway.ts";
import { contactsOf, declaredRoutes, testApi } from "./support/api.ts";
import { AUDIENCE, type Issuer, nowSeconds, startIssuer } from "./support/issuer.ts";

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

/** What stack `prod` plans for the gateway, with the test's issuer in the place of the tenant. */
function plannedGateway() {
  const workspace = exampleWorkspace();
  const prod = workspace.stacks.get("prod") ?? expect.fail("no stack prod");
  const config = { ...prod.value.config, "partner-access:issuer": issuer.url };
  const stacks = new Map([...workspace.stacks, ["prod", { ...prod, value: { ...prod.value, config } }]]);
  const hosting = planStack({ ...workspace, stacks }, "prod").apis.contacts?.hosting;
  return (hosting ?? expect.fail("contacts is not hosted in prod")).gateway;
}

const ALL = [
  "read:contacts",
  "create:contacts",
  "update:contacts",
  "delete:contacts",
  "read:contact-changes",
  "read:nothing",
];

const ROUTES = Object.keys(declaredRoutes);
const BODIES: Record<string, object> = {
  POST: { name: "Jo", email: "jo@jo.example" },
  PATCH: { phone: "+1 555" },
};

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
}

/** The API's decision on its own: whether the request got past the checks that a gateway could have made. */
async function apiDecision({ method, path, authorization }: Asked): Promise<Decision> {
  const { app, store } = testApi(issuer.url);
  const [contact] = contactsOf(store, "first");
  const body = BODIES[method];
  const response = await app.request(path.replace("{id}", contact?.id ?? ""), {
    method,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { status } = response;
  if (status === 401 || status === 403) return status;
  // RFC 6750 wants 400 for a header that is not one bearer token; the gateway knows 401 only.
  if (status === 400 && response.headers.has("www-authenticate")) return 401;
  if (status !== 404) return "through";
  const { error_description } = (await response.json()) as { error_description: string };
  return error_description === "there is no such route" ? 404 : "through";
}

async function bothDecisions(asked: Asked) {
  const decide = await gatewayOf(plannedGateway(), issuer.publicKeyPem);
  return { gateway: await decide(asked), api: await apiDecision(asked) };
}

const split = (route: string) => {
  const [method = "", path = ""] = route.split(" ");
  return { method, path };
};

test.for(ROUTES)("%s: gateway and API agree on every combination of scopes", async (route) => {
  const decide = await gatewayOf(plannedGateway(), issuer.publicKeyPem);
  let through = 0;
  for (let bits = 0; bits < 2 ** ALL.length; bits++) {
    const scopes = ALL.filter((_, i) => (bits >> i) % 2 === 1);
    const authorization = `Bearer ${await issuer.token({ scope: scopes.join(" ") })}`;
    const asked = { ...split(route), authorization };
    const gateway = await decide(asked);
    expect({ scopes, decision: await apiDecision(asked) }).toEqual({ scopes, decision: gateway });
    if (gateway === "through") through += 1;
  }
  // One scope opens a route, so half of all combinations do.
  expect(through).toBe(declaredRoutes[route] === "public" ? 2 ** ALL.length : 2 ** (ALL.length - 1));
});

test.for([
  { name: "no token", authorization: async () => undefined },
  { name: "an empty token", authorization: async () => "Bearer " },
  { name: "no token at all", authorization: async () => "Bearer nonsense" },
  {
    name: "a token of another issuer",
    authorization: async () => `Bearer ${await issuer.token({ iss: "https://other.example/" })}`,
  },
  {
    name: "the issuer without its slash",
    authorization: async () => `Bearer ${await issuer.token({ iss: issuer.url.slice(0, -1) })}`,
  },
  {
    name: "a token for another API",
    authorization: async () => `Bearer ${await issuer.token({ aud: "https://api.our-app.example/other" })}`,
  },
  {
    name: "an expired token",
    authorization: async () => `Bearer ${await issuer.token({ exp: nowSeconds() - 60 })}`,
  },
  {
    name: "a token that is not valid yet",
    authorization: async () => `Bearer ${await issuer.token({ nbf: nowSeconds() + 3600 })}`,
  },
  {
    name: "a token signed by somebody else",
    authorization: async () =>
      `Bearer ${await issuer.token({}, {}, (await generateKeyPair("RS256")).privateKey)}`,
  },
])("$name opens no route but the public one, at neither", async ({ authorization }) => {
  const value = await authorization();
  for (const route of ROUTES) {
    const asked = { ...split(route), ...(value !== undefined && { authorization: value }) };
    const { gateway, api } = await bothDecisions(asked);
    const refused = declaredRoutes[route] === "public" ? "through" : 401;
    expect({ route, gateway, api }).toEqual({ route, gateway: refused, api: refused });
  }
});

test("what no line declares is answered by neither", async () => {
  const decide = await gatewayOf(plannedGateway(), issuer.publicKeyPem);
  const authorization = `Bearer ${await issuer.token({ scope: ALL.join(" ") })}`;
  const segment = fc.oneof(
    fc.constantFrom("contacts", "contact-changes", "health", "admin"),
    fc.stringMatching(/^[a-z]{1,5}$/),
  );
  const asked = fc.record({
    // HEAD is apart: a web framework answers it wherever it answers GET, the gateway only where it is declared.
    method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE"),
    path: fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`),
  });
  await fc.assert(
    fc.asyncProperty(asked, async (request) => {
      const gateway = await decide({ ...request, authorization });
      expect(await apiDecision({ ...request, authorization })).toBe(gateway);
    }),
    { numRuns: 200 },
  );
});

test("the gateway refuses HEAD where only GET is declared", async () => {
  const authorization = `Bearer ${await issuer.token({ scope: ALL.join(" ") })}`;
  expect(await bothDecisions({ method: "HEAD", path: "/contacts", authorization })).toEqual({
    gateway: 404,
    api: "through",
  });
});

test.for([
  { name: "an ID token's type", claims: {}, header: { typ: "id+jwt" } },
  { name: "no application", claims: { azp: undefined }, header: {} },
  { name: "a token older than any of the API", claims: { iat: nowSeconds() - 90_000 }, header: {} },
])("the API refuses what the gateway cannot see: $name", async ({ claims, header }) => {
  const authorization = `Bearer ${await issuer.token({ scope: ALL.join(" "), ...claims }, header)}`;
  expect(await bothDecisions({ method: "GET", path: "/contacts", authorization })).toEqual({
    gateway: "through",
    api: 401,
  });
});

describe("the model of the gateway", () => {
  const route = (routeKey: string): PlannedRoute => ({ routeKey, authorizationType: "NONE" });
  const routes = Object.fromEntries(
    ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"].map(
      (key) => [key, route(key)],
    ),
  );

  // The examples of AWS's page.
  test.for([
    ["GET", "/pets/dog/1", "GET /pets/dog/1"],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}"],
    ["GET", "/pets/cat/1", "GET /pets/{proxy+}"],
    ["POST", "/test/5", "ANY /{proxy+}"],
  ] as const)("%s %s takes the route %s", ([method, path, key]) => {
    expect(routeOf({ routes }, { method, path })?.routeKey).toBe(key);
  });

  test("a $default route would open everything, which is why there is none", async () => {
    const gateway = plannedGateway();
    expect(Object.keys(gateway.routes)).not.toContain("$default");
    const open = { ...gateway, routes: { ...gateway.routes, $default: route("$default") } };
    const decide = await gatewayOf(open, issuer.publicKeyPem);
    expect(await decide({ method: "PUT", path: "/admin" })).toBe("through");
  });

  test.for([
    { claims: { scope: undefined, scp: "read:contacts" }, decision: "through" },
    { claims: { scope: undefined, scp: ["read:contacts"] }, decision: "through" },
    { claims: { scope: "read:contacts-and-more" }, decision: 403 },
    { claims: { scope: undefined }, decision: 403 },
    { claims: { aud: [AUDIENCE, `https://our-app.auth0.example/userinfo`] }, decision: "through" },
  ])("a token with $claims: $decision", async ({ claims, decision }) => {
    const decide = await gatewayOf(plannedGateway(), issuer.publicKeyPem);
    const authorization = `Bearer ${await issuer.token({ scope: "read:contacts", ...claims })}`;
    expect(await decide({ method: "GET", path: "/contacts", authorization })).toBe(decision);
  });
});
