// Properties and scopes of an API that are not as its file says.

import { liveApiOf } from "../../identity/natural-keys.ts";
import { compareOpenness } from "../../model/access-policy.ts";
import type { SubjectType } from "../../model/partner.ts";
import { subjectTypeOf } from "../../model/subject-type.ts";
import { listsPermissions } from "../../tenant/roles.ts";
import { apisNotTakenOver, type Comparison, type Difference, isNewApi } from "../difference.ts";
import { type DriftRule, fieldRule, instead, lastKeyOf, value } from "./rule.ts";

const APIS = "https://auth0.com/docs/get-started/apis/api-settings";
const POLICIES = "https://auth0.com/docs/get-started/apis/api-access-policies-for-applications";

const at = (...names: readonly string[]) => names.map((name) => `api/resourceServer/${name}`);

const isMissing = fieldRule({
  id: "api-missing",
  title: "Every declared API exists",
  severity: "alarm",
  why: "nobody gets tokens for it, and all of its grants are gone",
  remedy: "update",
  todo: (_, { deployed }) =>
    deployed?.apis === undefined
      ? "`drift --deployed` shows whether somebody deleted it, and an update with --refresh makes it again, or its identifier changed in the file, which a plain update refuses"
      : undefined,
  source: APIS,
  at: ["api"],
  says: ({ subject }, comparison) =>
    !isNewApi(comparison, subject.id) && "the tenant has no API with its identifier",
});

const opens = ({ declared, live }: Difference) => compareOpenness(String(declared), String(live)) > 0;

const FOR_WHOM: Readonly<Record<SubjectType, string>> = {
  user: "users",
  client: "applications without a user",
};
const policyPaths = at("subjectTypeAuthorization/user/policy", "subjectTypeAuthorization/client/policy");
const policyInWords = (d: Difference) =>
  `its policy for ${FOR_WHOM[subjectTypeOf(lastKeyOf(d, -2)) ?? "client"]} is ${instead(d)}`;

const policyOpened = fieldRule({
  id: "api-policy-opened",
  title: "An API is as closed as its file says",
  severity: "alarm",
  why: "with allow_all every first-party and every permissive application gets every scope, without a grant",
  remedy: "update",
  source: POLICIES,
  at: policyPaths,
  says: (d) => opens(d) && policyInWords(d),
});

const policyClosed = fieldRule({
  id: "api-policy-closed",
  title: "An API is as open as its file says",
  severity: "finding",
  why: "applications that had tokens get no more",
  remedy: "update",
  source: POLICIES,
  at: policyPaths,
  says: (d) => !opens(d) && policyInWords(d),
});

/** Switches, and the position in which they give more than the other one. */
const GIVES_MORE: Readonly<Record<string, boolean>> = {
  allowOfflineAccess: true,
  enforcePolicies: false,
  skipConsentForVerifiableFirstPartyClients: true,
};

/** A dialect gives more where tokens list the user's permissions beside the scopes, and no file says so. */
function givesMore(d: Difference, { plan, tenant }: Comparison): boolean {
  if (lastKeyOf(d) !== "tokenDialect")
    return GIVES_MORE[lastKeyOf(d)] !== undefined && GIVES_MORE[lastKeyOf(d)] === d.live;
  const planned = plan.apis[d.subject.id]?.resourceServer;
  const live = liveApiOf(planned?.identifier, tenant.apis);
  const reviewed = { token_dialect: planned?.tokenDialect, enforce_policies: true };
  return live !== undefined && listsPermissions(live) && !listsPermissions(reviewed);
}

const opened = fieldRule({
  id: "api-opened",
  title: "An API gives no more than its file says",
  severity: "alarm",
  why: "refresh tokens, missing consent, permissions that are not enforced or that tokens list whatever was granted give applications more than was reviewed",
  remedy: "update",
  source: APIS,
  at: at("tokenDialect", ...Object.keys(GIVES_MORE)),
  says: (d, comparison) => givesMore(d, comparison) && `its ${lastKeyOf(d)} is ${instead(d)}`,
});

const signing = fieldRule({
  id: "api-signing-differs",
  title: "Access tokens are signed as the API's file says",
  severity: "alarm",
  why: "with a symmetric algorithm anyone who checks tokens can also make them, and our API refuses any other than the declared one",
  remedy: "by-hand",
  source: "https://auth0.com/docs/get-started/applications/signing-algorithms",
  at: at("signingAlg"),
  says: (d) => `its tokens are signed with ${instead(d)}`,
});

const differs = fieldRule({
  id: "api-settings-differ",
  title: "An API has the settings that its file says",
  severity: "finding",
  why: "tokens live longer or shorter, or look different, from what the API and its partners were built for",
  remedy: "update",
  source: APIS,
  at: at("tokenLifetime", "tokenLifetimeForWeb", "tokenDialect", ...Object.keys(GIVES_MORE)),
  says: (d, comparison) => !givesMore(d, comparison) && `its ${lastKeyOf(d)} is ${instead(d)}`,
});

const possession = fieldRule({
  id: "api-dpop-differs",
  title: "An API binds tokens to keys as its file says",
  severity: "alarm",
  why: "where it asks for more, applications that send no proof get no token; where it asks for less, a token that leaks works for anybody who has it",
  remedy: "update",
  source: "https://auth0.com/docs/secure/sender-constraining/configure-sender-constraining",
  at: at("dpop"),
  says: (d) => `its dpop is ${instead(d)}`,
});

const isGranted = (scope: string, { subject }: Difference, { plan, tenant }: Comparison): boolean => {
  const identifier = plan.apis[subject.id]?.resourceServer.identifier;
  return tenant.grants.some(
    ({ audience, scope: scopes, allow_all_scopes: all }) =>
      audience === identifier && (all === true || scopes.includes(scope)),
  );
};

const scopeGranted = fieldRule({
  id: "scope-undeclared-granted",
  title: "No scope is granted that the API's file does not declare",
  severity: "alarm",
  why: "somebody can get tokens with a scope that nobody reviewed",
  remedy: "update",
  source: APIS,
  at: ["api/scopes/*"],
  says: (d, comparison) =>
    d.declared === undefined &&
    isGranted(lastKeyOf(d), d, comparison) &&
    `it has the scope ${value(lastKeyOf(d))}, which the file does not declare, and some application is granted it`,
});

const scopeAdded = fieldRule({
  id: "scope-undeclared",
  title: "An API has no scope that its file does not declare",
  severity: "finding",
  why: "the next grant in the dashboard can give it away",
  remedy: "update",
  source: APIS,
  at: ["api/scopes/*"],
  says: (d, comparison) =>
    d.declared === undefined &&
    d.live !== undefined &&
    !isGranted(lastKeyOf(d), d, comparison) &&
    `it has the scope ${value(lastKeyOf(d))}, which the file does not declare; nobody is granted it`,
});

const scopeMissing = fieldRule({
  id: "scope-missing",
  title: "An API has every scope that its file declares",
  severity: "finding",
  why: "no token carries it any more, whatever the grants say",
  remedy: "update",
  source: APIS,
  at: ["api/scopes/*"],
  says: (d) => d.live === undefined && `it lacks the scope ${value(lastKeyOf(d))}`,
});

const scopeText = fieldRule({
  id: "scope-description-differs",
  title: "A scope is described as its file says",
  severity: "finding",
  why: "users read the description when they are asked for their consent",
  remedy: "update",
  source: "https://auth0.com/docs/customize/login-pages/customize-consent-prompts",
  at: ["api/scopes/*"],
  says: (d) =>
    d.declared !== undefined &&
    d.live !== undefined &&
    `the description of the scope ${value(lastKeyOf(d))} is ${instead(d)}`,
});

const text = fieldRule({
  id: "api-text-differs",
  title: "An API has the declared name",
  severity: "note",
  why: "users read the name when they are asked for their consent",
  remedy: "update",
  at: at("name"),
  says: (d) => `its name is ${instead(d)}`,
});

const notTakenOver: DriftRule = {
  id: "api-not-taken-over-yet",
  title: "An API that the tenant had before was taken over",
  severity: "note",
  why: "the first update makes it what its file says, and refuses to take scopes away or to lock out applications that no file declares",
  remedy: "update",
  todo: "deploy it, once it is approved: the preview shows what changes on it",
  *check(comparison) {
    for (const id of apisNotTakenOver(comparison))
      yield {
        subject: { kind: "api", id },
        what: "the tenant has it already, and this stack was not deployed with it yet",
      };
  },
};

export const API_RULES: readonly DriftRule[] = [
  isMissing,
  policyOpened,
  opened,
  signing,
  possession,
  scopeGranted,
  policyClosed,
  scopeAdded,
  scopeMissing,
  scopeText,
  differs,
  text,
  notTakenOver,
];
