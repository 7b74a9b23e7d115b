// A report → one page that needs nothing else: no network, no other file, and no script to be read.
import { createHash } from "node:crypto";
import { raw } from "hono/html";
import { type Markup, markup } from "../../render/markup.ts";
import { STYLE } from "../../render/style.ts";
import type { Report } from "../report.ts";
import { consequences, findings, problems } from "./page/changes.ts";
import { filters } from "./page/filters.js";
import { matrix } from "./page/matrix.ts";
import { partnerPage } from "./page/partner.ts";
import { apis, calls, checksums } from "./page/shared.ts";
import { list, verdict } from "./summary.ts";

const SCRIPT = `(${filters})();`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

// What the page may do, whatever a declaration says: its own style and script, by their hashes.
// Source: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy (read 2026-11)
const POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A whole HTML document, with a line feed at the end. */
export const renderHtml = (report: Report): string =>
  `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Access review</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<h1>Access review</h1>
<p class="lead">${verdict(report)}.</p>
<p class="quiet">${origin(report)}</p>
</header>
<main>
<div class="overview">
${findings(report)}
${problems(report)}
${consequences(report)}
${report.findings.length > 0 ? "" : everyone(report)}
${apis(report)}
<div class="aside">
${calls(report)}
${checksums(report)}
</div>
</div>
${report.partners.map((partner) => partnerPage(partner, report))}
</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`}`;

function origin({ base, stacks, today }: Report): string {
  const compared = base === undefined || base.compared === false ? [] : [`compared with ${base.revision}`];
  return [today, ...(stacks.length === 0 ? [] : [`stacks ${list(stacks)}`]), ...compared].join(" · ");
}

const everyone = (
  report: Report,
): Markup => markup`<section id="the_matrix" tabindex="-1" aria-labelledby="the_partners">
<h2 id="the_partners">Who may do what</h2>
${form(report)}
${matrix(report)}
</section>`;

/** Hidden until the script shows it: without the script it would do nothing. */
function form({ stacks, base }: Report): Markup {
  const options = (values: readonly (readonly [string, string])[]) =>
    values.map(([value, text]) => markup`<option value="${value}">${text}</option>`);
  const select = (label: string, name: string, values: readonly (readonly [string, string])[]) =>
    markup`<label>${label}<select name="${name}"><option value="">all</option>${options(values)}</select></label>`;
  const subjects = [
    ["user", "on behalf of users"],
    ["client", "without a user"],
  ] as const;
  const sensitivities = (["high", "medium", "low"] as const).map((one) => [one, one] as const);
  return markup`<form hidden>
<label>Partner<input type="search" name="partner" placeholder="name, id or owner" autocomplete="off"></label>
${select(
  "Stack",
  "stack",
  stacks.map((stack) => [stack, stack] as const),
)}
${select("For whom", "subject", subjects)}
${select("Sensitivity", "sensitivity", sensitivities)}
${base === undefined ? "" : markup`<label class="check"><input type="checkbox" name="changes" value="only"> Only changes</label>`}
<button type="reset">Show all</button>
<output aria-live="polite"></output>
</form>`;
}
