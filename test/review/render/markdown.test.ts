import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { codeSpan, inline, markdownTable } from "../../../src/render/markdown-escape.ts";
import { MARKER, renderMarkdown } from "../../../src/review/render/markdown.ts";
import { printable } from "../../../src/text.ts";
import { HOSTILE, hostileReport, hostileText } from "../../support/hostile.ts";
import { change, inventory, refused, unchanged } from "../../support/report.ts";

/** What a reader's browser gets. */
const rendered = (markdown: string) =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

const SPLIT = "<!-- -->";
/** Tags and comments other than those that split words. */
const tagsOf = (html: string) => html.replaceAll(SPLIT, "").match(/<[^>]*>/g) ?? [];

const decoded = (html: string) =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .trim();

const PLACES = [
  { name: "a paragraph", put: (text: string) => text, tags: ["<p>", "</p>"] },
  { name: "an item", put: (text: string) => `- ${text}`, tags: ["<ul>", "<li>", "</li>", "</ul>"] },
  { name: "a heading", put: (text: string) => `### ${text}`, tags: ["<h3>", "</h3>"] },
  {
    name: "bold text",
    put: (text: string) => `**x ${text}.**`,
    tags: ["<p>", "<strong>", "</strong>", "</p>"],
  },
  {
    name: "a cell",
    put: (text: string) => markdownTable(["a", "b"], [[text, "end"]]),
    tags: tagsOf(rendered(markdownTable(["a", "b"], [["x", "end"]]))),
  },
];

describe.for(PLACES)("text in $name", ({ put, tags }) => {
  test.for(HOSTILE.filter((text) => text.trim() !== ""))("%j is shown as it is", (text) => {
    const html = rendered(put(inline(text)));
    expect(tagsOf(html)).toEqual(tags);
    expect(decoded(html)).toContain(printable(text).trim());
  });

  test("is shown as it is, whatever it is", () => {
    fc.assert(
      fc.property(hostileText, (middle) => {
        const text = `${middle}x`;
        const html = rendered(put(inline(text)));
        expect(tagsOf(html)).toEqual(tags);
        expect(decoded(html)).toContain(printable(text).trim());
      }),
      { numRuns: 500 },
    );
  });

  test("as code is shown as it is, whatever it is", () => {
    fc.assert(
      fc.property(hostileText, (middle) => {
        const text = `${middle}x`;
        const html = rendered(put(codeSpan(text)));
        expect(tagsOf(html).filter((tag) => !/^<\/?code>$/.test(tag))).toEqual(tags);
        expect(tagsOf(html).filter((tag) => /^<\/?code>$/.test(tag))).toEqual(["<code>", "</code>"]);
        expect(decoded(html)).toContain(printable(text).trim());
      }),
      { numRuns: 500 },
    );
  });
});

test.for([
  { name: "a mention", text: "ask @octocat", gone: /@\w/ },
  { name: "a mention written as an entity", text: "ask &#64;octocat", gone: /&#64;/ },
  { name: "an issue", text: "fixes #12", gone: /#\d/ },
  { name: "an issue elsewhere", text: "our-app/api#12", gone: /#\d/ },
  { name: "an issue by its letters", text: "GH-12", gone: /GH-\d/ },
  { name: "a commit", text: "deadbeefcafe", gone: /[0-9a-f]{7}/ },
  { name: "an address", text: "https://evil.example", gone: /:\/\// },
  { name: "an address without a scheme", text: "www.evil.example", gone: /www\./ },
  { name: "an emoji", text: "well :shipit: done", gone: /:shipit:/ },
  { name: "an emoji of several words", text: ":stuck_out_tongue:", gone: /:stuck_out_tongue:/ },
  { name: "a formula", text: "$x$", gone: /\$x/ },
])("GitHub finds no $name in finished text, where escapes are gone", ({ text, gone }) => {
  // What GitHub looks at is one text between tags and comments at a time.
  const texts = rendered(inline(text)).split(/<[^>]*>/);
  expect(texts.filter((part) => gone.test(part))).toEqual([]);
  expect(gone.test(text)).toBe(true);
});

describe("the comment", () => {
  test.for([
    ["inventory", inventory()],
    ["change", change()],
    ["unchanged", unchanged()],
    ["refused", refused()],
  ] as const)("of %s", async ([name, report]) => {
    await expect(renderMarkdown(report)).toMatchFileSnapshot(`../../golden/render/${name}.md`);
  });

  test("begins with the line by which it is found again", () => {
    for (const report of [inventory(), change(), unchanged(), refused()])
      expect(renderMarkdown(report).startsWith(`${MARKER}\n`)).toBe(true);
  });

  test("has the same elements whatever the texts of the report are", () => {
    for (const report of [inventory(), change(), refused()]) {
      const tags = tagsOf(rendered(renderMarkdown(report)));
      fc.assert(
        fc.property(hostileReport(report), (hostile) => {
          expect(tagsOf(rendered(renderMarkdown(hostile)))).toEqual(tags);
        }),
        { numRuns: 60 },
      );
    }
  });

  test("says nothing but that where no access changes", () => {
    const texts = decoded(rendered(renderMarkdown(unchanged())));
    expect(texts).toMatch(/^No access changes compared with origin\/main\.\s+Checksums/);
  });

  test("does not say that nothing changes where the base could not be read", () => {
    const report = {
      ...unchanged(),
      base: { revision: "origin/main", problems: ["tenant.yaml is not YAML"] },
    };
    expect(renderMarkdown(report)).not.toContain("No access changes");
    expect(renderMarkdown(report)).toContain("tenant.yaml is not YAML");
    expect(renderMarkdown(report)).toContain("not everything could be compared with origin/main");
  });
});
