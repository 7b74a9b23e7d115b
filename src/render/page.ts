// A title and a body → one page that needs nothing else: no network and no other file.
import { createHash } from "node:crypto";
import { raw } from "hono/html";
import { type Markup, markup } from "./markup.ts";
import { STYLE } from "./style.ts";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

interface Page {
  readonly title: string;
  readonly body: Markup;
  readonly style?: string;
  /** The one script that the body has; without it none runs. */
  readonly script?: string;
}

/**
 * A whole HTML document, with a line feed at the end. Whatever its texts say, the page has its own style and script
 * only, known by their hashes.
 * Source: https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy (read 2026-11)
 */
export function htmlPage({ title, body, style = STYLE, script }: Page): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    ...(script === undefined ? [] : [`script-src ${hash(script)}`]),
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
${body}
</body>
</html>
`}`;
}
