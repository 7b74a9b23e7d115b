// A change for each rule about APIs.
import { account, api, type Example, found, seconds, set } from "./edit.ts";

export const API_EXAMPLES: Record<string, Example> = {
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
