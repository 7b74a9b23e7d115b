import { beforeEach, describe, expect, test } from "vitest";
import { verifyPassword } from "../../../emulator/password.ts";
import { USERS } from "../../../emulator/seed.ts";
import { type Call, create, newTenant } from "../support/tenant.ts";

const CAROL = {
  connection: "Username-Password-Authentication",
  email: "carol@third.example",
  password: "a-password",
};

let world: ReturnType<typeof newTenant>;
let call: Call;
beforeEach(() => {
  world = newTenant();
  call = world.call;
});

test("the tenant starts with two people of different accounts, who can sign in", async () => {
  const { body } = await call("GET", "/users");
  expect(body.map(({ email, app_metadata }: Record<string, unknown>) => ({ email, app_metadata }))).toEqual([
    { email: "ana@first.example", app_metadata: { account: "first" } },
    { email: "ben@second.example", app_metadata: { account: "second" } },
  ]);
  for (const { user_id, password } of USERS) {
    const hash = String(world.tenant.store.get("user", `auth0|${user_id}`)?.password_hash);
    expect([verifyPassword(password, hash), verifyPassword(`${password}!`, hash)]).toEqual([true, false]);
    expect(hash).not.toContain(password);
  }
});

describe("a new user", () => {
  test("has a profile, and no password to see", async () => {
    const body = await create(call, "/users", { ...CAROL, app_metadata: { account: "third" } });
    expect(body).toMatchObject({
      user_id: expect.stringMatching(/^auth0\|[0-9a-f]{24}$/),
      email: CAROL.email,
      email_verified: false,
      name: CAROL.email,
      nickname: "carol",
      app_metadata: { account: "third" },
      identities: [{ connection: CAROL.connection, provider: "auth0", isSocial: false }],
    });
    for (const key of ["password", "password_hash", "connection"]) expect(body).not.toHaveProperty(key);
    expect((await call("GET", `/users/${encodeURIComponent(body.user_id)}`)).body).toEqual(body);
    expect((await call("GET", `/users-by-email?email=${CAROL.email}`)).body).toEqual([body]);
  });

  test.for([
    { name: "an address that is taken", sent: { email: "ana@first.example" }, status: 409 },
    { name: "a connection that does not exist", sent: { connection: "none" }, status: 400 },
    { name: "text that is not an address", sent: { email: "carol" }, status: 400 },
    { name: "no password", sent: { password: undefined }, status: 400 },
  ])("is refused for $name", async ({ sent, status }) => {
    expect((await call("POST", "/users", { ...CAROL, ...sent })).status).toBe(status);
  });
});

test("metadata merges at the first level, and null removes", async () => {
  const { body } = await call("PATCH", "/users/auth0%7Cana", {
    app_metadata: { role: { name: "admin" }, account: null },
    user_metadata: { colour: "blue" },
  });
  expect(body).toMatchObject({
    app_metadata: { role: { name: "admin" } },
    user_metadata: { colour: "blue" },
  });
  expect(body.app_metadata).not.toHaveProperty("account");
});

test("a new password replaces the old one", async () => {
  await call("PATCH", "/users/auth0%7Cana", { password: "new-password" });
  const hash = String(world.tenant.store.get("user", "auth0|ana")?.password_hash);
  expect([verifyPassword("new-password", hash), verifyPassword("ana-local-password", hash)]).toEqual([
    true,
    false,
  ]);
});

test("a deleted user is gone, and deleting again is fine", async () => {
  for (const status of [204, 204]) expect((await call("DELETE", "/users/auth0%7Cana")).status).toBe(status);
  expect(await call("GET", "/users/auth0%7Cana")).toMatchObject({
    status: 404,
    body: { message: "The user does not exist.", errorCode: "inexistent_user" },
  });
});

test("people live in their connection", async () => {
  const [{ id }] = (await call("GET", `/connections?name=${CAROL.connection}`)).body;
  await call("DELETE", `/connections/${id}`);
  expect((await call("GET", "/users")).body).toEqual([]);
});

test("a search shows the first 1,000 users, however many there are, and says where to read about it", async () => {
  expect((await call("GET", "/users?page=9&per_page=100")).status).toBe(200);
  expect(await call("GET", "/users?page=10&per_page=100")).toMatchObject({
    status: 400,
    body: {
      message:
        "You can only page through the first 1000 records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation",
      errorCode: "invalid_paging",
    },
  });
});

test.for([
  ["email:ben@second.example", "ben"],
  ['email:"ben@second.example"', "ben"],
  ["user_id:auth0|ana AND app_metadata.account:first", "ana"],
  ["user_id:auth0|ana AND app_metadata.account:second", ""],
  ["identities.connection:Username-Password-Authentication", "ana ben"],
  ["email:nobody@else.example", ""],
  ["password_hash:x", ""],
] as const)("a search for %s finds %s", async ([q, found]) => {
  const { body } = await call("GET", `/users?q=${encodeURIComponent(q)}&search_engine=v3&fields=nickname`);
  expect(body.map(({ nickname }: { nickname: string }) => nickname).join(" ")).toBe(found);
});

test.for([
  "ben",
  "email:b*",
  "email:(ana OR ben)",
  "NOT email:ben",
  "email:a OR email:b",
  "_exists_:email x",
])("a search for %s is refused: it must not find everybody", async (q) => {
  const answer = await call("GET", `/users?q=${encodeURIComponent(q)}`);
  expect([answer.status, answer.body.errorCode]).toEqual([400, "invalid_query_string"]);
});
