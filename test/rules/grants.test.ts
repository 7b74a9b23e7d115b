import { expect, test } from "vitest";
import type { Grant, GrantType } from "../../src/model/partner.ts";
import { RULES } from "../../src/rules/index.ts";
import { edit, placesOf, type World } from "../support/workspace.ts";

const USER: Grant = {
  api: "contacts",
  subject_type: "user",
  scopes: ["read:contacts"],
  reason: "Shows them",
};
const CLIENT: Grant = { ...USER, subject_type: "client" };

function found(change: (world: World) => void): string[] {
  const changed = edit(change);
  return RULES.flatMap((rule) => placesOf(rule, changed).map((place) => `${rule.id}: ${place}`));
}

const acme = (world: World) => world.partners["acme-cms"] ?? expect.fail("no Acme");

test.for([
  { name: "one for users, one without", grants: [USER, CLIENT], second: [] },
  { name: "two for users", grants: [USER, USER], second: [1] },
  { name: "three for users", grants: [USER, USER, USER], second: [1, 2] },
  {
    name: "different stacks",
    grants: [
      { ...USER, stacks: ["local"] },
      { ...USER, stacks: ["prod"] },
    ],
    second: [],
  },
  {
    name: "stacks that overlap",
    grants: [
      { ...USER, stacks: ["local", "prod"] },
      { ...USER, stacks: ["prod"] },
    ],
    second: [1],
  },
  { name: "one stack and all stacks", grants: [{ ...USER, stacks: ["local"] }, USER], second: [1] },
  { name: "different APIs", grants: [USER, { ...USER, api: "reports" }], second: [] },
])("grant-once: $name", ({ grants, second }) => {
  const change = (world: World) => {
    acme(world).grants = grants;
    world.unreadable.push("apis/reports.yaml");
  };
  expect(found(change)).toEqual(second.map((i) => `grant-once: partners/acme-cms.yaml grants.${i}`));
});

test("a grant that does not hold in a stack asks for nothing there", () => {
  const change = (world: World) => {
    acme(world).grants = [{ ...USER, stacks: ["prod"] }, CLIENT];
    acme(world).stacks.local = {};
  };
  expect(found(change)).toEqual([]);
});

const TYPES: { name: string; types: GrantType[]; grants: Grant[]; refresh: boolean; found: string[] }[] = [
  { name: "user", types: ["authorization_code"], grants: [USER], refresh: false, found: [] },
  {
    name: "user with refresh tokens",
    types: ["refresh_token", "authorization_code"],
    grants: [USER],
    refresh: true,
    found: [],
  },
  {
    name: "all",
    types: ["authorization_code", "refresh_token", "client_credentials"],
    grants: [USER, CLIENT],
    refresh: true,
    found: [],
  },
  {
    name: "refresh_token alone",
    types: ["refresh_token"],
    grants: [USER],
    refresh: true,
    found: ["grant-type-missing"],
  },
  {
    name: "none of what is needed",
    types: ["refresh_token"],
    grants: [USER, CLIENT],
    refresh: false,
    found: ["grant-type-missing", "grant-type-missing", "grant-type-unused"],
  },
  {
    name: "implicit instead of authorization_code",
    types: ["implicit"],
    grants: [USER],
    refresh: false,
    found: ["grant-type-insecure"],
  },
  {
    name: "CIBA in strict mode",
    types: ["authorization_code", "urn:openid:params:grant-type:ciba"],
    grants: [USER],
    refresh: false,
    found: ["grant-type-strict"],
  },
];

test.for(TYPES)("grant types: $name", ({ types, grants, refresh, found: expected }) => {
  const change = (world: World) => {
    const { application } = acme(world);
    acme(world).grants = grants;
    application.grant_types = types;
    if (!refresh) delete application.refresh_token;
  };
  expect(found(change).map((text) => text.split(":")[0])).toEqual(expected);
});

test("a device flow of a first-party application needs no callback", () => {
  const change = (world: World) => {
    const fieldbook = world.partners.fieldbook ?? expect.fail("no Fieldbook");
    fieldbook.application.grant_types = ["urn:ietf:params:oauth:grant-type:device_code"];
    delete fieldbook.application.skip_consent;
    for (const stack of Object.values(fieldbook.stacks)) delete stack.callbacks;
  };
  expect(found(change)).toEqual([]);
});

test("a grant type that is refused anyway is not called unused too", () => {
  const change = (world: World) => {
    acme(world).grants = [CLIENT];
    acme(world).application.third_party_security_mode = "permissive";
    acme(world).application.grant_types = ["client_credentials", "implicit"];
    delete acme(world).application.refresh_token;
    acme(world).stacks = { prod: {} };
  };
  expect(found(change)).toEqual(["grant-type-insecure: partners/acme-cms.yaml application.grant_types.1"]);
});
