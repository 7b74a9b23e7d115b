// A form for one item, or for a new one: what the customer allowed the partner to change.
import { html } from "hono/html";
import { collectionsOf, inWords, nameOf, openedBy } from "../api/paths.ts";
import { type Markup, page } from "../web/page.ts";
import { shownFields } from "../web/table.ts";
import type { Customer } from "./customer.ts";
import { frameOf } from "./frame.ts";
import { type PartnerApi, type PartnerOptions, userApis } from "./options.ts";

export interface Editable {
  readonly api: PartnerApi;
  /** Of the item; of the collection where one is added. */
  readonly path: string;
  readonly name: string;
  /** How it is sent; undefined where it may only be deleted. */
  readonly method: "POST" | "PATCH" | "PUT" | undefined;
  readonly canDelete: boolean;
  readonly fields: readonly { readonly key: string; readonly value: string }[];
}

/** What the customer's token opens of an item that the customer has; undefined for anything else. */
export function findEditable(
  options: PartnerOptions,
  customer: Customer,
  audience: string,
  path: string,
): Editable | undefined {
  const api = userApis(options).find((one) => one.audience === audience);
  const tokens = customer.tokens.get(audience);
  if (!api || !tokens || tokens.hasEnded) return undefined;
  for (const collection of collectionsOf(openedBy(api.routes, tokens.scopes))) {
    const items = customer.items(audience, collection.path);
    const keys = shownFields(items.map(({ item }) => item));
    const found = items.find((one) => one.path === path);
    if (found && (collection.update || collection.canDelete)) {
      const { item } = found;
      return {
        ...{ api, path, name: String(item.name ?? item.id) },
        ...{ method: collection.update, canDelete: collection.canDelete },
        fields: keys.map((key) => ({ key, value: String(item[key] ?? "") })),
      };
    }
    if (collection.path === path && collection.canCreate)
      return {
        ...{ api, path, name: `a new ${nameOf(path).toLowerCase()}` },
        ...{ method: "POST", canDelete: false },
        fields: keys.map((key) => ({ key, value: "" })),
      };
  }
  return undefined;
}

const MAX_TEXT = 200;

export const editAddress = ({ audience }: PartnerApi, path: string): string =>
  `/edit?${new URLSearchParams({ api: audience, path })}`;

/** The form. */
export function editPage(options: PartnerOptions, editable: Editable): Markup {
  const { api, path, name, method, canDelete, fields } = editable;
  const title = method === "POST" ? `Add ${name}` : method === undefined ? `Delete ${name}` : `Edit ${name}`;
  const inputs = fields.map(
    ({ key, value }, i) => html`<label>${inWords(key)}
      <input name="field.${key}" value="${value}" maxlength="${MAX_TEXT}" autocomplete="off" ${i === 0 ? "required autofocus" : ""} /></label>`,
  );
  const body = html`<section class="card narrow">
    <h1>${title}</h1>
    <form method="post" action="${editAddress(api, path)}">
      ${method === undefined ? "" : inputs}
      <p class="soft small">${options.product} gets it with the next sync, in a few seconds.</p>
      <div class="row">
        ${method === undefined ? "" : html`<button>Save</button>`}
        ${canDelete ? html`<button class="quiet" name="action" value="delete" formnovalidate>Delete</button>` : ""}
        <a class="button quiet" href="/">Cancel</a>
      </div>
    </form>
  </section>`;
  return page({ frame: frameOf(options), title, body });
}
