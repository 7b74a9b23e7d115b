import { describe, expect, test } from "vitest";
import { AUTHENTICATION_METHODS } from "../../src/model/authentication.ts";
import { type Application, KEY_ALGS } from "../../src/model/partner.ts";
import { planCredentials } from "../../src/plan/credentials.ts";
import { acme } from "../support/workspace.ts";

const PEM = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----";

/** Acme's application; what is undefined is left out. */
function application(
  change: { readonly [K in keyof Application]?: Application[K] | undefined },
): Application {
  const changed = { ...acme().application, ...change };
  return Object.fromEntries(
    Object.entries(changed).filter(([, value]) => value !== undefined),
  ) as Application;
}

describe("credentials", () => {
  const key = (name: string, change: object = {}) => ({ name, pem: PEM, ...change });
  const plannedKeys = (...keys: ReturnType<typeof key>[]) =>
    planCredentials(application({ authentication_method: "private_key_jwt" }), { credentials: keys })
      .privateKeyJwt?.credentials;

  test.for(AUTHENTICATION_METHODS)("%s without keys is the method alone", (method) => {
    expect(planCredentials(application({ authentication_method: method }), {})).toStrictEqual({
      authenticationMethod: method,
    });
  });

  test("a key is a public key, RS256 unless the file says otherwise", () => {
    expect(plannedKeys(key("one"))).toStrictEqual([
      { name: "one", credentialType: "public_key", algorithm: "RS256", pem: `${PEM}\n` },
    ]);
  });

  test.for(KEY_ALGS)("algorithm %s is kept", (alg) => {
    expect(plannedKeys(key("one", { alg }))?.[0]?.algorithm).toBe(alg);
  });

  test("are sorted by name, whatever their order in the file", () => {
    const names = (...keys: string[]) =>
      plannedKeys(...keys.map((name) => key(name)))?.map(({ name }) => name);
    expect(names("2027-h1", "2026-h2", "2026-h1")).toEqual(["2026-h1", "2026-h2", "2027-h1"]);
    expect(names("2026-h1", "2026-h2", "2027-h1")).toEqual(["2026-h1", "2026-h2", "2027-h1"]);
  });

  test.for([
    ["2027-01-31T00:00:00Z", "2027-01-31T00:00:00.000Z"],
    ["2027-01-31T00:00:00.5Z", "2027-01-31T00:00:00.500Z"],
    ["2027-01-31T00:00:00.000Z", "2027-01-31T00:00:00.000Z"],
    ["2027-01-31T00:00Z", "2027-01-31T00:00:00.000Z"],
  ] as const)("expiry %s is written as Auth0 answers it", ([expires_at, sent]) => {
    expect(plannedKeys(key("one", { expires_at }))?.[0]?.expiresAt).toBe(sent);
  });

  test("space around a key is not a change of the key", () => {
    expect(plannedKeys(key("one", { pem: `\n${PEM}\n\n` }))).toEqual(plannedKeys(key("one")));
  });
});
