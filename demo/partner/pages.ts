// What a partner shows on its first page.
import { html } from "hono/html";
import { type Collection, collectionsOf, inWords, nameOf, openedBy } from "../api/paths.ts";
import { doesOf, type Standing } from "../kind.ts";
import { type Markup, page, time } from "../web/page.ts";
import { counted, itemTable } from "../web/table.ts";
import type { Customer } from "./customer.ts";
import { editAddress } from "./edit.ts";
import { frameOf } from "./frame.ts";
import { kindOfPartner, type PartnerApi, type PartnerOptions, userApis } from "./options.ts";
import type { Called, Program } from "./program.ts";
import type { TokenKeeper } from "./token-keeper.ts";

/** What it has of its customer, or how to get it; and what it does on its own. */
export function homePage(options: PartnerOptions, customer: Customer, program: Program): Markup {
  const { name, description } = options;
  const body = html`<h1>${name}</h1>
    <p class="lead">${description}</p>
    <div data-live="/events">${homePart(options, customer, program)}</div>`;
  return page({ frame: frameOf(options), title: "Home", path: "/", body, isLive: true });
}

/** The part of the first page that changes by itself. */
export function homePart(options: PartnerOptions, customer: Customer, program: Program): Markup {
  const { forUsers, isProgram } = doesOf(kindOfPartner(options));
  return html`${haltPart(options)}
    ${forUsers === undefined ? "" : FOR_USERS[forUsers](options, customer)}
    ${isProgram ? programPart(options, program) : ""}
    ${forUsers === undefined && !isProgram && options.standing === "active" ? html`<p class="card">${options.product} grants it nothing here.</p>` : ""}`;
}

/** What happened to its grants, if anything did. */
const HALTS: Readonly<Record<Standing, string | undefined>> = {
  active: undefined,
  suspended: "has paused it: it gets no tokens until it may go on.",
  retired: "has ended its access: it gets no tokens any more.",
};

function haltPart({ product, standing }: PartnerOptions): Markup | "" {
  const halt = HALTS[standing];
  return halt === undefined ? "" : html`<p class="notice bad" role="status">${product} ${halt}</p>`;
}

const FOR_USERS: Readonly<
  Record<
    NonNullable<ReturnType<typeof doesOf>["forUsers"]>,
    (options: PartnerOptions, customer: Customer) => Markup
  >
> = { acts: customerPart, "signs-in": signInPart };

const connect = (text: string) => html`<form method="post" action="/connect"><button>${text}</button></form>`;

/** Why the tenant asks about one of its own. */
const askedHere = ({ consent, name, product }: PartnerOptions) =>
  consent === "asked-here"
    ? html`<p class="soft">${name} belongs to ${product}. You are asked all the same on an address of this machine: it does not prove whose it is.</p>`
    : "";

/** Of one that signs people in, and asks for no API. */
function signInPart(options: PartnerOptions, customer: Customer): Markup {
  const { name, product } = options;
  if (!customer.hasSignedIn)
    return html`<section class="card">
      <h2>Not signed in</h2>
      <p>${name} has no accounts of its own: you sign in with yours at ${product}.</p>
      ${askedHere(options)} ${connect(`Sign in with ${product}`)}
    </section>`;
  return html`<section class="card">
      <div class="row status"><span class="tag good">Signed in</span> ${customer.person ? html`<span>as ${customer.person}</span>` : ""}</div>
      <p>${name} asked ${product} who you are, and for none of your data there.</p>
      <form method="post" action="/disconnect"><button class="quiet">Sign out of ${name}</button></form>
    </section>`;
}

function customerPart(options: PartnerOptions, customer: Customer): Markup {
  const { name, product } = options;
  if (customer.tokens.size === 0)
    return html`<section class="card">
      <h2>Not connected</h2>
      <p>Enable ${name} on the integrations page of ${product}, or connect from here.</p>
      ${askedHere(options)} ${connect(`Connect to ${product}`)}
    </section>`;
  const all = [...customer.tokens.values()];
  if (all.every(({ hasEnded }) => hasEnded)) return endedPart(options, all);
  return html`<section class="card">
      <div class="row status">
        <span class="tag good">Connected</span>
        ${customer.person ? html`<span>to the account of ${customer.person}</span>` : ""}
        <span class="soft small">${customer.lastSync ? html`Last sync ${time(customer.lastSync)}` : customer.trouble ? "Not synced yet" : "First sync is under way"}</span>
      </div>
      ${[customer.trouble, customer.rejected].map((text) => (text ? html`<p class="notice bad" role="status">${text}</p>` : ""))}
      <form method="post" action="/disconnect"><button class="quiet">Disconnect from ${product}</button></form>
    </section>
    ${userApis(options).map((api) => apiPart(options, customer, api))}`;
}

function endedPart({ name, product }: PartnerOptions, all: readonly TokenKeeper[]): Markup {
  const isExpired = all.some(({ ending }) => ending === "expired");
  const why = isExpired
    ? html`<strong>The access has expired.</strong> ${name} got nothing to renew it with, so it asks you again.`
    : html`<strong>${product} no longer lets ${name} in.</strong> It was disabled there, or its time ran out; ${name} has stopped syncing.`;
  return html`<section class="card">
    <p class="notice bad" role="status">${why} It has deleted its tokens and your data.</p>
    ${connect("Connect again")}
  </section>`;
}

function apiPart(options: PartnerOptions, customer: Customer, api: PartnerApi): Markup {
  const tokens = customer.tokens.get(api.audience);
  if (tokens === undefined || tokens.hasEnded)
    return html`<section class="card"><h2>${api.name}</h2>
      <p>${tokens === undefined ? `${options.name} has no access here yet.` : `The access of ${options.name} has ended here.`}</p>
      ${askFor(api, tokens === undefined ? `Connect to ${api.name}` : `Connect to ${api.name} again`)}</section>`;
  const open = openedBy(api.routes, tokens.scopes);
  const collections = collectionsOf(open);
  const isReadOnly = open.every((route) => /^(GET|HEAD) /.test(route));
  return html`<section class="card">
    <h2>${api.name}</h2>
    ${collections.map((collection) => collectionPart(customer, api, collection))}
    ${open.length === 0 ? html`<p>The token of ${options.name} opens nothing here.</p>` : ""}
    ${isReadOnly && open.length > 0 ? html`<p class="soft">${options.name} may read here, not change anything.</p>` : ""}
    ${optionalPart(api, tokens)}
    ${routesOf(open)}
  </section>`;
}

/** What a user may allow beyond what enabling asked for. */
function optionalPart(api: PartnerApi, tokens: TokenKeeper): Markup | "" {
  const open = api.optionalScopes.filter((scope) => !tokens.scopes.has(scope));
  if (open.length === 0) return "";
  return askFor(api, `Allow more: ${open.join(", ")}`, true);
}

/** Asks for one API; `isWhole` for its optional scopes as well. */
const askFor = ({ audience }: PartnerApi, text: string, isWhole = false) =>
  html`<form method="post" action="/ask">
      <input type="hidden" name="api" value="${audience}">
      ${isWhole ? html`<input type="hidden" name="whole" value="yes">` : ""}
      <button class="quiet">${text}</button>
    </form>`;

const routesOf = (open: readonly string[]) =>
  html`<details class="small soft"><summary>What its token opens</summary>
    <ul>${open.map((route) => html`<li><code>${route}</code></li>`)}</ul></details>`;

function collectionPart(customer: Customer, api: PartnerApi, collection: Collection): Markup {
  const { path, canList, canCreate, update, canDelete } = collection;
  const items = customer.items(api.audience, path);
  const adding = customer.edits.filter((edit) => edit.method === "POST" && edit.path === path).length;
  const isEditable = update !== undefined || canDelete;
  const rows = items.map(({ item, path: itemPath, isWaiting }) => ({
    fields: item,
    more: [
      isWaiting
        ? html`<span class="tag">Waits for the next sync</span>`
        : html`<span class="soft">${customer.trouble ? "As of the last sync" : "Same in both"}</span>`,
      ...(isEditable
        ? [
            html`<a href="${editAddress(api, itemPath)}" aria-label="${update ? "Edit" : "Delete"} ${String(item.name ?? item.id)}">${update ? "Edit" : "Delete"}</a>`,
          ]
        : []),
    ],
  }));
  return html`${canList ? itemTable(`${inWords(path.slice(1))}: ${counted(items.length)}`, rows, ["Sync", ...(isEditable ? ["Change"] : [])]) : ""}
    ${adding > 0 ? html`<p class="soft">${counted(adding)} waits for the next sync.</p>` : ""}
    ${canCreate ? html`<p><a class="button quiet" href="${editAddress(api, path)}">Add ${nameOf(path).toLowerCase()}</a></p>` : ""}`;
}

function programPart({ product }: PartnerOptions, program: Program): Markup {
  return html`<section class="card">
    <h2>Without a user</h2>
    <p>
      Its program signs in to ${product} in its own name and sees nothing of any user's account. It runs when you say so:
    </p>
    <form method="post" action="/run"><button>Run now</button></form>
    ${program.ranAt ? html`<p class="soft small">Last run ${time(program.ranAt)}</p>` : ""}
    ${(program.called ?? []).map(calledPart)}
  </section>`;
}

const calledPart = ({ api, route, status, answer }: Called) => html`<div class="called">
    <div class="row"><strong>${api}</strong> <code>${route}</code>
      <span class="tag ${status === "failed" || /^[45]/.test(status) ? "bad" : /^2/.test(status) ? "good" : ""}">${status}</span></div>
    ${answer ? html`<pre tabindex="0" aria-label="Answer of ${api} to ${route}">${answer}</pre>` : ""}
  </div>`;
