// A small valid world as plain model values, and a way to change one thing in it.
import { type Api, apiSchema } from "../../src/model/api.ts";
import { type Partner, partnerSchema } from "../../src/model/partner.ts";
import { type Part, type Stack, stackSchema } from "../../src/model/stack.ts";
import { type Tenant, tenantSchema } from "../../src/model/tenant.ts";
import type { Declared, Workspace } from "../../src/model/workspace.ts";
import { RULES } from "../../src/rules/index.ts";
import type { Rule, Violation } from "../../src/rules/rule.ts";

/** A world to be changed freely; `workspaceOf` turns it into what rules read. */
export interface World {
  tenant: Tenant | undefined;
  apis: Record<string, Api>;
  partners: Record<string, Partner>;
  stacks: Record<string, Stack>;
  parts: Record<string, Part>;
  unreadable: string[];
}

/** A strict third-party application with users: the usual partner. */
export const acme = (): Partner =>
  partnerSchema.parse({
    name: "Acme CMS",
    description: "Keeps the contacts of your website and ours the same",
    owner: "integrations@our-app.example",
    contact: { name: "Ada Acme", email: "api@acme.example" },
    contract: { reference: "CRM-1041", ends: "2028-06-30" },
    application: {
      is_first_party: false,
      third_party_security_mode: "strict",
      app_type: "regular_web",
      authentication_method: "client_secret_post",
      refresh_token: { token_lifetime: "90d", idle_token_lifetime: "30d" },
    },
    grants: [
      {
        api: "contacts",
        subject_type: "user",
        scopes: ["read:contacts"],
        reason: "Shows contacts in the CMS",
      },
    ],
    stacks: {
      local: { callbacks: ["http://localhost:3301/callback"], enable_url: "http://localhost:3301/enable" },
      prod: { callbacks: ["https://acme.example/callback"], enable_url: "https://acme.example/enable" },
    },
  });

/** A first-party application: a trusted partner's, whose users are not asked for consent. */
export const fieldbook = (): Partner =>
  partnerSchema.parse({
    ...acme(),
    name: "Fieldbook",
    application: {
      is_first_party: true,
      app_type: "regular_web",
      authentication_method: "client_secret_post",
      oidc_scopes: ["openid", "email"],
      connections: ["Username-Password-Authentication"],
      skip_consent: true,
    },
    stacks: {
      local: { callbacks: ["http://localhost:3306/callback"], enable_url: "http://localhost:3306/enable" },
      prod: {
        callbacks: ["https://fieldbook.example/callback"],
        enable_url: "https://fieldbook.example/enable",
      },
    },
  });

const contacts = (): Api =>
  apiSchema.parse({
    name: "Contacts",
    identifier: "https://api.our-app.example/contacts",
    owner: "contacts-team@our-app.example",
    token_lifetime: "1h",
    token_lifetime_for_web: "1h",
    allow_offline_access: true,
    skip_consent_for_verifiable_first_party_clients: true,
    subject_type_authorization: {
      user: { policy: "require_client_grant" },
      client: { policy: "require_client_grant" },
    },
    scopes: {
      "read:contacts": { description: "See your contacts", sensitivity: "low" },
      "delete:contacts": { description: "Delete your contacts", sensitivity: "high" },
    },
    routes: {
      "GET /health": "public",
      "GET /contacts": ["read:contacts"],
      "DELETE /contacts/{id}": ["delete:contacts"],
    },
  });

const tenant = (): Tenant =>
  tenantSchema.parse({
    connections: [
      { name: "Username-Password-Authentication", strategy: "auth0", is_domain_connection: true },
      { name: "our-employees", strategy: "oidc", is_domain_connection: false },
    ],
    flags: { use_scope_descriptions_for_consent: true },
    offers_permissive_third_party: true,
    security: "security@our-app.example",
  });

const stack = (config: Stack["config"]): Stack => stackSchema.parse({ config });

export const world = (): World => ({
  tenant: tenant(),
  apis: { contacts: contacts() },
  partners: { "acme-cms": acme(), fieldbook: fieldbook() },
  stacks: {
    local: stack({
      "auth0:domain": "localhost:8443",
      "partner-access:issuer": "http://localhost:8442/",
      "partner-access:protect": false,
      "partner-access:loopback_callbacks": true,
    }),
    prod: stack({ "auth0:domain": "our-app.auth0.example", "partner-access:protect": true }),
  },
  parts: {},
  unreadable: [],
});

function declared<T>(values: Record<string, T>, file: (id: string) => string): Map<string, Declared<T>> {
  const ids = Object.keys(values).sort();
  return new Map(ids.map((id) => [id, { id, file: file(id), value: values[id] as T }]));
}

export const workspaceOf = ({ tenant, apis, partners, stacks, parts, unreadable }: World): Workspace => ({
  tenant: tenant && { id: "tenant", file: "tenant.yaml", value: tenant },
  apis: declared(apis, (id) => `apis/${id}.yaml`),
  partners: declared(partners, (id) => `partners/${id}.yaml`),
  stacks: declared(stacks, (id) => `Pulumi.${id}.yaml`),
  parts: declared(parts, (id) => `Pulumi.${id}.yaml`),
  unreadable: new Set(unreadable),
});

/** The valid world. */
export const workspace = (): Workspace => workspaceOf(world());

/** The valid world with one change. */
export function edit(change: (world: World) => void): Workspace {
  const changed = world();
  change(changed);
  return workspaceOf(changed);
}

export const ruleNamed = (id: string): Rule => {
  const rule = RULES.find((one) => one.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return rule;
};

/** Where a rule is broken, as `file path.in.the.file`. */
export const placesOf = (rule: Rule, workspace: Workspace): string[] =>
  [...rule.check(workspace)].map(({ file, at }: Violation) => `${file} ${at.join(".")}`);
