// A change for each rule about partners and their applications.

import { acme } from "../workspace.ts";
import {
  api,
  application,
  type Example,
  found,
  grant,
  host,
  key,
  keys,
  partner,
  permissive,
  prod,
  quota,
  removed,
  rename,
  renameApi,
  renameScope,
  seconds,
  set,
  status,
} from "./edit.ts";

export const PARTNER_EXAMPLES: Record<string, Example> = {
  "partner-moved": { change: set((w) => (prod(w).part = "prod-1")) },
  "partner-vanished": { change: removed },
  "partner-added": { base: removed, change: set((w) => (w.partners["acme-cms"] = acme())) },
  "partner-removed": { base: status("retired"), change: removed },
  "partner-suspended": { change: status("suspended") },
  "partner-retired": { change: status("retired") },
  "partner-resumed": { base: status("suspended"), change: status("active") },
  "partner-renamed": { change: rename(["acme-cms"]) },
  "partner-takes-over": {
    base: removed,
    change: set((w) => (w.partners.acme = { ...acme(), former_ids: ["acme-cms"] })),
  },
  "applications-exchanged": {
    change: set((w) => {
      w.partners["acme-cms.web"] = acme();
      w.partners["acme-cms.phone"] = {
        ...acme(),
        former_ids: ["acme-cms"],
        stacks: { prod: { callbacks: ["https://phone.acme.example/callback"] } },
      };
      delete w.partners["acme-cms"];
    }),
  },
  "partner-former-id-dropped": {
    base: set((w) => (partner(w).former_ids = ["acme"])),
    change: set((w) => delete partner(w).former_ids),
  },
  "api-renamed": { change: renameApi(["contacts"]) },
  "api-former-id-dropped": {
    base: set((w) => (api(w).former_ids = ["people"])),
    change: set((w) => delete api(w).former_ids),
  },
  "sensitive-scope": { change: set((w) => grant(w).scopes.push("delete:contacts")) },
  "consent-skipped": {
    base: set((w) => (api(w).skip_consent_for_verifiable_first_party_clients = false)),
    change: set((w) => (api(w).skip_consent_for_verifiable_first_party_clients = true)),
  },
  "access-widened": {
    base: set((w) => (grant(w).scopes = ["delete:contacts"])),
    change: set((w) => grant(w).scopes.push("read:contacts")),
  },
  "contact-changed": {
    change: set((w) => (partner(w).contact = { name: "Eve Acme", email: "eve@acme.example" })),
  },
  "access-promised": {
    base: status("suspended"),
    change: set((w) => grant(w).scopes.push("delete:contacts")),
  },
  "access-narrowed": {
    base: set((w) => grant(w).scopes.push("delete:contacts")),
    change: set((w) => grant(w).scopes.pop()),
  },
  "consent-outgrown": { change: renameScope },
  "consent-asked-again": { change: set((w) => grant(w).scopes.push("delete:contacts")) },
  "application-adopted": { change: set((w) => (prod(w).client_id = "tpc_YGaN39zaDeAUw5znXlU2vM")) },
  "application-moved": {
    base: set((w) => (prod(w).client_id = "tpc_YGaN39zaDeAUw5znXlU2vM")),
    change: set((w) => {
      delete prod(w).client_id;
      Object.assign(found(found(w.partners.fieldbook).stacks.prod), {
        client_id: "tpc_YGaN39zaDeAUw5znXlU2vM",
      });
    }),
  },
  "application-adoption-dropped": {
    base: set((w) => (prod(w).client_id = "tpc_YGaN39zaDeAUw5znXlU2vM")),
    change: set((w) => delete prod(w).client_id),
  },
  "scope-asked-later": {
    base: set((w) => (grant(w).optional_scopes = ["read:contacts"])),
    change: set((w) => delete grant(w).optional_scopes),
  },
  "reason-changed": { change: set((w) => (grant(w).reason = "Shows and exports contacts")) },
  "application-replaced": { change: set((w) => (application(w).third_party_security_mode = "permissive")) },
  "application-change-refused": {
    base: set((w) => (prod(w).client_id = "tpc_YGaN39zaDeAUw5znXlU2vM")),
    change: set((w) => (application(w).third_party_security_mode = "permissive")),
  },
  "grant-types-gained": {
    change: set((w) => (application(w).grant_types = ["authorization_code", "implicit", "refresh_token"])),
  },
  "grant-types-lost": { change: set((w) => (application(w).grant_types = ["refresh_token"])) },
  "openid-scopes-gained": { change: set((w) => (application(w).oidc_scopes = ["openid", "email"])) },
  "openid-scopes-lost": {
    base: set((w) => (application(w).oidc_scopes = ["openid", "email"])),
    change: set((w) => (application(w).oidc_scopes = ["openid"])),
  },
  "redirection-policy": { change: set((w) => (application(w).redirection_policy = "allow_always")) },
  "proof-of-possession": { change: set((w) => (application(w).require_proof_of_possession = true)) },
  "mobile-changed": {
    change: set(
      (w) =>
        (application(w).mobile = {
          ios: { team_id: "86WQXF56BC", app_bundle_identifier: "example.acme.cms" },
        }),
    ),
  },
  "shown-differently": { change: set((w) => (partner(w).name = "Acme Cloud")) },
  "authentication-changed": {
    change: set((w) => (application(w).authentication_method = "client_secret_basic")),
  },
  "secret-reader-changed": {
    base: host("origin"),
    change: set((w) => (prod(w).aws_principal_arn = "arn:aws:iam::444455556666:role/acme")),
  },
  "key-replaced": { base: keys(key("a")), change: keys(key("a", "two")) },
  "key-added": { base: keys(key("a")), change: keys(key("a"), key("b", "two", "2027-11-30T00:00:00Z")) },
  "key-removed": { base: keys(key("a"), key("b", "two")), change: keys(key("b", "two")) },
  "key-expiry-changed": { base: keys(key("a")), change: keys(key("a", "one", "2027-11-30T00:00:00Z")) },
  "key-renamed": { base: keys(key("a")), change: keys(key("b")) },
  "callback-new-host": { change: set((w) => prod(w).callbacks?.push("https://acme-login.example/callback")) },
  "callback-added": { change: set((w) => prod(w).callbacks?.push("https://acme.example/callback/v2")) },
  "callback-on-machine": { change: set((w) => prod(w).callbacks?.push("http://127.0.0.1:8765/callback")) },
  "callback-removed": {
    base: set((w) => prod(w).callbacks?.push("https://acme.example/callback/v2")),
    change: set((w) => prod(w).callbacks?.pop()),
  },
  "enable-url-new-host": { change: set((w) => (prod(w).enable_url = "https://acme-start.example/enable")) },
  "enable-url-changed": { change: set((w) => (prod(w).enable_url = "https://acme.example/start")) },
  "origins-changed": { change: set((w) => (prod(w).allowed_origins = ["https://acme.example"])) },
  "logout-urls-changed": {
    base: permissive,
    change: set((w) => (prod(w).allowed_logout_urls = ["https://acme.example/bye"])),
  },
  "login-uri-changed": {
    base: permissive,
    change: set((w) => (prod(w).initiate_login_uri = "https://acme.example/login")),
  },
  "offline-access-given": {
    base: set((w) => delete application(w).refresh_token),
    change: set((w) => (application(w).refresh_token = acme().application.refresh_token)),
  },
  "offline-access-taken": { change: set((w) => delete application(w).refresh_token) },
  "refresh-token-expiration": {
    change: set((w) =>
      Object.assign(found(application(w).refresh_token), { expiration_type: "non-expiring" }),
    ),
  },
  "refresh-token-shortened": {
    change: set((w) => (found(application(w).refresh_token).token_lifetime = seconds(604_800))),
  },
  "refresh-token-lengthened": {
    change: set((w) => (found(application(w).refresh_token).token_lifetime = seconds(31_536_000))),
  },
  "refresh-token-rotation": {
    change: set((w) => (found(application(w).refresh_token).rotation_type = "rotating")),
  },
  "quota-loosened": {
    base: set((w) => (application(w).token_quota = quota(100))),
    change: set((w) => delete application(w).token_quota),
  },
  "quota-tightened": {
    base: set((w) => (application(w).token_quota = quota(100))),
    change: set((w) => (application(w).token_quota = quota(10))),
  },
  "contract-changed": { change: set((w) => (partner(w).contract.ends = "2029-06-30")) },
  "review-moved": { change: set((w) => (partner(w).review_by = "2027-06-30")) },
  "owner-changed": { change: set((w) => (partner(w).owner = "partners@our-app.example")) },
  "connections-added": {
    change: set((w) => w.partners.fieldbook?.application.connections?.push("our-employees")),
  },
  "connections-removed": {
    base: set((w) => w.partners.fieldbook?.application.connections?.push("our-employees")),
    change: set((w) => w.partners.fieldbook?.application.connections?.pop()),
  },
};
