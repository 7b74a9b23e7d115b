import { html } from "hono/html";
import type { Client } from "../../management/client-schema.ts";
import type { Markup } from "./layout.ts";

/** The application's logo; its name stands beside it, so it says nothing by itself. */
export function logoOf({ logo_uri }: Client): Markup | "" {
  const isUrl = typeof logo_uri === "string" && /^https?:\/\//.test(logo_uri);
  return isUrl ? html`<img class="logo" src="${logo_uri}" alt="">` : "";
}
