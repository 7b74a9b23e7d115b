// A report → one page that needs nothing else: no network, no other file, and no script to be read.
import { raw } from "hono/html";
import { type Markup, markup } from "../../render/markup.ts";
import { htmlPage } from "../../render/page.ts";
import type { Report } from "../review.ts";
import { consequences, findings, problems } from "./page/changes.ts";
import { filters } from "./page/filters.js";
import { matrix } from "./page/matrix.ts";
import { partnerPage } from "./page/partner.ts";
import { apis, calls, checksums, ownApplications, whoElse } from "./page/shared.ts";
import { commaList, verdict } from "./summary.ts";

const SCRIPT = `(${filters})();`;

/** A whole HTML document, with a line feed at the end. */
export const renderHtml = (report: Report): string =>
  htmlPage({
    title: "Access review",
    script: SCRIPT,
    body: markup`<header>
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
${ownApplications(report)}${whoElse(report)}
<div class="aside">
${calls(report)}
${checksums(report)}
</div>
</div>
${report.partners.map((partner) => partnerPage(partner, report))}
</main>
<script>${raw(SCRIPT)}</script>`,
  });

function origin({ base, stacks, today }: Report): string {
  const compared = base === undefined || base.compared === false ? [] : [`compared with ${base.revision}`];
  return [today, ...(stacks.length === 0 ? [] : [`stacks ${commaList(stacks)}`]), ...compared].join(" · ");
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
