import { expect, test } from "vitest";
import { STACK_KEYS, stackSchema } from "../../src/model/stack.ts";

const config = { "auth0:domain": "our-app.auth0.example", "partner-access:protect": true };

test.for([
  ["our-app.auth0.example", true],
  ["localhost:8443", true],
  ["127.0.0.1:8443", true],
  ["https://our-app.auth0.example", false],
  ["our-app.auth0.example/", false],
  ["our-app.auth0.example:", false],
  ["Our-App.auth0.example", false],
  ["user@our-app.auth0.example", false],
  ["", false],
] as const)("domain %j: %s", ([domain, accepted]) => {
  expect(stackSchema.safeParse({ config: { ...config, "auth0:domain": domain } }).success).toBe(accepted);
});

test.for([
  [true, true],
  [false, false],
  // As `pulumi config set` writes them.
  ["true", true],
  ["false", false],
  ["True", undefined],
  ["yes", undefined],
  ["", undefined],
  [1, undefined],
  [undefined, undefined],
] as const)("the flag %j means %s", ([written, protect]) => {
  const parsed = stackSchema.safeParse({ config: { ...config, "partner-access:protect": written } });
  expect(parsed.data?.config["partner-access:protect"]).toBe(protect);
});

test("what belongs to Pulumi and to other programs stays in the file", () => {
  const file = { config: { ...config, "aws:region": "eu-central-1" }, secretsprovider: "passphrase" };
  expect(stackSchema.parse(file)).toEqual(file);
});

test("our keys are known by name, so that a mistyped one is found", () => {
  expect(STACK_KEYS.filter((key) => key.startsWith("partner-access:")).sort()).toEqual([
    "partner-access:aws",
    "partner-access:deployment",
    "partner-access:hosting",
    "partner-access:issuer",
    "partner-access:loopback_callbacks",
    "partner-access:protect",
  ]);
});
