// Items as a table: their fields in columns, and a card for each of them on a narrow screen.
import { html } from "hono/html";
import { type Fields, OURS } from "../api/items.ts";
import { inWords } from "../api/paths.ts";
import type { Markup } from "./page.ts";

export interface Row {
  readonly fields: Fields;
  /** Further cells, in the order of the further columns. */
  readonly more: readonly Markup[];
  readonly isFresh?: boolean;
}

const MAX_FIELDS = 4;

/** The fields that people write, the name first. */
export const shownFields = (items: readonly Fields[]): string[] =>
  [...new Set(["name", ...items.flatMap((item) => Object.keys(item))])]
    .filter((key) => !OURS.includes(key))
    .slice(0, MAX_FIELDS);

const shown = (value: Fields[string] | undefined) =>
  value === undefined || value === null ? "" : String(value);

/**
 * Roles are named although the elements have them: browsers take them away where the style makes cards of rows.
 *
 * @param more names of the columns after the fields
 */
export function itemTable(caption: string, rows: readonly Row[], more: readonly string[]): Markup {
  const fields = shownFields(rows.map((row) => row.fields));
  const cell = (label: string, content: Markup | string) =>
    html`<td role="cell"><span class="label" aria-hidden="true">${label}</span><span>${content}</span></td>`;
  const row = (one: Row) => html`<tr role="row" class="${one.isFresh ? "fresh" : ""}">
    ${fields.map((field, i) =>
      i === 0
        ? html`<th role="rowheader" scope="row">${shown(one.fields[field])}</th>`
        : cell(inWords(field), shown(one.fields[field])),
    )}
    ${more.map((label, i) => cell(label, one.more[i] ?? ""))}
  </tr>`;
  return html`<div class="scroll">
    <table role="table">
      <caption>${caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          ${[...fields.map(inWords), ...more].map((label) => html`<th role="columnheader" scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">${rows.map(row)}</tbody>
    </table>
  </div>`;
}

/** How many there are, for a caption. */
export const counted = (count: number): string => (count === 1 ? "1 item" : `${count} items`);
