// What Acme CMS shows.
import { html } from "hono/html";
import { type Markup, page, type Site, time } from "../web/page.ts";
import type { AcmeContact, Customer } from "./customer.ts";
import type { Hop } from "./journal.ts";

export const acmeSite: Site = {
  name: "Acme CMS",
  theme: "acme",
  footer: "Acme CMS is a partner: another company's website, with none of our code and none of our secrets.",
  links: [
    { href: "/", text: "Contacts" },
    { href: "/hops", text: "What just happened" },
  ],
};

const canEdit = ({ tokens }: Customer) => tokens?.scopes.has("update:contacts") === true;

/** The first page: the customer's contacts, or how to get them. */
export function homePage(customer: Customer): Markup {
  const body = html`<h1>Your website's contacts</h1>
    <p class="lead">Acme CMS keeps the contacts of your website and those in our app the same.</p>
    <div data-live="/events">${contactsPart(customer)}</div>
    ${
      customer.tokens && !customer.tokens.hasEnded
        ? html`<form method="post" action="/disconnect"><button class="quiet">Disconnect from our app</button></form>`
        : ""
    }`;
  return page({ site: acmeSite, title: "Contacts", path: "/", body, isLive: true });
}

/** The part of the first page that changes by itself. */
export function contactsPart(customer: Customer): Markup {
  const { tokens } = customer;
  if (tokens === undefined)
    return html`<section class="card">
      <h2>Not connected yet</h2>
      <p>Enable Acme CMS on our app's integrations page, or connect from here.</p>
      <p><a class="button" href="/enable">Connect to our app</a></p>
    </section>`;
  if (tokens.hasEnded)
    return html`<section class="card">
      <p class="notice bad" role="status">
        <strong>Disabled in our app.</strong> Acme CMS has stopped syncing, and has deleted its tokens and your
        contacts.
      </p>
      <p><a class="button" href="/enable">Connect again</a></p>
    </section>`;
  return html`<section class="card">
    <div class="row status">
      <span class="tag good">Connected</span>
      <span class="soft small">${customer.lastSync ? html`Last sync ${time(customer.lastSync)}` : "First sync is under way"}</span>
    </div>
    ${customer.trouble ? html`<p class="notice bad" role="status">${customer.trouble}</p>` : ""}
    ${customer.rejected ? html`<p class="notice bad" role="status">${customer.rejected}</p>` : ""}
    ${contactsTable(customer)}
    ${canEdit(customer) ? "" : html`<p class="soft">You allowed Acme CMS to read contacts, not to change them.</p>`}
  </section>`;
}

function contactsTable(customer: Customer): Markup {
  const row = ({ id }: AcmeContact) => {
    const { name, email, phone } = customer.contact(id) ?? { name: "", email: "", phone: "" };
    return html`<tr>
      <th scope="row">${name}</th>
      <td>${email}</td>
      <td>${phone}</td>
      <td>${customer.edits.has(id) ? html`<span class="tag">Waits for the next sync</span>` : html`<span class="soft">Same in both</span>`}</td>
      <td>${canEdit(customer) ? html`<a href="/contacts/${id}" aria-label="Edit ${name}">Edit</a>` : ""}</td>
    </tr>`;
  };
  return html`<div class="scroll">
    <table>
      <caption>${customer.contacts.length === 1 ? "1 contact" : `${customer.contacts.length} contacts`} from our app</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Email</th>
          <th scope="col">Phone</th>
          <th scope="col">Sync</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>${customer.contacts.map(row)}</tbody>
    </table>
  </div>`;
}

/** A form for one contact. */
export function editPage({ id, name, email, phone }: AcmeContact): Markup {
  const body = html`<section class="card narrow">
    <h1>Edit ${name}</h1>
    <form method="post" action="/contacts/${id}">
      <label>Name <input name="name" value="${name}" required maxlength="100" autocomplete="off" /></label>
      <label>Email <input name="email" type="email" value="${email}" required maxlength="200" autocomplete="off" /></label>
      <label>Phone <input name="phone" type="tel" value="${phone}" maxlength="40" autocomplete="off" /></label>
      <p class="soft small">Our app gets it with the next sync, in a few seconds.</p>
      <div class="row"><button>Save</button><a class="button quiet" href="/">Cancel</a></div>
    </form>
  </section>`;
  return page({ site: acmeSite, title: `Edit ${name}`, body });
}

/** Every message since "Enable", for whoever wants to see how it works. */
export function hopsPage(customer: Customer): Markup {
  const body = html`<h1>What just happened</h1>
    <p class="lead">
      Every message between your browser, Acme CMS, our tenant and our API, oldest first. Secrets are masked; what
      repeats itself is counted.
    </p>
    <div data-live="/hops/events">${hopsPart(customer)}</div>`;
  return page({ site: acmeSite, title: "What just happened", path: "/hops", body, isLive: true });
}

/** The part of the hops page that changes by itself. */
export function hopsPart({ journal }: Customer): Markup {
  if (journal.hops.length === 0)
    return html`<p class="card">Nothing yet: <a href="/">connect to our app</a> first.</p>`;
  return html`<ol class="hops">${journal.hops.map(hopItem)}</ol>`;
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
