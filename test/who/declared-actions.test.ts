// Declared Actions: of which code `who` knows what it adds to tokens, and of which nobody does.
import { expect, test } from "vitest";
import { sha256 } from "../../src/plan/checksum.ts";
import type { Plan } from "../../src/plan/types.ts";
import { whoIn } from "../../src/who/who.ts";
import { type Answers, answersOf, driftPlan, tenantOf } from "../drift/support/tenant.ts";

const plan = driftPlan();

const asked = (of: Plan, edit: (answers: Answers) => void) => {
  const answers = answersOf(plan);
  edit(answers);
  return whoIn(of, tenantOf(answers));
};

const POST_LOGIN = "exports.onExecutePostLogin = async (event, api) =>";

test.for([
  {
    code: `${POST_LOGIN} { for (const s of ["read:contacts"]) api.accessToken.addScope(s); };`,
    isUnknown: true,
  },
  { code: `${POST_LOGIN} { api.accessToken.addScope(\`delete:\${event.client.name}\`); };`, isUnknown: true },
  { code: `${POST_LOGIN} { api.accessToken.addScope("read:" + event.client.name); };`, isUnknown: true },
  { code: `${POST_LOGIN} { require("enrich").scopes(event, api); };`, isUnknown: true },
  { code: `${POST_LOGIN} { const token = api.accessToken; };`, isUnknown: true },
  { code: `${POST_LOGIN} { api.accessToken["add" + "Scope"]("read:contacts"); };`, isUnknown: true },
  { code: `${POST_LOGIN} { api.accessToken.addScope("read:contacts"); };`, isUnknown: false },
  { code: `${POST_LOGIN} { api.accessToken.setCustomClaim("a", "b"); };`, isUnknown: false },
  { code: `${POST_LOGIN} { api?.["accessToken"]?.["addScope"]("read:contacts"); };`, isUnknown: true },
  { code: `${POST_LOGIN} { api.accessToken.add\\u0053cope("read:contacts"); };`, isUnknown: true },
  {
    code: 'exports.onExecutePostLogin = async (event, { accessToken: t }) => { t["add" + "Scope"]("read:contacts"); };',
    isUnknown: true,
  },
  {
    code: 'exports.onExecutePostLogin = async (e, a) => { a.accessToken["add" + "Scope"]("x"); };',
    isUnknown: true,
  },
  {
    code: 'exports.onExecutePostLogin = async function () { arguments[1].accessToken["add" + "Scope"]("x"); };',
    isUnknown: true,
  },
  { code: 'exports.onExecutePostLogin = require("./enrich");', isUnknown: true },
  { code: 'exports["onExecutePostLogin"] = async (event, it) => {};', isUnknown: true },
  {
    code: `/** @param {PostLoginAPI} api - it doesn't add. */\n${POST_LOGIN} {\n  // api is not handed on\n  if (event.api) api.access.deny("an api of https://our-app.example");\n};`,
    isUnknown: false,
  },
  { code: `${POST_LOGIN} { api.accessToken.setCustomClaim("scope", "read:contacts"); };`, isUnknown: true },
  { code: `${POST_LOGIN} { api.accessToken.removeScope("read:contacts"); };`, isUnknown: false },
  { code: "exports.onExecutePostLogin = async function (event, api) {};", isUnknown: false },
])(
  "which scopes a declared Action adds is unknown where its code does not name each: $code",
  ({ code, isUnknown }) => {
    const knownActions = { it: { name: "it", trigger: "post-login", sha256: sha256(code) } };
    const { unknown } = asked({ ...plan, notes: { ...plan.notes, knownActions } }, (a) => {
      const supported_triggers = [{ id: "post-login" }];
      a.actions.push({ id: "action-it", name: "it", supported_triggers, deployed_version: { code } });
      a.bound["post-login"]?.push("it");
    });
    expect(unknown).toEqual(
      isUnknown
        ? [
            'which scopes the declared Action "it" adds to tokens: its code does not name each where it adds it',
          ]
        : [],
    );
  },
);

test.for([
  {
    trigger: "post-login",
    code: 'api.accessToken.setCustomClaim("https://our-app.example/account", "b")',
    told: true,
  },
  { trigger: "post-login", code: "api.accessToken.setCustomClaim(event.secrets.claim, 1)", told: true },
  { trigger: "post-login", code: "api.user.setAppMetadata('account', 'b')", told: true },
  { trigger: "pre-user-registration", code: "api.user.setAppMetadata(`account`, 'b')", told: true },
  { trigger: "post-login", code: "api.user.setAppMetadata('seen', 'b')", told: false },
  { trigger: "post-login", code: 'api.accessToken.setCustomClaim("tier", event.user.account)', told: false },
  {
    trigger: "post-login",
    code: 'api.idToken.setCustomClaim("https://our-app.example/account", 1)',
    told: false,
  },
  { trigger: "credentials-exchange", code: "api.accessToken.setCustomClaim(a, 1)", told: false },
])("whose account tokens name is unknown where a declared Action sets it: $trigger $code", (row) => {
  const code = `exports.onExecute = async (event, api) => { ${row.code}; };`;
  const knownActions = { it: { name: "it", trigger: row.trigger, sha256: sha256(code) } };
  const { unknown } = asked({ ...plan, notes: { ...plan.notes, knownActions } }, (a) => {
    const supported_triggers = [{ id: row.trigger }];
    a.actions.push({ id: "action-it", name: "it", supported_triggers, deployed_version: { code } });
    a.bound[row.trigger] = [...(a.bound[row.trigger] ?? []), "it"];
  });
  expect(unknown).toEqual(
    row.told
      ? [
          'which account tokens of users name: the declared Action "it" sets it, or a name that its code does not say',
        ]
      : [],
  );
});
