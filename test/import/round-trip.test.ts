// What a file says, its application has in a tenant; and what the tenant has, `import` says in a file: the same plan.
import { expect, test } from "vitest";
import { parse } from "yaml";
import { openTenant, tenantApp } from "../../emulator/emulator.ts";
import { Store } from "../../emulator/store.ts";
import { candidatesOf } from "../../src/import/candidates.ts";
import { importedFile } from "../../src/import/file.ts";
import { importPartner } from "../../src/import/partner.ts";
import { readImportable } from "../../src/import/read-tenant.ts";
import { resourceServerInputs } from "../../src/infra/expected.ts";
import { diskSource } from "../../src/load/source.ts";
import type { Api } from "../../src/model/api.ts";
import { type Partner, partnerSchema } from "../../src/model/partner.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { OWNERSHIP_KEYS } from "../../src/plan/application.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan, PlannedPartner } from "../../src/plan/types.ts";
import { RULES } from "../../src/rules/index.ts";
import type { ReadingClient } from "../../src/tenant/client.ts";
import { prices } from "../support/prices.ts";
import { readerOf } from "../support/reader.ts";
import { folderOf, TENANTS } from "../support/tenants.ts";
import { acme, edit } from "../support/workspace.ts";

/** What rules refuse of a workspace. */
const findingsOf = (workspace: Workspace): string[] =>
  RULES.flatMap((rule) => [...rule.check(workspace)].map(({ what }) => `${rule.id}: ${what}`));

const DOMAIN = "our-app.auth0.example";
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function bodyOf(inputs: unknown): unknown {
  if (Array.isArray(inputs)) return inputs.map(bodyOf);
  if (typeof inputs !== "object" || inputs === null) return inputs;
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [snake(key), bodyOf(value)]));
}

const withoutMarker = (metadata: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(metadata).filter(([key]) => !Object.values(OWNERSHIP_KEYS).some((one) => one === key)),
  );

/** A tenant that has all that the plan makes, without the marks that say whose it is. */
async function tenantOf(plan: Plan): Promise<ReadingClient> {
  const app = tenantApp(openTenant(new Store(":memory:"), DOMAIN));
  const headers = { authorization: "Bearer local", "content-type": "application/json" };
  async function make(path: string, body: object): Promise<{ client_id?: string }> {
    const sent = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await app.request(`https://${DOMAIN}/api/v2/${path}`, sent);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text} for ${JSON.stringify(body)}`);
    return JSON.parse(text) as { client_id?: string };
  }
  for (const { resourceServer, scopes } of Object.values(plan.apis)) {
    const { proofOfPossession, ...inputs } = resourceServerInputs(resourceServer);
    await make("resource-servers", {
      ...(bodyOf("disable" in proofOfPossession ? inputs : { ...inputs, proofOfPossession }) as object),
      scopes: scopes.map(({ name: value, description }) => ({ value, description })),
    });
  }
  for (const { application, credentials, grants } of Object.values(plan.partners)) {
    const { clientMetadata, ...rest } = application;
    const { client_id } = await make("clients", {
      ...(bodyOf(rest) as object),
      client_metadata: withoutMarker(clientMetadata),
      token_endpoint_auth_method: credentials.authenticationMethod,
    });
    for (const { audience, subjectType: subject_type, scopes: scope } of Object.values(grants))
      await make("client-grants", { client_id, audience, subject_type, scope });
  }
  return readerOf(app, DOMAIN);
}

const TOLD = {
  owner: "integrations@our-app.example",
  contract: "CRM-1",
  contractEnds: "2028-12-31",
  contactName: "Hanna Harbor",
  contactEmail: "api@harbor.example",
};

/** What of a partner a tenant can know. */
const known = ({ application, grants, credentials }: PlannedPartner) => ({
  application: { ...application, clientMetadata: withoutMarker(application.clientMetadata) },
  authenticationMethod: credentials.authenticationMethod,
  grants: Object.fromEntries(
    Object.entries(grants).map(([key, { reason: _, optional: __, ...grant }]) => [key, grant]),
  ),
});

const byName = (partners: readonly PlannedPartner[]) =>
  partners.map(known).sort((a, b) => (a.application.name < b.application.name ? -1 : 1));

async function importedPlan(workspace: Workspace, stack: string): Promise<Plan> {
  const before = planStack(workspace, stack);
  const tenant = await readImportable(await tenantOf(before));
  const empty: Workspace = { ...workspace, partners: new Map() };
  const { withAccess, withoutAccess } = candidatesOf(tenant, empty);
  const partners = [...withAccess, ...withoutAccess].map((one) => {
    const isLoginOnly = withoutAccess.includes(one);
    const { declaration } = importPartner(one, tenant, empty, stack, TOLD, { isLoginOnly });
    const value: Partner = partnerSchema.parse(parse(importedFile(declaration, stack)));
    return { id: one.client_id, file: `partners/${one.client_id}.yaml`, value };
  });
  return planStack({ ...empty, partners: new Map(partners.map((one) => [one.id, one])) }, stack);
}

const thirdParties = ({ partners }: Plan) =>
  Object.values(partners).filter(({ application }) => !application.isFirstParty);

test.for(TENANTS.flatMap((name) => ["local", "prod"].map((stack) => ({ name, stack }))))(
  "third parties of $name in $stack are imported as they were deployed",
  async ({ name, stack }) => {
    const { workspace } = checkDeclarations(diskSource(folderOf(name)));
    const before = thirdParties(planStack(workspace, stack));
    expect(before).not.toEqual([]);
    const after = await importedPlan(workspace, stack);
    expect(byName(thirdParties(after))).toEqual(byName(before));
  },
);

/** The usual partner with another application, in the stack `prod`. */
const like = (name: string, application: object, more: object = {}, settings: object = {}): Partner => {
  const { refresh_token: _, ...usual } = acme().application;
  const site = `https://${name.toLowerCase()}.example`;
  const stacks = { prod: { callbacks: [`${site}/callback`], enable_url: `${site}/enable`, ...settings } };
  return partnerSchema.parse({ ...acme(), ...more, name, application: { ...usual, ...application }, stacks });
};

/** One without users, of an API without scopes. */
const machine = (name: string, application: object): Partner =>
  partnerSchema.parse({
    ...like(name, { app_type: "non_interactive" }),
    application: { ...like(name, { app_type: "non_interactive" }).application, ...application },
    grants: [{ api: "prices", subject_type: "client", scopes: [], reason: "Reads prices" }],
    stacks: { prod: {} },
  });

const REFRESHES = { token_lifetime: "90d", idle_token_lifetime: "30d" };
const PERMISSIVE = { third_party_security_mode: "permissive" };
const LOOPBACK = ["http://127.0.0.1:8765/callback", "http://[::1]:8765/callback"];
const FINGERPRINT = Array.from({ length: 32 }, () => "0A").join(":");

test.for([
  like("Proofs", { require_proof_of_possession: true, redirection_policy: "allow_always" }),
  like("Refresher", { refresh_token: { ...REFRESHES, rotation_type: "rotating", leeway: "5s" } }),
  like("Terminal", { app_type: "native", authentication_method: "none" }, {}, { callbacks: LOOPBACK }),
  like(
    "Phone",
    {
      ...PERMISSIVE,
      app_type: "native",
      authentication_method: "none",
      refresh_token: REFRESHES,
      mobile: {
        android: { app_package_name: "example.phone", sha256_cert_fingerprints: [FINGERPRINT] },
        ios: { team_id: "86WQXF56BC", app_bundle_identifier: "example.phone" },
      },
    },
    {},
    { callbacks: ["example.phone://our-app.auth0.example/ios/example.phone/callback"] },
  ),
  like(
    "Portal",
    { ...PERMISSIVE, oidc_scopes: ["openid", "profile", "email"] },
    { grants: [], logo_uri: "https://portal.example/logo.png" },
    {
      allowed_logout_urls: ["https://portal.example/bye"],
      initiate_login_uri: "https://portal.example/login",
    },
  ),
  machine("Machine", {}),
  machine("Counted", {
    token_quota: { client_credentials: { per_hour: 10, per_day: 50, enforce: true } },
    client_metadata: { tier: "gold" },
  }),
])("$name is imported as it was deployed", async (declared) => {
  const workspace = edit((w) => {
    w.apis.prices = prices();
    w.apis.contacts = { ...(w.apis.contacts as Api), dpop: "allowed", signing_alg: "PS256" };
    w.partners = { declared };
  });
  expect(findingsOf(workspace)).toEqual([]);
  const after = await importedPlan(workspace, "prod");
  expect(byName(Object.values(after.partners))).toEqual(
    byName(Object.values(planStack(workspace, "prod").partners)),
  );
});
