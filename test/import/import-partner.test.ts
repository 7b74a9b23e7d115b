import { describe, expect, test } from "vitest";
import { idOfName } from "../../src/identity/id-of-name.ts";
import { candidatesOf } from "../../src/import/candidates.ts";
import { importPartner } from "../../src/import/partner.ts";
import { importedSchema } from "../../src/import/read-tenant.ts";
import { diskSource } from "../../src/load/source.ts";
import { idSchema } from "../../src/model/units.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { liveGrantSchema, resourceServerSchema } from "../../src/tenant/live.ts";
import { COMPANY } from "../support/company.ts";
import { HARBOR } from "../support/harbor.ts";

const { workspace } = checkDeclarations(diskSource(COMPANY));
const AUDIENCE = "https://api.our-app.example/contacts";
const TOLD = {
  owner: "o@our-app.example",
  contactName: "H",
  contactEmail: "h@harbor.example",
  contract: "C",
  contractEnds: "2028-12-31",
};

type Json = Record<string, unknown>;

const tenantWith = (client: Json, grant: Json, api: Json, more: Json[] = []) => ({
  applications: [
    importedSchema.parse({
      client_id: "harbor",
      ...HARBOR,
      ...client,
    }),
  ],
  grants: liveGrantSchema.array().parse([
    {
      id: "g",
      client_id: "harbor",
      audience: AUDIENCE,
      subject_type: "user",
      scope: ["read:contacts"],
      ...grant,
    },
    ...more,
  ]),
  roles: [],
  apis: [
    resourceServerSchema.parse({
      identifier: AUDIENCE,
      subject_type_authorization: { user: { policy: "require_client_grant" } },
      scopes: [{ value: "read:contacts" }, { value: "update:contacts" }],
      ...api,
    }),
  ],
});

interface Case {
  readonly name: string;
  readonly client?: Json;
  readonly grant?: Json;
  readonly api?: Json;
  readonly more?: Json[];
  readonly leftOut: readonly string[];
  readonly scopes?: readonly string[];
  readonly application?: Json;
}

const imported = ({ client = {}, grant = {}, api = {}, more }: Omit<Case, "name" | "leftOut">) => {
  const tenant = tenantWith(client, grant, api, more);
  const [application] = tenant.applications;
  if (!application) throw new Error("no application");
  return importPartner(application, tenant, workspace, "prod", TOLD);
};

test("where sign-outs and logins lead is imported, and what a file may not say of it is named", () => {
  const { declaration, leftOut } = imported({
    client: {
      third_party_security_mode: "permissive",
      allowed_logout_urls: ["https://harbor.example/bye", "https://*.harbor.example/bye"],
      initiate_login_uri: "https://harbor.example/login",
    },
  });
  expect(declaration.stacks).toMatchObject({
    prod: {
      allowed_logout_urls: ["https://harbor.example/bye"],
      initiate_login_uri: "https://harbor.example/login",
    },
  });
  expect(leftOut).toContain(
    'its logout URL "https://*.harbor.example/bye" has a wildcard, and users could be sent to anyone who answers at any match',
  );
});

const CASES: readonly Case[] = [
  {
    name: "a strict application: nothing",
    leftOut: [],
    scopes: ["read:contacts"],
    application: { grant_types: ["authorization_code"] },
  },
  {
    name: "a strict application at an open policy: nothing, and no more scopes than its grant",
    api: { subject_type_authorization: undefined },
    leftOut: [],
    scopes: ["read:contacts"],
  },
  {
    name: "a scope that is not declared",
    grant: { scope: ["read:contacts", "export:contacts"] },
    leftOut: ['it has "export:contacts" at contacts'],
    scopes: ["read:contacts"],
  },
  {
    name: "organizations",
    client: { organization_usage: "require" },
    grant: { organization_usage: "require" },
    leftOut: ["its grant to contacts says how organizations", "its organization_usage"],
  },
  {
    name: "an audience that is none of our APIs",
    more: [{ id: "x", client_id: "harbor", audience: "https://other.example/", scope: [] }],
    leftOut: ['a grant for "https://other.example/", which is not an API of ours'],
  },
  {
    name: "a default grant",
    more: [{ id: "x", default_for: "third_party_clients", audience: AUDIENCE, scope: ["read:contacts"] }],
    leftOut: ["a default grant"],
  },
  {
    name: "public keys",
    client: { client_authentication_methods: { private_key_jwt: { credentials: [{ id: "k" }] } } },
    leftOut: ["its public keys"],
    application: { authentication_method: "private_key_jwt" },
  },
  {
    name: "all scopes: those of today that are declared",
    grant: { allow_all_scopes: true, scope: [] },
    leftOut: ["allows all scopes"],
    scopes: ["read:contacts", "update:contacts"],
  },
  {
    name: "an open policy for a permissive application",
    client: { third_party_security_mode: undefined },
    grant: { client_id: "somebody" },
    api: { subject_type_authorization: undefined },
    leftOut: ["the policy of contacts", "its OpenID Connect scopes"],
    scopes: ["read:contacts", "update:contacts"],
    application: { third_party_security_mode: "permissive" },
  },
  {
    name: "a grant type that nothing uses: it is taken away, and none is added",
    client: { grant_types: ["authorization_code", "client_credentials"] },
    leftOut: ['grant type "client_credentials"'],
    application: { grant_types: ["authorization_code"] },
  },
  {
    name: "refresh tokens without an end",
    client: {
      grant_types: ["authorization_code", "refresh_token"],
      refresh_token: {
        expiration_type: "expiring",
        token_lifetime: 2_592_000,
        infinite_idle_token_lifetime: true,
      },
    },
    leftOut: ["live without a limit"],
    application: { refresh_token: { token_lifetime: "30d", idle_token_lifetime: "29d" } },
  },
  {
    name: "metadata that is not a text, and an empty logo",
    client: { client_metadata: { tier: "gold", partner_access_x: "y" }, logo_uri: "" },
    leftOut: ['its client_metadata "partner_access_x"'],
    application: { client_metadata: { tier: "gold" } },
  },
  {
    name: "ID tokens of another kind",
    client: { jwt_configuration: { alg: "HS256", lifetime_in_seconds: 36_000 }, oidc_conformant: false },
    leftOut: ['signed with "HS256"', "live 10h", "not OIDC-conformant"],
  },
  {
    name: "a hostile callback, which can be printed",
    client: { callbacks: ["https://harbor.example/callback", "no\u001b[31m url"] },
    leftOut: ['its callback "no\\x1b[31m url" is not an absolute URL'],
  },
];

describe("what a file leaves out of", () => {
  test.for(CASES)("$name", ({ leftOut, scopes, application, ...given }) => {
    const { declaration, leftOut: said } = imported(given);
    expect(said).toHaveLength(leftOut.length);
    for (const [at, words] of leftOut.entries()) expect(said[at]).toContain(words);
    if (scopes) expect(declaration.grants).toMatchObject([{ api: "contacts", scopes }]);
    if (application) expect(declaration.application).toMatchObject(application);
    expect(declaration.stacks).toMatchObject({ prod: { client_id: "harbor" } });
  });
});

test("an application that its own document configures gets no file", () => {
  const tenant = tenantWith({ external_client_id: "https://agent.example/client.json" }, {}, {});
  const { withAccess, byDocument } = candidatesOf(tenant, workspace);
  expect([withAccess, byDocument.map(({ client_id }) => client_id)]).toEqual([[], ["harbor"]]);
});

test("an application that a file has taken over already is not a candidate", () => {
  const tenant = tenantWith({}, {}, {});
  expect(candidatesOf(tenant, workspace).withAccess.map(({ client_id }) => client_id)).toEqual(["harbor"]);
  const [acme] = [...workspace.partners.values()];
  if (!acme) throw new Error("no partner");
  const stacks = { prod: { client_id: "harbor" } };
  const partners = new Map([[acme.id, { ...acme, value: { ...acme.value, stacks } }]]);
  expect(candidatesOf(tenant, { ...workspace, partners }).withAccess).toEqual([]);
});

test.for([
  ["Harbor Sync", "harbor-sync"],
  ["Café  Ünïcode!", "cafe-unicode"],
  ["3D Printer", "app-3d-printer"],
  ["日本", "app"],
  ["Acme CMS", "acme-cms-2"],
  ["../../etc/passwd", "etc-passwd"],
  ["x".repeat(60), "x".repeat(40)],
] as const)("the name %s becomes the id %s", ([name, id]) => {
  expect(idOfName(name, new Set(["acme-cms"]))).toBe(id);
  expect(idSchema.safeParse(id).success).toBe(true);
});
