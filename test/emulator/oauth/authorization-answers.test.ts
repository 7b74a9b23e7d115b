// Where the answer to an authorization request goes, and what opens an API without a grant.
import { describe, expect, test } from "vitest";
import { callbackOf } from "../../../emulator/oauth/authorization-request.ts";
import { newBrowser } from "../support/browser.ts";
import { AUDIENCE, authorizeUrl, CALLBACK, partnerWorld } from "../support/oauth.ts";

const FIRST_PARTY = { is_first_party: true, third_party_security_mode: undefined };
const EVERYTHING = ["authorization_code", "implicit", "refresh_token"];
const redirecting = { redirection_policy: "allow_always" };
const strict = { client: redirecting };
const firstParty = { client: { ...FIRST_PARTY, grant_types: EVERYTHING } };
const policy = (user: string) => ({ subject_type_authorization: { user: { policy: user } } });

describe("a grant that is the default for all third-party applications", () => {
  const defaultGrant = {
    default_for: "third_party_clients",
    audience: AUDIENCE,
    subject_type: "user",
    scope: ["read:contacts"],
  };

  test("opens the API to strict applications without a grant of their own", async () => {
    const world = await partnerWorld({ ...strict, grant: null });
    await world.call("POST", "/client-grants", defaultGrant);
    const { url } = await newBrowser(world.app).visit(authorizeUrl(world));
    expect(url.pathname).toBe("/u/login");
  });

  test("is none for our own applications", async () => {
    const server = policy("require_client_grant");
    const world = await partnerWorld({ ...firstParty, server, grant: null });
    await world.call("POST", "/client-grants", defaultGrant);
    const { url } = await newBrowser(world.app).visit(authorizeUrl(world));
    expect(url.searchParams.get("error")).toBe("unauthorized_client");
  });
});

describe("errors of a strict application", () => {
  const broken = { screen_hint: "signup" };

  test.for([{ client: {} }, { client: { redirection_policy: "open_redirect_protection" } }])(
    "are shown, never sent to the callback: %o",
    async (change) => {
      const world = await partnerWorld(change);
      const view = await newBrowser(world.app).visit(authorizeUrl(world, broken));
      expect([view.url.pathname, view.status]).toEqual(["/authorize", 400]);
      expect(view.text).toContain("Unsupported parameter: screen_hint");
      expect(view.text).not.toContain("acme.example");
    },
  );

  test("go to the callback when its redirection policy says so", async () => {
    const world = await partnerWorld(strict);
    const { url } = await newBrowser(world.app).visit(authorizeUrl(world, broken));
    expect(url.searchParams.get("error")).toBe("invalid_request");
  });
});

describe("a request whose answer has nowhere to go is refused on a page:", () => {
  const wildcard = { callbacks: ["https://*.acme.example/callback"] };
  test.for([
    { name: "an unknown application", world: strict, request: { client_id: "none" }, status: 400 },
    { name: "another callback", world: strict, request: { redirect_uri: `${CALLBACK}/` }, status: 403 },
    {
      name: "a callback with a query",
      world: strict,
      request: { redirect_uri: `${CALLBACK}?x` },
      status: 403,
    },
    {
      name: "a callback outside of a placeholder",
      world: { client: { ...firstParty.client, ...wildcard } },
      request: { redirect_uri: "https://evil.example/.acme.example/callback" },
      status: 403,
    },
    {
      name: "no callback where there are two",
      world: { client: { ...redirecting, callbacks: [CALLBACK, "https://acme.example/b"] } },
      request: { redirect_uri: undefined },
      status: 403,
    },
  ])("$name", async ({ world: change, request, status }) => {
    const world = await partnerWorld(change);
    const view = await newBrowser(world.app).visit(authorizeUrl(world, request));
    expect([view.url.pathname, view.status]).toEqual(["/authorize", status]);
    expect(view.text).toContain("invalid_request");
  });

  test("a parameter that is repeated", async () => {
    const world = await partnerWorld(strict);
    const view = await newBrowser(world.app).visit(`${authorizeUrl(world)}&scope=write:contacts`);
    expect([view.status, view.text]).toEqual([400, expect.stringContaining("scope must not be repeated")]);
  });

  test.for([
    { name: "the only callback, unnamed", world: strict, request: { redirect_uri: undefined } },
    {
      name: "a callback that fits a placeholder of ours",
      world: { client: { ...firstParty.client, ...wildcard } },
      request: {},
    },
  ])("but not $name", async ({ world: change, request }) => {
    const world = await partnerWorld(change);
    const view = await newBrowser(world.app).visit(authorizeUrl(world, request));
    expect(view.url.pathname).toBe("/u/login");
  });
});

test("a placeholder in a callback means nothing for a strict application", async () => {
  const { client } = await partnerWorld();
  const callbacks = ["https://*.acme.example/callback"];
  expect(callbackOf({ ...client, callbacks }, CALLBACK)).toBeUndefined();
  const lax = { ...client, callbacks, third_party_security_mode: "permissive" as const };
  expect(callbackOf(lax, CALLBACK)).toBe(CALLBACK);
});
