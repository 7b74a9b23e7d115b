// Who can, beyond grants: by roles and without anybody's sign-in.
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/plan/checksum.ts";
import type { Plan } from "../../src/plan/types.ts";
import { renderWho } from "../../src/who/render.ts";
import { onlyAbout, whoIn } from "../../src/who/who.ts";
import { api, grantOf, role, stranger } from "../drift/support/edits.ts";
import { type Answers, answersOf, driftPlan, tenantOf } from "../drift/support/tenant.ts";

const plan = driftPlan();
const REPORTS = "https://api.our-app.example/reports";

const asked = (of: Plan, edit: (answers: Answers) => void) => {
  const answers = answersOf(plan);
  edit(answers);
  return whoIn(of, tenantOf(answers));
};

test("a role is told with what it gives where an API enforces permissions, declared or not", () => {
  const of = { ...plan, notes: { ...plan.notes, knownRoles: { Support: { reports: ["read:contacts"] } } } };
  const who = asked(of, (a) => {
    a.roles = [
      role(
        "Support",
        [REPORTS, "read:contacts"],
        [REPORTS, "delete:contacts"],
        ["https://elsewhere.example", "read:all"],
      ),
    ];
  });
  expect(who.roles).toEqual([
    { role: "Support", api: "reports", scopes: ["read:contacts"], declared: true },
    { role: "Support", api: "reports", scopes: ["delete:contacts"], declared: false },
  ]);
  expect(renderWho(who, "all")).toContain('  role "Support", reports: delete:contacts  <- not declared\n');
  const only = onlyAbout(who, new Map([["reports", new Set(["read:contacts"])]]));
  expect(only.roles.map(({ scopes }) => scopes)).toEqual([["read:contacts"]]);
});

test("a suspended partner that a default grant lets in is told as one", () => {
  const suspended = driftPlan(({ partners: { "acme-cms": acme } }) =>
    Object.assign(acme ?? {}, { status: "suspended" }),
  );
  const answers = answersOf(suspended);
  answers.grants.push({ ...grantOf("none"), client_id: undefined, default_for: "third_party_clients" });
  const { holdings } = whoIn(suspended, tenantOf(answers));
  expect(
    holdings.filter(({ way, who }) => way === "default-grant" && who.includes("acme-cms")),
  ).toMatchObject([{ who: "partner acme-cms, which is suspended", declared: false }]);
});

test.for([
  { trigger: "pre-user-registration", may: "it can set the account of every user who signs up" },
  { trigger: "credentials-exchange", may: "it can put any claim into tokens without a user" },
  {
    trigger: "custom-token-exchange",
    may: "it decides for which user an application gets a token, without a sign-in, and can set that user's account",
  },
])("what an Action at $trigger does is unknown until it is declared", ({ trigger, may }) => {
  const code = "exports.run = async () => {};";
  const edit = (a: Answers) => {
    const supported_triggers = [{ id: trigger }];
    a.actions.push({ id: "action-it", name: "it", supported_triggers, deployed_version: { code } });
    if (trigger !== "custom-token-exchange") a.bound[trigger] = ["it"];
  };
  expect(asked(plan, edit).unknown).toEqual([
    `what else the Action "it" at ${trigger} does, which nothing declares: ${may}`,
  ]);
  const knownActions = { it: { name: "it", trigger, sha256: sha256(code) } };
  expect(asked({ ...plan, notes: { ...plan.notes, knownActions } }, edit).unknown).toEqual([]);
});

test("who gets tokens by a grant for a subject type of tomorrow is unknown", () => {
  const grantsOf = (subject_type: string | undefined, audience = REPORTS) =>
    asked(plan, (a) => a.grants.push(grantOf("none", { subject_type, audience }))).unknown;
  expect(grantsOf("agent")).toEqual([
    'who gets tokens by the grant grant-of-none: no page of Auth0 that we know describes the subject type "agent"',
  ]);
  for (const type of ["user", "client", "anonymous_user", undefined]) expect(grantsOf(type)).toEqual([]);
  expect(grantsOf("agent", "https://elsewhere.example")).toEqual([]);
});

test("a default grant of an API of Auth0's is a power of every third-party application", () => {
  const identifier = "https://localhost:8443/me/";
  const { powers } = asked(plan, (a) => {
    a.apis.push({
      ...{ identifier, is_system: true, scopes: [{ value: "create:me:authentication_methods" }] },
      subject_type_authorization: { user: { policy: "require_client_grant" } },
    });
    const scope = ["create:me:authentication_methods", "read:me:factors"];
    a.grants.push(
      grantOf("none", {
        ...{ client_id: undefined, default_for: "third_party_clients" },
        ...{ audience: identifier, scope, subject_type: "user" },
      }),
    );
  });
  expect(powers).toEqual([
    {
      who: `every third-party application, by a default grant of ${identifier}`,
      scopes: ["create:me:authentication_methods"],
      declared: false,
    },
  ]);
});

test("an API of Auth0's that lets every application in is a power over its users", () => {
  const { powers } = asked(plan, (a) =>
    a.apis.push({
      ...{ identifier: "https://localhost:8443/me/", is_system: true, scopes: [] },
      subject_type_authorization: { user: { policy: "allow_all" }, client: { policy: "deny_all" } },
    }),
  );
  expect(powers).toEqual([
    {
      who: "every application that is not strict, for its users",
      scopes: ["every scope of https://localhost:8443/me/"],
      declared: false,
    },
  ]);
});

test("what nobody may read is unknown, by its right", () => {
  const { unknown } = asked(plan, (a) => {
    a.rules = a.hooks = a.roles = a.customSigningKeys = undefined;
    a.organizationGrants = { hidden: undefined, idle: false };
  });
  const CODE = "An active one can add any scope to any token";
  expect(unknown).toEqual([
    `which rules are active: the credentials lack read:rules. ${CODE}`,
    `which hooks are active: the credentials lack read:hooks. ${CODE}`,
    "which permissions roles give their users: the credentials lack read:roles",
    "which signing keys of others the tenant publishes: the credentials lack read:custom_signing_keys. Anyone who holds such a key makes tokens with any scope",
    "which organizations may use the grant hidden: the credentials lack read:organization_client_grants",
  ]);
});

test("anyone who holds a key that the tenant publishes has every scope of each API that the key is for", () => {
  const { holdings } = asked(plan, (a) => {
    a.customSigningKeys = ["theirs"];
    api({ signing_alg: "HS256" })(a);
  });
  const found = holdings.filter(({ way }) => way === "custom-signing-keys");
  expect(found.map((one) => `${one.api} ${one.subjectType} ${one.scopes.join(" ")}`)).toEqual([
    "reports user delete:contacts read:contacts",
    "reports client delete:contacts read:contacts",
  ]);
  for (const { who, account, declared } of found)
    expect({ who, account, declared }).toEqual({
      who: 'anyone who holds the private key of "theirs"',
      account: "every account",
      declared: false,
    });
});

describe("a connection that may set the account of its users", () => {
  const oauth2 = (a: Answers) => a.connections.push({ id: "con-x", name: "x", strategy: "oauth2" });
  const withDay = { ...plan, notes: { ...plan.notes, inspected: { x: "2026-11-02" } } };
  const unused = { ...plan.notes.unusedConnections, x: { strategy: "oauth2", isDomainConnection: false } };

  test("is unknown until tenant.yaml says on which day somebody read it", () => {
    expect(asked(plan, oauth2).unknown).toEqual([
      'which account users of the connection "x" have: its script fetchUserProfile may set it, and nothing says that somebody has read it',
    ]);
    const declared = { ...withDay, notes: { ...withDay.notes, unusedConnections: unused } };
    const all = { ...declared.notes, inspected: { ...plan.notes.inspected, x: "2026-11-02" } };
    const who = asked({ ...declared, domain: "our-app.auth0.example", notes: all }, oauth2);
    expect(who.unknown).toEqual([]);
    expect(renderWho(who, "all")).toContain(
      '\nRead by hand, as tenant.yaml says, since no call shows it: the connection "Username-Password-Authentication" on 2026-11-02, the connection "our-employees" on 2026-11-02, the connection "x" on 2026-11-02.\n',
    );
  });

  test("is unknown where it is of another strategy than the one that was read", () => {
    const others = { ...unused, x: { strategy: "samlp", isDomainConnection: false } };
    const notes = {
      ...plan.notes,
      inspected: { ...plan.notes.inspected, x: "2026-11-02" },
      unusedConnections: others,
    };
    expect(asked({ ...plan, notes }, oauth2).unknown).toHaveLength(1);
  });

  test("is nothing to anybody where no API names the account in its tokens", () => {
    const apis = Object.fromEntries(
      Object.entries(plan.apis).map(([id, { accountClaim: _, ...one }]) => [id, one]),
    );
    expect(asked({ ...plan, apis }, oauth2).unknown).toEqual([]);
    const [contacts, reports] = [plan.apis.contacts, apis.reports];
    if (!contacts || !reports) throw new Error("the plan lacks them");
    expect(asked({ ...plan, apis: { contacts, reports } }, oauth2).unknown).toHaveLength(1);
  });
});

test("roles that nobody may read are unknown", () => {
  const { unknown } = asked(plan, (a) => {
    a.roles = undefined;
  });
  expect(unknown).toEqual(["which permissions roles give their users: the credentials lack read:roles"]);
});

test.for([
  { policy: "require_client_grant", scopes: [["read:contacts"]] },
  { policy: "allow_all", scopes: [["delete:contacts", "read:contacts"]] },
  { policy: undefined, scopes: [["delete:contacts", "read:contacts"]] },
  { policy: "deny_all", scopes: [] },
])("people who have not signed in get tokens by the policy $policy", ({ policy, scopes }) => {
  const { holdings } = asked(plan, (a) => {
    api({
      allow_anonymous_access: true,
      subject_type_authorization: {
        user: { policy: "require_client_grant" },
        client: { policy: "require_client_grant" },
        ...(policy !== undefined && { anonymous_user: { policy } }),
      },
    })(a);
    a.clients.push(
      stranger({ client_id: "spa", name: "SPA", is_first_party: true, anonymous_sessions: { active: true } }),
      stranger({ client_id: "other", is_first_party: true }),
    );
    for (const id of ["spa", "other"])
      a.grants.push(grantOf(id, { subject_type: "anonymous_user", scope: ["read:contacts"] }));
  });
  const found = holdings.filter(({ way }) => way === "anonymous-session");
  expect(found.map((one) => one.scopes)).toEqual(scopes);
  for (const { clientId, account, declared } of found)
    expect({ clientId, account, declared }).toEqual({
      clientId: "spa",
      account: "nobody has signed in",
      declared: false,
    });
});
