// One partner of a report → its part of the page: who it is, what changes, what it may do, how it signs in.

import type { AccessRow } from "../../../access/row.ts";
import { hasAccess } from "../../../model/status.ts";
import { URL_ROWS } from "../../../model/url-properties.ts";
import { codeLines, lineList, type Markup, markup } from "../../../render/markup.ts";
import type { Report, ReportedPartner } from "../../review.ts";
import {
  apiName,
  changesOf,
  holderInWords,
  modeOf,
  stacksInWords,
  withoutAccessInWords,
} from "../summary.ts";
import { sensitivityBadge } from "./badges.ts";
import { consequenceList } from "./changes.ts";
import { MARKS } from "./matrix.ts";

/** Shown alone when the address ends in the partner's id; on paper all of them follow each other. */
export function partnerPage(partner: ReportedPartner, report: Report): Markup {
  const { id, name, description, change, status } = partner;
  const its = report.consequences.filter(({ partners }) => partners.includes(id));
  return markup`<section class="partner" id="${id}" tabindex="-1" aria-label="${name}">
<p class="back"><a href="#the_matrix">← All partners</a></p>
<h2>${name}${change === "kept" ? "" : markup` <span class="mark ${change}">${MARKS[change]}</span>`}${hasAccess(status) ? "" : markup` <span class="mark">${status}</span>`}</h2>
<p class="lead">${description}</p>
${facts(partner)}
${its.length === 0 ? "" : markup`<div class="card"><h3>${modeOf(report) === "access" ? "To look at" : "What this change does"}</h3>${consequenceList(its, report, true)}</div>`}
${accessTable(partner, report)}
${stackTable(partner)}
</section>`;
}

function facts({ id, kind, owner, contract, reviewBy }: ReportedPartner): Markup {
  const rows = [
    ["Id", id],
    ["Kind", kind],
    ["Owner", owner],
    ["Contract", `${contract.reference}, until ${contract.ends}`],
    ...(reviewBy === undefined ? [] : [["Access review", `by ${reviewBy}`]]),
  ];
  return markup`<dl class="facts">${rows.map(([term = "", text = ""]) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>`;
}

function accessTable(partner: ReportedPartner, report: Report): Markup {
  const { id, stacks, name } = partner;
  const all = stacks.map(({ stack }) => stack);
  const rows = report.access.filter(({ partner }) => partner === id).flatMap(changesOf);
  if (rows.length === 0) return markup`<p>It ${withoutAccessInWords(partner)}.</p>`;
  const body = rows.map(({ access, change, stacks }) => {
    const mark = change === "kept" ? "" : markup` <span class="mark ${change}">${change}</span>`;
    return markup`<tr class="${change}"><th scope="row"><code>${access.scope}</code>${mark}<small>${access.description}</small></th>
<td>${apiName(access.api, report)}</td><td>${holderInWords(access)}</td><td>${sensitivityBadge(access.sensitivity)}</td>
<td>${codeLines(access.routes)}</td><td>${why(access)}</td><td class="limits">${lineList(access.limits)}</td><td>${stacksInWords(stacks, all) || "all"}</td></tr>`;
  });
  const head = ["Scope", "API", "For whom", "Sensitivity", "Routes", "Reason", "Limits", "Stacks"];
  return tableOf(`What ${name} may do`, head, body);
}

const why = ({ via, reason }: AccessRow) =>
  via === "policy" ? "The API lets every such application have it" : (reason ?? "");

/** A row for each property, so that what differs between stacks is side by side. */
function stackTable({ stacks, name }: ReportedPartner): Markup {
  const rows: [string, (one: ReportedPartner["stacks"][number]) => string | Markup][] = [
    ["Authentication", ({ authentication }) => authentication],
    ["Callbacks", ({ callbacks }) => codeLines(callbacks)],
    ["Web pages of", ({ origins = [] }) => codeLines(origins)],
    ...URL_ROWS.flatMap(({ name, heading }): typeof rows =>
      heading !== undefined && stacks.some(({ urls }) => urls?.[name])
        ? [[heading, ({ urls = {} }) => codeLines(urls[name] ?? [])]]
        : [],
    ),
    ["Connections", ({ connections }) => lineList(connections)],
    ["OpenID scopes", ({ oidcScopes }) => lineList(oidcScopes)],
    ["Refresh tokens", ({ refreshTokens }) => refreshTokens],
    ["Token quota", ({ quota }) => quota ?? "none"],
    ["Enable leads to", ({ enableUrl }) => codeLines(enableUrl === undefined ? [] : [enableUrl])],
  ];
  const body = rows.map(
    ([title, cell]) =>
      markup`<tr><th scope="row">${title}</th>${stacks.map((one) => markup`<td>${cell(one)}</td>`)}</tr>`,
  );
  return tableOf(`How ${name} signs in`, ["Stack", ...stacks.map(({ stack }) => stack)], body, "by-stack");
}

/** A table in a frame that scrolls by itself on a narrow screen. */
export const tableOf = (
  caption: string,
  head: readonly string[],
  body: readonly Markup[],
  layout: "by-stack" | "plain" = "plain",
): Markup =>
  markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="${layout}">
<caption>${caption}</caption>
<thead><tr>${head.map((text) => markup`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${body}</tbody>
</table></div>`;
