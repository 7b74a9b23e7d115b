// A change for each rule about tenants, stacks and hosting.

import { acme } from "../workspace.ts";
import {
  account,
  api,
  application,
  both,
  config,
  type Example,
  found,
  host,
  hosted,
  partner,
  prod,
  set,
  stack,
} from "./edit.ts";

export const STACK_EXAMPLES: Record<string, Example> = {
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
  "approval-off": {
    base: set((w) => config(w, "partner-access:deployment", { approval: true })),
    change: set((w) => config(w, "partner-access:deployment", { approval: false })),
  },
  "approval-on": { change: set((w) => config(w, "partner-access:deployment", { approval: true })) },
  "stack-order": {
    base: set((w) => {
      w.stacks.staging = structuredClone(stack(w));
      config(w, "partner-access:deployment", { after: "staging", approval: true });
    }),
    change: set((w) => config(w, "partner-access:deployment", { approval: true })),
  },
  "aws-moved": { base: host("origin"), change: set((w) => config(w, "aws:region", "eu-west-1")) },
  "stack-removed": { change: set((w) => delete w.stacks.prod) },
  "security-changed": { change: set((w) => (found(w.tenant).security = "ciso@our-app.example")) },
  "loopback-allowed": { change: set((w) => config(w, "partner-access:loopback_callbacks", true)) },
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
  "hosting-domain-moved": {
    base: host("origin"),
    change: set((w) => {
      const { hosted_zone: _, ...others } = hosted(w);
      const arn = "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";
      config(w, "partner-access:hosting", { contacts: { ...others, certificate_arn: arn } });
    }),
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
  "hosting-cors-headers": {
    base: host("origin"),
    change: set((w) => (hosted(w).allow_headers = ["traceparent"])),
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
