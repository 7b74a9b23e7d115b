// Ways that tenant.yaml declares are not an alarm; what goes beyond the declaration is.
import { describe, expect, test } from "vitest";
import { ALL_DRIFT_RULES, findDrift } from "../../src/drift/find-drift.ts";
import { RULES_OF_WAY } from "../../src/drift/rules/ways.ts";
import { type KnownAction, tenantSchema } from "../../src/model/tenant.ts";
import { sha256 } from "../../src/plan/checksum.ts";
import type { Plan, PlannedOwnApplication } from "../../src/plan/types.ts";
import { api, grantOf, role, stranger } from "./support/edits.ts";
import { OWN } from "./support/takeover-edits.ts";
import { type Answers, answersOf, driftPlan, tenantOf } from "./support/tenant.ts";

const plan = driftPlan();
const CODE = "exports.onExecutePostLogin = async () => {};";

const told = (of: Plan, edit: (answers: Answers) => void) => {
  const answers = answersOf(plan);
  edit(answers);
  return findDrift(of, tenantOf(answers)).map(
    ({ severity, rule, subject }) => `${severity} ${rule} ${subject.id}`,
  );
};

const enrich = (code: string) => (a: Answers) => {
  a.actions.push({
    id: "action-enrich",
    name: "enrich",
    code,
    supported_triggers: [{ id: "post-login" }],
    deployed_version: { code, deployed: true },
  });
  a.bound["post-login"]?.push("enrich");
};

const knowing = (known: KnownAction): Plan => ({
  ...plan,
  notes: { ...plan.notes, knownActions: { it: known } },
});

describe("an Action of others", () => {
  const declared = { name: "enrich", trigger: "post-login", sha256: sha256(CODE) };

  test("with the code that tenant.yaml names is not an alarm", () => {
    expect(told(knowing(declared), enrich(CODE))).toEqual([]);
  });

  test("that somebody edited is one, with the SHA-256 of what runs now", () => {
    const edited = `${CODE}\n// more`;
    expect(told(knowing(declared), enrich(edited))).toEqual(["alarm action-undeclared enrich"]);
    const answers = answersOf(plan);
    enrich(edited)(answers);
    const [drift] = findDrift(knowing(declared), tenantOf(answers));
    expect(drift).toMatchObject({ declared: sha256(CODE), live: sha256(edited) });
    expect(drift?.todo).toContain(`sha256: ${sha256(edited)}`);
  });

  test.for([
    { ...declared, trigger: "credentials-exchange" },
    { ...declared, name: "another" },
  ])("is one where tenant.yaml declares $name at $trigger", (other) => {
    expect(told(knowing(other), enrich(CODE))).toEqual(["alarm action-undeclared enrich"]);
  });
});

describe("a role", () => {
  const REPORTS = "https://api.our-app.example/reports";
  const declaring = (scopes: readonly string[]): Plan => ({
    ...plan,
    notes: { ...plan.notes, knownRoles: { Support: { reports: scopes } } },
  });
  const giving =
    (...scopes: string[]) =>
    (a: Answers) => {
      a.roles = [role("Support", ...scopes.map((scope) => [REPORTS, scope] as const))];
    };

  test("gives its users what tenant.yaml declares, and more is an alarm", () => {
    const of = declaring(["read:contacts", "update:contacts"]);
    expect(told(of, giving("update:contacts", "read:contacts"))).toEqual([]);
    expect(told(of, giving("read:contacts", "update:contacts", "delete:contacts"))).toEqual([
      "alarm role-undeclared localhost:8443",
    ]);
  });

  test("of two with one name each gives its users what tenant.yaml declares", () => {
    const of = declaring(["read:contacts"]);
    const two =
      (...second: string[]) =>
      (a: Answers) => {
        const whole = role("Support", [REPORTS, "read:contacts"]);
        a.roles = [whole, role("Support", ...second.map((scope) => [REPORTS, scope] as const))];
      };
    expect(told(of, two("read:contacts"))).toEqual([]);
    expect(told(of, two())).toEqual(["finding role-narrower localhost:8443"]);
    expect(told(of, two("read:contacts", "delete:contacts"))).toEqual([
      "alarm role-undeclared localhost:8443",
    ]);
  });

  test("that gives less, or is not there, is a finding; one that nobody may read is not called narrower", () => {
    const of = declaring(["read:contacts"]);
    expect(told(of, giving())).toEqual(["finding role-narrower localhost:8443"]);
    expect(
      told(of, (a) => {
        a.roles = [];
      }),
    ).toEqual(["finding role-narrower localhost:8443"]);
    expect(
      told(of, (a) => {
        a.roles = undefined;
      }),
    ).toEqual(["finding ways-not-read localhost:8443"]);
  });
});

describe("a first-party application without a grant, where an API's file lets everybody in", () => {
  const { contacts = expect.fail("no API") } = plan.apis;
  const subjectTypeAuthorization = {
    user: { policy: "allow_all" },
    client: { policy: "require_client_grant" },
  } as const;
  const open: Plan = {
    ...plan,
    apis: {
      ...plan.apis,
      contacts: { ...contacts, resourceServer: { ...contacts.resourceServer, subjectTypeAuthorization } },
    },
  };
  const elsewhere = (of: Plan, client: object) =>
    told(of, (a) => {
      api({ subject_type_authorization: subjectTypeAuthorization })(a);
      a.clients.push(stranger({ is_first_party: true, ...client }));
    });
  const SIGNS_IN = { grant_types: ["authorization_code"], callbacks: ["https://elsewhere.example/callback"] };

  test("is told as `who` tells it, unless no user can sign in with it", () => {
    expect(elsewhere(open, SIGNS_IN)).toEqual(["alarm unmanaged-first-party stranger"]);
    expect(elsewhere(open, { grant_types: ["client_credentials"] })).toEqual([]);
  });

  test("is not told beside the alarm that somebody opened the API", () => {
    expect(elsewhere(plan, SIGNS_IN)).toEqual(["alarm api-policy-opened contacts"]);
  });
});

describe("an application of ours", () => {
  const owning = (more: Partial<PlannedOwnApplication>): Plan => ({
    ...plan,
    ownApplications: { "our-app": { ...OWN, ...more } },
  });
  const ours =
    (client: object, scope: readonly string[] = []) =>
    (a: Answers) => {
      a.clients.push(stranger({ client_id: "our-app", is_first_party: true, ...client }));
      a.grants.push(grantOf("our-app"));
      if (scope.length > 0)
        a.grants.push({
          ...grantOf("our-app"),
          id: "management",
          audience: `https://${plan.domain}/api/v2/`,
          subject_type: "client",
          scope,
        });
    };
  const exchanging = { token_exchange: { allow_any_profile_of_type: ["custom_authentication"] } };

  test("gets users' tokens in the ways that tenant.yaml names, and in no other", () => {
    expect(told(owning({ ways: ["token-exchange"] }), ours(exchanging))).toEqual([]);
    expect(told(owning({ ways: ["native-to-web"] }), ours(exchanging))).toEqual([
      "alarm application-way-undeclared our-app",
    ]);
  });

  test("takes no sessions that were opened for other users where it may take those of its own", () => {
    const taking = (delegation?: object) =>
      ours({ session_transfer: { allowed_authentication_methods: ["query"], delegation } });
    const own = taking();
    const others = taking({ allow_delegated_access: true });
    expect(told(owning({ ways: ["native-to-web"] }), own)).toEqual([]);
    expect(told(owning({ ways: ["native-to-web"] }), others)).toEqual([
      "alarm application-way-undeclared our-app",
    ]);
    expect(told(owning({ ways: ["native-to-web", "session-delegation"] }), others)).toEqual([]);
  });

  test("changes the tenant with just the declared scopes", () => {
    const of = owning({ managementScopes: ["update:client_grants"] });
    expect(told(of, ours({}, ["update:client_grants", "read:users"]))).toEqual([]);
    expect(told(of, ours({}, ["update:client_grants", "update:users"]))).toEqual([
      "alarm management-rights-undeclared our-app",
    ]);
    expect(told(of, ours({}))).toEqual(["note management-rights-unused our-app"]);
  });
});

test("every rule that a way names is one of drift's", () => {
  const ids = ALL_DRIFT_RULES.map(({ id }) => id);
  expect(
    Object.values(RULES_OF_WAY)
      .flat()
      .filter((id) => !ids.includes(id)),
  ).toEqual([]);
});

test("tenant.yaml takes no other form of a SHA-256, and no way that is none of an application", () => {
  const { actions, own_applications: own } = tenantSchema.shape;
  expect(
    actions.safeParse([{ name: "a", trigger: "post-login", sha256: sha256(CODE).toUpperCase() }]).success,
  ).toBe(false);
  const app = { name: "A", stacks: {}, grants: [] };
  expect(own.safeParse({ app: { ...app, ways: ["token-exchange"] } }).success).toBe(true);
  expect(own.safeParse({ app: { ...app, ways: ["default-grant"] } }).success).toBe(false);
});

describe("an application that nobody declares has a way only where it has access", () => {
  const FIRST = { is_first_party: true, third_party_security_mode: undefined };
  const WAY = "alarm application-way-undeclared it";
  const byDefault = (a: Answers) =>
    a.grants.push({ ...grantOf("all"), client_id: undefined, default_for: "third_party_clients" });
  const open = api({
    subject_type_authorization: { user: { policy: "allow_all" }, client: { policy: "deny_all" } },
  });
  test.for([
    {
      name: "by a grant of its own",
      edit: (a: Answers) => a.grants.push(grantOf("it")),
      more: {},
      has: true,
    },
    { name: "by none", edit: () => undefined, more: {}, has: false },
    { name: "by a default grant", edit: byDefault, more: {}, has: true },
    { name: "by a default grant, which is not for ours", edit: byDefault, more: FIRST, has: false },
    { name: "by a policy", edit: open, more: FIRST, has: true },
    { name: "by a policy, which is not for a strict one", edit: open, more: {}, has: false },
  ])("$name", ({ edit, more, has }) => {
    const found = told(plan, (a) => {
      a.clients.push(stranger({ client_id: "it", cross_origin_authentication: true, ...more }));
      edit(a);
    });
    expect(found.includes(WAY)).toBe(has);
  });
});
