// `suspend` against every way: what still gives a suspended partner scopes is what docs/runbook.md says, and nothing else.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Way } from "../../src/model/way.ts";
import { WAYS } from "../../src/model/way.ts";
import { whoIn } from "../../src/who/who.ts";
import { AUDIENCE, acme, adding, api, grantOf, type Json, policies } from "../drift/support/edits.ts";
import { type Answers, answersOf, clientIdOf, driftPlan, tenantOf } from "../drift/support/tenant.ts";

const suspended = driftPlan(({ partners: { "acme-cms": partner } }) =>
  Object.assign(partner ?? {}, { status: "suspended" }),
);

/** Whatever an application has by settings of its own needs a grant or a policy as well. The plan leaves it no grant type. */
const firstParty = (more: Json) =>
  acme({ is_first_party: true, third_party_security_mode: undefined, grant_types: [], ...more });
const grant =
  (more: Json = {}) =>
  ({ grants }: Answers) =>
    void grants.push(grantOf("acme", { client_id: clientIdOf("acme-cms"), ...more }));
const settings = (change: Json) => (a: Answers) => Object.assign(a.settings, change);

interface Opened {
  readonly edit: (answers: Answers) => unknown;
  /** Words of docs/runbook.md, where the way gives a suspended partner something. */
  readonly runbook?: string;
}

const CASES: Readonly<Record<Way, Opened>> = {
  "own-grant": { edit: grant(), runbook: "a grant that somebody made by hand" },
  "all-scopes-grant": {
    edit: grant({ allow_all_scopes: true, scope: [] }),
    runbook: "a grant that somebody made by hand",
  },
  "organization-grant": {
    edit: grant({ organization_usage: "require" }),
    runbook: "a grant that somebody made by hand",
  },
  "default-grant": {
    edit: grant({ client_id: undefined, default_for: "third_party_clients" }),
    runbook: "a default grant for third-party applications",
  },
  "api-policy": {
    edit: (a) => {
      firstParty({})(a);
      api(policies("allow_all", "require_client_grant"))(a);
    },
  },
  permissions: { edit: api({ enforce_policies: true, token_dialect: "access_token_authz" }) },
  action: { edit: adding("read:contacts") },
  "rule-or-hook": { edit: (a) => (a.rules = ["widen"]) },
  "multi-resource-refresh": {
    edit: firstParty({ refresh_token: { policies: [{ audience: AUDIENCE, scope: ["read:contacts"] }] } }),
  },
  "token-exchange": {
    edit: firstParty({ token_exchange: { allow_any_profile_of_type: ["custom_authentication"] } }),
  },
  "native-to-web": { edit: firstParty({ session_transfer: { can_create_session_transfer_token: true } }) },
  "session-delegation": {
    edit: firstParty({ session_transfer: { delegation: { allow_delegated_access: true } } }),
  },
  "native-social-login": { edit: firstParty({ native_social_login: { apple: { enabled: true } } }) },
  "cross-origin-login": { edit: firstParty({ cross_origin_authentication: true }) },
  "cross-app-access": { edit: firstParty({ identity_assertion_authorization_grant: { active: true } }) },
  "password-grant": { edit: firstParty({ grant_types: ["password"] }) },
  registration: {
    edit: (a) => {
      grant({ client_id: undefined, default_for: "third_party_clients" })(a);
      settings({ flags: { enable_dynamic_client_registration: true } })(a);
    },
    runbook: "registration by anybody",
  },
  "anonymous-session": {
    edit: (a) => {
      acme({ anonymous_sessions: { active: true } })(a);
      api({ allow_anonymous_access: true })(a);
    },
    runbook: "anonymous sessions",
  },
  "custom-signing-keys": {
    edit: (a) => (a.customSigningKeys = ["theirs"]),
    runbook: "a signing key that the tenant publishes for it",
  },
  "connection-profile": { edit: (a) => a.connections.push({ id: "con-x", name: "x", strategy: "oauth2" }) },
  "symmetric-signing": { edit: api({ signing_alg: "HS256" }), runbook: "the API's signing secret" },
  "management-api": {
    edit: grant({
      audience: `https://${suspended.domain}/api/v2/`,
      subject_type: "client",
      scope: ["update:users"],
    }),
    runbook: "a right at the Management API",
  },
};

/** Tokens of no application that is there: anyone who holds a key makes them, and anybody makes an application. */
const isAnybodys = (way: Way) =>
  way === "symmetric-signing" || way === "custom-signing-keys" || way === "registration";

test.for(WAYS)("%s", (way) => {
  const { edit, runbook } = CASES[way];
  const answers = answersOf(suspended);
  edit(answers);
  const { holdings, powers } = whoIn(suspended, tenantOf(answers));
  const ofAcme = [
    ...holdings.filter(({ clientId, way: by }) => clientId === clientIdOf("acme-cms") || isAnybodys(by)),
    ...powers.filter(({ who }) => who.includes("acme-cms")),
  ];
  expect(ofAcme.length > 0).toBe(runbook !== undefined);
  if (runbook === undefined) return;
  if (way !== "management-api") expect(ofAcme.map((one) => "way" in one && one.way)).toContain(way);
  const [, list = ""] =
    /What still gives a suspended partner access, and for how long:\n([\s\S]*?)\n\n`npm/.exec(
      readFileSync("docs/runbook.md", "utf8"),
    ) ?? [];
  expect(list.replace(/\s+/g, " ")).toContain(runbook);
});
