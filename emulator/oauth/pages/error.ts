import type { Context } from "hono";
import { html } from "hono/html";
import { page } from "./layout.ts";

/** The page for errors that the application does not get to see. */
export function errorPage(
  context: Context,
  error: string,
  description: string,
  status: 400 | 403 | 429 = 400,
): Response | Promise<Response> {
  const title = error === "access_denied" ? "No access was given" : "This did not work";
  const content = html`<h1>${title}</h1>
<p role="alert">${description}</p>
<p class="muted">Error: <code>${error}</code></p>`;
  return page(context, title, content, status);
}
