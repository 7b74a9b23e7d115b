// One change for each rule about consequences: what docs/consequences.md shows, and what tests run.

import type { Plans } from "../../src/access/plans.ts";
import type { Api } from "../../src/model/api.ts";
import type { Partner } from "../../src/model/partner.ts";
import type { Stack } from "../../src/model/stack.ts";
import type { Seconds } from "../../src/model/units.ts";
import { planStack } from "../../src/plan/plan.ts";
import { awsSettings, hostingOf, stackHostingOf } from "./hosted.ts";
import { acme, type World, workspaceOf, world } from "./workspace.ts";

export const TODAY = "2026-11-24";

/** The plans of all stacks of a world. */
export function plansOf(declared: World): Plans {
  const workspace = workspaceOf(declared);
  return new Map(
    Object.keys(declared.stacks)
      .sort()
      .map((stack) => [stack, planStack(workspace, stack)]),
  );
}

type Edit = (world: World) => void;

export interface Example {
  /** How the world was, where it was not the usual one. */
  readonly base?: Edit;
  /** What the change does to it. */
  readonly change: Edit;
}

/** Plans before and after. */
export function plansAround({ base = () => {}, change }: Example): { base: Plans; head: Plans } {
  const before = world();
  base(before);
  const after = structuredClone(before);
  change(after);
  return { base: plansOf(before), head: plansOf(after) };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not in this world");
  return value;
}

const partner = (w: World): Partner => found(w.partners["acme-cms"]);
const application = (w: World) => partner(w).application;
const grant = (w: World) => found(partner(w).grants[0]);
const prod = (w: World) => found(partner(w).stacks.prod);
const api = (w: World): Api => found(w.apis.contacts);
const stack = (w: World): Stack => found(w.stacks.prod);
const config = (w: World, key: keyof Stack["config"], value: unknown) =>
  Object.assign(stack(w).config, { [key]: value });

const hosted = (w: World) => found(found(stack(w).config["partner-access:hosting"]).contacts);
const host =
  (kind: "origin" | "fargate"): Edit =>
  (w) => {
    api(w).hosting = hostingOf(kind);
    config(w, "aws:region", "eu-central-1");
    config(w, "partner-access:aws", awsSettings(true));
    config(w, "partner-access:hosting", { contacts: stackHostingOf("contacts", kind) });
  };
const account: Edit = (w) => {
  found(w.tenant).account = { claim: "https://our-app.example/account", app_metadata_key: "account" };
  api(w).account_claim = true;
};
const key = (name: string, pem = "one", expires_at?: string) => ({
  name,
  pem,
  ...(expires_at && { expires_at }),
});
const keys =
  (...credentials: ReturnType<typeof key>[]): Edit =>
  (w) => {
    application(w).authentication_method = "private_key_jwt";
    prod(w).credentials = credentials;
  };
const both =
  (...edits: Edit[]): Edit =>
  (w) => {
    for (const edit of edits) edit(w);
  };
const machine =
  (scope: string): Edit =>
  (w) => {
    partner(w).grants.push({ api: "contacts", subject_type: "client", scopes: [scope], reason: "Cleans up" });
  };
const seconds = (value: number) => value as Seconds;
const status =
  (value: NonNullable<Partner["status"]>): Edit =>
  (w) => {
    partner(w).status = value;
  };
const rename =
  (former_ids?: string[]): Edit =>
  (w) => {
    w.partners.acme = { ...partner(w), ...(former_ids && { former_ids }) };
    delete w.partners["acme-cms"];
  };
const set =
  (change: (w: World) => unknown): Edit =>
  (w) => {
    change(w);
  };
const removed: Edit = set((w) => delete w.partners["acme-cms"]);
const quota = (perDay: number) => ({ client_credentials: { per_day: perDay, enforce: true } });

const PARTNER_EXAMPLES: Record<string, Example> = {
  "partner-moved": { change: set((w) => (prod(w).part = "prod-1")) },
  "partner-vanished": { change: removed },
  "partner-added": { base: removed, change: set((w) => (w.partners["acme-cms"] = acme())) },
  "partner-removed": { base: status("retired"), change: removed },
  "partner-suspended": { change: status("suspended") },
  "partner-retired": { change: status("retired") },
  "partner-resumed": { base: status("suspended"), change: status("active") },
  "partner-renamed": { change: rename(["acme-cms"]) },
  "sensitive-scope": { change: set((w) => grant(w).scopes.push("delete:contacts")) },
  "consent-skipped": {
    base: set((w) => (api(w).skip_consent_for_verifiable_first_party_clients = false)),
    change: set((w) => (api(w).skip_consent_for_verifiable_first_party_clients = true)),
  },
  "access-widened": {
    base: set((w) => (grant(w).scopes = ["delete:contacts"])),
    change: set((w) => grant(w).scopes.push("read:contacts")),
  },
  "access-narrowed": {
    base: set((w) => grant(w).scopes.push("delete:contacts")),
    change: set((w) => grant(w).scopes.pop()),
  },
  "consent-asked-again": { change: set((w) => grant(w).scopes.push("delete:contacts")) },
  "application-adopted": { change: set((w) => (prod(w).client_id = "tpc_YGaN39zaDeAUw5znXlU2vM")) },
  "application-adoption-dropped": {
    base: set((w) => (prod(w).client_id = "tpc_YGaN39zaDeAUw5znXlU2vM")),
    change: set((w) => delete prod(w).client_id),
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
  "callback-removed": {
    base: set((w) => prod(w).callbacks?.push("https://acme.example/callback/v2")),
    change: set((w) => prod(w).callbacks?.pop()),
  },
  "enable-url-new-host": { change: set((w) => (prod(w).enable_url = "https://acme-start.example/enable")) },
  "enable-url-changed": { change: set((w) => (prod(w).enable_url = "https://acme.example/start")) },
  "origins-changed": { change: set((w) => (prod(w).allowed_origins = ["https://acme.example"])) },
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

const API_EXAMPLES: Record<string, Example> = {
  "route-public": { change: set((w) => (api(w).routes["GET /contacts"] = "public")) },
  "route-opened": {
    change: set((w) => (api(w).routes["DELETE /contacts/{id}"] = ["read:contacts", "delete:contacts"])),
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

const STACK_EXAMPLES: Record<string, Example> = {
  "connection-promoted": {
    change: set((w) => (found(found(w.tenant).connections[1]).is_domain_connection = true)),
  },
  "connection-demoted": {
    change: set((w) => (found(found(w.tenant).connections[0]).is_domain_connection = false)),
  },
  "login-code-changed": {
    base: account,
    change: set((w) => (found(found(w.tenant).account).app_metadata_key = "team")),
  },
  "connection-strategy": { change: set((w) => (found(found(w.tenant).connections[0]).strategy = "oidc")) },
  "consent-text": { change: set((w) => (found(w.tenant).flags.use_scope_descriptions_for_consent = false)) },
  "connection-used": {
    change: set((w) => w.partners.fieldbook?.application.connections?.push("our-employees")),
  },
  "tenant-changed": { change: set((w) => config(w, "auth0:domain", "our-other.auth0.example")) },
  "issuer-changed": {
    change: set((w) => config(w, "partner-access:issuer", "https://login.our-app.example/")),
  },
  "protection-off": { change: set((w) => config(w, "partner-access:protect", false)) },
  "protection-on": {
    change: set((w) => Object.assign(found(w.stacks.local).config, { "partner-access:protect": true })),
  },
  "aws-moved": { base: host("origin"), change: set((w) => config(w, "aws:region", "eu-west-1")) },
  "stack-removed": { change: set((w) => delete w.stacks.prod) },
  "stack-added": {
    change: both(
      set((w) => (w.stacks.trial = structuredClone(stack(w)))),
      set((w) => (partner(w).stacks.trial = structuredClone(prod(w)))),
    ),
  },
  "aws-permissions": {
    base: host("origin"),
    change: set((w) => (prod(w).aws_principal_arn = "arn:aws:iam::444455556666:role/acme")),
  },
  "hosting-domain-changed": {
    base: host("origin"),
    change: set((w) => (hosted(w).domain_name = "people.our-app.example")),
  },
  "hosting-backend-changed": {
    base: host("origin"),
    change: set((w) => (hosted(w).origin_url = "https://backend.our-app.example")),
  },
  "hosting-removed": { base: host("origin"), change: set((w) => config(w, "partner-access:hosting", {})) },
  "hosting-permissions": {
    base: host("fargate"),
    change: set((w) =>
      Object.assign(found(hosted(w).service), {
        secrets: { LICENCE: "arn:aws:ssm:eu-central-1:111122223333:parameter/contacts/other" },
      }),
    ),
  },
  "hosting-added": {
    base: both(
      host("origin"),
      set((w) => config(w, "partner-access:hosting", {})),
    ),
    change: host("origin"),
  },
  "hosting-image-changed": {
    base: host("fargate"),
    change: set((w) => {
      const service = found(hosted(w).service);
      service.image = service.image.replaceAll("0000000000", "1111111111");
    }),
  },
  "hosting-variables": {
    base: host("fargate"),
    change: set((w) => Object.assign(found(hosted(w).service?.environment), { RAILS_ENV: "staging" })),
  },
  "hosting-throttled": {
    base: host("origin"),
    change: set((w) => (found(api(w).hosting).throttling.rate_limit = 10)),
  },
  "hosting-unthrottled": {
    base: host("origin"),
    change: set((w) => (found(api(w).hosting).throttling.rate_limit = 200)),
  },
  "hosting-origins": {
    base: host("origin"),
    change: set((w) => (hosted(w).allow_origins = ["https://a.example"])),
  },
  "hosting-log-kept": {
    base: host("origin"),
    change: set((w) => (found(api(w).hosting).retention_in_days = 30)),
  },
  "many-partners": {
    base: set((w) => {
      for (const id of ["beacon", "globe"]) w.partners[id] = { ...acme(), name: id };
    }),
    change: set((w) => (api(w).identifier = "https://api.our-app.example/v2/contacts")),
  },
  "other-change": { change: set((w) => (application(w).app_type = "spa")) },
};

const OBSERVATION_EXAMPLES: Record<string, Example> = {
  "contract-ended": { change: set((w) => (partner(w).contract.ends = "2026-11-23")) },
  "contract-ends-soon": { change: set((w) => (partner(w).contract.ends = "2026-12-24")) },
  "key-expired": { change: keys(key("a", "one", "2026-11-01T00:00:00Z")) },
  "key-expires-soon": { change: keys(key("a", "one", "2026-12-01T00:00:00Z")) },
  "permissive-application": { change: set((w) => (application(w).third_party_security_mode = "permissive")) },
  "sensitive-without-user": { change: machine("delete:contacts") },
  "review-overdue": { change: set((w) => (partner(w).review_by = "2026-10-31")) },
  "review-due-soon": { change: set((w) => (partner(w).review_by = "2026-11-30")) },
  "both-subject-types": { change: machine("read:contacts") },
  "stacks-differ": {
    change: set((w) =>
      partner(w).grants.push({
        api: "contacts",
        subject_type: "client",
        scopes: ["read:contacts"],
        reason: "Syncs at night",
        stacks: ["local"],
      }),
    ),
  },
  "scope-unused": {
    change: set(
      (w) => (api(w).scopes["create:contacts"] = { description: "Add contacts", sensitivity: "medium" }),
    ),
  },
  "routes-without-scope": { change: () => {} },
};

/** By the id of the rule; observations are made of plans as they stand. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  ...PARTNER_EXAMPLES,
  ...API_EXAMPLES,
  ...STACK_EXAMPLES,
  ...OBSERVATION_EXAMPLES,
};
