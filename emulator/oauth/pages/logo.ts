import { html } from "hono/html";
import type { Client } from "../../management/client-schema.ts";
import type { Markup } from "./layout.ts";

/**
 * Stands for the application's logo, which Auth0 loads from `logo_uri`: nothing is loaded here. The name is beside
 * it, so it says nothing by itself.
 */
export const logoOf = ({ name }: Client): Markup =>
  html`<span class="logo" aria-hidden="true">${Array.from(name)[0] ?? ""}</span>`;
