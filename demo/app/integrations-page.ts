// The part of the page on which users decide which partners may reach their data.
import { html } from "hono/html";
import type { Markup } from "../web/page.ts";
import type { IntegrationState, IntegrationView } from "./integrations.ts";

export interface IntegrationsPartOptions {
  readonly integrations: readonly IntegrationView[];
  /** What just happened. */
  readonly notice: string | undefined;
  /** What could not be found out. */
  readonly trouble: string | undefined;
}

const noticeOf = (text: string | undefined, kind: "good" | "bad" = "good") =>
  text === undefined ? "" : html`<p class="notice ${kind}" role="status">${text}</p>`;

/** What can be enabled, what is, and what it may do. */
export function integrationsPart({ integrations, notice, trouble }: IntegrationsPartOptions): Markup {
  return html`<h1>Integrations</h1>
    <p class="lead">Made by partners, enabled by you. Each may do what its card says, in your account only.</p>
    ${noticeOf(notice)} ${noticeOf(trouble, "bad")}
    ${integrations.length === 0 ? html`<p class="card">There is no partner yet.</p>` : ""}
    <ul class="grid">${integrations.map(card)}</ul>`;
}

const STATES: Readonly<Record<IntegrationState, Markup | "">> = {
  enabled: html`<span class="tag good">Enabled</span>`,
  trusted: html`<span class="tag good">In use</span>`,
  available: "",
  automatic: html`<span class="tag">Automatic</span>`,
  unavailable: html`<span class="tag">On request</span>`,
  absent: "",
  "granted-nothing": html`<span class="tag">Paused</span>`,
};

const MAY: Partial<Record<IntegrationState, string>> = {
  enabled: "You have allowed it to",
  trusted: "For you it may",
};

function card(integration: IntegrationView): Markup {
  const { id, name, description, state, mayForYou, mayByItself } = integration;
  const list = (key: string, title: string, sentences: readonly string[]) =>
    sentences.length === 0
      ? ""
      : html`<p class="small soft" id="${key}-${id}">${title}</p>
        <ul class="may" aria-labelledby="${key}-${id}">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
  return html`<li class="card">
    <div class="title"><span class="mark" aria-hidden="true">${Array.from(name)[0] ?? ""}</span><h2>${name}</h2>${STATES[state]}</div>
    <p>${description}</p>
    <div>
      ${list("user", MAY[state] ?? "With your consent it may", mayForYou)}
      ${list("program", "Without a user it may", mayByItself)}
    </div>
    <div class="row">${action(integration)}</div>
  </li>`;
}

function action({ id, name, state, enableUrl, homeUrl, why }: IntegrationView): Markup {
  const open = homeUrl ? html`<a href="${homeUrl}">Open ${name}</a>` : "";
  const said = (text: string) => html`<span class="soft small">${text}</span>`;
  switch (state) {
    case "enabled":
      return html`<button class="quiet" aria-label="Disable ${name}" data-post="/api/integrations/${id}/disable">Disable</button>
        ${why === undefined ? open : said(why)}`;
    case "trusted":
      return html`${said("Trusted: nobody was asked, so there is nothing to take back here.")} ${open}`;
    case "available":
      return html`<a class="button" href="${enableUrl ?? ""}" aria-label="Enable ${name}">Enable</a>`;
    case "automatic":
      return html`${said(why ?? "Nothing to enable: it acts for nobody in particular.")} ${why === undefined ? open : ""}`;
    case "absent":
      return said(why ?? "Its website is not running here, so it cannot be enabled.");
    case "unavailable":
      return said("Ask us if you want to use it.");
    case "granted-nothing":
      return said("It may do nothing at the moment.");
  }
}
