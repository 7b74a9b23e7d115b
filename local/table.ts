// The end of a run as a table: who may do what, what changed, and the client IDs that partners need.
import Table from "cli-table3";
import type { Plan, PlannedPartner } from "../src/plan/types.ts";
import { TYPES } from "../src/pulumi/resource-types.ts";
import { describeChanges, isShared, ownerOf, type ResourceChange } from "./changes.ts";

function describeKind({ application, credentials }: PlannedPartner): string {
  const ownership = application.isFirstParty
    ? "first-party"
    : `third-party, ${application.thirdPartySecurityMode}`;
  return [ownership, application.appType, credentials.authenticationMethod].join("\n");
}

const describeGrants = ({ grants }: PlannedPartner): string =>
  Object.values(grants)
    .map(({ api, subjectType, scopes }) => {
      const who = subjectType === "user" ? "for users" : "without a user";
      return [`${api}, ${who}:`, ...scopes.map((scope) => `  ${scope}`)].join("\n");
    })
    .join("\n");

/** Rows for the plan's partners, then for what only the changes know: partners just removed, and what all share. */
export function renderTable(
  plan: Plan,
  changes: readonly ResourceChange[],
  clientIds: Readonly<Record<string, string>>,
): string {
  const byOwner = (list: readonly ResourceChange[]) => Map.groupBy(list, ({ name }) => ownerOf(name));
  const partners = byOwner(changes.filter((change) => !isShared(change)));
  const table = new Table({
    head: ["partner", "kind", "grants", "what changed", "client ID"],
    style: { head: [], border: [] },
  });
  for (const [id, partner] of Object.entries(plan.partners))
    table.push([
      `${partner.application.name}\n${id}`,
      describeKind(partner),
      describeGrants(partner),
      describeChanges(partners.get(id) ?? []),
      Object.hasOwn(clientIds, id) ? clientIds[id] : "",
    ]);
  for (const [id, its] of partners)
    if (!Object.hasOwn(plan.partners, id)) table.push([id, "", "", describeChanges(its), ""]);
  for (const [id, its] of byOwner(changes.filter(isShared)))
    table.push([
      id,
      its.some(({ type }) => type === TYPES.action) ? "login action" : "API",
      "",
      describeChanges(its),
      "",
    ]);
  return table.toString();
}
