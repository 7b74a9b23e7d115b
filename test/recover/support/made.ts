// Tenants as recovery reads them: empty but for what a test names.

import { diskSource } from "../../../src/load/source.ts";
import { checkDeclarations } from "../../../src/pipeline.ts";
import { planStack } from "../../../src/plan/plan.ts";
import type { Plan } from "../../../src/plan/types.ts";
import type { MadeTenant } from "../../../src/recover/tenant.ts";
import {
  applicationSchema,
  type LiveApplication,
  type LiveGrant,
  liveGrantSchema,
} from "../../../src/tenant/live.ts";
import { COMPANY } from "../../support/company.ts";

/** Of the example declarations. */
export const planOf = (stack: string): Plan =>
  planStack(checkDeclarations(diskSource(COMPANY)).workspace, stack);

export const tenantOf = (made: Partial<MadeTenant>): MadeTenant => ({
  ...{ applications: [], grants: [], apis: [], actions: [] },
  ...{ bound: new Map(), keys: new Map(), consents: new Map() },
  ...made,
});

/** With the marker of a partner; `keys` are ids of keys that it signs with. */
export const applicationOf = (
  clientId: string,
  partner: string,
  { stack = "dev", keys = [] }: { stack?: string; keys?: readonly string[] } = {},
): LiveApplication =>
  applicationSchema.parse({
    client_id: clientId,
    client_metadata: {
      partner_access_project: "partner-access",
      partner_access_stack: stack,
      partner_access_partner: partner,
    },
    ...(keys.length > 0 && {
      client_authentication_methods: { private_key_jwt: { credentials: keys.map((id) => ({ id })) } },
    }),
  });

export const grantOf = (id: string, clientId: string, audience: string, subjectType = "user"): LiveGrant =>
  liveGrantSchema.parse({
    id,
    client_id: clientId,
    audience,
    subject_type: subjectType,
    scope: ["read:contacts"],
  });
