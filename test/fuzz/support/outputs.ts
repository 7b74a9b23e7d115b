// What a command printed → whether an input can have spoken through it to a terminal, a log, GitHub or a browser.
import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import type { Finding } from "../../../src/finding.ts";
import { SECRETS } from "./texts.ts";

/** Controls but the line feed, halves of characters, line separators, and what is not seen or turns the text around. */
const UNSAFE =
  /[[[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\n]]--[\u200c\u200d\ufe0e\ufe0f]]/v;

function firstUnsafe(text: string): string | undefined {
  const at = text.search(UNSAFE);
  return at < 0 ? undefined : JSON.stringify(text.slice(Math.max(0, at - 30), at + 30));
}

/** Nothing that a terminal obeys, nothing unseen, and no command to GitHub's runner. */
export function assertPlain(text: string, where: string): void {
  assert.equal(firstUnsafe(text), undefined, `${where} holds a character that is not plain text`);
  assert.ok(!text.includes("##["), `${where} holds a command of the build log`);
  assert.equal(/^\s*::.*/m.exec(text)?.[0], undefined, `${where} holds a line that the build log obeys`);
}

/** With colours it is the same text. */
export function assertPainted(painted: string, plain: string, where: string): void {
  assert.equal(stripVTControlCharacters(painted), plain, `${where} is another text with colours`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with it
  assertPlain(painted.replace(/\u001b\[\d+(;\d+)*m/g, ""), `${where} with colours`);
}

/** One annotation for each finding, five properties each, and the summary; nothing else. */
export function assertAnnotations(text: string, findings: readonly Finding[]): void {
  assert.equal(firstUnsafe(text), undefined, "an annotation holds a character that is not plain text");
  assert.ok(!text.includes("##["), "an annotation holds a command of the build log");
  const lines = text.split("\n");
  assert.equal(lines.length, findings.length + 2, "there is not one annotation for each finding");
  for (const line of lines.slice(0, findings.length))
    assert.match(
      line,
      /^::(error|warning) file=[^,:]*,line=\d+,col=\d+,endColumn=\d+,title=[a-z0-9-]+::[^\n\r]+$/,
    );
  assert.doesNotMatch(lines[findings.length] ?? "", /^\s*::/);
}

/** No secret, whatever else is quoted. */
export function assertNoSecret(text: string, where: string): void {
  // A clipped quote may hold the beginning of it.
  for (const [name, secret] of Object.entries(SECRETS))
    assert.ok(!text.includes(secret.slice(0, 12)), `${where} shows a ${name}`);
}

const MARKDOWN_TAGS = new Set(
  ["p", "strong", "ul", "li", "h3", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "sub"].concat([
    "details",
    "summary",
  ]),
);

/** What GitHub would make a mention, a reference, a link, an emoji or a formula in finished text. */
const ACTIVE = /@\w|(?<!&)#\d|\bGH-\d|:\/\/|www\.|\b(mailto|xmpp):|:[\w+-]+:|\$\S|\b[0-9a-f]{40}\b/i;

/** The elements that the comment is made of, no others, and no text that GitHub would bring to life. */
export function assertMarkdown(markdown: string): void {
  assert.equal(firstUnsafe(markdown), undefined, "the comment holds a character that is not plain text");
  const html = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
  const parts = html.split(/(<!-- -->|<!-- partner-access review -->|<\/?[a-z][^>]*>)/);
  let isCode = 0;
  for (const part of parts) {
    const tag = /^<(\/?)([a-z0-9]+)( ?\/)?>$/.exec(part);
    if (part.startsWith("<") && !part.startsWith("<!--"))
      assert.ok(tag && MARKDOWN_TAGS.has(tag[2] ?? ""), `the comment has an element of its own: ${part}`);
    if (tag?.[2] === "code") isCode += tag[1] === "/" ? -1 : 1;
    // In code GitHub makes nothing of a text.
    if (!part.startsWith("<") && isCode === 0)
      assert.doesNotMatch(part, ACTIVE, "the comment has text that GitHub brings to life");
  }
}

const words = (text: string) => new Set(text.split(/\s+/));

/** What the page is made of, written down once more. */
const PAGE_ELEMENTS = words(
  `!doctype a article body button caption code dd div dl dt form h1 h2 h3 head header html input label li link main
  meta option output p script section select small span strong style table tbody td th thead title tr ul`,
);
const PAGE_ATTRIBUTES = words(
  `aria-label aria-labelledby aria-live autocomplete charset class colspan content data-api data-change data-column
  data-search data-sensitivity data-stacks data-subject hidden href html http-equiv id lang name placeholder rel role
  scope tabindex title type value`,
);
/** Each of them once, and nothing of an input in it. */
const ONCE = ["html", "head", "body", "style", "script"];

/** The page is made of known elements and attributes, and nothing on it leads or loads from elsewhere. */
export function assertPage(html: string): void {
  assert.equal(firstUnsafe(html), undefined, "the page holds a character that is not plain text");
  const body = html.replace(/(<(style|script)>)[\s\S]*?(?=<\/\2>)/g, "$1");
  const count = new Map<string, number>();
  for (const [tag, name = "", attributes = ""] of body.matchAll(/<([^\s>]*)([^>]*)>/g)) {
    assert.ok(PAGE_ELEMENTS.has(name.replace("/", "")), `the page has an element of its own: ${tag}`);
    for (const attribute of attributes.replace(/="[^"]*"/g, "").split(/\s+/))
      assert.ok(
        attribute === "" || PAGE_ATTRIBUTES.has(attribute),
        `the page has an attribute of its own: ${tag}`,
      );
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  for (const name of ONCE) assert.equal(count.get(name), 1, `the page has not one ${name}`);
  for (const [, target = ""] of body.matchAll(/\b(?:src|srcset|href|action|data|poster)="([^"]*)"/g))
    assert.match(target, /^(#|data:,$)/, "the page leads elsewhere");
}
