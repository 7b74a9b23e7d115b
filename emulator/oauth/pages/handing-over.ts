import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";

// The only pages with a script: it is the page's whole purpose, and the policy names its hash.
function scripted(context: Context, script: string, policy: string, body: ReturnType<typeof html> | string) {
  const hash = createHash("sha256").update(script).digest("base64");
  context.header("content-security-policy", `default-src 'none'; script-src 'sha256-${hash}'; ${policy}`);
  context.header("cache-control", "no-store");
  context.header("referrer-policy", "no-referrer");
  return context.html(html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Back to the application</title></head>
<body>${body}<script>${raw(script)}</script></body>
</html>`);
}

/** Sends the answer to the callback as a form. Source: https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html */
export function formPostPage(
  context: Context,
  action: string,
  values: Readonly<Record<string, string>>,
): Response | Promise<Response> {
  const inputs = Object.entries(values).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const form = html`<form method="post" action="${action}">${inputs}<noscript><button>Continue</button></noscript></form>`;
  return scripted(context, "document.forms[0].submit()", "frame-ancestors 'none'", form);
}

/**
 * Posts the answer to the page that has this one in a frame, or has opened it; only a page of the callback's origin
 * can read it. Source: https://auth0.com/docs/authenticate/login/configure-silent-authentication (read 2026-11)
 */
export function webMessagePage(
  context: Context,
  origin: string,
  response: object,
): Response | Promise<Response> {
  const message = literal({ type: "authorization_response", response });
  const script = `(window.opener || window.parent).postMessage(${message}, ${literal(origin)})`;
  return scripted(context, script, `frame-ancestors ${origin}`, "");
}

/** JSON that may stand in a script of a page: nothing in it ends the element. */
const literal = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
