// What one application gets at one API, by each grant, policy and setting of its own: each alone, and what comes first.
import { describe, expect, test } from "vitest";
import type { SubjectType } from "../../src/model/partner.ts";
import { APPLICATION_WAYS, type ApplicationWay } from "../../src/model/way.ts";
import { applicationSchema } from "../../src/tenant/live.ts";
import { accessAt, hasFlow } from "../../src/who/reach.ts";
import { whoIn } from "../../src/who/who.ts";
import { AUDIENCE, api, grantOf, type Json, policies, stranger } from "../drift/support/edits.ts";
import { type Answers, answersOf, driftPlan, tenantOf } from "../drift/support/tenant.ts";

const plan = driftPlan();

/** By which way the application gets what at Contacts. */
function given(more: Json, edit: (answers: Answers) => unknown, subject: SubjectType = "user"): string[] {
  const answers = answersOf(plan);
  answers.clients.push(stranger({ client_id: "it", ...more }));
  edit(answers);
  const tenant = tenantOf(answers);
  const [application, live] = [
    tenant.applications.at(-1),
    tenant.apis.find((one) => one.identifier === AUDIENCE),
  ];
  if (!application || !live) throw new Error("the tenant lacks it");
  return accessAt(application, live, subject, tenant).map(({ way, scopes }) => `${way}: ${scopes.join(" ")}`);
}
const grant =
  (more: Json = {}) =>
  (a: Answers) =>
    a.grants.push(grantOf("it", more));
const both =
  (...edits: readonly ((a: Answers) => unknown)[]) =>
  (a: Answers) => {
    for (const edit of edits) edit(a);
  };
const byDefault = { id: "all", client_id: undefined, default_for: "third_party_clients" };
const FIRST = { is_first_party: true, third_party_security_mode: undefined };
const PERMISSIVE = { third_party_security_mode: "permissive" };

describe("grants and policies", () => {
  test.for<[string, Json, (a: Answers) => unknown, string[]]>([
    ["a grant", {}, grant(), ["own-grant: read:contacts"]],
    [
      "one of all scopes",
      {},
      grant({ allow_all_scopes: true, scope: [] }),
      ["all-scopes-grant: delete:contacts read:contacts"],
    ],
    [
      "one that organizations may use",
      {},
      grant({ organization_usage: "allow" }),
      ["own-grant: read:contacts", "organization-grant: read:contacts"],
    ],
    [
      "one that only organizations may use",
      {},
      grant({ organization_usage: "require" }),
      ["organization-grant: read:contacts"],
    ],
    ["one of scopes that the API has no more", {}, grant({ scope: ["write:contacts"] }), ["own-grant: "]],
    [
      "an empty one, which comes before a default one",
      {},
      both(grant({ scope: [] }), grant(byDefault)),
      ["own-grant: "],
    ],
    ["a default one", {}, grant(byDefault), ["default-grant: read:contacts"]],
    [
      "a default one for a permissive application",
      PERMISSIVE,
      grant(byDefault),
      ["default-grant: read:contacts"],
    ],
    ["a default one, which is not for ours", FIRST, grant(byDefault), []],
    ["none", {}, () => undefined, []],
    [
      "a policy that lets everybody in",
      PERMISSIVE,
      api(policies("allow_all", "deny_all")),
      ["api-policy: delete:contacts read:contacts"],
    ],
    [
      "the same for ours",
      FIRST,
      api(policies("allow_all", "deny_all")),
      ["api-policy: delete:contacts read:contacts"],
    ],
    ["the same for a strict application", {}, api(policies("allow_all", "deny_all")), []],
    ["a grant where the policy lets nobody in", {}, both(grant(), api(policies("deny_all", "deny_all"))), []],
  ])("%s", ([, more, edit, found]) => {
    expect(given(more, edit)).toEqual(found);
  });
});

describe("the flow for tokens", () => {
  const can = (more: Json, subject: SubjectType) =>
    hasFlow(applicationSchema.parse({ client_id: "it", ...more }), subject);
  const MACHINE = { grant_types: ["client_credentials"] };
  test.for<[string, Json, boolean]>([
    ["with a secret", { ...MACHINE, token_endpoint_auth_method: "client_secret_post" }, true],
    ["with a key", { ...MACHINE, client_authentication_methods: { private_key_jwt: {} } }, true],
    ["with nothing to prove who it is", { ...MACHINE, token_endpoint_auth_method: "none" }, false],
    ["of a type that proves nothing", { ...MACHINE, app_type: "spa" }, false],
    [
      "of that type, with a key",
      { ...MACHINE, app_type: "spa", client_authentication_methods: { private_key_jwt: {} } },
      true,
    ],
    ["without the grant type", { grant_types: ["authorization_code"], app_type: "regular_web" }, false],
  ])("without a user %s", ([, more, is]) => {
    expect(can(more, "client")).toBe(is);
  });

  test("for users by one grant type, and by none where it has only that of machines", () => {
    expect(can({ grant_types: ["authorization_code"] }, "user")).toBe(true);
    expect(can(MACHINE, "user")).toBe(false);
  });
});

describe("ways of an application's own", () => {
  const OWN: Readonly<Record<ApplicationWay, Json>> = {
    "multi-resource-refresh": {
      grant_types: ["authorization_code", "refresh_token"],
      refresh_token: { policies: [{ audience: AUDIENCE, scope: ["read:contacts"] }] },
    },
    "token-exchange": { token_exchange: { allow_any_profile_of_type: ["on_behalf_of_token_exchange"] } },
    "native-to-web": { session_transfer: { allowed_authentication_methods: ["cookie"] } },
    "session-delegation": { session_transfer: { delegation: { allow_delegated_access: true } } },
    "native-social-login": { native_social_login: { apple: { enabled: true } } },
    "cross-origin-login": { cross_origin_authentication: true },
    "cross-app-access": { identity_assertion_authorization_grant: { active: true } },
    "password-grant": { grant_types: ["password"] },
  };

  /** What no file declares of the one application. */
  const undeclared = (more: Json, edit: (a: Answers) => unknown = () => undefined) => {
    const answers = answersOf(plan);
    answers.clients.push(
      stranger({ client_id: "it", ...FIRST, oidc_conformant: true, grant_types: [], ...more }),
    );
    grant({ client_id: "it" })(answers);
    edit(answers);
    return whoIn(plan, tenantOf(answers)).holdings.filter(
      ({ clientId, way }) => clientId === "it" && way !== "own-grant",
    );
  };

  test.for(APPLICATION_WAYS)(
    "%s gives what the grant gives, though nothing else lets it have a token",
    (way) => {
      expect(undeclared(OWN[way])).toMatchObject([
        { way, subjectType: "user", scopes: ["read:contacts"], declared: false },
      ]);
    },
  );

  const ADDING = {
    id: "action-x",
    name: "x",
    supported_triggers: [{ id: "post-login" }],
    deployed_version: { code: 'exports.x = (e, api) => api.accessToken.addScope("delete:contacts");' },
  };
  test.for(APPLICATION_WAYS)("%s gets what an Action adds, too", (way) => {
    const found = undeclared(OWN[way], (a) => {
      a.actions.push(ADDING);
      a.bound["post-login"]?.push("x");
    });
    expect(found.map((one) => `${one.way}: ${one.scopes.join(" ")}`)).toContain("action: delete:contacts");
  });

  test("an exchange by an Action needs the Action, and an application that conforms to OpenID Connect", () => {
    const custom = { token_exchange: { allow_any_profile_of_type: ["custom_authentication"] } };
    const exchanging = (a: Answers) =>
      a.actions.push({ ...ADDING, supported_triggers: [{ id: "custom-token-exchange" }] });
    expect(undeclared(custom)).toEqual([]);
    expect(undeclared(custom, exchanging)).toMatchObject([{ way: "token-exchange" }]);
    expect(undeclared({ ...custom, oidc_conformant: false }, exchanging)).toEqual([]);
  });

  test("a policy of refresh tokens needs such tokens", () => {
    const more = { ...OWN["multi-resource-refresh"], grant_types: ["authorization_code"] };
    expect(undeclared(more)).toEqual([]);
  });
});
