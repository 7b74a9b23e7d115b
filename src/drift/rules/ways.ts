// Ways to a token for our APIs beside grants, policies and Actions: old code, registration, settings of applications.

import { WAY_FACTS } from "../../access/ways.ts";
import { liveApiOf } from "../../identity/natural-keys.ts";
import { letsEverybodyIn, storedPolicy } from "../../model/access-policy.ts";
import { needsNoPage } from "../../model/grant-type.ts";
import type { GrantType } from "../../model/partner.ts";
import { isStrict, isStrictMode } from "../../model/security-mode.ts";
import { APPLICATION_WAYS, type ApplicationWay, type Way } from "../../model/way.ts";
import type { LiveApplication, LiveSettings } from "../../tenant/live.ts";
import { quote } from "../../text.ts";
import type { Comparison } from "../difference.ts";
import { actionRemoval, actionUndeclared } from "./actions.ts";
import { anonymousOpen } from "./anonymous.ts";
import { CUT_OFF_RULES } from "./cut-off.ts";
import { holderOf } from "./holder.ts";
import { managementNarrower, managementUndeclared, systemApiOpened } from "./management.ts";
import { roleNarrower, roleUndeclared } from "./roles.ts";
import { type DriftRule, named } from "./rule.ts";
import { connectionNotInspected, customSigningKey, waysNotRead } from "./unread.ts";

const legacyCode: DriftRule = {
  id: "rule-or-hook-active",
  title: "No rule and no hook is active",
  severity: "alarm",
  why: "its code can widen tokens and change users as an Action can, and users of strict applications cannot sign in while one is active",
  remedy: "by-hand",
  todo: "move what is wanted of it to an Action and declare that in tenant.yaml; disable it in the tenant",
  source: WAY_FACTS["rule-or-hook"].source,
  *check({ plan, tenant }) {
    for (const [what, names] of [
      ["rule", tenant.rules],
      ["hook", tenant.hooks],
    ] as const)
      for (const name of names ?? [])
        yield {
          subject: { kind: "tenant", id: plan.domain },
          what: `the ${what} ${quote(name)} is active: it can add any scope to any token`,
          live: name,
        };
  },
};

/** APIs of ours that let all but strict applications in without a grant, by the policy they have now; by id. */
export const openApis = ({ plan, tenant }: Comparison): string[] =>
  Object.keys(plan.apis).filter((id) => {
    const { identifier } = plan.apis[id]?.resourceServer ?? {};
    const live = liveApiOf(identifier, tenant.apis);
    return live !== undefined && letsEverybodyIn(storedPolicy(live, "user"));
  });

/** Of which mode an application is that anybody may make; undefined where nobody may. */
export function registrationMode(settings: LiveSettings): "permissive" | "strict" | undefined {
  const isOpen = settings.flags?.enable_dynamic_client_registration === true;
  if (isOpen && !isStrictMode(settings.dynamic_client_registration_security_mode)) return "permissive";
  return isOpen || settings.client_id_metadata_document_supported === true ? "strict" : undefined;
}

/** How anybody may make an application, and what such an application gets. */
function registrationOf(comparison: Comparison): { how: string; gets: string[] } | undefined {
  const { settings, grants } = comparison.tenant;
  const mode = registrationMode(settings);
  if (mode === undefined) return undefined;
  const isPermissive = !isStrictMode(mode);
  const isOpen = settings.flags?.enable_dynamic_client_registration === true;
  const byDocument = settings.client_id_metadata_document_supported === true;
  const hows = [
    ...(isOpen ? [`dynamic client registration is open${isPermissive ? ", in permissive mode" : ""}`] : []),
    ...(byDocument ? ["client ID metadata documents are accepted"] : []),
  ];
  const defaults = grants.filter((one) => one.default_for !== undefined);
  const gets = [
    ...defaults.map(({ audience }) => `the default grant of ${quote(audience)}`),
    ...(isPermissive
      ? openApis(comparison).map((id) => `every scope of ${id}, by its policy allow_all`)
      : []),
  ];
  return { how: hows.join(" and "), gets };
}

const registration = {
  remedy: "by-hand",
  todo: "switch it off in the tenant's settings, and look through the third-party applications that nobody declares",
  source: WAY_FACTS.registration.source,
} as const;

const registrationOpen: DriftRule = {
  ...registration,
  id: "registration-open",
  title: "Nobody can make an application that has access",
  severity: "alarm",
  why: "anybody on the internet makes an application without a token, and every user who consents lets it in",
  *check(comparison) {
    const { how = "", gets = [] } = registrationOf(comparison) ?? {};
    if (gets.length > 0)
      yield {
        subject: { kind: "tenant", id: comparison.plan.domain },
        what: `${how}: anyone who registers an application gets ${gets.join(" and ")}`,
      };
  },
};

const registrationIdle: DriftRule = {
  ...registration,
  id: "registration-without-access",
  title: "Applications are made by people of ours",
  severity: "note",
  why: "an application that registers itself has no access now; the next default grant gives it some",
  *check(comparison) {
    const found = registrationOf(comparison);
    if (found && found.gets.length === 0)
      yield {
        subject: { kind: "tenant", id: comparison.plan.domain },
        what: `${found.how}; such an application has no access`,
      };
  },
};

/** What an application has of each way, in words; undefined where it has not. */
const HAS: Readonly<
  Record<ApplicationWay, (application: LiveApplication, ours: ReadonlySet<string>) => string | undefined>
> = {
  "multi-resource-refresh": ({ refresh_token }, ours) => {
    const policies = (refresh_token?.policies ?? []).filter(({ audience }) => ours.has(audience ?? ""));
    return policies.length === 0
      ? undefined
      : policies
          .map(({ audience, scope }) => `${named(scope) || "no scopes"} of ${quote(audience ?? "")}`)
          .join(", ");
  },
  "token-exchange": ({ token_exchange }) =>
    (token_exchange?.allow_any_profile_of_type?.length ?? 0) > 0 ? "every profile of the tenant" : undefined,
  "native-to-web": ({ session_transfer }) => {
    const accepts = session_transfer?.allowed_authentication_methods ?? [];
    if (session_transfer?.can_create_session_transfer_token === true)
      return "it makes sessions of refresh tokens";
    return accepts.length > 0 ? "it takes sessions over" : undefined;
  },
  "session-delegation": ({ session_transfer }) =>
    session_transfer?.delegation?.allow_delegated_access === true
      ? "it takes sessions over that somebody opened for another user"
      : undefined,
  "native-social-login": ({ native_social_login: logins = {} }) => {
    const from = Object.keys(logins).filter((name) => logins[name]?.enabled === true);
    return from.length > 0 ? `it has ${named(from)}` : undefined;
  },
  "cross-origin-login": ({ cross_origin_authentication }) =>
    cross_origin_authentication === true ? "it may send users' passwords from its own pages" : undefined,
  "cross-app-access": ({ identity_assertion_authorization_grant }) =>
    identity_assertion_authorization_grant?.active === true
      ? "it exchanges assertions of identity providers"
      : undefined,
  "password-grant": ({ grant_types }) => {
    const risky = grant_types.filter(needsNoPage);
    return risky.length > 0 ? `it has ${named(risky)}` : undefined;
  },
};

const audiencesOf = ({ plan }: Comparison): Set<string> =>
  new Set(Object.values(plan.apis).map(({ resourceServer }) => resourceServer.identifier));

/** Whether it can have users' tokens for our APIs at all: by a grant, or by a policy. */
function reaches(application: LiveApplication, comparison: Comparison, ours: ReadonlySet<string>): boolean {
  const { grants } = comparison.tenant;
  const { client_id, is_first_party } = application;
  const isOwn = grants.some((one) => ours.has(one.audience) && one.client_id === client_id);
  const byDefault =
    is_first_party !== true && grants.some((one) => ours.has(one.audience) && one.default_for !== undefined);
  return isOwn || byDefault || (!isStrict(application) && openApis(comparison).length > 0);
}

/** A way that an application has by its own settings. */
interface OwnWay {
  readonly way: ApplicationWay;
  readonly has: string;
  readonly declared: boolean;
}

/** Anyone who has no access to our APIs has no way to a token for them. */
export function* waysOf(application: LiveApplication, comparison: Comparison): Generator<OwnWay> {
  const ours = audiencesOf(comparison);
  const { subject, own } = holderOf(application, comparison);
  if (subject.kind === "application" && !reaches(application, comparison, ours)) return;
  for (const way of APPLICATION_WAYS) {
    const has = HAS[way](application, ours);
    if (has === undefined) continue;
    const planned = subject.kind === "partner" ? comparison.plan.partners[subject.id] : undefined;
    const isOfFile =
      way === "password-grant" &&
      application.grant_types.every((type) => planned?.application.grantTypes.includes(type as GrantType));
    yield { way, has, declared: own?.ways?.includes(way) ?? isOfFile };
  }
}

const applicationWay: DriftRule = {
  id: "application-way-undeclared",
  title: "Applications get users' tokens only in the ways that are declared",
  severity: "alarm",
  why: "it gets a user's token without the sign-in and the consent that were reviewed",
  remedy: "by-hand",
  todo: ({ subject }) =>
    subject.kind === "partner"
      ? "switch it off in the tenant: partners' files cannot declare it"
      : "switch it off in the tenant; if the application is ours and needs it, write it into its ways in tenant.yaml",
  source: "https://auth0.com/docs/get-started/applications/application-grant-types",
  *check(comparison) {
    for (const application of comparison.tenant.applications) {
      const { subject } = holderOf(application, comparison);
      const who = subject.kind === "application" ? `application ${quote(application.name ?? "")}` : "it";
      // A partner's grant types are compared with its file.
      for (const { way, has, declared } of waysOf(application, comparison))
        if (!declared && !(way === "password-grant" && subject.kind === "partner"))
          yield {
            subject,
            what: `${who} gets users' tokens by ${WAY_FACTS[way].name}, which nothing declares: ${has}`,
            live: way,
          };
    }
  },
};

export const WAY_RULES: readonly DriftRule[] = [
  actionUndeclared,
  actionRemoval,
  legacyCode,
  managementUndeclared,
  systemApiOpened,
  registrationOpen,
  anonymousOpen,
  roleUndeclared,
  customSigningKey,
  applicationWay,
  ...CUT_OFF_RULES,
  roleNarrower,
  waysNotRead,
  connectionNotInspected,
  managementNarrower,
  registrationIdle,
];

/** Which rules tell of each way: a way without a rule is a compile error. */
export const RULES_OF_WAY: Readonly<Record<Way, readonly string[]>> = {
  "own-grant": [
    "grant-wider",
    "grant-undeclared",
    "unmanaged-third-party",
    "unmanaged-machine",
    "unmanaged-first-party",
  ],
  "default-grant": ["default-grant"],
  "all-scopes-grant": ["grant-all-scopes"],
  "organization-grant": ["grant-any-organization", "application-loosened", "ways-not-read"],
  "api-policy": ["api-policy-opened", "unmanaged-third-party"],
  permissions: ["api-opened", "api-settings-differ", "role-undeclared", "role-narrower", "ways-not-read"],
  action: ["action-undeclared", "action-removal-not-deployed", "action-code-differs", "action-draft"],
  "rule-or-hook": ["rule-or-hook-active", "ways-not-read"],
  "multi-resource-refresh": ["application-way-undeclared"],
  "token-exchange": ["application-way-undeclared", "action-undeclared"],
  "native-to-web": ["application-way-undeclared"],
  "session-delegation": ["application-way-undeclared"],
  "native-social-login": ["application-way-undeclared"],
  "cross-origin-login": ["application-way-undeclared"],
  "cross-app-access": ["application-way-undeclared"],
  "password-grant": ["application-way-undeclared", "grant-types-wider", "application-loosened"],
  registration: ["registration-open", "registration-without-access"],
  "anonymous-session": ["anonymous-access"],
  "symmetric-signing": ["api-signing-differs"],
  "custom-signing-keys": ["custom-signing-key", "ways-not-read"],
  "connection-profile": [
    "connection-not-inspected",
    "connection-strategy-differs",
    "changed-beside-deployments",
  ],
  "management-api": [
    "management-rights-undeclared",
    "system-api-opened",
    "deployment-changed",
    "changed-beside-deployments",
    "log-not-read",
    "management-rights-unused",
  ],
};
