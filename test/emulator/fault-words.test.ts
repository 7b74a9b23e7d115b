import { describe, expect, test } from "vitest";
import { FaultSyntaxError, parseFault, parseRateLimit } from "../../emulator/faults/parse.ts";
import type { FaultRule } from "../../emulator/faults/rule.ts";

describe("a fault in words", () => {
  test.for<{ words: string; rule: FaultRule }>([
    { words: "POST clients: 503", rule: { method: "POST", path: "/clients", action: { status: 503 } } },
    {
      words: "POST /clients:429 x2",
      rule: { method: "POST", path: "/clients", action: { status: 429 }, times: 2 },
    },
    { words: "DELETE: 500 ×3", rule: { method: "DELETE", action: { status: 500 }, times: 3 } },
    { words: "*: hang", rule: { action: { hang: true } } },
    { words: "GET *: cut", rule: { method: "GET", action: { cut: true } } },
    {
      words: "clients/: reset after skip 3",
      rule: { path: "/clients/", action: { reset: "after" }, skip: 3 },
    },
    {
      words: "PATCH: reset before x1 skip 0",
      rule: { method: "PATCH", action: { reset: "before" }, times: 1, skip: 0 },
    },
    {
      words: "  GET   client-grants :  delay  500   always ",
      rule: {
        method: "GET",
        path: "/client-grants",
        action: { delayMs: 500 },
        times: Number.POSITIVE_INFINITY,
      },
    },
  ])("$words", ({ words, rule }) => {
    expect(parseFault(words)).toEqual(rule);
  });

  test.for([
    "",
    "503",
    "POST clients",
    ": 503",
    "POST clients grants: 503",
    "post clients: 503",
    "GET:",
    "GET: 200",
    "GET: 5033",
    "GET: delay",
    "GET: delay -1",
    "GET: reset",
    "GET: explode",
    "GET: 503 x0",
    "GET: 503 x2 always",
    "GET: 503 skip 1 x2",
  ])("%o is refused with what was expected", (words) => {
    expect(() => parseFault(words)).toThrow(FaultSyntaxError);
    expect(() => parseFault(words)).toThrow(/^expected /);
  });
});

describe("a rate limit in words", () => {
  test.for([
    { words: "2", limit: { perSecond: 2, burst: 2 } },
    { words: "2/10", limit: { perSecond: 2, burst: 10 } },
    { words: "0.5", limit: { perSecond: 0.5, burst: 1 } },
  ])("$words", ({ words, limit }) => {
    expect(parseRateLimit(words)).toEqual(limit);
  });

  test.for(["", "0", "0/5", "-1", "2/", "/2", "2/10/3", "many"])("%o is refused", (words) => {
    expect(() => parseRateLimit(words)).toThrow(FaultSyntaxError);
  });
});
