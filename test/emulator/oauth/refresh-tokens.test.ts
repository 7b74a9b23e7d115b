import { describe, expect, test } from "vitest";
import { AUDIENCE, partnerWorld, refreshWith, tokensOf, type World } from "../support/oauth.ts";

const DAY = 86_400;
const rotating = {
  refresh_token: {
    rotation_type: "rotating",
    expiration_type: "expiring",
    token_lifetime: 10 * DAY,
    idle_token_lifetime: 2 * DAY,
    leeway: 60,
  },
};
const steady = { refresh_token: { ...rotating.refresh_token, rotation_type: "non-rotating", leeway: 0 } };
const BOTH = ["read:contacts", "write:contacts"];
const asked = { scope: "read:contacts write:contacts offline_access" };

/** Moves the tenant's clock; time stays until it is moved again. */
function clock({ tenant }: World) {
  let now = Date.now();
  tenant.now = () => now;
  return (seconds: number) => {
    now += seconds * 1000;
  };
}

const outcome = async (answer: ReturnType<typeof refreshWith>) => {
  const { status, body } = await answer;
  return status === 200 ? "ok" : body.error;
};

describe("a refresh token is only given", () => {
  test.for([
    { name: "when it is asked for", change: {}, request: {}, given: true },
    { name: "not without offline_access", change: {}, request: { scope: "read:contacts" }, given: false },
    {
      name: "not by an API that does not allow it",
      change: { server: { allow_offline_access: false } },
      request: {},
      given: false,
    },
    {
      name: "not to an application without the grant type",
      change: { client: { grant_types: ["authorization_code"] } },
      request: {},
      given: false,
    },
  ])("$name", async ({ change, request, given }) => {
    const tokens = await tokensOf(await partnerWorld(change), request);
    expect("refresh_token" in tokens).toBe(given);
    expect(tokens.scope.includes("offline_access")).toBe(given);
  });
});

describe("rotation", () => {
  test("gives a new token with every use", async () => {
    const world = await partnerWorld({ client: rotating });
    const first = (await tokensOf(world)).refresh_token;
    const second = (await refreshWith(world, first)).body.refresh_token;
    expect(second).not.toBe(first);
    expect(await outcome(refreshWith(world, second))).toBe("ok");
  });

  test("allows a repetition within the leeway, and takes a later one for a theft", async () => {
    const world = await partnerWorld({ client: rotating });
    const wait = clock(world);
    const first = (await tokensOf(world)).refresh_token;
    const second = (await refreshWith(world, first)).body.refresh_token;
    wait(59);
    const repeated = (await refreshWith(world, first)).body.refresh_token;
    wait(1);
    expect(await outcome(refreshWith(world, first))).toBe("invalid_grant");
    expect(await outcome(refreshWith(world, second))).toBe("invalid_grant");
    expect(await outcome(refreshWith(world, repeated))).toBe("invalid_grant");
  });

  test("allows the repetition of the latest but one only, leeway or not", async () => {
    const world = await partnerWorld({ client: rotating });
    clock(world);
    const first = (await tokensOf(world)).refresh_token;
    const second = (await refreshWith(world, first)).body.refresh_token;
    const third = (await refreshWith(world, second)).body.refresh_token;
    expect(await outcome(refreshWith(world, second))).toBe("ok");
    expect(await outcome(refreshWith(world, first))).toBe("invalid_grant");
    expect(await outcome(refreshWith(world, third))).toBe("invalid_grant");
  });

  test("does not end other sign-ins of the same person", async () => {
    const world = await partnerWorld({ client: { refresh_token: { ...rotating.refresh_token, leeway: 0 } } });
    const other = (await tokensOf(world)).refresh_token;
    const first = (await tokensOf(world)).refresh_token;
    await refreshWith(world, first);
    expect(await outcome(refreshWith(world, first))).toBe("invalid_grant");
    expect(await outcome(refreshWith(world, other))).toBe("ok");
  });

  test("does not prolong the absolute lifetime", async () => {
    const world = await partnerWorld({ client: rotating });
    const wait = clock(world);
    let token = (await tokensOf(world)).refresh_token;
    for (let day = 1; day < 10; day += 1) {
      wait(DAY);
      token = (await refreshWith(world, token)).body.refresh_token;
    }
    wait(DAY);
    expect(await outcome(refreshWith(world, token))).toBe("invalid_grant");
  });

  test("is left alone by a refresh that is refused", async () => {
    const world = await partnerWorld({ client: rotating });
    const { refresh_token } = await tokensOf(world);
    const path = `/client-grants/${world.grantId}`;
    const { body: grant } = await world.call("GET", path);
    await world.call("DELETE", path);
    expect(await outcome(refreshWith(world, refresh_token))).toBe("unauthorized_client");
    const { id: _, ...again } = grant;
    await world.call("POST", "/client-grants", again);
    expect(await outcome(refreshWith(world, refresh_token))).toBe("ok");
  });
});

describe("without rotation", () => {
  test("the same token is used again, and not repeated in the answer", async () => {
    const world = await partnerWorld({ client: steady });
    const { refresh_token } = await tokensOf(world);
    const { body } = await refreshWith(world, refresh_token);
    expect(body).not.toHaveProperty("refresh_token");
    expect(await outcome(refreshWith(world, refresh_token))).toBe("ok");
  });

  test.for([
    { name: "just before it has been idle too long", seconds: 2 * DAY - 1, expected: "ok" },
    { name: "once it has been idle too long", seconds: 2 * DAY, expected: "invalid_grant" },
  ])("$name", async ({ seconds, expected }) => {
    const world = await partnerWorld({ client: steady });
    const wait = clock(world);
    const { refresh_token } = await tokensOf(world);
    wait(seconds);
    expect(await outcome(refreshWith(world, refresh_token))).toBe(expected);
  });

  test("use keeps it alive, until its absolute lifetime ends", async () => {
    const world = await partnerWorld({ client: steady });
    const wait = clock(world);
    const { refresh_token } = await tokensOf(world);
    for (let day = 1; day < 10; day += 1) {
      wait(DAY);
      expect(await outcome(refreshWith(world, refresh_token))).toBe("ok");
    }
    wait(DAY);
    expect(await outcome(refreshWith(world, refresh_token))).toBe("invalid_grant");
  });
});

describe("a refresh token ends at once", () => {
  const grants = "/grants?user_id=auth0%7Cana";
  test.for<{ name: string; act: (world: World) => Promise<unknown>; error: string }>([
    {
      name: "with the application's grant",
      act: ({ call, grantId }) => call("DELETE", `/client-grants/${grantId}`),
      error: "unauthorized_client",
    },
    { name: "with the person's consent", act: ({ call }) => call("DELETE", grants), error: "invalid_grant" },
    {
      name: "with the application",
      act: ({ call, client }) => call("DELETE", `/clients/${client.client_id}`),
      error: "access_denied",
    },
    {
      name: "with the person",
      act: ({ call }) => call("DELETE", "/users/auth0%7Cana"),
      error: "invalid_grant",
    },
    {
      name: "when the person is blocked",
      act: ({ call }) => call("PATCH", "/users/auth0%7Cana", { blocked: true }),
      error: "unauthorized",
    },
    {
      name: "when the application loses the grant type",
      act: ({ call, client }) =>
        call("PATCH", `/clients/${client.client_id}`, { grant_types: ["authorization_code"] }),
      error: "unauthorized_client",
    },
    {
      name: "when the API has no tokens for users any more",
      act: async ({ call }) =>
        call("PATCH", `/resource-servers/${encodeURIComponent(AUDIENCE)}`, {
          subject_type_authorization: { user: { policy: "deny_all" } },
        }),
      error: "unauthorized_client",
    },
    {
      name: "with the API",
      act: ({ call }) => call("DELETE", `/resource-servers/${encodeURIComponent(AUDIENCE)}`),
      error: "invalid_grant",
    },
  ])("$name", async ({ act, error }) => {
    const world = await partnerWorld();
    const { refresh_token } = await tokensOf(world);
    expect(await outcome(refreshWith(world, refresh_token))).toBe("ok");
    await act(world);
    expect(await outcome(refreshWith(world, refresh_token))).toBe(error);
  });

  test("for the application that is not its owner", async () => {
    const world = await partnerWorld();
    const { refresh_token } = await tokensOf(world);
    const { body } = await world.call("POST", "/clients", { name: "Other" });
    const { client_id, client_secret } = body;
    expect(await outcome(refreshWith(world, refresh_token, { client_id, client_secret }))).toBe(
      "invalid_grant",
    );
    expect(await outcome(refreshWith(world, refresh_token))).toBe("ok");
  });
});

describe("scopes of a refreshed token", () => {
  test("shrink with the grant and come back with it, without the person", async () => {
    const world = await partnerWorld({ grant: { scope: BOTH } });
    const { refresh_token } = await tokensOf(world, asked);
    const path = `/client-grants/${world.grantId}`;
    await world.call("PATCH", path, { scope: ["read:contacts"] });
    expect((await refreshWith(world, refresh_token)).body.scope).toBe("read:contacts offline_access");
    await world.call("PATCH", path, { scope: BOTH });
    expect((await refreshWith(world, refresh_token)).body.scope).toBe(asked.scope);
  });

  test("never grow: a scope that is granted later needs consent", async () => {
    const world = await partnerWorld();
    const { refresh_token } = await tokensOf(world, asked);
    await world.call("PATCH", `/client-grants/${world.grantId}`, { scope: BOTH });
    expect((await refreshWith(world, refresh_token)).body.scope).toBe("read:contacts offline_access");
  });

  test("may be fewer on request, for one token", async () => {
    const world = await partnerWorld({ grant: { scope: BOTH } });
    const { refresh_token } = await tokensOf(world, asked);
    const less = await refreshWith(world, refresh_token, { scope: "write:contacts" });
    expect(less.body.scope).toBe("write:contacts offline_access");
    expect((await refreshWith(world, refresh_token)).body.scope).toBe(asked.scope);
  });
});

describe("revocation", () => {
  const revoke = (world: World, form: Record<string, string>) =>
    world.app.request("https://tenant.example/oauth/revoke", {
      method: "POST",
      body: new URLSearchParams(form),
    });

  test("ends all tokens of the sign-in", async () => {
    const world = await partnerWorld({ client: rotating });
    const first = (await tokensOf(world)).refresh_token;
    const second = (await refreshWith(world, first)).body.refresh_token;
    expect((await revoke(world, { ...world.credentials, token: first })).status).toBe(200);
    expect(await outcome(refreshWith(world, second))).toBe("invalid_grant");
    expect((await world.call("GET", "/grants")).body).toHaveLength(1);
  });

  test("takes the consent along where the tenant says so", async () => {
    const world = await partnerWorld();
    await world.call("PATCH", "/tenants/settings", { flags: { revoke_refresh_token_grant: true } });
    const other = (await tokensOf(world)).refresh_token;
    const { refresh_token } = await tokensOf(world);
    await revoke(world, { ...world.credentials, token: refresh_token });
    expect((await world.call("GET", "/grants")).body).toEqual([]);
    expect(await outcome(refreshWith(world, other))).toBe("invalid_grant");
  });

  test("needs the application to prove who it is, and to own the token", async () => {
    const world = await partnerWorld();
    const { refresh_token: token } = await tokensOf(world);
    const { client_id } = world.client;
    expect((await revoke(world, { client_id, client_secret: "wrong", token })).status).toBe(401);
    const { body: other } = await world.call("POST", "/clients", { name: "Other" });
    const form = { client_id: other.client_id, client_secret: other.client_secret, token };
    expect((await revoke(world, form)).status).toBe(400);
    expect(await outcome(refreshWith(world, token))).toBe("ok");
    expect((await revoke(world, { ...world.credentials, token: "unknown" })).status).toBe(200);
    expect((await revoke(world, world.credentials)).status).toBe(400);
  });
});

// Auth0's SDK for Python sends one at every refresh.
test("an empty scope takes no scope away", async () => {
  const world = await partnerWorld();
  const { refresh_token } = await tokensOf(world);
  const { body } = await refreshWith(world, refresh_token, { scope: "" });
  expect(body.scope).toBe("read:contacts offline_access");
});
