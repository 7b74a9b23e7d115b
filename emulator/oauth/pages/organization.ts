import type { Context } from "hono";
import { html } from "hono/html";
import type { Client } from "../../management/client-schema.ts";
import type { Organization } from "../../management/organizations.ts";
import { page } from "./layout.ts";

export interface OrganizationView {
  readonly state: string;
  readonly client: Client;
  /** Those that the person may act for. */
  readonly organizations: readonly Organization[];
  /** Whether the application is for individuals too. */
  readonly isOptional: boolean;
}

/** The page on which people choose what they act for, once they have signed in. */
export function organizationPage(context: Context, view: OrganizationView): Response | Promise<Response> {
  const { state, client, organizations, isOptional } = view;
  const choice = (id: string, label: string) => html`<form method="post" action="/u/organization">
<input type="hidden" name="state" value="${state}">
<button class="plain" name="organization" value="${id}">${label}</button>
</form>`;
  const content = html`<h1>Select an organization</h1>
<p>to continue to ${client.name}</p>
${organizations.map(({ id, name, display_name }) => choice(id, String(display_name ?? name)))}
${isOptional ? choice("", "Personal account") : ""}`;
  return page(context, "Select an organization", content);
}
