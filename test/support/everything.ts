// A world where every optional key of every schema says something.
import { api, config, found, host, key, partner, prod, seconds, stack } from "./consequences/edit.ts";
import { NETWORKS, stackHostingOf } from "./hosted.ts";
import { type World, world } from "./workspace.ts";

/** How the API is hosted: between them, all that a schema can say of it. */
export const KINDS = ["origin", "fargate", "fargate in a new network"] as const;
type Kind = (typeof KINDS)[number];

/** A world where every optional key of every schema says something. */
export function everything(kind: Kind): World {
  const w = world();
  host(kind === "origin" ? "origin" : "fargate")(w);
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const settings = found(stack(w).config["partner-access:hosting"]);
  if (kind === "fargate in a new network")
    settings.contacts = stackHostingOf("contacts", "fargate", NETWORKS[1]);
  if (kind === "origin")
    Object.assign(found(settings.contacts), {
      allow_headers: ["traceparent"],
      expose_headers: ["x-request-id"],
      max_age: seconds(3600),
      base_path: "contacts",
      certificate_arn:
        "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    });
  if (kind === "fargate")
    Object.assign(found(found(settings.contacts).hosted_zone), { allow_overwrite: true });
  if (settings.contacts?.service) settings.contacts.service.security_group_ids = ["sg-00000001"];
  Object.assign(found(stack(w).config["partner-access:aws"]), {
    drift_role_arn: role("drift"),
    alarm_topic_arn: "arn:aws:sns:eu-central-1:111122223333:alarms",
  });
  found(api(w).hosting).alarms = {
    server_errors: 1,
    latency_milliseconds: 500,
    unauthorized: 100,
    forbidden: 100,
  };
  Object.assign(found(partner(w).stacks.local), { status: "retired" });
  const tenant = found(w.tenant);
  Object.assign(api(w), {
    former_ids: ["crm"],
    signing_alg: "RS256",
    dpop: "none",
    token_dialect: "access_token",
    enforce_policies: false,
    account_claim: true,
    stacks: { prod: { resource_server_id: "60f1c2d3e4a5b6c7d8e9f0a1" } },
  });
  Object.assign(partner(w), {
    former_ids: ["acme"],
    review_by: "2027-06-30",
    status: "active",
    logo_uri: "https://acme.example/logo.png",
  });
  Object.assign(partner(w).application, {
    grant_types: ["authorization_code", "refresh_token"],
    refresh_token: {
      rotation_type: "rotating",
      expiration_type: "expiring",
      token_lifetime: seconds(900),
      idle_token_lifetime: seconds(300),
      leeway: seconds(5),
    },
    oidc_scopes: ["openid"],
    connections: ["our-employees"],
    skip_consent: false,
    token_quota: { client_credentials: { per_hour: 1, per_day: 5, enforce: true } },
    client_metadata: { tier: "gold" },
    authentication_method: "private_key_jwt",
  });
  // What strict applications have and all others have not, and the other way round.
  if (kind === "origin")
    Object.assign(partner(w).application, {
      redirection_policy: "open_redirect_protection",
      require_proof_of_possession: false,
    });
  else
    Object.assign(prod(w), {
      allowed_logout_urls: ["https://acme.example/bye"],
      initiate_login_uri: "https://acme.example/login",
    });
  if (kind !== "origin")
    Object.assign(partner(w).application, {
      third_party_security_mode: "permissive",
      mobile: {
        android: { app_package_name: "example.acme", sha256_cert_fingerprints: ["0A".repeat(32)] },
        ios: { team_id: "86WQXF56BC", app_bundle_identifier: "example.acme" },
      },
    });
  Object.assign(found(partner(w).grants[0]), {
    stacks: ["local", "prod"],
    optional_scopes: ["update:contacts"],
  });
  Object.assign(prod(w), {
    client_id: "AcmeInTheTenant",
    allowed_origins: ["https://acme.example"],
    web_origins: ["https://acme.example"],
    credentials: [{ ...key("one", "pem", "2027-01-31T00:00:00Z"), alg: "RS256", state: "current" }],
    aws_principal_arn: "arn:aws:iam::111122223333:role/acme",
    part: "prod-1",
  });
  Object.assign(tenant, {
    account: { claim: "https://our-app.example/account", app_metadata_key: "account" },
    own_applications: {
      "back-office": {
        name: "Back office",
        stacks: { prod: { client_id: "BackOffice" } },
        grants: [{ api: "contacts", subject_type: "client", scopes: ["read:contacts"] }],
        management_scopes: ["update:users"],
        ways: ["native-to-web"],
      },
    },
    roles: { Support: { contacts: ["read:contacts"] } },
    actions: [{ name: "enrich-profile", trigger: "post-login", sha256: "0a".repeat(32) }],
  });
  for (const one of tenant.connections)
    Object.assign(one, { description: `People of ${one.name}`, inspected: "2026-11-02" });
  config(w, "partner-access:issuer", "https://login.our-app.example/");
  config(w, "partner-access:loopback_callbacks", false);
  config(w, "auth0:debug", false);
  config(w, "partner-access:deployment", { after: "local", approval: true });
  return w;
}
