// What our app shows.
import { html } from "hono/html";
import type { Contact } from "../api/contacts.ts";
import { type Markup, page, type Site, time } from "../web/page.ts";
import type { IntegrationView } from "./integrations.ts";
import type { DemoPerson, Integration } from "./options.ts";
import type { User } from "./sign-in.ts";

export const appSite: Site = {
  name: "Our app",
  theme: "our-app",
  footer:
    "Our app keeps your contacts. Partners reach them only through our API, and only as far as you allow.",
  links: [],
};
const signedInSite: Site = {
  ...appSite,
  links: [
    { href: "/contacts", text: "Contacts" },
    { href: "/integrations", text: "Integrations" },
  ],
};

const account = ({ name, account }: User) => html`<form class="account" method="post" action="/sign-out">
  <span>${name} <span class="tag">account ${account}</span></span>
  <button class="quiet">Sign out</button>
</form>`;

const noticeOf = (text: string | undefined, kind: "good" | "bad" = "good") =>
  text === undefined ? "" : html`<p class="notice ${kind}" role="status">${text}</p>`;

/** For who is not signed in. */
export function welcomePage(people: readonly DemoPerson[]): Markup {
  const body = html`<h1>Your contacts, wherever you work</h1>
    <p class="lead">Sign in, enable an integration, and watch your contacts stay the same in both places.</p>
    <section class="card">
      <h2>What you will see</h2>
      <ol class="steps">
        <li>Sign in. On an address like this one the tenant asks whether you trust even our own app.</li>
        <li>Choose <strong>Enable</strong> on Acme CMS: it takes you to the partner's website.</li>
        <li>The partner asks our tenant for access, and you are asked whether you allow it.</li>
        <li>You are back here, and the integration is enabled.</li>
        <li>Edit a contact in Acme CMS: it changes here within seconds.</li>
        <li>Choose <strong>Disable</strong>: the partner is out at once.</li>
      </ol>
      <p><a class="button" href="/sign-in">Sign in</a></p>
    </section>
    ${people.length === 0 ? "" : peopleCard(people)}`;
  return page({ site: appSite, title: "Welcome", path: "/", body });
}

const peopleCard = (people: readonly DemoPerson[]) => html`<section class="card">
  <h2>Who you can be</h2>
  <p class="soft">These people exist in this tenant only. Each belongs to another account.</p>
  <dl class="facts">${people.map(({ email, password }) => html`<dt>${email}</dt><dd>${password}</dd>`)}</dl>
</section>`;

/** The account's contacts. */
export function contactsPage(user: User, part: Markup): Markup {
  const body = html`<h1>Contacts</h1>
    <p class="lead">Leave this page open: what a partner changes appears by itself.</p>
    <div data-live="/contacts/events">${part}</div>`;
  return page({
    site: signedInSite,
    title: "Contacts",
    path: "/contacts",
    account: account(user),
    body,
    isLive: true,
  });
}

const FRESH_MS = 15_000;

/** The part of the contacts page that changes by itself. */
export function contactsPart(contacts: readonly Contact[], integrations: readonly Integration[]): Markup {
  const nameOf = (clientId: string) =>
    integrations.find(({ client_id }) => client_id === clientId)?.name ?? "an unknown application";
  const row = ({ name, email, phone, updated_at, updated_by }: Contact) => {
    const at = new Date(updated_at);
    const isFresh = updated_by !== null && Date.now() - at.getTime() < FRESH_MS;
    return html`<tr class="${isFresh ? "fresh" : ""}">
      <th scope="row">${name}</th>
      <td>${email}</td>
      <td>${phone}</td>
      <td>
        ${updated_by === null ? html`<span class="soft">not yet</span>` : html`${nameOf(updated_by)}, ${time(at)}`}
      </td>
    </tr>`;
  };
  return html`<section class="card"><div class="scroll">
    <table>
      <caption>${contacts.length === 1 ? "1 contact" : `${contacts.length} contacts`} in your account</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Email</th>
          <th scope="col">Phone</th>
          <th scope="col">Changed by a partner</th>
        </tr>
      </thead>
      <tbody>${contacts.map(row)}</tbody>
    </table>
    </div>
  </section>`;
}

export interface IntegrationsPageOptions {
  readonly user: User;
  readonly integrations: readonly IntegrationView[];
  readonly notice: string | undefined;
  /** What could not be found out. */
  readonly trouble: string | undefined;
}

/** What can be enabled, what is, and what it may do. */
export function integrationsPage({ user, integrations, notice, trouble }: IntegrationsPageOptions): Markup {
  const body = html`<h1>Integrations</h1>
    <p class="lead">Made by partners, enabled by you. Each may do what its card says, in your account only.</p>
    ${noticeOf(notice)} ${noticeOf(trouble, "bad")}
    <ul class="grid">${integrations.map(card)}</ul>`;
  return page({
    site: signedInSite,
    title: "Integrations",
    path: "/integrations",
    account: account(user),
    body,
  });
}

const STATES = {
  enabled: html`<span class="tag good">Enabled</span>`,
  available: "",
  automatic: html`<span class="tag">Automatic</span>`,
  unavailable: html`<span class="tag">On request</span>`,
  absent: "",
};

function card(integration: IntegrationView): Markup {
  const { id, name, description, state, enableUrl, mayForYou, mayByItself } = integration;
  const list = (title: string, sentences: readonly string[]) =>
    sentences.length === 0
      ? ""
      : html`<p class="small soft" id="may-${id}">${title}</p>
        <ul class="may" aria-labelledby="may-${id}">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
  return html`<li class="card">
    <div class="title"><span class="mark" aria-hidden="true">${name.charAt(0)}</span><h2>${name}</h2>${STATES[state]}</div>
    <p>${description}</p>
    <div>
      ${list(state === "enabled" ? "You have allowed it to" : "With your consent it may", mayForYou)}
      ${list("Without a user it may", mayByItself)}
    </div>
    <div class="row">${action(id, name, state, enableUrl)}</div>
  </li>`;
}

function action(
  id: string,
  name: string,
  state: IntegrationView["state"],
  enableUrl: string | undefined,
): Markup {
  switch (state) {
    case "enabled":
      return html`<form method="post" action="/integrations/${id}/disable">
          <button class="quiet" aria-label="Disable ${name}">Disable</button>
        </form>
        ${enableUrl ? html`<a href="${new URL("/", enableUrl).href}">Open ${name}</a>` : ""}`;
    case "available":
      return html`<a class="button" href="${enableUrl ?? ""}" aria-label="Enable ${name}">Enable</a>`;
    case "automatic":
      return html`<span class="soft small">Nothing to enable: it acts for nobody in particular.</span>`;
    case "absent":
      return html`<span class="soft small">Its website is not running here, so it cannot be enabled.</span>`;
    case "unavailable":
      return html`<span class="soft small">Ask us if you want to use it.</span>`;
  }
}
