// What just happened, step by step, for anyone who wants to see how it works.
import { html } from "hono/html";
import { type Markup, page, time } from "../web/page.ts";
import type { Customer } from "./customer.ts";
import { frameOf } from "./frame.ts";
import type { Hop } from "./journal.ts";
import type { PartnerOptions } from "./options.ts";
import type { Program } from "./program.ts";

/** Every message since "Enable", and of the program. */
export function hopsPage(options: PartnerOptions, customer: Customer, program: Program): Markup {
  const body = html`<h1>What just happened</h1>
    <p class="lead">
      The last messages between your browser, ${options.name}, the tenant and the APIs, oldest first. Secrets are
      masked; what repeats itself is counted, and is in the place of its last time.
    </p>
    <div data-live="/steps/events">${hopsPart(customer, program)}</div>`;
  return page({ frame: frameOf(options), title: "What just happened", path: "/steps", body, isLive: true });
}

/** The part of the page that changes by itself. */
export function hopsPart(customer: Customer, program: Program): Markup {
  const hops = [...customer.journal.hops, ...program.journal.hops].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
  if (hops.length === 0)
    return html`<p class="card">Nothing yet. What can be done is on <a href="/">the first page</a>.</p>`;
  return html`<ol class="hops">${hops.map(hopItem)}</ol>`;
}

function hopItem({ from, to, what, facts, at, times }: Hop): Markup {
  const entries = Object.entries(facts).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  return html`<li>
    <div class="card">
      <div class="row small soft">
        <span>${from === to ? from : html`${from} <span aria-label="to">→</span> ${to}`}</span>${time(at)}
        ${times > 1 ? html`<span class="tag">${times} times</span>` : ""}
      </div>
      <h2>${what}</h2>
      ${entries.length > 0 ? html`<dl class="facts">${entries}</dl>` : ""}
    </div>
  </li>`;
}
