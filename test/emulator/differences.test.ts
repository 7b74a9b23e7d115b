// What differs from Auth0, each shown; the README says the same in the same words, and nothing else.
import { readFileSync } from "node:fs";
import { wrapAnsi } from "fast-wrap-ansi";
import { expect, test } from "vitest";
import { ISSUER, newBrowser } from "./support/browser.ts";
import { endpointsOfSdk, missing, missingGrantTypes, missingOfAuthentication } from "./support/missing.ts";
import { ANA, AUDIENCE, authorizeUrl, loginPage, partnerWorld, read, tokensOf } from "./support/oauth.ts";
import { create, newTenant } from "./support/tenant.ts";

const ours = (client: object = {}) =>
  partnerWorld({ client: { is_first_party: true, third_party_security_mode: undefined, ...client } });
const statusOf = async (method: string, path: string) =>
  (await newTenant().app.request(`${ISSUER}${path}`, { method })).status;
const machine = { grant_type: "client_credentials", audience: AUDIENCE };

/** The sentence of the README, and the test that it holds. */
const DIFFERENCES: readonly (readonly [says: string, show: () => Promise<void>])[] = [
  [
    "Connections to other identity providers are simulated: their page believes everybody.",
    async () => {
      const world = await partnerWorld();
      await create(world.call, "/connections", {
        name: "staff",
        strategy: "oidc",
        is_domain_connection: true,
      });
      const browser = await loginPage(world);
      await browser.post("/u/login", {
        state: browser.view().url.searchParams.get("state") ?? "",
        connection: "staff",
      });
      const view = await browser.submit({ email: "anybody@anywhere.example", name: "Anybody" });
      expect(view.url.pathname).toBe("/u/consent");
    },
  ],
  [
    "What Auth0 reads out of an identity provider's metadata or certificate is not added to a connection's options.",
    async () => {
      const { call } = newTenant();
      const options = { discovery_url: "https://id.example/.well-known/openid-configuration" };
      const oidc = await create(call, "/connections", { name: "id", strategy: "oidc", options });
      expect(oidc.options).not.toHaveProperty("token_endpoint");
      const saml = { name: "saml", strategy: "samlp", options: { signingCert: "a certificate" } };
      expect((await create(call, "/connections", saml)).options).not.toHaveProperty("thumbprints");
    },
  ],
  [
    "An application of the type `express_configuration` gets the defaults of any other.",
    async () => {
      const express = { name: "Express", app_type: "express_configuration" };
      const { callbacks, client_secret } = await create(newTenant().call, "/clients", express);
      expect([callbacks, typeof client_secret]).toEqual([undefined, "string"]);
    },
  ],
  [
    "Sign-up, password reset, passkeys and passwordless sign-in do not exist.",
    async () => {
      const { text } = (await loginPage(await partnerWorld())).view();
      expect(text).not.toMatch(/sign up|forgot|passkey/i);
      const paths = [
        "dbconnections/signup",
        "dbconnections/change_password",
        "passwordless/start",
        "passkey/challenge",
      ];
      for (const path of paths) expect(await statusOf("POST", path)).toBe(404);
    },
  ],
  [
    "Device code, CIBA, pushed and signed requests and mTLS do not exist; strict applications could not use most of them anyway.",
    async () => {
      const paths = ["oauth/device/code", "bc-authorize", "oauth/par"];
      for (const path of paths) expect(await statusOf("POST", path)).toBe(404);
      const world = await ours();
      const view = await newBrowser(world.app).visit(authorizeUrl(world, { request: "signed" }));
      expect(view.url.pathname).toBe("/u/login");
    },
  ],
  [
    "No page asks people for their organization before they sign in (`pre_login_prompt`).",
    async () => {
      const prompting = { organization_usage: "require", organization_require_behavior: "pre_login_prompt" };
      const world = await partnerWorld({ client: { ...prompting, redirection_policy: "allow_always" } });
      const { url } = await newBrowser(world.app).visit(authorizeUrl(world));
      expect(url.searchParams.get("error_description")).toBe(
        "parameter organization is required for this client",
      );
    },
  ],
  [
    "A second factor is a one-time code of an authenticator app, and nothing else.",
    async () => {
      const { call } = newTenant();
      const phone = { type: "phone", name: "Phone", phone_number: "+15550100" };
      expect((await call("POST", "/users/auth0%7Cana/authentication-methods", phone)).status).toBe(400);
    },
  ],
  [
    "The pages show an application's first letter in the place of its logo: nothing is loaded from the network.",
    async () => {
      const world = await partnerWorld({ client: { logo_uri: "https://cms.acme.example/logo.png" } });
      const { text, headers } = (await loginPage(world)).view();
      expect(text).toContain('<span class="logo" aria-hidden="true">A</span>');
      expect(text).not.toContain("logo.png");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    },
  ],
  [
    "`signing_keys` of applications never hold a private key.",
    async () => {
      const { signing_keys } = await create(newTenant().call, "/clients", { name: "Our app" });
      expect(Object.keys(signing_keys[0])).toEqual(["cert", "pkcs7", "subject"]);
    },
  ],
  [
    "ID tokens are signed with RS256 whatever an application asks for.",
    async () => {
      const world = await ours({ jwt_configuration: { alg: "HS256" } });
      const { id_token } = await tokensOf(world, { scope: "openid" });
      expect(read(id_token).header.alg).toBe("RS256");
    },
  ],
  [
    "Each signing algorithm that an API uses has a key of its own.",
    async () => {
      const world = await partnerWorld({ server: { signing_alg: "PS256" } });
      const response = await world.app.request(`${ISSUER}.well-known/jwks.json`);
      expect(await response.json()).toMatchObject({ keys: [{ alg: "RS256" }, { alg: "PS256" }] });
    },
  ],
  [
    "The build of an Action fails for a dependency that only Node.js itself has, or whose name no package can have. Without a network nobody knows which others exist: they are taken to.",
    async () => {
      const { call } = newTenant();
      const statusWith = async (name: string) => {
        const supported_triggers = [{ id: "post-login", version: "v3" }];
        const dependencies = [{ name, version: "1.0.0" }];
        const action = { name: `with ${name}`, supported_triggers, dependencies };
        const { id } = await create(call, "/actions/actions", action);
        return (await call("GET", `/actions/actions/${id}`)).body.status;
      };
      for (const name of ["crypto", "node:fs", "no package", "@scope", "../file", ".hidden", ""])
        expect([name, await statusWith(name)]).toEqual([name, "failed"]);
      for (const name of [
        "no-package-of-that-name",
        "@auth0/auth0-auth-js",
        "JSONStream",
        "lodash.get",
        "events",
      ])
        expect([name, await statusWith(name)]).toEqual([name, "built"]);
    },
  ],
  [
    "Rules and hooks are kept and listed; nothing runs them, and a strict application's sign-in goes well beside them.",
    async () => {
      const world = await partnerWorld();
      await create(world.call, "/rules", { name: "deny", script: "function () { throw 1 }", enabled: true });
      expect((await tokensOf(world)).access_token).toBeDefined();
    },
  ],
  [
    "A secret is accepted in the body or in a Basic header, whichever of the two the application names.",
    async () => {
      const world = await partnerWorld({
        ...{
          grant: { subject_type: "client" },
          client: { token_endpoint_auth_method: "client_secret_basic" },
        },
      });
      expect((await world.token({ ...machine, ...world.credentials })).status).toBe(200);
    },
  ],
  [
    "An account is locked for everybody, not for one IP address.",
    async () => {
      const world = await partnerWorld();
      const stranger = await loginPage(world);
      for (let i = 0; i < 10; i += 1) await stranger.submit({ ...ANA, password: "not-this-one" });
      const ana = await (await loginPage(world)).submit(ANA);
      expect(ana.text).toContain("blocked after multiple consecutive login attempts");
    },
  ],
  [
    "A revoked refresh token ends at once; at Auth0 that takes a moment.",
    async () => {
      const world = await partnerWorld();
      const { refresh_token: token } = await tokensOf(world);
      const body = new URLSearchParams({ token, ...world.credentials });
      await world.app.request(`${ISSUER}oauth/revoke`, { method: "POST", body });
      const again = await world.token({
        grant_type: "refresh_token",
        refresh_token: token,
        ...world.credentials,
      });
      expect(again.status).toBe(403);
    },
  ],
  [
    "The Authentication API has no limit of its own: only rate limit policies and token quotas count.",
    async () => {
      const world = await partnerWorld({ grant: { subject_type: "client" } });
      const { status, headers } = await world.token({ ...machine, ...world.credentials });
      expect([status, headers.get("x-ratelimit-limit"), headers.get("auth0-ratelimit")]).toEqual([
        200,
        null,
        null,
      ]);
    },
  ],
  [
    "The tenant's log, which keeps a thousand lines, and its users are searched by `field:value`, `field:[value TO *]` and `AND` only.",
    async () => {
      const world = await partnerWorld();
      await tokensOf(world);
      const found = async (path: string, q: string) => {
        const { status, body } = await world.call("GET", `/${path}?q=${encodeURIComponent(q)}`);
        return status === 200 ? body.length : status;
      };
      expect([await found("logs", "type:s"), await found("logs", "type:s OR type:seacft")]).toEqual([1, 400]);
      expect([await found("users", "email:a*"), await found("users", "NOT email:a")]).toEqual([400, 400]);
    },
  ],
];

test.for(DIFFERENCES)("%s", async ([, show]) => {
  await show();
});

test("the SDK's endpoints are found, and this tenant's are among them", () => {
  const all = endpointsOfSdk();
  expect(all.length).toBeGreaterThan(300);
  expect(all).toEqual(expect.arrayContaining(["GET clients", "PATCH clients/{}", "POST client-grants"]));
  expect(missing()).toEqual(expect.arrayContaining(["branding", "actions/modules", "GET user-blocks/{id}"]));
  expect(missing()).not.toContain("clients");
});

test("of the Authentication API what people sign in with is there", async () => {
  const lacking = await missingOfAuthentication();
  for (const endpoint of ["GET authorize", "POST oauth/token", "GET userinfo", "GET v2/logout"])
    expect(lacking).not.toContain(endpoint);
  expect(lacking).toContain("POST oauth/par");
  expect(await missingGrantTypes()).toContain("urn:openid:params:grant-type:ciba");
});

const BEGIN = "<!-- made by: npx vitest run test/emulator/differences -u -->";
const END = "<!-- end -->";

test("the README says just these, and each place of the Management API that is missing", async () => {
  const readme = new URL("../../emulator/README.md", import.meta.url).pathname;
  const text = readFileSync(readme, "utf8");
  const [before, rest = ""] = text.split(BEGIN);
  const named = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  const sentences = [
    ...DIFFERENCES.map(([says]) => says),
    `Of the Authentication API these are missing: ${named(await missingOfAuthentication())}.`,
    `These grant types of Auth0's SDKs are refused: ${named(await missingGrantTypes())}.`,
    `Of the Management API these are missing, so that Auth0's Deploy CLI needs \`AUTH0_INCLUDED_ONLY\`: ${named(missing())}.`,
  ];
  const list = sentences.map((says) => wrapAnsi(`- ${says}`, 120).replaceAll("\n", "\n  ")).join("\n");
  const made = `${before}${BEGIN}\n\n${list}\n\n${END}${rest.split(END)[1]}`;
  await expect(made).toMatchFileSnapshot(readme);
});
