// Plans of several stacks become what a reader needs to know of each partner.

import { connectionsOf, quotaInWords, refreshTokensInWords } from "../access/limits.ts";
import { idsOf, type Plans } from "../access/plans.ts";
import type { AccessRow } from "../access/row.ts";
import { calledAs } from "../model/applications.ts";
import { entryOf } from "../model/record.ts";
import { URL_ROWS, urlsIn } from "../model/url-properties.ts";
import { plannedKeys } from "../plan/credentials.ts";
import { diff } from "../plan/diff.ts";
import type { Plan, PlannedPartner } from "../plan/types.ts";
import type { ReportedPartner } from "./review.ts";

interface Sighting {
  readonly stack: string;
  readonly plan: Plan;
  readonly partner: PlannedPartner;
}

/** In the order of the stacks. */
const sightings = (id: string, plans: Plans): Sighting[] =>
  [...plans]
    .map(([stack, plan]) => ({ stack, plan, partner: entryOf(plan.partners, id) }))
    .filter((seen): seen is Sighting => seen.partner !== undefined)
    .sort((a, b) => (a.stack < b.stack ? -1 : 1));

function authenticationInWords({ credentials }: PlannedPartner): string {
  const keys = plannedKeys(credentials);
  if (keys.length === 0) return credentials.authenticationMethod;
  return `${credentials.authenticationMethod}, ${keys.length === 1 ? "one key" : `${keys.length} keys`}`;
}

function stackOf({ stack, plan, partner }: Sighting): ReportedPartner["stacks"][number] {
  const quota = quotaInWords(partner);
  const { allowedOrigins, webOrigins } = partner.application;
  const urls = URL_ROWS.filter(({ heading }) => heading !== undefined)
    .map(({ name, planned }): [string, string[]] => [name, [...urlsIn(partner.application[planned])]])
    .filter(([, its]) => its.length > 0);
  const origins = [...new Set([...allowedOrigins, ...webOrigins])].sort();
  return {
    stack,
    authentication: authenticationInWords(partner),
    callbacks: [...partner.application.callbacks],
    ...(origins.length > 0 && { origins }),
    ...(urls.length > 0 && { urls: Object.fromEntries(urls) }),
    connections: connectionsOf(plan, partner),
    oidcScopes: [...partner.oidcScopes],
    refreshTokens: refreshTokensInWords(partner),
    ...(quota !== undefined && { quota }),
    ...(partner.enableUrl !== undefined && { enableUrl: partner.enableUrl }),
  };
}

/** `first-party`, `third-party, strict` or `third-party, permissive`. */
export const kindOf = ({ application }: PlannedPartner): string =>
  application.isFirstParty ? "first-party" : `third-party, ${application.thirdPartySecurityMode}`;

/** Without what its grants repeat of an API's earlier names: a renamed API is not a change of a partner. */
const ownOf = (partner: PlannedPartner): PlannedPartner => ({
  ...partner,
  grants: Object.fromEntries(
    Object.entries(partner.grants).map(([key, { formerApis: _, ...grant }]) => [key, grant]),
  ),
});

function changeOf(
  before: readonly Sighting[],
  after: readonly Sighting[],
  access: readonly AccessRow[],
): ReportedPartner["change"] {
  if (before.length === 0) return "added";
  if (after.length === 0) return "removed";
  const byStack = (seen: readonly Sighting[]) =>
    Object.fromEntries(seen.map(({ stack, partner }) => [stack, ownOf(partner)]));
  const isTouched = access.some(({ stacks }) => stacks.some(({ change }) => change !== "kept"));
  return isTouched || diff(byStack(before), byStack(after)).length > 0 ? "changed" : "kept";
}

/** One that is retired in some stacks only is what it is in the others. */
function statusOf(seen: readonly Sighting[]): PlannedPartner["status"] {
  const statuses = new Set(seen.map(({ partner }) => partner.status));
  return (["active", "suspended", "retired"] as const).find((status) => statuses.has(status)) ?? "active";
}

/**
 * Partners before and after, by id; those that are gone as they were. `access` is that of all partners.
 * What a change to an API or the tenant does to a partner is not a change of the partner, unless it gives or
 * takes access.
 */
export function partnersOf(
  base: Plans | undefined,
  head: Plans,
  access: readonly AccessRow[],
): ReportedPartner[] {
  const ids = [...new Set([...idsOf(head, "partners"), ...(base ? idsOf(base, "partners") : [])])].sort();
  const accessOf = Map.groupBy(access, ({ partner }) => partner);
  return ids.flatMap((id) => {
    const after = sightings(id, head);
    const before = base ? sightings(id, base) : after;
    const shown = after.length > 0 ? after : before;
    const partner = shown[0]?.partner;
    if (!partner) return [];
    const { application, owner, contract, reviewBy } = partner;
    return {
      id,
      name: calledAs(id, application.name),
      description: application.description,
      change: base ? changeOf(before, after, accessOf.get(id) ?? []) : "kept",
      status: statusOf(shown),
      owner,
      contract: { ...contract },
      ...(reviewBy !== undefined && { reviewBy }),
      kind: kindOf(partner),
      stacks: shown.map(stackOf),
    };
  });
}
