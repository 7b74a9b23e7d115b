// The end of a run as a table: who may do what, what changed, and the client IDs that partners need.
import Table from "cli-table3";
import type { Plan, PlannedPartner } from "../src/plan/types.ts";
import { TYPES } from "./adopt.ts";
import { describeChanges, ownerOf, type ResourceChange } from "./changes.ts";

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

/** Rows for the plan's partners, then for partners that only the changes know: those just removed. */
export function renderTable(
  plan: Plan,
  changes: readonly ResourceChange[],
  clientIds: Readonly<Record<string, string>>,
): string {
  const byOwner = Map.groupBy(changes, ({ name }) => ownerOf(name));
  const table = new Table({
    head: ["partner", "kind", "grants", "what changed", "client ID"],
    style: { head: [], border: [] },
  });
  for (const [id, partner] of Object.entries(plan.partners))
    table.push([
      `${partner.application.name}\n${id}`,
      describeKind(partner),
      describeGrants(partner),
      describeChanges(byOwner.get(id) ?? []),
      clientIds[id] ?? "",
    ]);
  const gone = [...byOwner].filter(([, its]) =>
    its.some(({ op, type }) => op === "delete" && type === TYPES.client),
  );
  for (const [id, itsChanges] of gone) table.push([id, "", "", describeChanges(itsChanges), ""]);
  return table.toString();
}
