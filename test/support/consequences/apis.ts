// A change for each rule about APIs.
import { ANY_TOKEN } from "../../../src/model/any-token.ts";
import { account, api, type Example, found, seconds, set } from "./edit.ts";

/** The API without scopes, and its partners with all of it. */
const withoutScopes = set((w) => {
  const { "GET /health": health = "public" } = api(w).routes;
  w.apis.contacts = {
    ...api(w),
    scopes: {},
    sensitivity: "high",
    routes: { "GET /health": health, "GET /contacts": ANY_TOKEN, "DELETE /contacts/{id}": ANY_TOKEN },
  };
  for (const partner of Object.values(w.partners)) {
    const found = new Map(partner.grants.map((grant) => [`${grant.api}/${grant.subject_type}`, grant]));
    partner.grants = [...found.values()].map(({ optional_scopes: _, ...grant }) => ({
      ...grant,
      scopes: [],
    }));
  }
});

export const API_EXAMPLES: Record<string, Example> = {
  "api-scopes-end": { change: withoutScopes },
  "api-scopes-begin": {
    base: withoutScopes,
    change: set((w) => {
      const { sensitivity: _, ...rest } = api(w);
      w.apis.contacts = {
        ...rest,
        scopes: { "read:contacts": { description: "See your contacts", sensitivity: "low" } },
        routes: { "GET /health": "public", "GET /contacts": ["read:contacts"] },
      };
      for (const partner of Object.values(w.partners))
        partner.grants = partner.grants.map((grant) => ({ ...grant, scopes: ["read:contacts"] }));
    }),
  },
  "route-public": { change: set((w) => (api(w).routes["GET /contacts"] = "public")) },
  "route-opened": {
    change: set((w) => (api(w).routes["DELETE /contacts/{id}"] = ["read:contacts", "delete:contacts"])),
  },
  "route-scope-weaker": {
    change: set((w) => {
      api(w).scopes["tidy:contacts"] = { description: "Tidy up", sensitivity: "low" };
      api(w).routes["DELETE /contacts/{id}"] = ["tidy:contacts"];
    }),
  },
  "route-closed": { change: set((w) => (api(w).routes["GET /contacts"] = ["delete:contacts"])) },
  "route-removed": { change: set((w) => delete api(w).routes["GET /contacts"]) },
  "route-added": { change: set((w) => (api(w).routes["GET /contacts/{id}"] = ["read:contacts"])) },
  "route-changed": {
    base: set((w) => (api(w).scopes["erase:contacts"] = { description: "Erase", sensitivity: "high" })),
    change: set((w) => (api(w).routes["DELETE /contacts/{id}"] = ["erase:contacts"])),
  },
  "sensitivity-lowered": {
    change: set((w) => (found(api(w).scopes["delete:contacts"]).sensitivity = "low")),
  },
  "sensitivity-raised": { change: set((w) => (found(api(w).scopes["read:contacts"]).sensitivity = "high")) },
  "api-added": {
    change: set(
      (w) =>
        (w.apis.reports = { ...api(w), name: "Reports", identifier: "https://api.our-app.example/reports" }),
    ),
  },
  "api-removed": {
    base: set(
      (w) =>
        (w.apis.reports = { ...api(w), name: "Reports", identifier: "https://api.our-app.example/reports" }),
    ),
    change: set((w) => delete w.apis.reports),
  },
  "scope-added": {
    change: set(
      (w) => (api(w).scopes["create:contacts"] = { description: "Add contacts", sensitivity: "medium" }),
    ),
  },
  "scope-removed": { change: set((w) => delete api(w).scopes["delete:contacts"]) },
  "scope-description-changed": {
    change: set((w) => (found(api(w).scopes["read:contacts"]).description = "See and export your contacts")),
  },
  "api-replaced": { change: set((w) => (api(w).identifier = "https://api.our-app.example/v2/contacts")) },
  "api-adopted": {
    change: set((w) => (api(w).stacks = { prod: { resource_server_id: "60f1c2d3e4a5b6c7d8e9f0a1" } })),
  },
  "api-adoption-dropped": {
    base: set((w) => (api(w).stacks = { prod: { resource_server_id: "60f1c2d3e4a5b6c7d8e9f0a1" } })),
    change: set((w) => delete api(w).stacks),
  },
  "account-claim-removed": { base: account, change: set((w) => (api(w).account_claim = false)) },
  "account-claim-changed": {
    base: account,
    change: set((w) => (found(found(w.tenant).account).claim = "https://our-app.example/team")),
  },
  "account-claim-added": { change: account },
  "api-policy": {
    change: set((w) => (api(w).subject_type_authorization.user.policy = "allow_all")),
  },
  "api-offline-access": { change: set((w) => (api(w).allow_offline_access = false)) },
  "api-permissions": { change: set((w) => (api(w).enforce_policies = true)) },
  "api-signing": { change: set((w) => (api(w).signing_alg = "PS256")) },
  "api-dpop": { change: set((w) => (api(w).dpop = "required")) },
  "api-token-dialect": { change: set((w) => (api(w).token_dialect = "rfc9068_profile")) },
  "api-consent-skippable": {
    change: set((w) => (api(w).skip_consent_for_verifiable_first_party_clients = false)),
  },
  "api-token-longer": { change: set((w) => (api(w).token_lifetime = seconds(86_400))) },
  "api-token-shorter": {
    change: set((w) => Object.assign(api(w), { token_lifetime: 600, token_lifetime_for_web: 600 })),
  },
  "api-name-changed": { change: set((w) => (api(w).name = "People")) },
};
