// The part of the page on which users decide which partners may reach their data.
import { html } from "hono/html";
import { type Consent, doesOf, type Standing } from "../kind.ts";
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
    <p class="lead">What each may do is on its card.</p>
    ${noticeOf(notice)} ${noticeOf(trouble, "bad")}
    ${integrations.length === 0 ? html`<p class="card">There is no partner yet.</p>` : ""}
    <ul class="grid">${integrations.map(card)}</ul>`;
}

/** What a user is told who has just disabled one. */
export const disabledNotice = ({ name, kind }: Pick<IntegrationView, "name" | "kind">): string =>
  doesOf(kind).forUsers === "signs-in"
    ? `${name} is disabled. It has to ask you before it signs you in again.`
    : `${name} is disabled. It can no longer reach your data.`;

const STATES: Readonly<Record<IntegrationState, Markup | "">> = {
  enabled: html`<span class="tag good">Enabled</span>`,
  trusted: html`<span class="tag good">In use</span>`,
  available: "",
  automatic: html`<span class="tag">Automatic</span>`,
  unavailable: html`<span class="tag">On request</span>`,
  absent: "",
  "granted-nothing": "",
};

interface Halt {
  readonly tag: string;
  readonly why: string;
}

/** Of one whose grants we took away. */
const HALTS: Readonly<Record<Standing, Halt | undefined>> = {
  active: undefined,
  suspended: { tag: "Paused", why: "Paused: it gets no tokens until we let it go on." },
  retired: { tag: "Ended", why: "Ended: it gets no tokens any more." },
};

const ASKED: Readonly<Record<Consent, string>> = {
  asked: "With your consent it may",
  "asked-here": "With your consent it may",
  "not-asked": "For you it may, without asking you",
};

const mayOf = ({ state, consent }: IntegrationView): string =>
  state === "enabled" ? "You have allowed it to" : state === "trusted" ? "For you it may" : ASKED[consent];

const said = (text: string) => html`<span class="soft small">${text}</span>`;

/** What the tenant asks of one of our own, on this machine alone. */
const OURS_ASKED_HERE = "It is ours: only on an address of this machine you are asked all the same.";

function card(integration: IntegrationView): Markup {
  const { id, name, description, kind, state, consent, standing, mayForYou, mayByItself } = integration;
  const halt = HALTS[standing];
  const list = (key: string, title: string, sentences: readonly string[]) =>
    sentences.length === 0
      ? ""
      : html`<p class="small soft" id="${key}-${id}">${title}</p>
        <ul class="may" aria-labelledby="${key}-${id}">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
  const isAskedHere =
    doesOf(kind).forUsers !== undefined && consent === "asked-here" && state === "available";
  return html`<li class="card">
    <div class="title"><span class="mark" aria-hidden="true">${Array.from(name)[0] ?? ""}</span><h2>${name}</h2>${STATES[state]}${halt ? html`<span class="tag">${halt.tag}</span>` : ""}</div>
    <p>${description}</p>
    <div>
      ${list("user", mayOf(integration), mayForYou)}
      ${list("program", "Without a user it may", mayByItself)}
      ${halt ? said(halt.why) : ""} ${isAskedHere ? said(OURS_ASKED_HERE) : ""}
    </div>
    <div class="row">${action(integration)}</div>
  </li>`;
}

function action(integration: IntegrationView): Markup {
  const { id, name, state, standing, enableUrl, homeUrl, why, hasConsent } = integration;
  const open = homeUrl ? html`<a href="${homeUrl}">Open ${name}</a>` : "";
  const disable = html`<button class="quiet" aria-label="Disable ${name}" data-post="/api/integrations/${id}/disable">Disable</button>`;
  // What it was allowed while it acted for users counts again once it does.
  const leftOver = hasConsent ? html`${said("You allowed it something before.")} ${disable}` : "";
  switch (state) {
    case "enabled":
      return html`${disable} ${why === undefined ? open : said(why)}`;
    case "trusted":
      return html`${said("Trusted: nobody was asked, so there is nothing to take back here.")} ${open}`;
    case "available":
      return html`<a class="button" href="${enableUrl ?? ""}" aria-label="Enable ${name}">Enable</a>`;
    case "automatic":
      return html`${said(why ?? "Nothing to enable: it acts for nobody in particular.")} ${why === undefined ? open : ""} ${leftOver}`;
    case "absent":
      return said(why ?? "Its website is not running here, so it cannot be enabled.");
    case "unavailable":
      return said("Ask us if you want to use it.");
    case "granted-nothing":
      return html`${HALTS[standing] ? "" : said("Nothing is granted to it here.")} ${leftOver}`;
  }
}
