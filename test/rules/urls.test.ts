import { expect, test } from "vitest";
import type { Partner } from "../../src/model/partner.ts";
import { urlSchema } from "../../src/model/units.ts";
import { RULES } from "../../src/rules/index.ts";
import { edit, placesOf, type World } from "../support/workspace.ts";

/** The ids of the rules that break when Acme's production stack and application change so. */
function broken(change: (acme: Partner, world: World) => void): string[] {
  const changed = edit((w) => {
    const acme = w.partners["acme-cms"];
    if (acme) change(acme, w);
  });
  return RULES.filter((rule) => placesOf(rule, changed).length > 0).map(({ id }) => id);
}

const withCallback = (
  text: string,
  stack = "prod",
  type: Partner["application"]["app_type"] = "regular_web",
) =>
  broken(({ application, stacks }) => {
    application.app_type = type;
    application.authentication_method = type === "regular_web" ? "client_secret_post" : "none";
    Object.assign(stacks[stack] ?? {}, { callbacks: [text] });
  });

test.for([
  { callback: "https://acme.example", found: [] },
  { callback: "https://acme.example/", found: [] },
  { callback: "https://acme.example/cb?x=1&y=%20", found: [] },
  { callback: "https://acme.example:8443/cb", found: [] },
  { callback: "https://xn--bcher-kva.example/cb", found: [] },
  { callback: "https://bücher.example/cb", found: ["url-canonical"] },
  { callback: "https://acme.example/cb#", found: ["callback-fragment"] },
  { callback: "https://acme.example/%2e%2e/cb", found: ["url-canonical"] },
  { callback: "https://acme.example/./cb", found: ["url-canonical"] },
  { callback: "https://acme.example\t/cb", found: ["url-canonical"] },
  { callback: " https://acme.example/cb", found: ["url-canonical"] },
  { callback: "HTTPS://acme.example/cb", found: ["url-canonical"] },
  { callback: "https:acme.example/cb", found: ["url-canonical"] },
  { callback: "https://acme.example/{organization_name}", found: ["url-exact"] },
  { callback: "https://acme.example/*", found: ["url-exact"] },
  { callback: "http://acme.example/cb", found: ["url-https"] },
  { callback: "http://acme.example.localhost.evil.example/cb", found: ["url-https"] },
  { callback: "http://localhost/cb", found: ["url-loopback"] },
  { callback: "https://localhost/cb", found: ["url-loopback"] },
  { callback: "https://app.localhost/cb", found: ["url-loopback"] },
  { callback: "http://127.255.255.254:1/cb", found: ["url-loopback"] },
  { callback: "http://2130706433/cb", found: ["url-canonical", "url-loopback"] },
  { callback: "http://[::1]/cb", found: ["url-loopback"] },
  { callback: "http://128.0.0.1/cb", found: ["url-https"] },
  { callback: "javascript:alert(1)", found: ["custom-scheme-native"] },
  { callback: "data:text/html,x", found: ["custom-scheme-native"] },
  { callback: "https://our-app.auth0.example/login/callback", found: ["url-ours"] },
  { callback: "https://our-app.auth0.example:444/cb", found: ["url-ours"] },
  { callback: "https://our-app.auth0.example./cb", found: ["url-ours", "url-canonical"] },
  { callback: "https://acme.example./cb", found: ["url-canonical"] },
  { callback: "https://app.our-app.example./cb", found: ["url-own-domain", "url-canonical"] },
  { callback: "https://our-app.example.acme.example/cb", found: [] },
  { callback: "https://0.0.0.0/cb", found: ["url-loopback"] },
  { callback: "https://[::]/cb", found: ["url-loopback"] },
  { callback: "https://[::ffff:7f00:1]/cb", found: ["url-loopback"] },
  { callback: "https://169.254.169.254/cb", found: ["url-public"] },
])("callback $callback breaks $found", ({ callback, found }) => {
  expect(withCallback(callback)).toEqual(found);
});

test.for([
  { callback: "http://localhost:3000/cb", found: [] },
  { callback: "http://127.0.0.1/cb", found: [] },
  { callback: "http://acme.example/cb", found: ["url-https"] },
  { callback: "http://localhost:8442/cb", found: ["url-ours"] },
])("callback $callback in a stack that allows loopback breaks $found", ({ callback, found }) => {
  expect(withCallback(callback, "local")).toEqual(found);
});

test.for([
  { callback: "example.acme.app:/cb", found: [] },
  // What Auth0's SDKs for iOS and Android take by default, with the tenant's domain and the program's own name.
  { callback: "example.acme.app://our-app.auth0.example/ios/example.acme.app/callback", found: [] },
  { callback: "example.acme.App://our-app.auth0.example/ios/example.acme.App/callback", found: [] },
  { callback: "example.acme.app://our-app.auth0.example/android/example.acme.app/callback", found: [] },
  { callback: "http://127.0.0.1:51089/callback", found: [] },
  { callback: "http://[::1]:51089/callback", found: [] },
  { callback: "http://127.0.0.1/callback", found: [] },
  { callback: "http://127.0.0.2:51089/callback", found: ["url-loopback"] },
  { callback: "http://localhost:51089/callback", found: ["url-loopback"] },
  { callback: "https://127.0.0.1:51089/callback", found: ["url-loopback"] },
  { callback: "http://0.0.0.0:51089/callback", found: ["url-loopback"] },
  { callback: "example.acme.app://cb", found: [] },
  { callback: "example.acme.app://localhost/cb", found: [] },
  // The default of Auth0's SDKs for iOS and Android: the tenant's domain is a label, and no page of the tenant.
  { callback: "example.acme.app://our-app.auth0.example/ios/example.acme.app/callback", found: [] },
  { callback: "acme:/cb", found: ["custom-scheme-reverse-domain"] },
  { callback: "javascript:alert(1)//example.acme", found: ["custom-scheme-reverse-domain"] },
  { callback: "http://localhost/cb", found: ["url-loopback"] },
])("callback $callback of a native application breaks $found", ({ callback, found }) => {
  expect(withCallback(callback, "prod", "native")).toEqual(found);
});

test.for([
  {
    what: "no scheme",
    first: "example.acme.app:/callback",
    second: "example.acme.app://fieldbook/callback",
    found: 1,
  },
  // On the user's machine the address is nobody's: anyone who is asked for a code there cannot choose who listens.
  {
    what: "a port",
    first: "http://127.0.0.1:8765/callback",
    second: "http://127.0.0.1:8765/callback",
    found: 0,
  },
  { what: "no page", first: "https://acme.example/native", second: "https://acme.example/native", found: 1 },
])("two native partners may have $what in common", ({ first, second, found }) => {
  const native = (partner: Partner | undefined, callback: string) => {
    if (!partner) throw new Error("the partner is missing");
    partner.application.app_type = "native";
    partner.application.authentication_method = "none";
    Object.assign(partner.stacks.prod ?? {}, { callbacks: [callback] });
  };
  const changed = edit(({ partners }) => {
    native(partners["acme-cms"], first);
    native(partners.fieldbook, second);
  });
  const shared = RULES.filter(({ id }) => id === "callback-shared").flatMap((rule) =>
    placesOf(rule, changed),
  );
  expect(shared).toHaveLength(found);
});

test("a stack whose file is unreadable may allow loopback", () => {
  const found = broken(({ stacks }, world) => {
    Object.assign(stacks.prod ?? {}, { callbacks: ["http://localhost/cb"] });
    delete world.stacks.prod;
    world.unreadable.push("Pulumi.prod.yaml");
  });
  expect(found).toEqual([]);
});

test.for([
  { origin: "https://acme.example", found: [] },
  { origin: "https://acme.example:8443", found: [] },
  { origin: "https://acme.example/", found: ["origin-bare"] },
  { origin: "https://acme.example/app", found: ["origin-bare"] },
  { origin: "https://acme.example?x", found: ["origin-bare"] },
  { origin: "https://Acme.example", found: ["origin-bare"] },
  { origin: "https://*.acme.example", found: ["url-exact"] },
  { origin: "http://acme.example", found: ["url-https"] },
  { origin: "https://localhost", found: ["url-loopback"] },
  { origin: "example.acme.app:/", found: ["url-https"] },
])("origin $origin breaks $found", ({ origin, found }) => {
  const both = (["allowed_origins", "web_origins"] as const).map((key) =>
    broken(({ application, stacks }) => {
      application.app_type = "spa";
      application.authentication_method = "none";
      Object.assign(stacks.prod ?? {}, { [key]: [origin] });
    }),
  );
  expect(both).toEqual([found, found]);
});

test("a URL with credentials is not a URL of ours", () => {
  expect(urlSchema.safeParse("https://ada:pw@acme.example/cb").success).toBe(false);
});
