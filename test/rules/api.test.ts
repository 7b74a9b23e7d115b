import fc from "fast-check";
import { expect, test } from "vitest";
import { durationSchema } from "../../src/model/units.ts";
import { RULES } from "../../src/rules/index.ts";
import { edit, placesOf, type World } from "../support/workspace.ts";

function broken(change: (world: World) => void): string[] {
  const changed = edit(change);
  return RULES.filter((rule) => placesOf(rule, changed).length > 0).map(({ id }) => id);
}

const contacts = (world: World) => world.apis.contacts ?? expect.fail("no Contacts");

const withScope = (name: string) =>
  broken((world) => {
    contacts(world).scopes[name] = { description: "Does something", sensitivity: "low" };
  });

test("a scope is made of the characters of RFC 6749, and of no others", () => {
  const allowed = (code: number) => code === 0x21 || (code >= 0x23 && code <= 0x7e && code !== 0x5c);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x250 }), (code) => {
      const found = withScope(`read:${String.fromCharCode(code)}`);
      expect(found).toEqual(allowed(code) ? [] : ["scope-syntax"]);
    }),
    { numRuns: 300 },
  );
});

test.for(["openid", "profile", "email", "address", "phone", "offline_access"])(
  "an API cannot declare %s",
  (scope) => {
    expect(withScope(scope)).toEqual(["scope-reserved"]);
  },
);

test.for([
  { lifetime: "0s", found: ["api-token-lifetime"] },
  { lifetime: "1s", found: [] },
  { lifetime: "30d", found: [] },
  { lifetime: "2592001s", found: ["api-token-lifetime"] },
])("token_lifetime $lifetime breaks $found", ({ lifetime, found }) => {
  const change = (world: World) => {
    contacts(world).token_lifetime = durationSchema.parse(lifetime);
    delete contacts(world).token_lifetime_for_web;
  };
  expect(broken(change)).toEqual(found);
});

test.for([
  { identifier: "https://our-app.auth0.example/api/v2/", found: ["api-identifier-system"] },
  { identifier: "https://our-app.auth0.example/api/v2", found: ["api-identifier-system"] },
  { identifier: "https://OUR-APP.auth0.example/userinfo", found: ["api-identifier-system"] },
  { identifier: "http://localhost:8442/mfa/", found: ["api-identifier-system"] },
  { identifier: "https://other.us.auth0.com/my-org/", found: ["api-identifier-system"] },
  { identifier: "https://our-app.auth0.example/contacts", found: [] },
  { identifier: "https://api.our-app.example/api/v2/", found: [] },
  { identifier: "urn:our-app:contacts", found: [] },
])("identifier $identifier breaks $found", ({ identifier, found }) => {
  const change = (world: World) => {
    contacts(world).identifier = identifier;
  };
  expect(broken(change)).toEqual(found);
});

test.for([
  { route: "GET /contacts/{id}/notes", found: [] },
  { route: "GET /contacts/{id}/notes/{note_id}", found: [] },
  { route: "PUT /contacts/{other}", found: [] },
  { route: "DELETE /contacts/{other}", found: ["route-unambiguous"] },
  { route: "DELETE /contacts/{id}/", found: ["route-unambiguous"] },
  { route: "GET /{a}/{a}", found: ["route-parameters"] },
  { route: "GET /contacts/{}", found: ["route-parameters"] },
  { route: "GET /contacts/{{id}}", found: ["route-parameters"] },
  { route: "GET /contacts/id}", found: ["route-parameters"] },
  { route: "GET /contacts/{id}.json", found: ["route-parameters"] },
  { route: "GET /", found: [] },
])("route $route breaks $found", ({ route, found }) => {
  const change = (world: World) => {
    contacts(world).routes[route] = ["read:contacts"];
  };
  expect(broken(change)).toEqual(found);
});

test("PS256 is an algorithm for strict partners too: the limit to RS256 is on an application's own tokens", () => {
  const change = (world: World) => {
    contacts(world).signing_alg = "PS256";
  };
  expect(broken(change)).toEqual([]);
});
