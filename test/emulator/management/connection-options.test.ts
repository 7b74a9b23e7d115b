// What Auth0 adds to the options of a connection, by the recordings of its Terraform provider's tests.
import { describe, expect, test } from "vitest";
import { create, newTenant } from "../support/tenant.ts";

const optionsOf = async (strategy: string, options: object, change?: object) => {
  const { call } = newTenant();
  const made = await create(call, "/connections", { name: "one-more", strategy, options });
  if (change === undefined) return made.options;
  return (await call("PATCH", `/connections/${made.id}`, { options: change })).body.options;
};

describe("the scopes that a connection asks its identity provider for follow from its options", () => {
  test.for([
    {
      strategy: "google-oauth2",
      options: { email: true, profile: true, gmail: true, youtube: false },
      scope: ["email", "profile", "https://mail.google.com/mail/feed/atom"],
    },
    { strategy: "facebook", options: { email: true, public_profile: true }, scope: "email,public_profile" },
    {
      strategy: "github",
      options: { email: true, read_user: true, repo_status: true, admin_repo_hook: true, profile: true },
      scope: ["user:email", "read:user", "repo:status", "admin:repo_hook"],
    },
    { strategy: "linkedin", options: { email: false, profile: true }, scope: ["r_liteprofile"] },
    { strategy: "windowslive", options: { signin: true }, scope: [] },
    { strategy: "apple", options: { name: true, email: true }, scope: "name email" },
    { strategy: "salesforce-community", options: {}, scope: [] },
    { strategy: "google-oauth2", options: { email: true, scope: ["openid"] }, scope: ["openid"] },
  ])("$strategy: $scope", async ({ strategy, options, scope }) => {
    expect(await optionsOf(strategy, options)).toEqual({ ...options, scope });
    const changed = await optionsOf(strategy, {}, options);
    expect(changed).toEqual({ ...options, scope });
  });
});

test.for(["oidc", "okta"])(
  "PKCE of %s is automatic when it is new, and off when a change leaves it out",
  async (strategy) => {
    const sent = { client_id: "ours", issuer: "https://id.example" };
    expect((await optionsOf(strategy, sent)).connection_settings).toEqual({ pkce: "auto" });
    expect((await optionsOf(strategy, sent, sent)).connection_settings).toEqual({ pkce: "disabled" });
    const own = { ...sent, connection_settings: { pkce: "S256" } };
    expect((await optionsOf(strategy, own, own)).connection_settings).toEqual({ pkce: "S256" });
  },
);

describe("a database connection", () => {
  test("keeps what is usual of password options that were not sent", async () => {
    const sent = { complexity: { min_length: 12 }, history: { active: true } };
    const { password_options } = await optionsOf("auth0", { password_options: sent });
    expect(password_options).toMatchObject({
      complexity: { min_length: 12, character_type_rule: "all", character_types: [] },
      history: { active: true, size: 3 },
      dictionary: { active: false, custom: [], default: "en_100k" },
    });
  });

  test("has e-mail addresses that are unique and verified by a link, unless it says otherwise", async () => {
    const email = { identifier: { active: true }, signup: { status: "required" } };
    const attributes = (more: object) => ({ attributes: { email: { ...email, ...more } } });
    expect((await optionsOf("auth0", attributes({}))).attributes.email).toMatchObject({
      unique: true,
      verification_method: "link",
    });
    const own = { unique: false, verification_method: "otp" };
    expect((await optionsOf("auth0", attributes(own))).attributes.email).toMatchObject(own);
  });

  test("goes on protecting against guessed passwords when a change leaves that out", async () => {
    expect(await optionsOf("auth0", {}, { mfa: { active: true } })).toMatchObject({
      brute_force_protection: true,
    });
  });
});
