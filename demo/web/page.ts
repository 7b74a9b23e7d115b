// The frame around every page: head, header with navigation, main, footer.
import { html } from "hono/html";

export type Markup = ReturnType<typeof html>;

/** One website of the demo: how it looks. */
export interface Site {
  readonly name: string;
  /** Its colour, as an angle in degrees. */
  readonly hue: number;
  readonly footer: string;
}

/** What the header of a visitor's pages holds. */
export interface Frame {
  readonly site: Site;
  readonly links: readonly { readonly href: string; readonly text: string }[];
  /** Whether the page's script shows the links: who is looking, only it knows. */
  readonly isHidden?: boolean;
  /** Right end of the header: who is signed in, and how to end that. */
  readonly account?: Markup | undefined;
  /** What the head of each page holds besides. */
  readonly head?: Markup | undefined;
}

export interface PageOptions {
  readonly frame: Frame;
  readonly title: string;
  readonly body: Markup;
  /** Path of this page, to mark its link. */
  readonly path?: string;
  /** Whether parts of the page change by themselves: by script, or without one by loading it again. */
  readonly isLive?: boolean;
}

const LOAD_AGAIN_SECONDS = 4;

/** A whole HTML document. */
export function page({ frame, title, body, path, isLive = false }: PageOptions): Markup {
  const { site, links, isHidden, account, head } = frame;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · ${site.name}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/style.css" />
    ${isLive ? html`<script src="/live.js" defer></script><noscript><meta http-equiv="refresh" content="${LOAD_AGAIN_SECONDS}" /></noscript>` : ""}
    ${head ?? ""}
  </head>
  <body>
    <a class="skip" href="#content">Skip to content</a>
    <header>
      <div class="bar">
        <a class="brand" href="/"><span class="mark" aria-hidden="true">${Array.from(site.name)[0] ?? ""}</span>${site.name}</a>
        ${links.length === 0 ? "" : html`<nav aria-label="Main" ${isHidden ? "hidden" : ""}>${links.map(({ href, text }) => link(href, text, path))}</nav>`}
        ${account ?? ""}
      </div>
    </header>
    <main id="content" tabindex="-1">${body}</main>
    <footer><p>${site.footer}</p></footer>
  </body>
</html>`;
}

const link = (href: string, text: string, path: string | undefined) =>
  href === path
    ? html`<a href="${href}" aria-current="page">${text}</a>`
    : html`<a href="${href}">${text}</a>`;

/** A page with one message, for what ends a flow. */
export function messagePage(
  frame: Frame,
  title: string,
  text: string,
  next?: { href: string; text: string },
): Markup {
  const body = html`<section class="card narrow">
    <h1>${title}</h1>
    <p>${text}</p>
    ${next ? html`<p><a class="button" href="${next.href}">${next.text}</a></p>` : ""}
  </section>`;
  return page({ frame, title, body });
}

/** A moment, for people and for programs. */
export const time = (at: Date): Markup =>
  html`<time datetime="${at.toISOString()}">${at.toISOString().slice(11, 19)} UTC</time>`;
