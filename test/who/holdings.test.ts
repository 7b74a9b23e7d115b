// What tokens hold beyond the grant, who registers, and which powers our own applications have: each fact alone.
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/types.ts";
import { renderWho } from "../../src/who/render.ts";
import { onlyAbout, whoIn } from "../../src/who/who.ts";
import { adding, api, closedApi, grantOf, type Json, policies, stranger } from "../drift/support/edits.ts";
import {
  type Answers,
  answersOf,
  clientIdOf,
  clientIn,
  driftPlan,
  tenantOf,
} from "../drift/support/tenant.ts";

const plan = driftPlan();
const REPORTS = "https://api.our-app.example/reports";

function asked(edit: (answers: Answers) => unknown, of: Plan = plan) {
  const answers = answersOf(of);
  edit(answers);
  return whoIn(of, tenantOf(answers));
}

/** `way, api, subject type: scopes, declared`, sorted. */
const lines = (edit: (answers: Answers) => unknown, isAsked: (one: Holding) => boolean) =>
  asked(edit)
    .holdings.filter(isAsked)
    .map((one) => `${one.way}, ${one.api} ${one.subjectType}: ${one.scopes.join(" ")}, ${one.declared}`)
    .sort();
type Holding = ReturnType<typeof whoIn>["holdings"][number];

const of =
  (...edits: readonly ((a: Answers) => unknown)[]) =>
  (a: Answers) => {
    for (const edit of edits) edit(a);
  };
const SIGNS_IN = { client_id: "it", grant_types: ["authorization_code"] };
const its = ({ clientId }: Holding) => clientId === "it";
const client =
  (more: Json = {}) =>
  (a: Answers) =>
    a.clients.push(stranger({ ...SIGNS_IN, ...more }));
const grant =
  (more: Json = {}) =>
  (a: Answers) =>
    a.grants.push(grantOf("it", more));
const byDefault = (more: Json = {}) =>
  grant({ id: "all", client_id: undefined, default_for: "third_party_clients", ...more });
const addingDelete = adding("delete:contacts");

test("a partner's file declares what its own grant gives it, and no other way to the same scope", () => {
  const ofAcme = ({ clientId }: Holding) => clientId === clientIdOf("acme-cms");
  const withoutOwn = (a: Answers) => {
    a.grants = a.grants.filter(({ client_id: id }) => id !== clientIdOf("acme-cms"));
  };
  expect(lines(() => undefined, ofAcme).every((line) => /^own-grant, .*, true$/.test(line))).toBe(true);
  expect(lines(of(withoutOwn, byDefault()), ofAcme)).toEqual([
    "default-grant, contacts user: read:contacts, false",
  ]);
});

test("an Action adds its scope to tokens that an empty grant lets an application have", () => {
  expect(lines(of(client(), grant({ scope: [] }), addingDelete), its)).toEqual([
    "action, contacts user: delete:contacts, false",
  ]);
  expect(lines(of(client(), addingDelete), its)).toEqual([]);
});

test.for([{ is_first_party: false }, { is_first_party: true, third_party_security_mode: undefined }])(
  "permissions are in the tokens of every application, %o",
  (more) => {
    const open = closedApi({
      ...policies("require_client_grant", "deny_all"),
      token_dialect: "access_token_authz",
      enforce_policies: true,
    });
    expect(lines(of(client(more), grant({ audience: REPORTS }), open), its)).toContain(
      "permissions, reports user: delete:contacts read:contacts, false",
    );
  },
);

describe("anyone who registers an application", () => {
  const registers = ({ way }: Holding) => way === "registration";
  const mode = (which: string) => (a: Answers) => {
    a.settings = {
      flags: { enable_dynamic_client_registration: true },
      dynamic_client_registration_security_mode: which,
    };
  };
  const forAll = of(byDefault(), byDefault({ id: "machines", subject_type: "client" }));

  test("gets what a default grant gives, without a user only where it is not strict", () => {
    expect(lines(of(mode("strict"), forAll), registers)).toEqual([
      "registration, contacts user: read:contacts, false",
    ]);
    expect(lines(of(mode("permissive"), forAll), registers)).toEqual([
      "registration, contacts client: read:contacts, false",
      "registration, contacts user: read:contacts, false",
    ]);
    expect(lines(forAll, registers)).toEqual([]);
  });

  test("is not strict where the tenant says nothing of the mode", () => {
    const open = (a: Answers) => {
      a.settings = { flags: { enable_dynamic_client_registration: true } };
    };
    expect(lines(of(open, forAll), registers)).toHaveLength(2);
  });

  test("gets what an Action adds for users, also to a default grant of nothing", () => {
    expect(lines(of(mode("strict"), byDefault({ scope: [] }), addingDelete), registers)).toEqual([
      "registration, contacts user: delete:contacts, false",
    ]);
    expect(lines(of(mode("strict"), addingDelete), registers)).toEqual([]);
  });

  test("gets every scope that a policy gives, and permissions of roles", () => {
    expect(lines(of(mode("permissive"), api(policies("allow_all", "deny_all"))), registers)).toEqual([
      "registration, contacts user: delete:contacts read:contacts, false",
    ]);
    const roles = api({ token_dialect: "access_token_authz", enforce_policies: true });
    expect(lines(of(mode("strict"), byDefault(), roles), registers)).toEqual([
      "registration, contacts user: delete:contacts read:contacts, false",
    ]);
  });
});

describe("the Management API", () => {
  const SYSTEM = `https://${plan.domain}/api/v2/`;
  const ours = (...managementScopes: string[]): Plan => ({
    ...plan,
    ownApplications: { office: { name: "Office", clientId: "it", grants: {}, managementScopes } },
  });
  const powers = (declared: Plan, scope: string[]) =>
    asked(
      of(client({ name: "Office" }), grant({ audience: SYSTEM, subject_type: "client", scope })),
      declared,
    ).powers;
  const OFFICE = 'own application office ("Office")';

  test("is told of an application of ours, declared where tenant.yaml has every right of it", () => {
    const both = ["update:client_grants", "update:users"];
    expect(powers(ours(...both), both)).toEqual([{ who: OFFICE, scopes: both, declared: true }]);
    expect(powers(ours("update:users"), both)).toEqual([{ who: OFFICE, scopes: both, declared: false }]);
    expect(powers(plan, both)).toEqual([
      { who: 'application "Office", which nobody declares', scopes: both, declared: false },
    ]);
  });
});

test("what is asked of one scope keeps what nobody declares", () => {
  const who = asked(of(client(), grant({ scope: ["delete:contacts", "read:contacts"] })));
  const { holdings } = onlyAbout(who, new Map([["contacts", new Set(["delete:contacts"])]]));
  expect(holdings.filter(its)).toMatchObject([{ scopes: ["delete:contacts"], declared: false }]);
});

test("a token names the account only while the Action that puts it there runs as it is planned", () => {
  const accounts = (edit: (a: Answers) => unknown) =>
    new Set(
      asked(edit)
        .holdings.filter(({ subjectType }) => subjectType === "user")
        .map(({ account }) => account),
    );
  expect(accounts(() => undefined)).toEqual(new Set(["the account of the user"]));
  const unbound = (a: Answers) => {
    a.bound = { "post-login": [] };
  };
  const changed = (a: Answers) =>
    Object.assign(a.actions[0]?.deployed_version ?? {}, { code: "exports.x = 1;" });
  for (const edit of [unbound, changed])
    expect(accounts(edit)).toEqual(new Set(["the token does not name the user's account"]));
});

test("a key of others without an id is one all the same", () => {
  const found = asked((a) => {
    a.customSigningKeys = [""];
  }).holdings.filter(({ way }) => way === "custom-signing-keys");
  expect(found).not.toEqual([]);
});

test("an Action that the list lacks, and ours at another trigger, may do anything there", () => {
  const [ours] = Object.values(plan.actions);
  const { unknown } = asked((a) => {
    a.bound["post-login"]?.push("ghost");
    a.bound["credentials-exchange"] = [ours?.name ?? ""];
  });
  expect(unknown).toEqual([
    expect.stringMatching(/^what else the Action "action-ghost" at post-login does, which nothing declares/),
    expect.stringMatching(`^what else the Action "${ours?.name}" at credentials-exchange does`),
  ]);
});

test("in words: powers that nothing declares, and that there may be others", () => {
  const SYSTEM = `https://${plan.domain}/api/v2/`;
  const edit = of(client(), grant({ audience: SYSTEM, subject_type: "client", scope: ["update:users"] }));
  const closed = renderWho(asked(edit), "all");
  const given = renderWho(asked(of(client(), grant())), "all");
  expect(given).toMatch(/Stranger", which nobody declares \(it\), for users.* {2}<- not declared\n/);
  expect(closed).toContain('Stranger", which nobody declares: update:users  <- not declared\n');
  expect(closed).toMatch(/And nobody else, by no other way\.\n$/);
  const open = renderWho(
    asked((a) => a.bound["post-login"]?.push("ghost")),
    "all",
  );
  expect(open).not.toContain("nobody else");
  expect(open).toContain("\nUnknown, so there may be others:\n  what else the Action");
});

test("a partner's grant type that only the tenant has is a way that its file does not declare", () => {
  const found = asked((a) =>
    Object.assign(clientIn(a, "acme-cms"), { grant_types: ["authorization_code", "password"] }),
  ).holdings.filter(({ way }) => way === "password-grant");
  expect(found).toMatchObject([{ clientId: clientIdOf("acme-cms"), declared: false }]);
});

test.for(["rule", "hook"] as const)("what an active %s adds is unknown", (what) => {
  const { unknown } = asked((a) => {
    a[`${what}s`] = ["theirs"];
  });
  expect(unknown).toEqual([`what the code of the active ${what} "theirs" adds to tokens`]);
});
