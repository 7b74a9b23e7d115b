import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { type DemoOptions, type DemoPartner, startDemo } from "../../../demo/demo.ts";
import { freePort } from "../../support/free-port.ts";
import { declaredRoutes, seedContacts } from "./api.ts";
import { ACCOUNT_CLAIM, AUDIENCE } from "./issuer.ts";
import { OUR_APP, startTestTenant } from "./tenant.ts";

const grant = (subject_type: string, ...scopes: string[]) => ({ audience: AUDIENCE, subject_type, scopes });

const THIRD_PARTY = { oidc_scopes: [], consent: "asked", standing: "active" } as const;

/** Partners of each kind, as a stack's outputs tell them. */
export const catalogue = (acmeUrl: string): Record<string, DemoPartner> => ({
  "acme-cms": {
    name: "Acme CMS",
    description: "Keeps the contacts of your website and ours the same",
    client_id: "tpc_acme",
    enable_url: `${acmeUrl}/enable`,
    ...THIRD_PARTY,
    grants: [grant("user", "read:contacts", "update:contacts")],
  },
  "beacon-crm": {
    name: "Beacon CRM",
    description: "Sales pipeline with your contacts in it",
    client_id: "tpc_beacon",
    enable_url: "https://beacon.example/enable?plan=basic",
    ...THIRD_PARTY,
    grants: [grant("user", "read:contacts", "create:contacts"), grant("client", "read:contact-changes")],
  },
  "cargo-index": {
    name: "Cargo Index",
    description: "Learns which contacts changed",
    client_id: "tpc_cargo",
    enable_url: null,
    ...THIRD_PARTY,
    grants: [grant("client", "read:contact-changes")],
  },
  "daylight-forms": {
    name: "Daylight Forms",
    description: "Forms whose answers become contacts",
    client_id: "tpc_daylight",
    enable_url: null,
    ...THIRD_PARTY,
    grants: [grant("user", "create:contacts")],
  },
});

export const scopeDescriptions = {
  "read:contacts": "See your contacts",
  "create:contacts": "Add contacts",
  "update:contacts": "Change your contacts",
  "read:contact-changes": "Learn which contacts changed, without their details",
};

/** The API as its file says. */
export const CONTACTS_API = {
  name: "Contacts",
  audience: AUDIENCE,
  accountClaim: ACCOUNT_CLAIM,
  routes: declaredRoutes,
  scopes: scopeDescriptions,
  allowsOfflineAccess: true,
};

const acmeSite = (baseUrl: string): DemoPartner["site"] => ({
  ...{ baseUrl, callbackUrl: `${baseUrl}/callback`, keepsAccess: true },
  authentication: { method: "client_secret_post", secret: "acme-secret" },
});

const accounts: Record<string, string> = { "auth0|ana": "first", "auth0|ben": "second" };

/** The whole demo in front of a test tenant. */
export async function startTestDemo(more: Partial<DemoOptions> = {}) {
  const [app, partner, api] = [await freePort(), await freePort(), await freePort()];
  const tenant = await startTestTenant([
    { id: "tpc_acme", secret: "acme-secret", callback: `http://localhost:${partner}/callback` },
  ]);
  const errors: Error[] = [];
  const baseUrl = `http://localhost:${partner}`;
  const partners = catalogue(baseUrl);
  const known = partners["acme-cms"] ?? expect.fail("no partner to play");
  const demo = await startDemo({
    issuer: tenant.url,
    product: "our-app.example",
    ports: { app, api },
    app: { clientId: OUR_APP.azp, audience: OUR_APP.aud },
    apis: { contacts: { ...CONTACTS_API, seed: seedContacts } },
    partners: { ...partners, "acme-cms": { ...known, site: acmeSite(baseUrl) } },
    accountOf: (subject) => accounts[subject],
    managementApi: { url: `${tenant.url}api/v2`, token: "management" },
    people: [{ email: "ana@first.example", password: "ana-local-password" }],
    encryptionKey: randomBytes(32),
    syncEveryMs: 50,
    onError: (error) => errors.push(error),
    ...more,
  });
  const close = async () => {
    await demo.close();
    await tenant.close();
  };
  const urls = { ...demo.urls, acme: baseUrl };
  return { demo, urls, tenant, errors, close };
}

export type TestDemo = Awaited<ReturnType<typeof startTestDemo>>;
