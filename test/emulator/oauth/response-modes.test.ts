// The ways in which an answer leaves `/authorize`.
import { describe, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import { ANA, authorizeUrl, CALLBACK, partnerWorld } from "../support/oauth.ts";

const OURS = {
  is_first_party: true,
  third_party_security_mode: undefined,
  grant_types: ["authorization_code", "implicit"],
  web_origins: ["https://cms.acme.example"],
};
const PERMISSIVE = { ...OURS, is_first_party: false, third_party_security_mode: "permissive" };
const world = (change: object = {}) => partnerWorld({ client: { ...OURS, ...change } });
const BOTH = [
  { name: "ours", client: OURS },
  { name: "a permissive application", client: PERMISSIVE },
];

/** The page at which a sign-in ends that stays in the tenant. */
async function ending(change: object, request: Record<string, string>) {
  const at = await world(change);
  const browser = newBrowser(at.app);
  let view = await browser.visit(authorizeUrl(at, request));
  if (view.url.pathname === "/u/login") view = await browser.submit(ANA);
  if (view.url.pathname === "/u/consent") view = await browser.submit({ action: "accept" });
  return { view, browser, at };
}

describe("form_post", () => {
  test.for(BOTH)("sends a code as a form: $name", async ({ client }) => {
    const { view } = await ending(client, { response_mode: "form_post", state: 'a"<b>' });
    expect(view.text).toContain(`<form method="post" action="${CALLBACK}">`);
    expect(view.text).toMatch(/name="code" value="[\w-]{43}"/);
    expect(view.text).toContain('name="state" value="a&quot;&lt;b&gt;"');
    expect(view.headers.get("content-security-policy")).toMatch(/script-src 'sha256-/);
  });

  test("sends an ID token", async () => {
    const request = { response_type: "id_token", response_mode: "form_post", nonce: "n", scope: "openid" };
    const { view } = await ending({}, request);
    expect(view.text).toMatch(/name="id_token" value="[\w.-]+"/);
  });

  test("sends an error", async () => {
    const { view } = await ending({}, { response_mode: "form_post", prompt: "none" });
    expect(view.text).toContain('name="error" value="login_required"');
  });
});

describe("web_message", () => {
  const silent = { response_mode: "web_message", prompt: "none" };

  test.for(BOTH)("tells the page that nobody is signed in: $name", async ({ client }) => {
    const { view } = await ending(client, silent);
    expect(view.text).toContain(
      '{"type":"authorization_response","response":{"error":"login_required","error_description":"Login required","state":"opaque"}}',
    );
    expect(view.text).toContain('"https://cms.acme.example")');
    expect(view.headers.get("content-security-policy")).toContain("frame-ancestors https://cms.acme.example");
    expect(view.headers.has("x-frame-options")).toBe(false);
  });

  test("gives the page a code where somebody is signed in and has consented", async () => {
    const { browser, at } = await ending({}, {});
    await browser.visit(authorizeUrl(at));
    const view = await browser.visit(authorizeUrl(at, silent));
    expect(view.text).toMatch(/"response":\{"code":"[\w-]{43}","state":"opaque"\}/);
  });

  test("has a script that a value cannot leave", async () => {
    const { view } = await ending({}, { ...silent, state: "</script><b>" });
    expect(view.text).not.toContain("</script><b>");
  });

  test("is for allowed web origins only, of which placeholders are some", async () => {
    const refused = await ending({ web_origins: ["https://other.example"] }, silent);
    expect([refused.view.status, refused.view.text]).toEqual([
      403,
      expect.stringContaining("https://cms.acme.example is not in the list of allowed web origins"),
    ]);
    const { view } = await ending({ web_origins: ["https://*.acme.example"] }, silent);
    expect(view.text).toContain("login_required");
  });
});

describe("what is refused:", () => {
  test.for([
    { name: "tokens in a query", request: { response_type: "token", response_mode: "query" } },
    { name: "a mode that nobody knows", request: { response_mode: "query.jwt" } },
  ])("$name", async ({ request }) => {
    const at = await world();
    const { url } = await newBrowser(at.app).visit(authorizeUrl(at, request));
    const answer = new URLSearchParams(url.search || url.hash.slice(1));
    expect(answer.get("error_description")).toMatch(/^Unsupported response mode: /);
  });

  test.for(["query", "form_post", "web_message"])("%s, by a strict application", async (response_mode) => {
    const at = await partnerWorld();
    const view = await newBrowser(at.app).visit(authorizeUrl(at, { response_mode }));
    expect(view.text).toContain("Unsupported parameter: response_mode");
  });
});
