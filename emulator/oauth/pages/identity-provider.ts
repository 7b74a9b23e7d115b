import type { Context } from "hono";
import { html } from "hono/html";
import type { User } from "../../management/users.ts";
import { alert, page } from "./layout.ts";

export interface IdentityProviderView {
  readonly state: string;
  readonly connection: string;
  readonly label: string;
  /** People who have signed in here before. */
  readonly known: readonly User[];
  readonly error?: string;
}

/** Stands for somebody else's sign-in page: it believes everybody. */
export function identityProviderPage(
  context: Context,
  view: IdentityProviderView,
): Response | Promise<Response> {
  const { state, connection, label, known, error } = view;
  const hidden = html`<input type="hidden" name="state" value="${state}">
<input type="hidden" name="connection" value="${connection}">`;
  const content = html`<h1>${label}</h1>
<p>This page stands for the sign-in of ${label}. Be who you like.</p>
${alert(error)}
${known.map(
  ({ email, name }) => html`<form method="post" action="/u/identity-provider">${hidden}
<input type="hidden" name="email" value="${email ?? ""}">
<button class="plain">${String(name ?? email)} (${email ?? ""})</button>
</form>`,
)}
<form method="post" action="/u/identity-provider">${hidden}
<label>Email address
<input name="email" type="email" autocomplete="email" required autofocus></label>
<label>Name
<input name="name" autocomplete="name"></label>
<button>Continue</button>
</form>`;
  return page(context, label, content, error === undefined ? 200 : 400);
}
