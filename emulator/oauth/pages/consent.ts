import type { Context } from "hono";
import { html } from "hono/html";
import type { Client } from "../../management/client-schema.ts";
import type { Organization } from "../../management/organizations.ts";
import type { User } from "../../management/users.ts";
import { page } from "./layout.ts";
import { logoOf } from "./logo.ts";

export interface ConsentView {
  readonly state: string;
  readonly client: Client;
  readonly user: User;
  /** What the person acts for; the consent counts nowhere else. */
  readonly organization: Organization | undefined;
  /** What the application will be able to do, one sentence each. */
  readonly permissions: readonly string[];
  /** Name of the API that it gets tokens for, if any. */
  readonly api: string | undefined;
  readonly callbackHost: string;
}

/** The account that is opened: names are not unique, so the address follows. */
function whoIs({ name, email, user_id }: User): string {
  const address = String(email ?? user_id);
  return name === undefined || name === address ? address : `${String(name)} (${address})`;
}

/** The page on which people decide what an application may do in their name. */
export function consentPage(context: Context, view: ConsentView): Response | Promise<Response> {
  const { state, client, user, organization, permissions, api, callbackHost } = view;
  const content = html`${logoOf(client)}
<h1>Authorize ${client.name}</h1>
<p>${client.name} asks for access to the account of <strong>${whoIs(user)}</strong>${
    organization === undefined
      ? ""
      : html` at <strong>${organization.display_name ?? organization.name}</strong>`
  }.</p>
${
  permissions.length === 0
    ? html`<p>It will know that you have an account, and ${api === undefined ? "nothing else" : `reach ${api} without any scope`}.</p>`
    : html`<h2>It will be able to</h2>
<ul class="scopes">${permissions.map((permission) => html`<li>${permission}</li>`)}</ul>`
}
<form class="beside" method="post" action="/u/consent">
<input type="hidden" name="state" value="${state}">
<button class="plain" name="action" value="decline">Decline</button>
<button name="action" value="accept">Accept</button>
</form>
<p class="muted">If you accept, you will go on to ${callbackHost}.</p>`;
  return page(context, `Authorize ${client.name}`, content);
}
