// Rules about an API as Auth0 keeps it: its identifier, its policies and its tokens.

import { letsEverybodyIn } from "../model/access-policy.ts";
import { addressOf } from "../model/address.ts";
import { isSymmetric, isUnknownToProvider } from "../model/api.ts";
import { formatDuration } from "../model/units.ts";
import { quote } from "../text.ts";
import { tenantHosts } from "./hosts.ts";
import { nameUniqueRule, repeats } from "./repeats.ts";
import { apiRule, type Rule, workspaceRule } from "./rule.ts";
import {
  ACCESS_POLICIES,
  ACCESS_TOKEN_LIFETIME,
  API_SETTINGS,
  CREATE_API,
  PROVIDER_API,
  SECURITY_CONTROLS,
} from "./sources.ts";

const apiIdentifierUnique = workspaceRule({
  id: "api-identifier-unique",
  title: "No two APIs have the same identifier",
  why: "the identifier is the audience: a token for one API would open the other",
  source: API_SETTINGS,
  *check({ apis }) {
    for (const { item, earlier } of repeats(apis.values(), ({ value }) => value.identifier))
      yield {
        file: item.file,
        at: ["identifier"],
        what: `identifier ${quote(item.value.identifier)} is also that of API ${quote(earlier.id)}`,
        fix: "write an identifier of its own",
        also: [{ file: earlier.file, at: ["identifier"], what: `API ${quote(earlier.id)} has it here` }],
      };
  },
});

const apiNameUnique = nameUniqueRule({
  id: "api-name-unique",
  title: "No two APIs have the same name",
  why: "the consent page shows users the name, and nothing else tells them what they open",
  source: API_SETTINGS,
  folder: "apis",
  noun: "API",
});

const SYSTEM_PATHS = ["/api/v2", "/me", "/mfa", "/my-org", "/userinfo"];

const apiIdentifierSystem = workspaceRule({
  id: "api-identifier-system",
  title: "An API is none of Auth0's own",
  why: "who may call the Management API owns the tenant, and Auth0 grants partners no API of its own",
  source: SECURITY_CONTROLS,
  *check({ apis, stacks }) {
    const tenants = new Set<string>();
    for (const { value } of stacks.values()) {
      for (const host of tenantHosts(value)) tenants.add(host);
    }
    for (const { file, value } of apis.values()) {
      const url = addressOf(value.identifier);
      if (!url?.isWeb || !(tenants.has(url.host) || url.host.endsWith(".auth0.com"))) continue;
      if (!SYSTEM_PATHS.includes(url.requested.slice(url.host.length))) continue;
      yield {
        file,
        at: ["identifier"],
        what: `identifier ${quote(value.identifier)} is one of Auth0's own APIs`,
        fix: "remove the file; partners get access to our APIs only",
      };
    }
  },
});

const apiUserPolicy = apiRule({
  id: "api-user-policy",
  title: "An API gives no application access without a grant",
  why: "with allow_all any first-party or permissive application gets every scope, and no review shows it",
  source: ACCESS_POLICIES,
  *check({ value: { subject_type_authorization } }) {
    if (!letsEverybodyIn(subject_type_authorization.user.policy)) return;
    yield {
      at: ["subject_type_authorization", "user", "policy"],
      what: 'user policy "allow_all" opens the API to applications without a grant',
      fix: "write policy: require_client_grant",
    };
  },
});

const LONGEST_SECONDS = 2_592_000;

const apiTokenLifetime = apiRule({
  id: "api-token-lifetime",
  title: "An access token lives between 1 second and 30 days",
  why: "Auth0 allows at most 2592000 seconds",
  source: ACCESS_TOKEN_LIFETIME,
  *check({ value: { token_lifetime: seconds } }) {
    if (seconds >= 1 && seconds <= LONGEST_SECONDS) return;
    yield {
      at: ["token_lifetime"],
      what: `token_lifetime of ${formatDuration(seconds)} is ${seconds < 1 ? "no time at all" : "more than 30d"}`,
      fix: "write a duration from 1s to 30d",
    };
  },
});

const apiTokenLifetimeForWeb = apiRule({
  id: "api-token-lifetime-for-web",
  title: "Access tokens of implicit and hybrid flows do not live longer than others",
  why: "Auth0 refuses a token_lifetime_for_web above token_lifetime",
  source: API_SETTINGS,
  *check({ file, value }) {
    const { token_lifetime: whole, token_lifetime_for_web: web } = value;
    if (web === undefined || web <= whole) return;
    yield {
      at: ["token_lifetime_for_web"],
      what: `token_lifetime_for_web of ${formatDuration(web)} is longer than token_lifetime of ${formatDuration(whole)}`,
      fix: `write at most ${formatDuration(whole)}`,
      also: [{ file, at: ["token_lifetime"], what: "token_lifetime is here" }],
    };
  },
});

const apiSigningSymmetric = apiRule({
  id: "api-signing-symmetric",
  title: "Access tokens are signed with a key that only Auth0 has",
  why: "with HS256 the API holds the signing secret too, so anyone who reads its settings can make tokens",
  source: API_SETTINGS,
  *check({ value: { signing_alg: alg } }) {
    if (alg === undefined || !isSymmetric(alg)) return;
    yield { at: ["signing_alg"], what: `signing_alg ${quote(alg)}`, fix: "write signing_alg: RS256" };
  },
});

const apiSigningProvider = apiRule({
  id: "api-signing-provider",
  title: "Access tokens are signed in a way that can be deployed",
  why: "Auth0 has RS512, and its provider for Terraform and Pulumi refuses it",
  source: PROVIDER_API,
  *check({ value: { signing_alg: alg } }) {
    if (alg === undefined || !isUnknownToProvider(alg)) return;
    yield {
      at: ["signing_alg"],
      what: `signing_alg ${quote(alg)}`,
      fix: "write signing_alg: RS256, or PS256",
    };
  },
});

const apiDialectRbac = apiRule({
  id: "api-dialect-rbac",
  title: "Tokens carry permissions only where roles are enforced",
  why: "Auth0 adds the permissions claim only with role-based access control, enforce_policies",
  source: API_SETTINGS,
  *check({ value: { token_dialect, enforce_policies } }) {
    if (!token_dialect?.endsWith("_authz") || enforce_policies) return;
    yield {
      at: ["token_dialect"],
      what: `token_dialect ${quote(token_dialect)} without enforce_policies`,
      fix: `write enforce_policies: true, or token_dialect: ${token_dialect.slice(0, -"_authz".length)}`,
    };
  },
});

const LONGEST_NAME = 200;

const apiNameLength = apiRule({
  id: "api-name-length",
  title: "An API's name has at most 200 characters",
  why: "Auth0 refuses longer ones",
  source: CREATE_API,
  *check({ value: { name } }) {
    if (name.length <= LONGEST_NAME) return;
    yield {
      at: ["name"],
      what: `name has ${name.length} characters, more than ${LONGEST_NAME}`,
      fix: `shorten it to ${LONGEST_NAME} characters`,
    };
  },
});

/** In the order of docs/rules.md. */
export const API: readonly Rule[] = [
  apiIdentifierUnique,
  apiNameUnique,
  apiIdentifierSystem,
  apiUserPolicy,
  apiTokenLifetime,
  apiTokenLifetimeForWeb,
  apiSigningSymmetric,
  apiSigningProvider,
  apiDialectRbac,
  apiNameLength,
];
