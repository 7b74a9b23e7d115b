import { expect, test } from "vitest";
import type { Partner } from "../../src/model/partner.ts";
import { durationSchema } from "../../src/model/units.ts";
import { RULES } from "../../src/rules/index.ts";
import { edit, placesOf, type World } from "../support/workspace.ts";

const PARTNER = { strict: "acme-cms", "first-party": "fieldbook" } as const;

/** The ids of the rules that break when one partner's application changes so. */
function broken(
  kind: keyof typeof PARTNER,
  application: Partial<Partner["application"]>,
  change?: (world: World) => void,
): string[] {
  const changed = edit((world) => {
    Object.assign(world.partners[PARTNER[kind]]?.application ?? {}, application);
    change?.(world);
  });
  return RULES.filter((rule) => placesOf(rule, changed).length > 0).map(({ id }) => id);
}

test.for([
  { type: "regular_web", method: "client_secret_basic", found: [] },
  { type: "regular_web", method: "none", found: ["confidential-application-authenticates"] },
  { type: "spa", method: "none", found: [] },
  { type: "spa", method: "client_secret_post", found: ["public-application-no-secret"] },
  { type: "native", method: "none", found: [] },
  {
    type: "native",
    method: "private_key_jwt",
    found: ["credential-missing", "public-application-no-secret"],
  },
  { type: "non_interactive", method: "client_secret_post", found: ["machine-without-users"] },
  {
    type: "non_interactive",
    method: "none",
    found: ["confidential-application-authenticates", "machine-without-users"],
  },
] as const)("$type with authentication_method $method breaks $found", ({ type, method, found }) => {
  expect(broken("strict", { app_type: type, authentication_method: method }).sort()).toEqual(found);
});

test("while the security mode is missing, only that is reported", () => {
  const found = broken("strict", { oidc_scopes: ["openid"], redirection_policy: "allow_always" }, (world) => {
    delete world.partners["acme-cms"]?.application.third_party_security_mode;
  });
  expect(found).toEqual(["security-mode-stated"]);
});

test.for([
  { mode: "strict", offered: false, found: [] },
  { mode: "permissive", offered: true, found: [] },
  { mode: "permissive", offered: false, found: ["permissive-mode-offered"] },
] as const)("mode $mode where permissive is offered: $offered", ({ mode, offered, found }) => {
  const offer = (world: World) => {
    if (world.tenant) world.tenant.offers_permissive_third_party = offered;
  };
  expect(broken("strict", { third_party_security_mode: mode }, offer)).toEqual(found);
});

const refresh = (rotation_type: "rotating" | "non-rotating" | undefined, leeway: string) => ({
  refresh_token: {
    ...(rotation_type && { rotation_type }),
    token_lifetime: durationSchema.parse("90d"),
    idle_token_lifetime: durationSchema.parse("30d"),
    leeway: durationSchema.parse(leeway),
  },
});

test.for([
  { public: true, rotation: undefined, leeway: "10s", found: [] },
  { public: true, rotation: "rotating", leeway: "10s", found: [] },
  { public: true, rotation: "non-rotating", leeway: "0s", found: ["refresh-token-rotation"] },
  { public: false, rotation: "non-rotating", leeway: "0s", found: [] },
  { public: false, rotation: undefined, leeway: "0s", found: [] },
  { public: false, rotation: undefined, leeway: "1s", found: ["refresh-token-leeway"] },
  { public: false, rotation: "rotating", leeway: "1s", found: [] },
] as const)("public $public, rotation $rotation, leeway $leeway breaks $found", (row) => {
  const kind = row.public
    ? ({ app_type: "spa", authentication_method: "none" } as const)
    : ({ app_type: "regular_web" } as const);
  expect(broken("strict", { ...kind, ...refresh(row.rotation, row.leeway) })).toEqual(row.found);
});

test.for([
  { skip: true, api: true, found: [] },
  { skip: true, api: false, found: ["skip-consent-api"] },
  { skip: false, api: true, found: ["skip-consent-stated"] },
  { skip: undefined, api: true, found: ["skip-consent-stated"] },
  { skip: false, api: false, found: [] },
  { skip: undefined, api: false, found: [] },
])("skip_consent $skip on an API that skips consent: $api", ({ skip, api, found }) => {
  const change = (world: World) => {
    const contacts = world.apis.contacts;
    if (contacts) contacts.skip_consent_for_verifiable_first_party_clients = api;
    if (skip === undefined) delete world.partners.fieldbook?.application.skip_consent;
  };
  expect(broken("first-party", skip === undefined ? {} : { skip_consent: skip }, change)).toEqual(found);
});

test("an application whose every callback is unverifiable is asked, and need not say more", () => {
  const found = broken("first-party", {}, (world) => {
    const fieldbook = world.partners.fieldbook;
    delete fieldbook?.application.skip_consent;
    delete fieldbook?.stacks.prod;
  });
  expect(found).toEqual([]);
});
