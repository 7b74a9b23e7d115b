// Values → markup in which they are text: escaped for HTML, and without characters that disguise what follows.
import { html } from "hono/html";
import { printable } from "../text.ts";

/** Markup whose values are escaped. */
export type Markup = ReturnType<typeof html>;
type Value = string | number | Markup | readonly (string | Markup)[];

const shown = (value: Value): unknown => {
  if (typeof value === "string") return printable(value);
  return Array.isArray(value) ? value.map(shown) : value;
};

/** The only way to make markup for the page: everything that is put in is text, or was made here. */
export const markup = (strings: TemplateStringsArray, ...values: Value[]): Markup =>
  html(strings, ...values.map(shown));

/** An attribute's value that the script reads as JSON. */
export const data = (value: unknown): string => JSON.stringify(value);

/** Items one below the other, or a dash where there is none. */
export const lineList = (items: readonly (string | Markup)[]): Markup =>
  items.length === 0
    ? markup`<span class="none">–</span>`
    : markup`<ul class="lines">${items.map((item) => markup`<li>${item}</li>`)}</ul>`;

/** One name a line, each as code. */
export const codeLines = (names: readonly string[]): Markup =>
  lineList(names.map((name) => markup`<code>${name}</code>`));
