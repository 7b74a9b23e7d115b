// Every drift rule, in the order in which equally severe ones are shown.

import { API_RULES } from "./api.ts";
import { APPLICATION_RULES } from "./application.ts";
import { CREDENTIAL_RULES } from "./credentials.ts";
import { FIRST_PARTY_RULES } from "./first-party.ts";
import { GRANT_RULES } from "./grants.ts";
import { LOG_RULES } from "./log.ts";
import { MOBILE_RULES } from "./mobile.ts";
import { REFUSED_RULES } from "./refused.ts";
import type { DriftRule } from "./rule.ts";
import { STRANGER_RULES } from "./strangers.ts";
import { TENANT_RULES } from "./tenant.ts";
import { UNDEPLOYED_RULES } from "./undeployed.ts";
import { WAY_RULES } from "./ways.ts";

/** All but the one for what no other rule covers. */
export const DRIFT_RULES: readonly DriftRule[] = [
  ...GRANT_RULES,
  ...REFUSED_RULES,
  ...STRANGER_RULES,
  ...FIRST_PARTY_RULES,
  ...WAY_RULES,
  ...LOG_RULES,
  ...CREDENTIAL_RULES,
  ...APPLICATION_RULES,
  ...MOBILE_RULES,
  ...UNDEPLOYED_RULES,
  ...API_RULES,
  ...TENANT_RULES,
];
