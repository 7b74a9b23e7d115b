// An API whose file has no scopes, in a tenant: anyone who gets a token for it, by any way, has all of it.
import { expect, test } from "vitest";
import { findDrift } from "../../src/drift/find-drift.ts";
import { importApi } from "../../src/import/api.ts";
import { importAccess } from "../../src/import/grants.ts";
import { importedSchema } from "../../src/import/read-tenant.ts";
import { resourceServerSchema } from "../../src/tenant/live.ts";
import { whoIn } from "../../src/who/who.ts";
import { grantOf, type Json, stranger } from "../drift/support/edits.ts";
import { type Answers, answersOf, driftPlan, driftWorld, tenantOf } from "../drift/support/tenant.ts";
import { PRICES, withPrices } from "../support/prices.ts";
import { workspaceOf } from "../support/workspace.ts";

const plan = driftPlan(withPrices());

const tenantWith = (change: (answers: Answers) => void) => {
  const answers = answersOf(plan);
  change(answers);
  return tenantOf(answers);
};
const holdingsWith = (change: (answers: Answers) => void) =>
  whoIn(plan, tenantWith(change))
    .holdings.filter(({ api }) => api === "prices")
    .map(({ who, way, scopes, declared }) => `${who}, ${way}: ${scopes} ${declared}`);

const ACME = "partner acme-cms, own-grant: any token true";

test("the partner that its file gives it, and nobody else", () => {
  expect(holdingsWith(() => undefined)).toEqual([ACME]);
});

const strangers = (more: Json) => (a: Answers) => {
  a.clients.push(stranger({ grant_types: ["authorization_code"] }) as never);
  a.grants.push(grantOf("stranger", { audience: PRICES, ...more }) as never);
};

test.for([
  { name: "lists nothing", more: { scope: [] } },
  { name: "lists what the API does not have", more: { scope: ["read:prices"] } },
])("a stranger whose grant $name has all of it", ({ more }) => {
  expect(holdingsWith(strangers(more))).toEqual([
    ACME,
    'application "Stranger", which nobody declares, own-grant: any token false',
  ]);
});

test("scopes that somebody adds in the tenant narrow nothing", () => {
  const added = (a: Answers) => {
    const live = a.apis.find(({ identifier }) => identifier === PRICES);
    Object.assign(live ?? {}, { scopes: [{ value: "read:prices" }] });
  };
  expect(holdingsWith(added)).toEqual([ACME]);
});

test("a default grant of nothing lets every third party in", () => {
  const held = holdingsWith((a) => {
    strangers({ client_id: undefined, default_for: "third_party_clients", scope: [] })(a);
  });
  expect(held).toContain('application "Stranger", which nobody declares, default-grant: any token false');
});

test("drift says what such a grant gives", () => {
  const found = findDrift(plan, tenantWith(strangers({ scope: [] })));
  expect(found.filter(({ rule }) => rule === "unmanaged-third-party").map(({ what }) => what)).toEqual([
    'third-party application "Stranger", which no file declares, has access to prices, for users: all of the API, which has no scopes',
  ]);
  expect(
    findDrift(
      plan,
      tenantWith(() => undefined),
    ),
  ).toEqual([]);
});

test("import writes an API without scopes as most sensitive, and an empty grant of it", () => {
  const live = resourceServerSchema.parse({ id: "60f1c2d3e4a5b6c7d8e9f0a1", identifier: PRICES, scopes: [] });
  expect(importApi(live as never, "prod", "sales-team@our-app.example").declaration).toMatchObject({
    scopes: {},
    sensitivity: "high",
  });
  const all = driftWorld();
  withPrices()(all);
  const application = importedSchema.parse({
    ...stranger(),
    app_type: "regular_web",
    grant_types: ["authorization_code"],
  });
  const tenant = { ...tenantWith(strangers({ scope: [] })), applications: [application] };
  expect(importAccess(application, tenant as never, workspaceOf(all)).grants).toEqual([
    { api: "prices", subject_type: "user", scopes: [] },
  ]);
});

test("a policy of refresh tokens for it gives all of it, whatever scopes it lists", () => {
  const held = holdingsWith((a) => {
    const refresh_token = { policies: [{ audience: PRICES, scope: [] }] };
    const grant_types = ["authorization_code", "refresh_token"];
    const first = { is_first_party: true, third_party_security_mode: undefined };
    a.clients.push(stranger({ ...first, grant_types, refresh_token }) as never);
    a.grants.push(grantOf("stranger", { audience: PRICES, scope: [] }) as never);
    const live = a.apis.find(({ identifier }) => identifier === PRICES);
    Object.assign(live ?? {}, { skip_consent_for_verifiable_first_party_clients: true });
  });
  expect(held).toContain(
    'application "Stranger", which nobody declares, multi-resource-refresh: any token false',
  );
});
