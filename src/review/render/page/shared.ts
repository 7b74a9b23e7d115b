// A report → the end of its page: the APIs, the calls that the next runs make, and the checksums.

import { codeLines, lineList, type Markup, markup } from "../../../render/markup.ts";
import type { Report, ReportedApi } from "../../review.ts";
import { beyondGrantsInWords, ownAccessInWords, updateCallsInWords } from "../summary.ts";
import { sensitivityBadge } from "./badges.ts";
import { tableOf } from "./partner.ts";

/** Each API with its scopes, its routes and how it is hosted. */
export const apis = (report: Report): Markup | "" =>
  report.apis.length === 0 ? "" : markup`<section><h2>APIs</h2>${report.apis.map(apiCard)}</section>`;

function apiCard({ name, identifier, owner, scopes, routes, hosting }: ReportedApi): Markup {
  const routesOf = (scope: string) =>
    Object.entries(routes)
      .filter(([, needs]) => needs !== "public" && needs.includes(scope))
      .map(([route]) => route);
  const open = Object.entries(routes)
    .filter(([, needs]) => needs === "public")
    .map(([route]) => route);
  const body = scopes.map(
    ({ name, description, sensitivity }) =>
      markup`<tr><th scope="row"><code>${name}</code></th><td>${description}</td><td>${sensitivityBadge(sensitivity)}</td><td>${codeLines(routesOf(name))}</td></tr>`,
  );
  return markup`<article class="card"><h3>${name}</h3>
<dl class="facts"><div><dt>Identifier</dt><dd><code>${identifier}</code></dd></div><div><dt>Owner</dt><dd>${owner}</dd></div>
<div><dt>Without a token</dt><dd>${codeLines(open)}</dd></div>
${hosting.map(({ stack, facts }) => markup`<div><dt>Hosted in ${stack}</dt><dd>${lineList(facts)}</dd></div>`)}</dl>
${tableOf(`Scopes of ${name}`, ["Scope", "What users are told", "Sensitivity", "Opens"], body)}</article>`;
}

/** Each application of ours with its client IDs and what it may do. */
export function ownApplications({ ownApplications: all }: Report): Markup | "" {
  if (all.length === 0) return "";
  const body = all.map(
    (own) =>
      markup`<tr><th scope="row">${own.name}</th><td>${lineList(own.stacks.map(({ stack, clientId }) => `${stack}: ${clientId}`))}</td><td>${lineList(ownAccessInWords(own))}</td></tr>`,
  );
  return markup`<section><h2>Our own applications</h2>${tableOf("Our own applications", ["Application", "Client IDs", "Access"], body)}</section>`;
}

/** Who gets more than a grant. */
export function whoElse(report: Report): Markup | "" {
  const lines = beyondGrantsInWords(report);
  if (lines.length === 0) return "";
  return markup`<section class="card"><h2>Who else, by these files</h2>${lineList(lines)}</section>`;
}

/** Estimated Management API calls, by stack. */
export function calls({ calls }: Report): Markup | "" {
  if (calls.length === 0) return "";
  const body = calls.map(
    (one) =>
      markup`<tr><th scope="row">${one.stack}</th><td>${one.preview}</td><td>${updateCallsInWords(one)}</td><td>${one.refresh}</td></tr>`,
  );
  return markup`<section class="card numbers">${tableOf("Estimated Management API calls", ["Stack", "preview", "up", "refresh"], body)}</section>`;
}

/** Of each stack: a deployment takes no other. */
export function checksums({ checksums }: Report): Markup | "" {
  if (checksums.length === 0) return "";
  const body = checksums.map(
    ({ stack, checksum }) => markup`<tr><th scope="row">${stack}</th><td><code>${checksum}</code></td></tr>`,
  );
  return markup`<section class="card sums">${tableOf("Checksums", ["Stack", "all – plan – code – settings"], body)}</section>`;
}
