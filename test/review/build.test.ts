import { describe, expect, test } from "vitest";
import { partnerSchema } from "../../src/model/partner.ts";
import { planStack } from "../../src/plan/plan.ts";
import { buildReport } from "../../src/review/build.ts";
import { accessLines, plansOf, reportOn, TODAY } from "../support/plans.ts";
import { acme, edit, type World, workspace } from "../support/workspace.ts";

const grantOf = (world: World, id: string) => {
  const grant = world.partners[id]?.grants[0];
  if (!grant) throw new Error(`no grant of ${id}`);
  return grant;
};

const apiOf = (world: World) => {
  const { contacts } = world.apis;
  if (!contacts) throw new Error("no API contacts");
  return contacts;
};

const only = (id: string) => (lines: string[]) => lines.filter((line) => line.startsWith(`${id} `));

describe("access", () => {
  test("is one row for stacks where it is the same, and two where consent differs", () => {
    expect(accessLines(reportOn(workspace()))).toEqual([
      "acme-cms contacts user read:contacts grant: local kept, prod kept",
      // A callback on this machine is not verifiable: there users are asked, in production they are not.
      "fieldbook contacts user read:contacts grant: local kept",
      "fieldbook contacts user read:contacts grant: prod kept",
    ]);
  });

  test.for([
    {
      name: "a scope gained",
      change: (w: World) => grantOf(w, "acme-cms").scopes.push("delete:contacts"),
      lines: [
        "acme-cms contacts user delete:contacts grant: local added, prod added",
        "acme-cms contacts user read:contacts grant: local kept, prod kept",
      ],
    },
    {
      name: "a grant held in one stack only",
      change: (w: World) => {
        grantOf(w, "acme-cms").stacks = ["local"];
      },
      lines: ["acme-cms contacts user read:contacts grant: local kept, prod removed"],
    },
    {
      name: "a suspension",
      change: (w: World) => {
        w.partners["acme-cms"] = { ...acme(), status: "suspended" };
      },
      // It is a promise now, and what was promised before is kept.
      lines: [
        "acme-cms contacts user read:contacts grant: local removed, prod removed",
        "acme-cms contacts user read:contacts resumption: local kept, prod kept",
      ],
    },
    {
      name: "an API that denies: the grant is void",
      change: (w: World) => {
        apiOf(w).subject_type_authorization.user.policy = "deny_all";
      },
      lines: ["acme-cms contacts user read:contacts grant: local removed, prod removed"],
    },
    {
      name: "an API that allows all: a strict application gains nothing",
      change: (w: World) => {
        apiOf(w).subject_type_authorization.user.policy = "allow_all";
      },
      lines: ["acme-cms contacts user read:contacts grant: local kept, prod kept"],
    },
    {
      name: "an API that allows all: a permissive application gains the rest",
      change: (w: World) => {
        apiOf(w).subject_type_authorization.user.policy = "allow_all";
        const partner = acme();
        partner.application.third_party_security_mode = "permissive";
        w.partners["acme-cms"] = partner;
      },
      lines: [
        "acme-cms contacts user delete:contacts policy: local added, prod added",
        "acme-cms contacts user read:contacts grant: local kept, prod kept",
      ],
    },
    {
      name: "an API that allows all: a suspended one has no grant type, and so nothing of it",
      change: (w: World) => {
        apiOf(w).subject_type_authorization.user.policy = "allow_all";
        const partner = acme();
        partner.application.third_party_security_mode = "permissive";
        w.partners["acme-cms"] = { ...partner, status: "suspended" };
      },
      lines: [
        "acme-cms contacts user read:contacts grant: local removed, prod removed",
        "acme-cms contacts user read:contacts resumption: local kept, prod kept",
      ],
    },
  ])("tells $name", ({ change, lines }) => {
    expect(only("acme-cms")(accessLines(reportOn(edit(change), workspace())))).toEqual(lines);
  });

  test("names the routes, the reason and every limit", () => {
    const head = edit((w) => {
      const api = apiOf(w);
      api.account_claim = true;
      api.enforce_policies = true;
      if (w.tenant)
        w.tenant.account = { claim: "https://our-app.example/account", app_metadata_key: "account" };
    });
    const [first] = reportOn(head).access;
    expect(first).toMatchObject({
      routes: ["GET /contacts"],
      reason: "Shows contacts in the CMS",
      sensitivity: "low",
      limits: [
        "each user is asked for consent once",
        "only the account of the user",
        "only what the user's roles allow (RBAC)",
        "users sign in with Username-Password-Authentication",
        "access tokens live 1h",
        "refresh tokens live for 90d, 30d without use",
      ],
    });
  });

  test("says of tokens without a user that no account limits them, and how many there may be", () => {
    const head = edit((w) => {
      const { name, description, owner, contact, contract, stacks, application } = acme();
      w.partners["acme-cms"] = partnerSchema.parse({
        name,
        description,
        owner,
        contact,
        contract,
        stacks,
        application: {
          is_first_party: application.is_first_party,
          app_type: "non_interactive",
          authentication_method: "client_secret_post",
          token_quota: { client_credentials: { per_hour: 5, per_day: 50, enforce: true } },
        },
        grants: [
          { api: "contacts", subject_type: "client", scopes: ["read:contacts"], reason: "Backs them up" },
        ],
      });
    });
    const [row] = reportOn(head).access;
    expect(row?.limits).toEqual([
      "no account claim: not limited to one account",
      "access tokens live 1h",
      "at most 5 tokens an hour and 50 a day",
    ]);
    expect(reportOn(head).partners[0]?.stacks[0]).toMatchObject({
      connections: [],
      refreshTokens: "none",
      quota: "5 tokens an hour and 50 a day",
    });
  });
});

describe("a base", () => {
  const before = { revision: "origin/main", problems: ["nothing of it can be read"] };

  test("of which nothing can be read is not compared: the head is told as it is", () => {
    const base = { ...before, plans: new Map() };
    const report = buildReport({ head: plansOf(workspace()), base, today: TODAY });
    const alone = reportOn(workspace());
    expect(report).toEqual({ ...alone, base: { ...before, compared: false }, calls: [] });
  });

  test("of which something cannot be read is compared as far as it goes", () => {
    const base = { ...before, plans: new Map([["prod", planStack(workspace(), "prod")]]) };
    const report = buildReport({ head: plansOf(workspace()), base, today: TODAY });
    expect(only("acme-cms")(accessLines(report))).toEqual([
      "acme-cms contacts user read:contacts grant: local added, prod kept",
    ]);
    expect(report.base).toEqual(before);
  });

  test("with a stack that is gone shows what nobody can do there any more", () => {
    const head = edit((w) => {
      delete w.stacks.local;
      for (const partner of Object.values(w.partners)) delete partner.stacks.local;
    });
    const report = reportOn(head, workspace());
    expect(report.stacks).toEqual(["local", "prod"]);
    expect(report.checksums.map(({ stack }) => stack)).toEqual(["prod"]);
    expect(only("acme-cms")(accessLines(report))).toEqual([
      "acme-cms contacts user read:contacts grant: local removed, prod kept",
    ]);
  });
});

test("declarations with errors are not reviewed, and warnings are not errors", () => {
  const finding = {
    rule: "url-exact",
    file: "partners/acme-cms.yaml",
    line: 3,
    column: 5,
    endColumn: 9,
    what: "callback contains a wildcard",
    why: "Auth0 refuses it",
    fix: "list each URL in full",
  };
  const refused = reportOn(workspace(), workspace(), { findings: [finding] });
  const { rule, file, line, column, what, fix } = finding;
  expect(refused).toEqual({
    format: 1,
    today: TODAY,
    stacks: [],
    base: { revision: "origin/main", problems: [] },
    findings: [{ rule, file, line, column, what, fix }],
    consequences: [],
    access: [],
    partners: [],
    apis: [],
    ownApplications: [],
    calls: [],
    checksums: [],
  });
  const warned = reportOn(workspace(), workspace(), { findings: [{ ...finding, severity: "warning" }] });
  expect(warned).toEqual(reportOn(workspace(), workspace()));
});
