// A report → the top of its page: findings, what could not be compared, and consequences, worst first.

import { type Markup, markup } from "../../../render/markup.ts";
import type { Consequence, Report } from "../../review.ts";
import { type Group, groupsOf, modeOf, placesOf } from "../summary.ts";
import { partnerLink, severityBadge } from "./badges.ts";

/** What is wrong with the declarations. */
export function findings({ findings }: Report): Markup | "" {
  if (findings.length === 0) return "";
  const items = findings.map(
    ({ file, line, column, what, fix, rule }) =>
      markup`<li><code>${`${file}:${line}:${column}`}</code><p>${what} <span class="quiet">[${rule}]</span></p><p class="quiet">Fix: ${fix}</p></li>`,
  );
  return markup`<section class="card"><h2>Findings</h2><ul class="consequences">${items}</ul></section>`;
}

/** What could not be compared, and why. */
export function problems({ base }: Report): Markup | "" {
  if (base === undefined || base.problems.length === 0) return "";
  return markup`<section class="card"><h2>Not compared</h2><ul>${base.problems.map((problem) => markup`<li>${problem}</li>`)}</ul></section>`;
}

/** A card for each partner, and one for what is shared. */
export function consequences(report: Report): Markup | "" {
  const groups = groupsOf(report);
  if (groups.length === 0) return "";
  const title = modeOf(report) === "access" ? "To look at" : "What this change does";
  return markup`<section aria-labelledby="the_changes"><h2 id="the_changes">${title}</h2>
${groups.map((group) => card(group, report))}</section>`;
}

const card = ({ title, partner, consequences }: Group, report: Report) =>
  markup`<article class="card"><h3>${partner === undefined ? title : partnerLink(partner, report)}</h3>${consequenceList(consequences, report)}</article>`;

/** Sentences with their severity, why they matter, and where; on a partner's own page without the other partners. */
export const consequenceList = (
  consequences: readonly Consequence[],
  report: Report,
  isOfOnePartner = false,
): Markup =>
  markup`<ul class="consequences">${consequences.map((one) => item(one, report, isOfOnePartner))}</ul>`;

function item(one: Consequence, report: Report, isOfOnePartner: boolean): Markup {
  const stacks = placesOf(one, report);
  const isShared = !isOfOnePartner && one.subject.kind !== "partner" && one.partners.length > 0;
  const links = one.partners.map((id, index) => markup`${index === 0 ? "" : ", "}${partnerLink(id, report)}`);
  return markup`<li>${severityBadge(one.severity)}<div><p>${one.what}${stacks === "" ? "" : markup` <span class="stack">${stacks}</span>`}</p>
<p class="quiet">${one.explanation}</p>${isShared ? markup`<p class="quiet">Partners: ${links}</p>` : ""}</div></li>`;
}
