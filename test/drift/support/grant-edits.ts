// Edits of grants in a tenant, and what drift says about each.
import { ACME_GRANT, AUDIENCE, type Edit, grant, grantOf } from "./edits.ts";
import { clientIdOf } from "./tenant.ts";

export const GRANT_EDITS: readonly Edit[] = [
  {
    name: "a scope more",
    edit: grant({ scope: ["read:contacts", "delete:contacts"] }),
    found: ["alarm grant-wider partner acme-cms"],
  },
  { name: "a scope less", edit: grant({ scope: [] }), found: ["finding grant-narrower partner acme-cms"] },
  {
    name: "another scope",
    edit: grant({ scope: ["delete:contacts"] }),
    found: ["alarm grant-wider partner acme-cms", "finding grant-narrower partner acme-cms"],
  },
  { name: "scopes in another order", edit: grant({ scope: ["read:contacts"] }), found: [] },
  {
    name: "all scopes",
    edit: grant({ allow_all_scopes: true, scope: undefined }),
    found: ["alarm grant-wider partner acme-cms", "alarm grant-all-scopes partner acme-cms"],
  },
  {
    name: "a grant for machines that the file does not declare",
    edit: (a) => a.grants.push(grantOf(clientIdOf("acme-cms"), { subject_type: "client" })),
    found: ["alarm grant-undeclared partner acme-cms"],
  },
  {
    name: "a grant of the Management API",
    edit: (a) =>
      a.grants.push(grantOf(clientIdOf("acme-cms"), { audience: "https://our-app.auth0.example/api/v2/" })),
    found: ["alarm grant-undeclared partner acme-cms"],
  },
  {
    name: "a grant for every organization",
    edit: grant({ allow_any_organization: true }),
    found: ["alarm grant-any-organization partner acme-cms"],
  },
  {
    name: "a grant with organizations",
    edit: grant({ organization_usage: "require" }),
    found: ["alarm grant-any-organization partner acme-cms"],
  },
  {
    name: "authorization details",
    edit: grant({ authorization_details_types: ["payment"] }),
    found: ["alarm grant-authorization-details partner acme-cms"],
  },
  {
    name: "a deleted grant",
    edit: (a) => {
      a.grants = a.grants.filter(({ id }) => id !== ACME_GRANT);
    },
    found: ["finding grant-missing partner acme-cms"],
  },
  {
    name: "a default grant on one of our APIs",
    edit: (a) =>
      a.grants.push({
        id: "default",
        default_for: "third_party_clients",
        audience: AUDIENCE,
        subject_type: "user",
        scope: ["read:contacts"],
      }),
    found: ["alarm default-grant api contacts"],
  },
  {
    name: "a default grant on somebody else's API",
    edit: (a) =>
      a.grants.push({ id: "default", default_for: "third_party_clients", audience: "https://x.example" }),
    found: ["alarm default-grant tenant localhost:8443"],
  },
];
