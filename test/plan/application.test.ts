import { describe, expect, test } from "vitest";
import { AUTHENTICATION_METHODS } from "../../src/model/authentication.ts";
import {
  type Application,
  EXPIRATION_TYPES,
  type Grant,
  type Partner,
  type PartnerStack,
  ROTATION_TYPES,
} from "../../src/model/partner.ts";
import { PLAIN_PROPERTIES } from "../../src/model/plain-properties.ts";
import type { Seconds } from "../../src/model/units.ts";
import { planApplication } from "../../src/plan/application.ts";
import { acme, fieldbook } from "../support/workspace.ts";

const USER: Grant = {
  api: "contacts",
  subject_type: "user",
  scopes: ["read:contacts"],
  reason: "Shows them",
};
const CLIENT: Grant = { ...USER, subject_type: "client" };
const CONTEXT = { project: "partner-access", stack: "prod", partner: "acme-cms" };

const seconds = (amount: number) => amount as Seconds;

/** Acme's application; what is undefined is left out. */
function application(
  change: { readonly [K in keyof Application]?: Application[K] | undefined },
): Application {
  const changed = { ...acme().application, ...change };
  return Object.fromEntries(
    Object.entries(changed).filter(([, value]) => value !== undefined),
  ) as Application;
}

const planned = (
  change: Parameters<typeof application>[0] = {},
  {
    grants = [USER],
    settings = {},
    partner = {},
  }: {
    grants?: Grant[];
    settings?: PartnerStack;
    partner?: Partial<Partner>;
  } = {},
) => planApplication({ ...acme(), ...partner, application: application(change) }, grants, settings, CONTEXT);

test("the usual partner: every value that matters is stated", () => {
  expect(planApplication(acme(), acme().grants, acme().stacks.prod ?? {}, CONTEXT)).toEqual({
    name: "Acme CMS",
    description: "Keeps the contacts of your website and ours the same",
    logoUri: "",
    appType: "regular_web",
    isFirstParty: false,
    thirdPartySecurityMode: "strict",
    redirectionPolicy: "open_redirect_protection",
    requireProofOfPossession: false,
    oidcConformant: true,
    grantTypes: ["authorization_code", "refresh_token"],
    callbacks: ["https://acme.example/callback"],
    allowedOrigins: [],
    webOrigins: [],
    jwtConfiguration: { alg: "RS256", lifetimeInSeconds: 3600 },
    refreshToken: {
      rotationType: "non-rotating",
      expirationType: "expiring",
      leeway: 0,
      tokenLifetime: 7_776_000,
      infiniteTokenLifetime: false,
      idleTokenLifetime: 2_592_000,
      infiniteIdleTokenLifetime: false,
    },
    clientMetadata: {
      partner_access_partner: "acme-cms",
      partner_access_project: "partner-access",
      partner_access_stack: "prod",
    },
  });
});

describe("ownership", () => {
  test.for([
    {
      name: "strict is the default",
      mode: undefined,
      policy: undefined,
      is: ["strict", "open_redirect_protection"],
    },
    { name: "strict", mode: "strict", policy: undefined, is: ["strict", "open_redirect_protection"] },
    ...PLAIN_PROPERTIES.redirection_policy.values.map((policy) => ({
      name: `strict with ${policy}`,
      mode: "strict" as const,
      policy,
      is: ["strict", policy],
    })),
    {
      name: "permissive has no redirection policy",
      mode: "permissive",
      policy: undefined,
      is: ["permissive", undefined],
    },
  ] as const)("third-party: $name", ({ mode, policy, is }) => {
    const client = planned({ third_party_security_mode: mode, redirection_policy: policy });
    expect(client.isFirstParty).toBe(false);
    expect([client.thirdPartySecurityMode, client.redirectionPolicy]).toEqual(is);
    expect("redirectionPolicy" in client).toBe(is[1] !== undefined);
  });

  test("first-party applications have no mode and no redirection policy", () => {
    const client = planApplication(fieldbook(), [USER], {}, CONTEXT);
    expect(client.isFirstParty).toBe(true);
    expect(client).not.toHaveProperty("thirdPartySecurityMode");
    expect(client).not.toHaveProperty("redirectionPolicy");
  });
});

describe("grant types", () => {
  const REFRESH = { token_lifetime: seconds(2), idle_token_lifetime: seconds(1) };
  test.for([
    { name: "users", grants: [USER], refresh: false, types: ["authorization_code"] },
    {
      name: "users and offline access",
      grants: [USER],
      refresh: true,
      types: ["authorization_code", "refresh_token"],
    },
    { name: "no user", grants: [CLIENT], refresh: false, types: ["client_credentials"] },
    {
      name: "offline access, and users in other stacks only",
      grants: [CLIENT],
      refresh: true,
      types: ["client_credentials"],
    },
    {
      name: "both and offline access",
      grants: [CLIENT, USER, USER],
      refresh: true,
      types: ["authorization_code", "client_credentials", "refresh_token"],
    },
    { name: "no grant in this stack", grants: [], refresh: false, types: [] },
  ])("are what grants need: $name", ({ grants, refresh, types }) => {
    expect(planned({ refresh_token: refresh ? REFRESH : undefined }, { grants }).grantTypes).toEqual(types);
  });

  test("that the file states replace those, sorted and each once", () => {
    const stated = ["refresh_token", "authorization_code", "refresh_token"] as const;
    expect(planned({ grant_types: [...stated] }, { grants: [CLIENT] }).grantTypes).toEqual([
      "authorization_code",
      "refresh_token",
    ]);
  });
});

describe("refresh tokens", () => {
  test("without offline access Auth0's lifetimes are stated, none of them infinite", () => {
    expect(planned({ refresh_token: undefined }).refreshToken).toEqual({
      rotationType: "non-rotating",
      expirationType: "expiring",
      leeway: 0,
      tokenLifetime: 2_592_000,
      infiniteTokenLifetime: false,
      idleTokenLifetime: 1_296_000,
      infiniteIdleTokenLifetime: false,
    });
  });

  test.for(AUTHENTICATION_METHODS)("rotate by default only for public applications: %s", (method) => {
    const { refreshToken } = planned({ authentication_method: method });
    expect(refreshToken.rotationType).toBe(method === "none" ? "rotating" : "non-rotating");
  });

  test.for(
    ROTATION_TYPES.flatMap((rotation) => EXPIRATION_TYPES.map((expiration) => ({ rotation, expiration }))),
  )("keep what the file says: $rotation, $expiration", ({ rotation, expiration }) => {
    const { refreshToken } = planned({
      authentication_method: rotation === "rotating" ? "client_secret_post" : "none",
      refresh_token: {
        rotation_type: rotation,
        expiration_type: expiration,
        token_lifetime: seconds(300),
        idle_token_lifetime: seconds(200),
        leeway: seconds(10),
      },
    });
    expect(refreshToken).toEqual({
      rotationType: rotation,
      expirationType: expiration,
      leeway: 10,
      tokenLifetime: 300,
      infiniteTokenLifetime: false,
      idleTokenLifetime: 200,
      infiniteIdleTokenLifetime: false,
    });
  });
});

describe("token quota", () => {
  test.for([
    {
      name: "both",
      quota: { per_hour: 120, per_day: 1500, enforce: true },
      is: { perHour: 120, perDay: 1500, enforce: true },
    },
    { name: "an hour", quota: { per_hour: 1, enforce: false }, is: { perHour: 1, enforce: false } },
    { name: "a day", quota: { per_day: 100, enforce: true }, is: { perDay: 100, enforce: true } },
  ])("$name", ({ quota, is }) => {
    const { tokenQuota } = planned({ token_quota: { client_credentials: quota } });
    expect(tokenQuota).toStrictEqual({ clientCredentials: is });
  });

  test("none is left out", () => {
    expect(planned()).not.toHaveProperty("tokenQuota");
  });
});

describe("lists", () => {
  test("are sorted and hold each value once", () => {
    const settings = {
      callbacks: ["https://b.example/", "https://a.example/", "https://b.example/"],
      allowed_origins: ["https://d.example", "https://c.example", "https://c.example"],
      web_origins: ["https://f.example", "https://e.example", "https://f.example"],
    };
    expect(planned({}, { settings })).toMatchObject({
      callbacks: ["https://a.example/", "https://b.example/"],
      allowedOrigins: ["https://c.example", "https://d.example"],
      webOrigins: ["https://e.example", "https://f.example"],
    });
  });

  test("are empty, not missing, where the file has none: a removed URL must go from the tenant too", () => {
    expect(planned({}, { settings: {} })).toMatchObject({
      callbacks: [],
      allowedOrigins: [],
      webOrigins: [],
    });
  });
});

describe("metadata", () => {
  test("names project, stack and partner, so that an application is found without our state", () => {
    const other = planApplication(acme(), [USER], {}, { project: "p", stack: "s", partner: "other" });
    expect(other.clientMetadata).toEqual({
      partner_access_partner: "other",
      partner_access_project: "p",
      partner_access_stack: "s",
    });
  });

  test("keeps what the file says beside the marker, sorted", () => {
    const { clientMetadata } = planned({ client_metadata: { tier: "gold", area: "cms" } });
    expect(Object.keys(clientMetadata)).toEqual([
      "area",
      "partner_access_partner",
      "partner_access_project",
      "partner_access_stack",
      "tier",
    ]);
    expect(clientMetadata).toMatchObject({ area: "cms", tier: "gold" });
  });

  test("of the file never replaces the marker", () => {
    const { clientMetadata } = planned({ client_metadata: { partner_access_partner: "beacon-crm" } });
    expect(clientMetadata.partner_access_partner).toBe("acme-cms");
  });
});

test("a logo is sent, and that there is none", () => {
  const logo_uri = "https://acme.example/logo.png";
  expect(planned({}, { partner: { logo_uri } }).logoUri).toBe(logo_uri);
  expect(planned().logoUri).toBe("");
});

test("what the file says for people only does not reach Auth0", () => {
  const text = JSON.stringify(planned());
  for (const word of ["CRM-1041", "Ada Acme", "integrations@", "Shows them"])
    expect(text).not.toContain(word);
});
