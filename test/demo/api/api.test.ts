import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DisabledIntegrations } from "../../../demo/api/disabled.ts";
import { generatedItems } from "../../../demo/api/generated.ts";
import { area, type Item, ItemStore } from "../../../demo/api/items.ts";
import { nameOf } from "../../../demo/api/paths.ts";
import { contactsOf, testApi } from "../support/api.ts";
import { ACCOUNT_CLAIM, type Issuer, nowSeconds, startIssuer } from "../support/issuer.ts";

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

const ALL = "read:contacts create:contacts update:contacts delete:contacts read:contact-changes";

async function client(claims: Record<string, unknown> = { scope: ALL }, api = testApi(issuer.url)) {
  const token = await issuer.token(claims);
  const call = (method: string, path: string, body?: unknown, type = "application/json") =>
    api.app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": type }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { ...api, token, call };
}

describe("a good token", () => {
  test("reads the contacts of its user's account, sorted, and no others", async () => {
    const { call } = await client({ scope: "read:contacts" });
    const { contacts } = (await (await call("GET", "/contacts")).json()) as { contacts: Item[] };
    expect(contacts.map(({ name }) => name)).toEqual(["Grace Garden", "Hal Harbour"]);
  });

  test("creates, changes and deletes a contact, and every change names the client", async () => {
    const { call } = await client();
    const created = await call("POST", "/contacts", { name: " New ", email: "new@new.example" });
    expect(created.status).toBe(201);
    const contact = (await created.json()) as Item;
    expect(contact).toMatchObject({ name: "New", email: "new@new.example", updated_by: "acme" });
    const path = created.headers.get("location") ?? "";
    expect(await (await call("PATCH", path, { phone: "+1 555" })).json()).toMatchObject({
      phone: "+1 555",
      name: "New",
    });
    expect((await call("GET", path)).status).toBe(200);
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
  });

  test.for([
    {
      name: "the audience beside userinfo",
      claims: (url: string) => ({ aud: ["https://api.our-app.example/contacts", `${url}userinfo`] }),
    },
    { name: "an expiry within the clock tolerance", claims: () => ({ exp: nowSeconds() - 3 }) },
    { name: "an issue time within the clock tolerance", claims: () => ({ iat: nowSeconds() + 3 }) },
  ])("is accepted with $name", async ({ claims }) => {
    const { call } = await client(claims(issuer.url));
    expect((await call("GET", "/contacts")).status).toBe(200);
  });

  test.for(["bearer", "BEARER"])("may be introduced by %s: schemes know no case", async (scheme) => {
    const headers = { authorization: `${scheme} ${await issuer.token()}` };
    expect((await testApi(issuer.url).app.request("/contacts", { headers })).status).toBe(200);
  });

  test("of the RFC 9068 profile is accepted by an API that asked for it, and only there", async () => {
    const token = await issuer.token({ azp: undefined, client_id: "acme" }, { typ: "at+jwt" });
    const headers = { authorization: `Bearer ${token}` };
    const profile = testApi(issuer.url, {}, { dialect: "rfc9068_profile" });
    expect((await profile.app.request("/contacts", { headers })).status).toBe(200);
    expect((await testApi(issuer.url).app.request("/contacts", { headers })).status).toBe(401);
    const other = { authorization: `Bearer ${await issuer.token()}` };
    expect((await profile.app.request("/contacts", { headers: other })).status).toBe(401);
  });

  test("costs one look at the issuer's keys, however many requests follow", async () => {
    const { call } = await client();
    const before = issuer.reads();
    for (let i = 0; i < 5; i += 1) await call("GET", "/contacts");
    expect(issuer.reads() - before).toBe(1);
  });
});

describe("another account's contact", () => {
  test.for(["GET", "PATCH", "DELETE"])("does not exist for %s", async (method) => {
    const { call, store } = await client();
    const [foreign] = contactsOf(store, "second");
    const body = method === "PATCH" ? { name: "Taken" } : undefined;
    expect((await call(method, `/contacts/${foreign?.id}`, body)).status).toBe(404);
    expect(contactsOf(store, "second")).toEqual([foreign]);
  });
});

describe("a program without a user", () => {
  const machine = { sub: "acme@clients", gty: "client-credentials", scope: ALL };

  test("has items of its own, and sees none of any account", async () => {
    const programScopes = ["read:contacts", "create:contacts"];
    const { call, store } = await client(machine, testApi(issuer.url, { programScopes }));
    expect((await call("POST", "/contacts", { name: "Mine" })).status).toBe(201);
    const text = await (await call("GET", "/contacts")).text();
    expect(text).toContain("Mine");
    expect(text).not.toMatch(/Grace|Hal|Iris/);
    expect(contactsOf(store, "first")).toHaveLength(2);
    const other = await client(
      { ...machine, sub: "other@clients", azp: "other" },
      testApi(issuer.url, { store, programScopes }),
    );
    expect(await (await other.call("GET", "/contacts")).json()).toEqual({ contacts: [] });
  });

  test("gains no account by claiming one", async () => {
    const claims = { ...machine, [ACCOUNT_CLAIM]: "first" };
    const { call, store } = await client(claims);
    expect((await call("GET", "/contacts")).status).toBe(403);
    const own = await client(claims, testApi(issuer.url, { store, programScopes: ["read:contacts"] }));
    expect(await (await own.call("GET", "/contacts")).json()).toEqual({ contacts: [] });
    const [grace] = contactsOf(store, "first");
    expect((await own.call("GET", `/contacts/${grace?.id}`)).status).toBe(404);
  });
});

describe("an API whose tokens name no account", () => {
  test("keeps users apart", async () => {
    const store = new ItemStore();
    const own = (sub: string) =>
      client({ sub, scope: ALL }, testApi(issuer.url, { store }, { accountClaim: undefined }));
    const [ana, ben] = [await own("auth0|ana"), await own("auth0|ben")];
    const { id } = (await (await ana.call("POST", "/contacts", { name: "Ana's" })).json()) as Item;
    expect((await ana.call("GET", `/contacts/${id}`)).status).toBe(200);
    expect((await ben.call("GET", `/contacts/${id}`)).status).toBe(404);
    expect(await (await ben.call("GET", "/contacts")).json()).toEqual({ contacts: [] });
  });
});

describe("a disabled integration", () => {
  test("is refused at once, though its token has not expired, and works with one issued later", async () => {
    const disabled = new DisabledIntegrations();
    const api = testApi(issuer.url, { disabled });
    const { call } = await client({}, api);
    disabled.disable("auth0|ana", "acme");
    const response = await call("GET", "/contacts");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("the user has disabled this integration");
    const later = await client({ iat: nowSeconds() + 1 }, api);
    expect((await later.call("GET", "/contacts")).status).toBe(200);
    const other = await client({ sub: "auth0|ben", [ACCOUNT_CLAIM]: "second" }, api);
    expect((await other.call("GET", "/contacts")).status).toBe(200);
  });
});

describe("a body", () => {
  test.for([
    { name: "without a field", body: {}, status: 422 },
    { name: "with a field that is the API's", body: { name: "A", id: "1" }, status: 422 },
    { name: "with the client that changed it", body: { name: "A", updated_by: "x" }, status: 422 },
    { name: "with a field inside a field", body: { name: { first: "A" } }, status: 422 },
    { name: "with a field whose name is none", body: { __proto: "A" }, status: 422 },
    { name: "that is not an object", body: [1], status: 422 },
    { name: "that is too large", body: { name: "A".repeat(20_000), email: "a@a.example" }, status: 413 },
    { name: "of another type", body: {}, type: "text/plain", status: 415 },
  ])("$name is refused", async ({ body, type, status }) => {
    const { call, store } = await client();
    expect((await call("POST", "/contacts", body, type)).status).toBe(status);
    expect(contactsOf(store, "first")).toHaveLength(2);
  });

  test("of a change must change something", async () => {
    const { call, store } = await client();
    expect((await call("PATCH", `/contacts/${contactsOf(store, "first")[0]?.id}`, {})).status).toBe(422);
  });
});

describe("routes", () => {
  test("the public one needs no token, and an unknown one does not exist", async () => {
    const { app } = testApi(issuer.url);
    expect((await app.request("/health")).status).toBe(200);
    expect((await app.request("/accounts")).status).toBe(404);
  });

  const routes = {
    "GET /orders": ["orders.view"],
    "GET /orders/search": ["orders.find"],
    "GET /orders/{number}": ["orders.view"],
    "HEAD /stock": ["orders.view"],
    "PUT /orders/{number}": ["orders.place"],
    "POST /orders/{number}/lines": ["orders.place"],
    "GET /orders/{number}/lines/{line}": ["orders.view"],
    "DELETE /orders/{number}/lines": ["orders.place"],
  };
  const orders = () =>
    client(
      { scope: "orders.view orders.place" },
      testApi(issuer.url, { routes, store: new ItemStore(generatedItems(routes)) }),
    );

  test("of any API are served from what is generated for the account", async () => {
    const { call } = await orders();
    const { orders: list } = (await (await call("GET", "/orders")).json()) as { orders: Item[] };
    expect(list.map(({ name, note }) => `${name}: ${note}`)).toEqual([
      "Order 1: Belongs to first",
      "Order 2: Belongs to first",
    ]);
    const path = `/orders/${list[0]?.id}`;
    expect(await (await call("PUT", path, { total: 12.5, paid: true })).json()).toMatchObject({
      id: list[0]?.id,
      total: 12.5,
      updated_by: "acme",
    });
    expect(await (await call("GET", path)).json()).not.toHaveProperty("name");
    const line = (await call("POST", `${path}/lines`, { name: "Rope" })).headers.get("location") ?? "";
    expect(await (await call("GET", line)).json()).toMatchObject({ name: "Rope" });
    expect((await call("GET", line.replace(path, `/orders/${list[1]?.id}`))).status).toBe(404);
    expect((await call("POST", "/orders/nobodys/lines", { name: "Rope" })).status).toBe(404);
    expect((await call("DELETE", `${path}/lines`)).status).toBe(204);
    expect((await call("GET", line)).status).toBe(404);
  });

  test("with a word in the place of a parameter come first, and what is only HEAD answers no GET", async () => {
    const { call } = await orders();
    expect((await call("GET", "/orders/search")).status).toBe(403);
    expect((await call("HEAD", "/stock")).status).toBe(200);
    expect((await call("GET", "/stock")).status).toBe(404);
    expect((await call("DELETE", "/orders")).status).toBe(404);
  });

  test("generate as much for each account, and nothing that two of them share", () => {
    const generate = generatedItems(routes);
    const paths = (name: string) => generate(area.account(name)).map(({ path }) => path);
    const [first, second] = [paths("first"), paths("second")];
    expect(first).toHaveLength(2 + 2 * 2 + 2 + 2);
    expect(second).toHaveLength(first.length);
    expect(first.filter((path) => second.includes(path))).toEqual([]);
  });

  test("the log shows who called what, and why it was refused", async () => {
    const { call, log } = await client({ scope: "read:contacts" });
    await call("GET", "/contacts");
    await call("POST", "/contacts", {});
    expect(log).toEqual([
      {
        method: "GET",
        path: "/contacts",
        status: 200,
        clientId: "acme",
        subject: "auth0|ana",
        refusal: undefined,
      },
      {
        method: "POST",
        path: "/contacts",
        status: 403,
        clientId: "acme",
        subject: "auth0|ana",
        refusal: "the token lacks the scope of this route",
      },
    ]);
  });
});

test.for([
  ["/contacts", "Contact"],
  ["/order-lines", "Order line"],
  ["/companies/{id}", "Company"],
  ["/addresses", "Address"],
  ["/boxes", "Box"],
  ["/status", "Status"],
  ["/users/{id}/access", "Access"],
  ["/analysis", "Analysis"],
  ["/news", "News"],
])("one of %s is called %s", ([path = "", name]) => {
  expect(nameOf(path)).toBe(name);
});
