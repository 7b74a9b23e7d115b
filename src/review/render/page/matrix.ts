// A report → its matrix: a row for each partner, a column for each scope that somebody has or could have.

import type { AccessRow } from "../../../access/row.ts";
import { hasAccess } from "../../../model/status.ts";
import { data, type Markup, markup } from "../../../render/markup.ts";
import type { Report, ReportedPartner } from "../../review.ts";
import { type AccessChange, apiName, holderInWords, mergedChanges, stacksInWords } from "../summary.ts";
import { partnerLink, sensitivityBadge } from "./badges.ts";

interface Column {
  readonly api: string;
  readonly scope: string;
  readonly description: string;
  readonly sensitivity: AccessRow["sensitivity"];
}

/** By API, as the report lists them: what it offers, then what only the access knows: a scope just removed. */
function columnsOf({ apis, access }: Report): Column[] {
  const offered = apis.flatMap(({ id, scopes }) =>
    scopes.map(({ name, ...scope }) => ({ api: id, scope: name, ...scope })),
  );
  const key = ({ api, scope }: { api: string; scope: string }) => data([api, scope]);
  const columns = new Map([...offered, ...access].map((column): [string, Column] => [key(column), column]));
  const order = [...new Set([...columns.values()].map(({ api }) => api))];
  return order.flatMap((api) => [...columns.values()].filter((column) => column.api === api));
}

/** Partners by id, and the rows of access of each cell. */
export function matrix(report: Report): Markup {
  const columns = columnsOf(report);
  const groups = [...Map.groupBy(columns, ({ api }) => api)];
  const cells = Map.groupBy(report.access, ({ partner, api, scope }) => data([partner, api, scope]));
  return markup`<p class="legend">${legend}${report.base === undefined ? "" : changeLegend}</p>
<div class="scroll" role="region" aria-label="Who may do what" tabindex="0">
<table class="matrix">
<caption class="said">Who may do what</caption>
<thead>
<tr><td></td>${groups.map(([api, its], index) => markup`<th scope="colgroup" colspan="${its.length}" data-api="${index}">${apiName(api, report)}</th>`)}</tr>
<tr><th scope="col">Partner</th>${columns.map((column, index) => heading(column, index, groups))}</tr>
</thead>
<tbody>
${report.partners.map((partner) => row(partner, columns, cells, report))}
</tbody>
</table>
</div>`;
}

const legend = markup`<span><span class="chip">users</span> on behalf of users</span> <span><span class="chip client">no user</span> without a user</span>`;
const changeLegend = markup` <span><span class="chip added">+ users</span> added</span> <span><span class="chip removed">− users</span> removed</span>`;

const heading = (
  { api, scope, description, sensitivity }: Column,
  index: number,
  groups: [string, Column[]][],
) =>
  markup`<th scope="col" data-column="${index}" data-api="${groups.findIndex(([id]) => id === api)}" title="${description}"><code>${scope}</code>${sensitivityBadge(sensitivity)}</th>`;

function row(
  partner: ReportedPartner,
  columns: readonly Column[],
  cells: ReadonlyMap<string, AccessRow[]>,
  report: Report,
): Markup {
  const { id, name, kind, owner, change, status } = partner;
  const its = partner.stacks.map(({ stack }) => stack);
  const cell = ({ api, scope }: Column, index: number) =>
    markup`<td data-column="${index}">${mergedChanges(cells.get(data([id, api, scope])) ?? []).map((one) => chip(one, its))}</td>`;
  return markup`<tr data-search="${[name, id, owner].join("\n").toLowerCase()}">
<th scope="row">${partnerLink(id, report)}${change === "kept" ? "" : markup` <span class="mark ${change}">${MARKS[change]}</span>`}${hasAccess(status) ? "" : markup` <span class="mark">${status}</span>`}<small>${kind}</small></th>
${columns.map(cell)}
</tr>`;
}

/** How a partner that is not as before is marked. */
export const MARKS = { added: "new", removed: "removed", changed: "changed" } as const;
const SIGNS = { added: "+ ", removed: "− ", kept: "" } as const;

function chip({ access, change, stacks }: AccessChange, all: readonly string[]): Markup {
  const where = stacksInWords(stacks, all);
  const said = change === "kept" ? "" : markup`<span class="said"> ${change}</span>`;
  return markup`<span class="chip ${access.subjectType} ${change}" data-stacks="${data(stacks)}" data-subject="${access.subjectType}" data-sensitivity="${access.sensitivity}" data-change="${change}">${SIGNS[change]}${holderInWords(access, "word")}${said}${where === "" ? "" : markup`<small>${where}</small>`}</span>`;
}
