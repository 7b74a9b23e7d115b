import { expect, test } from "vitest";
import { AUDIENCE, partnerWorld } from "../support/oauth.ts";

const form = { grant_type: "client_credentials", audience: AUDIENCE };
const HEADER = "auth0-client-quota-limit";

async function quotaWorld(token_quota: object | undefined, at: string) {
  const world = await partnerWorld({
    grant: { subject_type: "client" },
    client: { ...(token_quota !== undefined && { token_quota: { client_credentials: token_quota } }) },
  });
  let now = Date.parse(at);
  world.tenant.now = () => now;
  const ask = () => world.token({ ...form, ...world.credentials });
  return { ...world, ask, wait: (seconds: number) => (now += seconds * 1000) };
}

test("a quota counts down, refuses, and begins anew with the hour", async () => {
  const { ask, wait } = await quotaWorld({ enforce: true, per_hour: 2, per_day: 3 }, "2026-11-01T22:59:00Z");
  const first = await ask();
  expect([first.status, first.headers.get(HEADER)]).toEqual([
    200,
    "b=per_hour;q=2;r=1;t=60,b=per_day;q=3;r=2;t=3660",
  ]);
  expect((await ask()).status).toBe(200);
  const refused = await ask();
  expect([refused.status, refused.body.error]).toEqual([429, "too_many_requests"]);
  expect(refused.headers.get(HEADER)).toBe("b=per_hour;q=2;r=0;t=60,b=per_day;q=3;r=1;t=3660");
  expect(refused.body.error_description).toBe("Client quota exceeded");
  const limits = ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];
  expect(limits.map((name) => refused.headers.get(name))).toEqual([
    "60",
    "2",
    "0",
    String(Date.parse("2026-11-01T23:00:00Z") / 1000),
  ]);
  wait(59);
  expect((await ask()).status).toBe(429);
  wait(1);
  expect((await ask()).status).toBe(200);
  const day = await ask();
  expect([day.status, day.headers.get("retry-after")]).toEqual([429, "3600"]);
  wait(3600);
  expect((await ask()).status).toBe(200);
});

test("a quota that is not enforced only counts", async () => {
  const { ask } = await quotaWorld({ enforce: false, per_hour: 1 }, "2026-11-01T22:00:00Z");
  await ask();
  const second = await ask();
  expect([second.status, second.headers.get(HEADER)]).toEqual([200, "b=per_hour;q=1;r=0;t=3600"]);
});

test("an application without a quota has the tenant's default, and without one none", async () => {
  const { ask, call } = await quotaWorld(undefined, "2026-11-01T22:00:00Z");
  expect((await ask()).headers.has(HEADER)).toBe(false);
  await call("PATCH", "/tenants/settings", {
    default_token_quota: { clients: { client_credentials: { enforce: true, per_day: 1 } } },
  });
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(429);
});
