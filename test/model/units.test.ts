import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dateSchema,
  durationSchema,
  formatDuration,
  idSchema,
  lineSchema,
  urlSchema,
} from "../../src/model/units.ts";

test.for([
  ["0s", 0],
  ["1s", 1],
  ["90s", 90],
  ["1m", 60],
  ["15m", 900],
  ["1h", 3600],
  ["1d", 86_400],
  ["30d", 2_592_000],
  ["007d", 604_800],
  ["999999999s", 999_999_999],
] as const)("the duration %s is %d seconds", ([text, seconds]) => {
  expect(durationSchema.parse(text)).toBe(seconds);
});

test.for([
  "",
  "1",
  "s",
  "1w",
  "1S",
  "1 h",
  " 1h",
  "1h ",
  "1h\n",
  "1h30m",
  "-1h",
  "+1h",
  "1.5h",
  "1e3s",
  "١h",
  "1000000000s",
  3600,
])("%j is not a duration", (text) => {
  expect(durationSchema.safeParse(text).success).toBe(false);
});

test.for([
  [0, "0s"],
  [1, "1s"],
  [59, "59s"],
  [60, "1m"],
  [61, "61s"],
  [3599, "3599s"],
  [3600, "1h"],
  [3660, "61m"],
  [86_399, "86399s"],
  [86_400, "1d"],
  [90_000, "25h"],
  [7_776_000, "90d"],
] as const)("%d seconds are written as %s", ([seconds, text]) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("a duration that is written is read again as the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), (seconds) => {
      expect(durationSchema.parse(formatDuration(seconds))).toBe(seconds);
    }),
  );
});

test.for([
  ["a", true],
  ["acme", true],
  ["acme-cms", true],
  ["acme-cms-2", true],
  ["a2", true],
  ["a".repeat(40), true],
  ["a".repeat(41), false],
  ["", false],
  ["2a", false],
  ["-acme", false],
  ["acme-", false],
  ["acme--cms", false],
  ["Acme", false],
  ["acme_cms", false],
  ["acme.cms", false],
  ["acme/cms", false],
  ["acmé", false],
  ["acme\n", false],
] as const)("id %j: %s", ([id, accepted]) => {
  expect(idSchema.safeParse(id).success).toBe(accepted);
});

test.for([
  ["2028-02-29", true],
  ["2026-12-31", true],
  ["2027-02-29", false],
  ["2026-13-01", false],
  ["2026-00-10", false],
  ["2026-1-1", false],
  ["2026-12-31T00:00:00Z", false],
  ["31.12.2026", false],
  ["", false],
] as const)("date %j: %s", ([date, accepted]) => {
  expect(dateSchema.safeParse(date).success).toBe(accepted);
});

test.for([
  ["x", true],
  ["Two words", true],
  ["Ünïcode ✓", true],
  ["x".repeat(255), true],
  ["x".repeat(256), false],
  ["", false],
  [" ", false],
  [" x", false],
  ["x ", false],
  ["two\nlines", false],
  ["x\n", false],
] as const)("line %j: %s", ([line, accepted]) => {
  expect(lineSchema.safeParse(line).success).toBe(accepted);
});

describe("a URL", () => {
  test.for([
    "https://acme.example/callback",
    "http://localhost:3301/callback",
    "https://acme.example",
    "https://acme.example/callback?x=1#here",
    "com.acme.app://callback",
    // Rules say where wildcards may stand; the model lets them in so that a rule can refuse them.
    "https://*.acme.example/callback",
    "https://[::1]:8080/callback",
  ])("may be %s", (url) => {
    expect(urlSchema.parse(url)).toBe(url);
  });

  test.for([
    "",
    "acme.example/callback",
    "/callback",
    "//acme.example/callback",
    "https://",
    "https://user@acme.example/",
    "https://user:password@acme.example/",
    "https://:password@acme.example/",
    "https://acme.example:99999/",
  ])("may not be %j", (url) => {
    expect(urlSchema.safeParse(url).success).toBe(false);
  });
});
