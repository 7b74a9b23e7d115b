// What our app shows: the frame, the first page, the pages that its script fills, and the user's data.
import { html } from "hono/html";
import { area, type Item } from "../api/items.ts";
import { ANY_TOKEN, collectionsOf, givenBy, inWords } from "../api/paths.ts";
import { doesOf } from "../kind.ts";
import { type Frame, type Markup, page, time } from "../web/page.ts";
import { counted, itemTable } from "../web/table.ts";
import { type IntegrationView, viewIntegrations } from "./integrations.ts";
import type { AppApi, AppOptions, DemoPerson, Integration, User } from "./options.ts";

/** Our app's colour. */
export const HUE = 277;

/** Where the page's script signs people in, and what it shows once it has. */
export function frameOf({ product, issuer, clientId, audience }: AppOptions): Frame {
  const footer =
    "Your data are here. Partners reach them only through our APIs, and only as far as we grant it.";
  const links = [
    { href: "/data", text: "Your data" },
    { href: "/integrations", text: "Integrations" },
  ];
  const tenant = JSON.stringify({ domain: issuer.replace(/\/$/, ""), clientId, audience });
  const head = html`<meta name="auth0" content="${tenant}" />
    <script type="module" src="/app.js"></script>`;
  return { site: { name: product, hue: HUE, footer }, links, isHidden: true, account: ACCOUNT, head };
}

const ACCOUNT = html`<div class="account" hidden>
  <span class="who">Signed in as <strong data-user></strong> <span class="tag" data-account></span></span>
  <button class="quiet" type="button" data-sign-out>Sign out</button>
</div>`;

const NEEDS_SCRIPT = html`<noscript><p class="notice bad">Signing in to this page needs JavaScript.</p></noscript>`;

/** For who is not signed in. */
export function welcomePage(options: AppOptions): Markup {
  const { product, people = [] } = options;
  const body = html`<h1>Your data, wherever you work</h1>
    <p class="lead">Sign in, and see your data and who may reach them.</p>
    <section class="card">
      <h2>What you will see</h2>
      <ol class="steps">
        <li>Sign in to ${product}. On an address of this machine the tenant asks whether you trust even our own app.</li>
        ${stepsOf(viewIntegrations(options, []))}
      </ol>
      <p><a class="button" href="/sign-in">Sign in</a></p>
    </section>
    ${NEEDS_SCRIPT} ${people.length === 0 ? "" : peopleCard(people)}`;
  return page({ frame: frameOf(options), title: "Welcome", path: "/", body });
}

/** What can be tried of these partners. */
function stepsOf(integrations: readonly IntegrationView[]): Markup {
  const enabled = integrations.filter(({ state }) => state === "available");
  if (integrations.length === 0)
    return html`<li>Choose <strong>Integrations</strong>: there is no partner yet.</li>`;
  if (enabled.length === 0)
    return html`<li>Choose <strong>Integrations</strong>: none of them can be enabled here, and each says why.</li>`;
  const acts = enabled.some(({ kind }) => doesOf(kind).forUsers === "acts");
  const asks = enabled.some(({ consent }) => consent !== "not-asked");
  return html`<li>Choose <strong>Enable</strong> on an integration: it takes you to the partner's website.</li>
        <li>The partner asks our tenant for access${asks ? ", and you are asked whether you allow it" : ""}.</li>
        <li>You are back here, and the card says what it may do now.</li>
        ${acts ? html`<li>Where it may change something, do so on its website: it changes here within seconds.</li>` : ""}
        ${asks ? html`<li>Choose <strong>Disable</strong>: it has to ask you again.</li>` : ""}`;
}

const peopleCard = (people: readonly DemoPerson[]) => html`<section class="card">
  <h2>Who you can be</h2>
  <p class="soft">These people exist in this tenant only. Each belongs to another account.</p>
  <dl class="facts">${people.map(({ email, password }) => html`<dt>${email}</dt><dd>${password}</dd>`)}</dl>
</section>`;

/** Whose items a user of our app sees. */
export const areaOf = ({ hasAccounts }: AppApi, { account, subject }: User): string =>
  hasAccounts ? area.account(account) : area.user(subject);

const WAITING = html`${NEEDS_SCRIPT}<p class="soft" role="status">One moment …</p>`;

/** Between our app and the sign-in page. */
export const waitingPage = (options: AppOptions): Markup =>
  page({ frame: frameOf(options), title: "Signing in", body: WAITING });

/** A page that our API has the content of, at the same path; `isLive` where it changes by itself. */
export function partPage(
  options: AppOptions,
  { title, path, isLive = false }: { title: string; path: string; isLive?: boolean },
): Markup {
  const body = html`<div data-part="/api${path}" ${isLive ? "data-live" : ""}>${WAITING}</div>`;
  return page({ frame: frameOf(options), title, path, body });
}

const FRESH_MS = 15_000;

/** Everything of the user that our APIs know. */
export function dataPart({ apis, integrations }: AppOptions, user: User): Markup {
  const partners = Object.values(integrations);
  const shown = apis.flatMap((api) => {
    const lists = collectionsOf(userRoutes(api, partners)).filter(({ canList }) => canList);
    return lists.map(({ path }) => ({ api, path, items: api.store.list(areaOf(api, user), path) }));
  });
  const nothing = html`<p class="card">None of our APIs has a route that lists data of yours.</p>`;
  return html`<h1>Your data</h1>
    ${shown.length === 0 ? nothing : html`<p class="lead">Leave this page open: what a partner changes appears by itself.</p>`}
    ${shown.map(
      ({ api, path, items }) => html`<section class="card">
      <h2>${shown.filter((one) => one.api === api).length > 1 ? `${api.name}: ${inWords(path.slice(1))}` : api.name}</h2>
      ${itemTable(
        `${counted(items.length)} ${api.hasAccounts ? "in your account" : "of yours"}`,
        items.map((item) => rowOf(item, partners)),
        ["Changed by a partner"],
      )}
    </section>`,
    )}`;
}

/** Routes that open a user's data: those that only programs were granted hold none. */
function userRoutes({ routes, audience }: AppApi, partners: readonly Integration[]): string[] {
  const scopesOf = (type: string) =>
    partners
      .flatMap(({ grants }) => grants)
      .filter((grant) => grant.audience === audience && grant.subject_type === type)
      .flatMap(givenBy);
  const [user, program] = [new Set(scopesOf("user")), new Set(scopesOf("client"))];
  const isProgramOnly = (needed: typeof ANY_TOKEN | readonly string[]) =>
    (needed === ANY_TOKEN ? [ANY_TOKEN] : needed).every((scope) => program.has(scope) && !user.has(scope));
  return Object.entries(routes)
    .filter(([, scopes]) => scopes !== "public" && !isProgramOnly(scopes))
    .map(([route]) => route);
}

function rowOf(item: Item, partners: readonly Integration[]) {
  const { updated_at, updated_by } = item;
  const at = new Date(updated_at);
  const name = partners.find(({ client_id }) => client_id === updated_by)?.name ?? "an unknown application";
  return {
    fields: item,
    isFresh: updated_by !== null && Date.now() - at.getTime() < FRESH_MS,
    more: [updated_by === null ? html`<span class="soft">not yet</span>` : html`${name}, ${time(at)}`],
  };
}
