import type { Context } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** Markup whose values are escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

// Pages run no script and load nothing but their style. Where forms may lead is left open: browsers apply `form-action`
// to the redirects that follow, and those lead to the partner.
const POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/** One page of the tenant. */
export function page(
  context: Context,
  title: string,
  content: Markup,
  status: 200 | 400 | 403 | 429 = 200,
): Response | Promise<Response> {
  context.header("content-security-policy", POLICY);
  context.header("x-frame-options", "DENY");
  context.header("referrer-policy", "same-origin");
  context.header("cache-control", "no-store");
  return context.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/u/style.css">
</head>
<body>
<main>
${content}
</main>
<footer>Local Auth0 tenant: nothing here leaves this machine.</footer>
</body>
</html>`,
    status,
  );
}

/** A message that screen readers announce. */
export function alert(message: string | undefined): Markup | "" {
  return message === undefined ? "" : html`<p class="alert" role="alert">${message}</p>`;
}
