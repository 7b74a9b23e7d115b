// Every rule, in the order of docs/rules.md: each file names its own, and an unnamed one does not compile.

import { ACCOUNT } from "./account.ts";
import { ADOPTION } from "./adoption.ts";
import { API } from "./api.ts";
import { APPLICATION } from "./application.ts";
import { AWS_RULES } from "./aws/aws.ts";
import { HOSTING_API } from "./aws/hosting-api.ts";
import { HOSTING_DOMAIN } from "./aws/hosting-domain.ts";
import { HOSTING_SERVICE } from "./aws/hosting-service.ts";
import { HOSTING_STACK } from "./aws/hosting-stack.ts";
import { CALLBACKS } from "./callbacks.ts";
import { CONNECTIONS } from "./connections.ts";
import { CONSENT } from "./consent.ts";
import { CREDENTIAL_STATES } from "./credential-states.ts";
import { CREDENTIALS } from "./credentials.ts";
import { DATES } from "./dates.ts";
import { DEPLOYMENTS } from "./deployment.ts";
import { GRANT_TYPE_RULES } from "./grant-types.ts";
import { GRANTS } from "./grants.ts";
import { apiFormerIdFree, IDENTITY } from "./identity.ts";
import { METADATA } from "./metadata.ts";
import { OPENID } from "./openid.ts";
import { ORIGINS } from "./origins.ts";
import { PARTS } from "./parts.ts";
import { POSSESSION } from "./possession.ts";
import { PUBLIC_KEYS } from "./public-keys.ts";
import { REFRESH_TOKENS } from "./refresh-tokens.ts";
import { ROLES } from "./roles.ts";
import type { Rule, RuleGroup } from "./rule.ts";
import { SCOPES } from "./scopes.ts";
import { STACKS } from "./stacks.ts";
import { URLS } from "./urls.ts";
import { WITHOUT_SCOPES } from "./without-scopes.ts";

export const RULE_GROUPS: readonly RuleGroup[] = [
  { heading: "The application", rules: APPLICATION },
  { heading: "OpenID Connect", rules: OPENID },
  { heading: "Names, metadata and quotas", rules: METADATA },
  { heading: "Grants", rules: GRANTS },
  { heading: "Grant types", rules: GRANT_TYPE_RULES },
  { heading: "Callbacks", rules: CALLBACKS },
  { heading: "URLs", rules: URLS },
  { heading: "Origins", rules: ORIGINS },
  { heading: "Connections", rules: CONNECTIONS },
  { heading: "Consent", rules: CONSENT },
  { heading: "Refresh tokens", rules: REFRESH_TOKENS },
  { heading: "Proof of possession", rules: POSSESSION },
  { heading: "Credentials", rules: [...CREDENTIALS, ...CREDENTIAL_STATES] },
  { heading: "Public keys", rules: PUBLIC_KEYS },
  { heading: "The partner", rules: IDENTITY },
  { heading: "What the tenant has already", rules: ADOPTION },
  { heading: "APIs", rules: [...API, apiFormerIdFree] },
  { heading: "The account", rules: ACCOUNT },
  { heading: "Roles", rules: ROLES },
  { heading: "Scopes and routes", rules: SCOPES },
  { heading: "APIs without scopes", rules: WITHOUT_SCOPES },
  { heading: "Stacks", rules: STACKS },
  { heading: "When stacks are deployed", rules: DEPLOYMENTS },
  { heading: "Parts of a stack", rules: PARTS },
  { heading: "Dates", rules: DATES },
  { heading: "Hosting: the API's file", rules: HOSTING_API },
  { heading: "Hosting: the stack's settings", rules: HOSTING_STACK },
  { heading: "Hosting: domains", rules: HOSTING_DOMAIN },
  { heading: "Hosting: containers", rules: HOSTING_SERVICE },
  { heading: "AWS", rules: AWS_RULES },
];

/** All rules of `check` without a base, in the order of docs/rules.md. */
export const RULES: readonly Rule[] = RULE_GROUPS.flatMap(({ rules }) => rules);
