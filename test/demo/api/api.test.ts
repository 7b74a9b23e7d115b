import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Contact } from "../../../demo/api/contacts.ts";
import { DisabledIntegrations } from "../../../demo/api/disabled.ts";
import { declaredRoutes, testApi } from "../support/api.ts";
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
    const { contacts } = (await (await call("GET", "/contacts")).json()) as { contacts: Contact[] };
    expect(contacts.map(({ name }) => name)).toEqual(["Grace Garden", "Hal Harbour"]);
  });

  test("creates, changes and deletes a contact, and every change names the client", async () => {
    const { call } = await client();
    const created = await call("POST", "/contacts", { name: " New ", email: "new@new.example" });
    expect(created.status).toBe(201);
    const contact = (await created.json()) as Contact;
    expect(contact).toMatchObject({ name: "New", phone: "", updated_by: "acme" });
    const path = created.headers.get("location") ?? "";
    expect(await (await call("PATCH", path, { phone: "+1 555" })).json()).toMatchObject({
      phone: "+1 555",
      name: "New",
    });
    expect((await call("GET", path)).status).toBe(200);
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
    const { changes } = (await (await call("GET", "/contact-changes?after=1")).json()) as {
      changes: unknown[];
    };
    expect(changes).toMatchObject([
      { number: 2, contact_id: contact.id, kind: "updated" },
      { number: 3, contact_id: contact.id, kind: "deleted" },
    ]);
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
    const [foreign] = store.list("second");
    const body = method === "PATCH" ? { name: "Taken" } : undefined;
    expect((await call(method, `/contacts/${foreign?.id}`, body)).status).toBe(404);
    expect(store.list("second")).toEqual([foreign]);
  });
});

describe("a program without a user", () => {
  const machine = { sub: "acme@clients", gty: "client-credentials", scope: ALL };

  test("learns which contacts changed in all accounts, and nothing about them", async () => {
    const { call, store } = await client(machine);
    for (const account of ["first", "second"]) {
      const contact = store.create(account, { name: "Secret", email: "s@s.example", phone: "1" }, "x");
      store.update(account, contact.id, { phone: "2" }, "x");
    }
    const text = await (await call("GET", "/contact-changes")).text();
    expect(JSON.parse(text).changes).toHaveLength(4);
    expect(text).not.toMatch(/Secret|s@s|account|first|second/);
  });

  test("gains no account by claiming one", async () => {
    const { call } = await client({ ...machine, [ACCOUNT_CLAIM]: "first" });
    expect((await call("GET", "/contacts")).status).toBe(403);
  });

  test("a user's token sees the changes of its own account only", async () => {
    const { call, store } = await client();
    store.create("second", { name: "Other", email: "o@o.example", phone: "" }, "x");
    expect(await (await call("GET", "/contact-changes")).json()).toEqual({ changes: [] });
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
    { name: "without a name", body: { email: "a@a.example" }, status: 422 },
    { name: "with an address that is none", body: { name: "A", email: "a" }, status: 422 },
    {
      name: "with a field that does not exist",
      body: { name: "A", email: "a@a.example", account: "second" },
      status: 422,
    },
    { name: "that is no object", body: [1], status: 422 },
    { name: "that is too large", body: { name: "A".repeat(20_000), email: "a@a.example" }, status: 413 },
    { name: "of another type", body: {}, type: "text/plain", status: 415 },
  ])("$name is refused", async ({ body, type, status }) => {
    const { call, store } = await client();
    expect((await call("POST", "/contacts", body, type)).status).toBe(status);
    expect(store.list("first")).toHaveLength(2);
  });

  test("of a change must change something", async () => {
    const { call, store } = await client();
    expect((await call("PATCH", `/contacts/${store.list("first")[0]?.id}`, {})).status).toBe(422);
  });
});

describe("routes", () => {
  test("the public one needs no token, and an unknown one does not exist", async () => {
    const { app } = testApi(issuer.url);
    expect((await app.request("/health")).status).toBe(200);
    expect((await app.request("/accounts")).status).toBe(404);
  });

  test.for([
    {
      name: "a declared route without code",
      routes: { ...declaredRoutes, "GET /invoices": ["read:invoices"] },
    },
    { name: "code without a declared route", routes: { "GET /health": "public" as const } },
    {
      name: "a route made public by mistake",
      routes: { ...declaredRoutes, "GET /contacts": "public" as const },
    },
  ])("$name stops the start", ({ routes }) => {
    expect(() => testApi(issuer.url, { routes })).toThrow(/route/);
  });

  test("the log tells who called what, and why it was refused", async () => {
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
