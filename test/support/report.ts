// Reports written by hand: what renderers must be able to show, and the same with other texts in every place.

import type { AccessRow } from "../../src/access/row.ts";
import type { Report, ReportedPartner } from "../../src/review/review.ts";

type Change = AccessRow["stacks"][number]["change"];

const in3 = (local: Change, dev: Change, prod: Change): AccessRow["stacks"] => [
  { stack: "dev", change: dev },
  { stack: "local", change: local },
  { stack: "prod", change: prod },
];

const partner = (id: string, name: string, more: Partial<ReportedPartner> = {}): ReportedPartner => ({
  id,
  name,
  description: `What ${name} is for`,
  change: "kept",
  status: "active",
  owner: `${id}-owners@our-app.example`,
  contract: { reference: `CRM-${name.length}041`, ends: "2028-06-30" },
  kind: "third-party, strict",
  stacks: ["dev", "local", "prod"].map((stack) => ({
    stack,
    authentication: "client_secret_post",
    callbacks: [`https://${stack}.${id}.example/our-app/callback`],
    connections: ["Username-Password-Authentication"],
    oidcScopes: ["openid"],
    refreshTokens: "for 90d, 30d without use, rotating",
    enableUrl: `https://${stack}.${id}.example/our-app/enable`,
  })),
  ...more,
});

const SCOPES = {
  "read:contacts": { description: "See your contacts", sensitivity: "low" },
  "update:contacts": { description: "Change your contacts", sensitivity: "medium" },
  "delete:contacts": { description: "Delete your contacts", sensitivity: "high" },
  "read:contact-changes": { description: "Learn which contacts changed", sensitivity: "low" },
  "read:invoices": { description: "See your invoices", sensitivity: "medium" },
} as const;

const ROUTES: Record<keyof typeof SCOPES, string[]> = {
  "read:contacts": ["GET /contacts", "GET /contacts/{id}"],
  "update:contacts": ["PATCH /contacts/{id}"],
  "delete:contacts": ["DELETE /contacts/{id}"],
  "read:contact-changes": ["GET /contact-changes"],
  "read:invoices": [],
};

const access = (
  who: string,
  subjectType: AccessRow["subjectType"],
  scope: keyof typeof SCOPES,
  stacks = in3("kept", "kept", "kept"),
): AccessRow => ({
  partner: who,
  api: scope === "read:invoices" ? "invoices" : "contacts",
  subjectType,
  scope,
  ...SCOPES[scope],
  routes: ROUTES[scope],
  via: "grant",
  reason: `Because ${who} needs ${scope}`,
  limits:
    subjectType === "user"
      ? ["consent asked once", "only the account of the user", "access tokens live 1h"]
      : ["no account claim: every account", "access tokens live 1h", "100 tokens a day"],
  stacks,
});

const scopesOf = (api: "contacts" | "invoices") =>
  Object.entries(SCOPES)
    .filter(([name]) => (name === "read:invoices") === (api === "invoices"))
    .map(([name, scope]) => ({ name, ...scope }));

/** What may be done now. */
export const inventory = (): Report => ({
  format: 1,
  ownApplications: [
    {
      id: "back-office",
      name: "Back office",
      stacks: [
        { stack: "dev", clientId: "DevBackOffice" },
        { stack: "prod", clientId: "ProdBackOffice" },
      ],
      access: [
        {
          api: "contacts",
          subjectType: "client",
          scopes: ["read:contact-changes", "read:contacts"],
          stacks: ["dev", "prod"],
        },
      ],
    },
    { id: "our-site", name: "Our site", stacks: [{ stack: "prod", clientId: "ProdSite" }], access: [] },
  ],
  today: "2026-11-24",
  stacks: ["dev", "local", "prod"],
  findings: [],
  consequences: [
    {
      rule: "contract-ends",
      severity: "medium",
      subject: { kind: "partner", id: "beacon-crm" },
      what: "The contract of Beacon CRM (CRM-1077) ends on 2026-12-12.",
      explanation: "Without a contract nobody answers for what it does: renew it, or retire the partner.",
      stacks: ["dev", "local", "prod"],
      partners: ["beacon-crm"],
    },
    {
      rule: "scope-without-route",
      severity: "low",
      subject: { kind: "api", id: "invoices" },
      what: "No route of Invoices needs read:invoices.",
      explanation: "A scope that opens nothing looks harmless until a route uses it.",
      stacks: ["dev", "local", "prod"],
      partners: ["beacon-crm"],
    },
  ],
  access: [
    access("acme-cms", "user", "read:contacts"),
    access("acme-cms", "user", "update:contacts"),
    access("beacon-crm", "client", "read:contact-changes"),
    access("beacon-crm", "user", "read:contact-changes"),
    access("beacon-crm", "user", "read:contacts"),
    access("beacon-crm", "user", "read:invoices", [{ stack: "prod", change: "kept" }]),
    // The same access with other limits in another stack.
    {
      ...access("beacon-crm", "user", "read:invoices", [{ stack: "dev", change: "kept" }]),
      limits: ["access tokens live 10m"],
    },
    access("cargo-index", "client", "read:contact-changes"),
  ],
  partners: [
    partner("acme-cms", "Acme CMS"),
    partner("beacon-crm", "Beacon CRM", { reviewBy: "2027-01-31", kind: "first-party" }),
    partner("cargo-index", "Cargo Index", { kind: "third-party, permissive" }),
    partner("ember-mail", "Ember Mail", { status: "suspended" }),
  ],
  apis: (["contacts", "invoices"] as const).map((id) => ({
    id,
    name: id === "contacts" ? "Contacts" : "Invoices",
    identifier: `https://api.our-app.example/${id}`,
    owner: `${id}-team@our-app.example`,
    scopes: scopesOf(id),
    routes: {
      "GET /health": "public",
      ...Object.fromEntries(scopesOf(id).flatMap(({ name }) => routesOf(name))),
    },
    hosting: [
      { stack: "prod", facts: ["gateway at api.our-app.example", "50 requests a second, bursts of 100"] },
    ],
  })),
  calls: ["dev", "local", "prod"].map((stack) => ({
    stack,
    preview: 3,
    up: 12,
    upSeconds: stack === "local" ? 0 : 1,
    refresh: 31,
  })),
  checksums: ["dev", "local", "prod"].map((stack, index) => ({
    stack,
    checksum: `${`${index}a`.repeat(32)}-${`${index}b`.repeat(4)}-none-none`,
  })),
});

const routesOf = (scope: string) =>
  (ROUTES[scope as keyof typeof SCOPES] ?? []).map((route) => [route, [scope]] as const);

/** A change: Acme CMS gains a sensitive scope, Cargo Index loses what it had, Daylight Forms is added. */
export const change = (): Report => {
  const now = inventory();
  const everywhere = { stacks: now.stacks };
  return {
    ...now,
    base: { revision: "origin/main", problems: [] },
    consequences: [
      {
        rule: "access-widened",
        severity: "high",
        subject: { kind: "partner", id: "acme-cms" },
        what: "Acme CMS gains delete:contacts on behalf of users: it can now DELETE /contacts/{id}. Sensitive. Users are asked for consent again.",
        explanation: "Check that the partner needs it and that its users expect it.",
        stacks: ["dev", "prod"],
        partners: ["acme-cms"],
      },
      {
        rule: "token-lifetime",
        severity: "medium",
        subject: { kind: "api", id: "contacts" },
        what: "Access tokens of Contacts live 1h instead of 10m.",
        explanation: "A stolen token works longer.",
        ...everywhere,
        partners: ["acme-cms", "beacon-crm", "cargo-index"],
      },
      {
        rule: "partner-added",
        severity: "medium",
        subject: { kind: "partner", id: "daylight-forms" },
        what: "Daylight Forms is new. On behalf of users it can GET /contacts and GET /contacts/{id}.",
        explanation: "Somebody signed a contract for it: CRM-14041.",
        ...everywhere,
        partners: ["daylight-forms"],
      },
      {
        rule: "access-narrowed",
        severity: "low",
        subject: { kind: "partner", id: "cargo-index" },
        what: "Cargo Index loses read:contact-changes without a user: GET /contact-changes answers 403.",
        explanation: "Tokens that it already has work until they expire, at most 1h.",
        stacks: ["prod"],
        partners: ["cargo-index"],
      },
    ],
    access: [
      access("acme-cms", "user", "delete:contacts", [
        { stack: "dev", change: "added" },
        { stack: "prod", change: "added" },
      ]),
      ...now.access.filter((one) => one.partner !== "cargo-index"),
      access("cargo-index", "client", "read:contact-changes", in3("kept", "kept", "removed")),
      access("daylight-forms", "user", "read:contacts", in3("added", "added", "added")),
    ],
    partners: [
      partner("acme-cms", "Acme CMS", { change: "changed" }),
      ...now.partners.slice(1, 2),
      partner("cargo-index", "Cargo Index", { change: "changed" }),
      partner("daylight-forms", "Daylight Forms", { change: "added" }),
      ...now.partners.slice(3),
    ],
  };
};

/** A change that changes nothing. */
export const unchanged = (): Report => ({
  ...inventory(),
  base: { revision: "origin/main", problems: [] },
  consequences: [],
});

/** Declarations that are wrong. */
export const refused = (): Report => ({
  ...inventory(),
  stacks: [],
  consequences: [],
  access: [],
  partners: [],
  apis: [],
  ownApplications: [],
  calls: [],
  checksums: [],
  findings: [
    {
      rule: "url-exact",
      file: "partners/acme-cms.yaml",
      line: 33,
      column: 17,
      what: 'callback "https://*.acme.example/callback" contains a wildcard',
      fix: "list each URL in full",
    },
  ],
});

const LITERALS =
  /^(high|medium|low|added|removed|kept|changed|partner|api|tenant|stack|repository|user|client|grant|policy|active|suspended|retired|public|\d{4}-\d\d-\d\d|[0-9a-f]{64}(-([0-9a-f]{8}|none)){3})$/;

/** Every text that a declaration or a person may have written replaced; equal texts stay equal. */
export function withTexts(report: Report, replace: (text: string) => string): Report {
  const replaced = (value: unknown): unknown => {
    if (typeof value === "string") return LITERALS.test(value) ? value : replace(value);
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
  };
  const apis = report.apis.map((api) => ({
    ...(replaced(api) as typeof api),
    routes: Object.fromEntries(
      Object.entries(api.routes).map(([route, scopes]) => [
        replace(route),
        replaced(scopes) as typeof scopes,
      ]),
    ),
  }));
  return { ...(replaced(report) as Report), apis };
}
