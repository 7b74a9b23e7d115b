import type { Context } from "hono";
import { html } from "hono/html";
import type { Client } from "../../management/client-schema.ts";
import type { Connection } from "../../management/connections.ts";
import { isDatabase } from "../connections.ts";
import { alert, page } from "./layout.ts";
import { logoOf } from "./logo.ts";

export interface LoginView {
  readonly state: string;
  readonly client: Client;
  readonly connections: readonly Connection[];
  readonly username: string;
  readonly error?: string;
  /** Who can sign in with a password: everybody knows the local tenant's people. */
  readonly people: readonly { readonly email: string; readonly password: string }[];
}

/** The page on which people sign in: with a password, or at another identity provider. */
export function loginPage(context: Context, view: LoginView): Response | Promise<Response> {
  const { state, client, connections, error } = view;
  const databases = connections.filter(isDatabase);
  const others = connections.filter((connection) => !isDatabase(connection));
  const content = html`${logoOf(client)}
<h1>Sign in</h1>
<p>to continue to ${client.name}</p>
${alert(error)}
${connections.length === 0 ? html`<p>No way of signing in is enabled for this application.</p>` : ""}
${databases.map((connection, i) => passwordForm(connection, view, i === 0))}
${databases.length > 0 && others.length > 0 ? html`<p class="or">or</p>` : ""}
${others.map(
  (connection) => html`<form method="post" action="/u/login">
<input type="hidden" name="state" value="${state}">
<input type="hidden" name="connection" value="${connection.name}">
<button class="plain">Continue with ${labelOf(connection)}</button>
</form>`,
)}
${peopleOf(view)}`;
  return page(context, `Sign in to ${client.name}`, content, error === undefined ? 200 : 400);
}

/** Of the first form, what is still to be typed has the focus. */
function passwordForm(connection: Connection, { state, username }: LoginView, isFirst: boolean) {
  const [atName, atPassword] = [isFirst && username === "", isFirst && username !== ""];
  return html`<form method="post" action="/u/login">
<input type="hidden" name="state" value="${state}">
<input type="hidden" name="connection" value="${connection.name}">
<label>Email address
<input name="username" type="email" autocomplete="username" required value="${username}"${focus(atName)}></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required${focus(atPassword)}></label>
<button>Continue</button>
</form>`;
}

const focus = (isHere: boolean) => (isHere ? html` autofocus` : "");

/** What people call a connection. */
export function labelOf({ display_name, name, strategy }: Connection): string {
  if (typeof display_name === "string") return display_name;
  return strategy === "google-oauth2" ? "Google" : name;
}

function peopleOf({ people }: LoginView) {
  if (people.length === 0) return "";
  return html`<details class="muted">
<summary>Who can sign in here?</summary>
<dl>${people.map(({ email, password }) => html`<dt>${email}</dt><dd><code>${password}</code></dd>`)}</dl>
</details>`;
}
