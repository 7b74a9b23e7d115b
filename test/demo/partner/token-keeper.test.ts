import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConnectionEnded } from "../../../demo/partner/token-keeper.ts";
import { rotated, testKeeper } from "../support/keeper.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

describe("an access token", () => {
  test.for([
    { lifetime: 3600, kept: 3539, replaced: 3541 },
    { lifetime: 100, kept: 79, replaced: 81 },
    { lifetime: 10, kept: 7, replaced: 9 },
  ])(
    "of $lifetime s is used for $kept s and replaced before it expires",
    async ({ lifetime, kept, replaced }) => {
      const { keeper } = testKeeper({ expiresIn: lifetime, refresh: (_, count) => rotated(count) });
      pass(kept);
      expect(await keeper.accessToken()).toBe("access-0");
      pass(replaced - kept);
      expect(await keeper.accessToken()).toBe("access-1");
    },
  );

  test("is asked for once by many at a time, and each refresh token is used once", async () => {
    const { keeper, sent } = testKeeper({ expiresIn: 0, refresh: (_, count) => rotated(count) });
    const many = await Promise.all(Array.from({ length: 20 }, () => keeper.accessToken()));
    expect(new Set(many)).toEqual(new Set(["access-1"]));
    pass(3600);
    await keeper.accessToken();
    expect(sent).toEqual(["refresh-0", "refresh-1"]);
  });

  test("that the API does not accept is replaced, an older one is not", async () => {
    const { keeper } = testKeeper({ refresh: (_, count) => rotated(count) });
    keeper.forget("access-0");
    expect(await keeper.accessToken()).toBe("access-1");
    keeper.forget("access-0");
    expect(await keeper.accessToken()).toBe("access-1");
  });
});

describe("a refresh token", () => {
  test("stays when the tenant does not rotate", async () => {
    const refresh = (_: string, count: number) => rotated(count, { refresh_token: undefined });
    const { keeper, sent } = testKeeper({ expiresIn: 0, refresh });
    await keeper.accessToken();
    pass(3600);
    await keeper.accessToken();
    expect(sent).toEqual(["refresh-0", "refresh-0"]);
  });

  test("is kept sealed, for its owner only", () => {
    const { keeper, vault } = testKeeper({ refresh: (_, count) => rotated(count) });
    expect(keeper.sealed).not.toContain("refresh-0");
    expect(vault.open(keeper.sealed ?? "", "customer")).toBe("refresh-0");
    expect(() => vault.open(keeper.sealed ?? "", "other")).toThrow();
  });

  test("that was never given leaves the access token's own life, to its end", async () => {
    const { keeper, sent } = testKeeper({ isKept: false, refresh: (_, count) => rotated(count) });
    pass(3599);
    expect(await keeper.accessToken()).toBe("access-0");
    expect(keeper.sealed).toBeUndefined();
    pass(2);
    await expect(keeper.accessToken()).rejects.toThrow(ConnectionEnded);
    expect(keeper.ending).toBe("expired");
    expect(sent).toEqual([]);
  });

  test("that was never given: an access token that is refused is the end", async () => {
    const { keeper } = testKeeper({ isKept: false, refresh: (_, count) => rotated(count) });
    keeper.forget("access-0");
    await expect(keeper.accessToken()).rejects.toThrow(ConnectionEnded);
    expect(keeper.ending).toBe("refused");
  });

  test("that is refused ends the connection for good", async () => {
    const { keeper, sent } = testKeeper({
      expiresIn: 0,
      refresh: () => ({ status: 403, body: { error: "invalid_grant" } }),
    });
    await expect(keeper.accessToken()).rejects.toThrow(ConnectionEnded);
    await expect(keeper.accessToken()).rejects.toThrow(ConnectionEnded);
    expect(keeper.hasEnded).toBe(true);
    expect(sent).toHaveLength(1);
  });

  test.for([
    { status: 503, body: { error: "temporarily_unavailable" } },
    { status: 429, body: { error: "too_many_requests" } },
    { status: 401, body: { error: "invalid_client" } },
  ])("outlives a tenant that answers $status", async (answer) => {
    const refresh = (_: string, count: number) => (count === 1 ? answer : rotated(count));
    const { keeper } = testKeeper({ expiresIn: 0, refresh });
    await expect(keeper.accessToken()).rejects.toThrow();
    expect(keeper.hasEnded).toBe(false);
    expect(await keeper.accessToken()).toBe("access-2");
  });
});

describe("scopes", () => {
  test.for([
    { name: "what was asked for, when the tenant says nothing", scopes: ["read:contacts"] },
    { name: "what the tenant says", scope: "a b", scopes: ["a", "b"] },
  ])("are $name", ({ scope, scopes }) => {
    const { keeper } = testKeeper({ refresh: (_, count) => rotated(count), ...(scope && { scope }) });
    expect([...keeper.scopes]).toEqual(scopes);
  });

  test("shrink with the next token", async () => {
    const refresh = (_: string, count: number) => rotated(count, { scope: "a" });
    const { keeper } = testKeeper({ expiresIn: 0, scope: "a b", refresh });
    await keeper.accessToken();
    expect([...keeper.scopes]).toEqual(["a"]);
  });
});
