// The end of a run as a table: what changed, what those may do now, and the client IDs that partners need.
import Table from "cli-table3";
import { wrapAnsi } from "fast-wrap-ansi";
import type { Plan, PlannedPartner } from "../src/plan/types.ts";
import { TYPES } from "../src/pulumi/resource-types.ts";
import { describeChanges, isShared, ownerOf, type ResourceChange } from "./changes.ts";

/** Where nobody says how wide the terminal is, as in logs. */
const USUAL_COLUMNS = 80;
/** Of a table of two columns: three lines and the spaces beside them. */
const FRAME = 7;
/** A column is not made narrower: a client ID fits. */
const NARROWEST = 32;

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

type Row = readonly [who: string, what: string];

const lines = (...parts: readonly (string | undefined)[]) => parts.filter(Boolean).join("\n");

/** As wide as they need, or as the terminal allows: the first column gives way before the second does. */
function fitted(rows: readonly Row[], columns: number): string {
  const longest = (column: 0 | 1) =>
    Math.max(...rows.flatMap((row) => row[column].split("\n").map(({ length }) => length)));
  const room = Math.max(columns - FRAME, 2 * NARROWEST);
  const first = Math.min(longest(0), Math.max(NARROWEST, room - longest(1)));
  const widths = [first, Math.min(longest(1), room - first)] as const;
  const [head = ["", ""], ...body] = rows.map((row) =>
    row.map((text, i) => wrapAnsi(text, widths[i] ?? NARROWEST, { hard: true, trim: false })),
  );
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push(...body);
  return table.toString();
}

/**
 * Rows for the plan's partners that changed, then for what only the changes know: partners just removed, and what all
 * share. `columns`: of the terminal.
 */
export function renderTable(
  plan: Plan,
  changes: readonly ResourceChange[],
  clientIds: Readonly<Record<string, string>>,
  columns = USUAL_COLUMNS,
): string {
  const byOwner = (list: readonly ResourceChange[]) => Map.groupBy(list, ({ name }) => ownerOf(name));
  const partners = byOwner(changes.filter((change) => !isShared(change)));
  const rows: Row[] = [["who", "what changed, and what it may do now"]];
  for (const [id, partner] of Object.entries(plan.partners)) {
    const its = partners.get(id);
    if (!its) continue;
    const clientId = Object.hasOwn(clientIds, id) ? clientIds[id] : undefined;
    const who = lines(partner.application.name, id, clientId, describeKind(partner));
    rows.push([who, lines(describeChanges(its), describeGrants(partner))]);
  }
  for (const [id, its] of partners)
    if (!Object.hasOwn(plan.partners, id)) rows.push([id, describeChanges(its)]);
  for (const [id, its] of byOwner(changes.filter(isShared))) {
    const kind = its.some(({ type }) => type === TYPES.action) ? "login action" : "API";
    rows.push([lines(id, kind), describeChanges(its)]);
  }
  return fitted(rows, columns);
}
