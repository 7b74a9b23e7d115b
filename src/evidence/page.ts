// Evidence → a page for people: a card for each holder, in it what it holds, why, and since which change.
import { type Markup, markup } from "../render/markup.ts";
import { htmlPage } from "../render/page.ts";
import { STYLE as SHARED } from "../render/style.ts";
import { plural } from "../text.ts";
import type { Evidence, HolderKind } from "./evidence.ts";

/** On a narrow screen each row becomes a block, and each cell says what it is. */
const STYLE = `${SHARED}
header, main { max-width: 72rem; }
td { overflow-wrap: anywhere; }
td code, th code { white-space: normal; }
.evidence { table-layout: fixed; }
.card h2 { margin-top: 0; overflow-wrap: anywhere; }
.facts { grid-template-columns: repeat(auto-fill, minmax(min(12rem, 100%), 1fr)); }
.evidence thead th:nth-child(1) { width: 26%; }
.evidence thead th:nth-child(2) { width: 14%; }
.evidence thead th:nth-child(3) { width: 30%; }
@media (max-width: 40rem) {
  .evidence thead { position: absolute; clip-path: inset(50%); }
  .evidence tbody, .evidence tr, .evidence tbody th, .evidence td { display: block; width: auto; }
  .evidence tbody th { border-top: 2px solid var(--line); }
  .evidence td { border-top: 0; padding-block: 0 0.6rem; }
  .evidence td::before { content: attr(data-label); display: block; color: var(--soft); font-size: 0.8rem; }
}
`;

/** Enough of a commit's name to find it, as git shows it. */
const SHORT_COMMIT = 10;

const orDash = (text: string) => (text.trim() === "" ? "–" : text);

const FOR_WHOM: Readonly<Record<string, string>> = { user: "for users", client: "without a user" };

/** What is beside the holder's name. */
const KIND: Readonly<Record<HolderKind, (id: string) => string>> = {
  partner: (id) => id,
  "own-application": (id) => `our own application ${id}`,
  action: () => "an Action of others, by its code",
  connection: () => "a connection that may set accounts, which somebody read",
  role: () => "a role of the tenant, where an application was granted it",
};

const fact = (name: string, value: string): Markup =>
  markup`<div><dt>${name}</dt><dd>${orDash(value)}</dd></div>`;

function rowOf({ api, subjectType, scope, sensitivity, stacks, reason, way, ...told }: Evidence): Markup {
  const { since, commit, author, change, pullRequest } = told;
  const whom = Object.hasOwn(FOR_WHOM, subjectType) ? FOR_WHOM[subjectType] : subjectType;
  return markup`<tr><th scope="row"><code>${scope}</code> <span class="sensitivity ${sensitivity}">${sensitivity}</span><small>${api}, ${whom ?? ""}</small></th>
<td data-label="Stacks">${orDash(stacks.join(", "))}</td>
<td data-label="Why">${reason}<small>way: ${way}</small></td>
<td data-label="Since">${since} ${pullRequest}<small>${change}</small><small>${author} <code title="${commit}">${commit.slice(0, SHORT_COMMIT)}</code></small></td></tr>
`;
}

function card(rows: readonly Evidence[]): Markup | "" {
  const [first] = rows;
  if (!first) return "";
  const { holder, partner, name, owner, contract, contractEnds, reviewBy } = first;
  return markup`<section class="card"><h2>${name} <small>${KIND[holder](partner)}</small></h2>
<dl class="facts">${fact("Owner", owner)}${fact("Contract", contract)}${fact("Contract ends", contractEnds)}${fact("Review by", reviewBy)}</dl>
<table class="evidence"><thead><tr><th scope="col">What</th><th scope="col">Stacks</th><th scope="col">Why</th><th scope="col">Since</th></tr></thead><tbody>
${rows.map(rowOf)}</tbody></table></section>
`;
}

/** A whole HTML document, with a line feed at the end. */
export function renderEvidenceHtml(rows: readonly Evidence[], today: string): string {
  const holders = [...Map.groupBy(rows, ({ holder, partner }) => `${holder} ${partner}`).values()];
  const count = (wanted: HolderKind) => holders.filter(([first]) => first?.holder === wanted).length;
  const [own, actions, roles] = [count("own-application"), count("action"), count("role")];
  const connections = count("connection");
  const size = [
    plural(count("partner"), "active partner"),
    ...(own > 0 ? [plural(own, "application of our own", "applications of our own")] : []),
    ...(actions > 0 ? [plural(actions, "Action of others", "Actions of others")] : []),
    ...(roles > 0 ? [plural(roles, "role")] : []),
    ...(connections > 0
      ? [plural(connections, "connection that somebody read", "connections that somebody read")]
      : []),
    `${plural(rows.length, "line")}`,
  ].join(", ");
  const title = "Who has what, since when";
  return htmlPage({
    title,
    style: STYLE,
    body: markup`<header><h1>${title}</h1><p class="lead">${size}</p><p class="quiet">${today}. By the declarations and their history: what a tenant has beside them, \`who\` says.</p></header>
<main>
${holders.map(card)}</main>`,
  });
}
