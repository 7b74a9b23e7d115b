import { expect, test } from "vitest";
import { crossingOf } from "../../src/model/route-match.ts";

test.for([
  ["GET /contacts/{id}", "GET /{kind}/recent", "GET /contacts/recent"],
  ["GET /a/{x}/{y}", "GET /{k}/b/{z}/", "GET /a/b/{z}"],
  ["GET /contacts/{id}", "GET /{kind}/{id}", undefined],
  ["GET /contacts/{id}", "GET /contacts/recent", undefined],
  ["GET /contacts/{id}", "PUT /{kind}/recent", undefined],
  ["GET /contacts/{id}", "GET /{kind}/recent/all", undefined],
  ["GET /contacts/{id}/notes", "GET /{kind}/recent/calls", undefined],
] as const)("%s and %s cross in %s", ([one, other, both]) => {
  expect(crossingOf(one, other)).toBe(both);
  expect(crossingOf(other, one) === undefined).toBe(both === undefined);
});
