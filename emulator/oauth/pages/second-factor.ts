import type { Context } from "hono";
import { html } from "hono/html";
import { alert, page } from "./layout.ts";

/** The page that asks for a one-time code. */
export function secondFactorPage(
  context: Context,
  state: string,
  error?: string,
): Response | Promise<Response> {
  const content = html`<h1>Verify your identity</h1>
<p>Enter the code that your authenticator app shows.</p>
${alert(error)}
<form method="post" action="/u/mfa-otp-challenge">
<input type="hidden" name="state" value="${state}">
<label>One-time code
<input name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus></label>
<button>Continue</button>
</form>`;
  return page(context, "Verify your identity", content, error === undefined ? 200 : 400);
}
