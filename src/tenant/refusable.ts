// What of a tenant may stay unread where the credentials lack a right: `who` calls each unknown, and `drift` names it.
import type { LiveTenant, Refusable } from "./live.ts";

interface Unread {
  /** A clause: "nobody knows …". */
  readonly what: string;
  /** What it may do unseen, where the clause alone does not say it. */
  readonly may?: string;
  readonly right: string;
}

const CODE = "An active one can add any scope to any token";

/** By what is read: a further one that may be refused is a compile error here. */
const REFUSABLE: Readonly<Record<Refusable, Unread>> = {
  rules: { what: "which rules are active", may: CODE, right: "read:rules" },
  hooks: { what: "which hooks are active", may: CODE, right: "read:hooks" },
  roles: { what: "which permissions roles give their users", right: "read:roles" },
  customSigningKeys: {
    what: "which signing keys of others the tenant publishes",
    may: "Anyone who holds such a key makes tokens with any scope",
    right: "read:custom_signing_keys",
  },
};

/** What was refused. Of grants for organizations each is asked for, and may be refused alone. */
export function* refusedWays(tenant: LiveTenant): Generator<Unread> {
  for (const [kind, unread] of Object.entries(REFUSABLE) as [Refusable, Unread][])
    if (tenant[kind] === undefined) yield unread;
  for (const [grant, isUsed] of tenant.organizationGrants)
    if (isUsed === undefined)
      yield {
        what: `which organizations may use the grant ${grant}`,
        right: "read:organization_client_grants",
      };
}
