// What a change of an application's settings does to the refresh tokens that are out.
import { describe, expect, test } from "vitest";
import { issueRefreshToken, newFamily } from "../../../emulator/oauth/refresh-tokens.ts";
import { AUDIENCE, partnerWorld, read, refreshWith, tokensOf, type World } from "../support/oauth.ts";

const DAY = 86_400;
const settings = (change: object = {}) => ({
  refresh_token: {
    rotation_type: "non-rotating",
    expiration_type: "expiring",
    token_lifetime: 100 * DAY,
    idle_token_lifetime: 10 * DAY,
    leeway: 0,
    ...change,
  },
});

async function worldWith(change: object = {}) {
  const world = await partnerWorld({ client: settings(change) });
  let now = Date.now();
  world.tenant.now = () => now;
  const set = (next: object) => world.call("PATCH", `/clients/${world.client.client_id}`, settings(next));
  return { world, set, wait: (days: number) => (now += days * DAY * 1000) };
}

const works = async (world: World, token: string) => (await refreshWith(world, token)).status === 200;

describe("the idle lifetime", () => {
  test("is the present one", async () => {
    const { world, set, wait } = await worldWith();
    const { refresh_token } = await tokensOf(world);
    await set({ idle_token_lifetime: 30 * DAY });
    wait(20);
    expect(await works(world, refresh_token)).toBe(true);
    await set({ idle_token_lifetime: 5 * DAY });
    wait(6);
    expect(await works(world, refresh_token)).toBe(false);
  });
});

describe("the maximum lifetime", () => {
  test("is the one at issuance", async () => {
    const { world, set, wait } = await worldWith({ token_lifetime: 20 * DAY });
    const { refresh_token } = await tokensOf(world);
    await set({ token_lifetime: 90 * DAY, idle_token_lifetime: 80 * DAY });
    wait(19);
    expect(await works(world, refresh_token)).toBe(true);
    wait(2);
    expect(await works(world, refresh_token)).toBe(false);
  });
});

describe("rotation that is turned on", () => {
  test("deletes the other tokens of the same person, application and API at the next exchange", async () => {
    const { world, set } = await worldWith();
    const [one, other] = [await tokensOf(world), await tokensOf(world)];
    await set({ rotation_type: "rotating" });
    const { body } = await refreshWith(world, one.refresh_token);
    expect(body.refresh_token).not.toBe(one.refresh_token);
    for (const { refresh_token } of [one, other]) expect(await works(world, refresh_token)).toBe(false);
    expect(await works(world, body.refresh_token)).toBe(true);
  });

  test("and off again, ends the family", async () => {
    const { world, set } = await worldWith({ rotation_type: "rotating" });
    const { refresh_token } = await tokensOf(world);
    await set({});
    const { body } = await refreshWith(world, refresh_token);
    expect(await works(world, refresh_token)).toBe(false);
    expect(await works(world, body.refresh_token)).toBe(true);
    expect(await works(world, body.refresh_token)).toBe(true);
  });
});

test("of 201 tokens of a person and an application the oldest goes", async () => {
  const { world } = await worldWith();
  const { tenant, client } = world;
  const { client_id } = client;
  const delegation = { client_id, user_id: "auth0|ana", audience: AUDIENCE, scopes: [], consented: false };
  const tokens = Array.from({ length: 201 }, () =>
    issueRefreshToken(tenant, client, delegation, newFamily()),
  );
  expect(await works(world, tokens[0] ?? "")).toBe(false);
  expect(await works(world, tokens[1] ?? "")).toBe(true);
});

test("a token from a refresh says so", async () => {
  const { world } = await worldWith();
  const tokens = await tokensOf(world);
  expect(read(tokens.access_token).claims).not.toHaveProperty("gty");
  const { body } = await refreshWith(world, tokens.refresh_token);
  expect(read(body.access_token).claims.gty).toBe("refresh_token");
});
