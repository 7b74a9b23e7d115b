import { expect, test } from "vitest";
import { apiSchema, HTTP_METHODS, ROUTE } from "../../src/model/api.ts";
import { world } from "../support/workspace.ts";

test.for([
  ...HTTP_METHODS.map((method) => [`${method} /contacts`, true] as const),
  ["GET /", true],
  ["GET /contacts/{id}/notes/{note-id}", true],
  ["GET /v1.0/~me_too", true],
  ["get /contacts", false],
  ["TRACE /contacts", false],
  ["GET contacts", false],
  ["GET  /contacts", false],
  ["GET /contacts ", false],
  ["GET /contacts?page=1", false],
  ["GET /contacts#top", false],
  ["GET /*", false],
  ["GET /a%2Fb", false],
  ["GET /contacts\n", false],
  [" GET /contacts", false],
  ["/contacts", false],
] as const)("route %j: %s", ([route, accepted]) => {
  expect(ROUTE.test(route)).toBe(accepted);
});

const LONG = "i".repeat(600);

test.for([
  { name: "600 characters", identifier: LONG, accepted: true },
  { name: "601 characters", identifier: `${LONG}i`, accepted: false },
  { name: "none", identifier: "", accepted: false },
])("an identifier of $name", ({ identifier, accepted }) => {
  const api = { ...world().apis.contacts, identifier, token_lifetime: "1h", token_lifetime_for_web: "1h" };
  expect(apiSchema.safeParse(api).success).toBe(accepted);
});
