// What a partner says once somebody tried it: one that signs people in, and one of several APIs.
import { afterEach, expect, test } from "vitest";
import { type Acme, contactsApi, RETURN_ADDRESS, startAcme } from "../support/acme.ts";

let acme: Acme;
afterEach(() => acme.close());

const home = async () => (await acme.browser.visit(`${acme.baseUrl}/`)).text;
const follow = async (response: Response) => acme.browser.go(response.headers.get("location") ?? "");
const enable = () =>
  acme.browser.go(`${acme.baseUrl}/enable?return_to=${encodeURIComponent(RETURN_ADDRESS)}`);

test("one that only signs people in asks for no API, says who it is, and leads back", async () => {
  acme = await startAcme({ apis: [], oidcScopes: ["openid", "email"] });
  expect(await home()).toMatch(/Not signed in.*Sign in with our-app\.example/s);
  const start = await enable();
  const { searchParams } = new URL(start.headers.get("location") ?? "");
  expect(Object.fromEntries(searchParams)).toMatchObject({
    scope: "openid email",
    nonce: expect.any(String),
  });
  expect(searchParams.has("audience")).toBe(false);
  const back = await follow(await follow(start));
  expect(back.headers.get("location")).toBe(RETURN_ADDRESS);
  expect(await home()).toMatch(/Signed in.*as auth0\|ana.*who you are, and for none of your data there/s);
  await acme.browser.go(`${acme.baseUrl}/disconnect`, {});
  expect(await home()).toContain("Not signed in");
  expect(acme.errors).toEqual([]);
});

test("that somebody did not want to be signed in is said as that", async () => {
  acme = await startAcme({ apis: [], oidcScopes: ["openid"] });
  acme.tenant.state.consents = false;
  const { text } = await acme.browser.visit(`${acme.baseUrl}/enable`);
  expect(text).toContain("Acme CMS has not signed you in.");
});

const ORDERS = "https://api.our-app.example/orders";

test("an API that was not allowed is not said to be disconnected, and can be asked for alone", async () => {
  const contacts = (url: string) => contactsApi(url);
  acme = await startAcme();
  await acme.restart({
    apis: [
      contacts(`http://localhost:${acme.apiServer.port}`),
      { ...contacts(`http://localhost:${acme.apiServer.port}`), name: "Orders", audience: ORDERS },
    ],
  });
  const second = await follow(await follow(await enable()));
  expect(new URL(second.headers.get("location") ?? "").searchParams.get("audience")).toBe(ORDERS);
  acme.tenant.state.consents = false;
  const refused = await follow(await follow(second));
  expect(await refused.text()).toContain(
    "Acme CMS has no access to Orders, and goes on with what you allowed elsewhere.",
  );
  expect(await home()).toMatch(/Grace Garden.*Acme CMS has no access here yet\..*Connect to Orders/s);
  acme.tenant.state.consents = true;
  const asked = await acme.browser.go(`${acme.baseUrl}/ask`, { api: ORDERS });
  const { searchParams } = new URL(asked.headers.get("location") ?? "");
  expect(searchParams.get("audience")).toBe(ORDERS);
  expect((await acme.browser.go(`${acme.baseUrl}/ask`, { api: "https://other.example" })).status).toBe(404);
});
