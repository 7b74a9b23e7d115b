// Texts that mean something to anyone who shows them: terminals, Markdown, HTML, build logs, GitHub.
import fc from "fast-check";
import type { Report } from "../../src/review/review.ts";
import { withTexts } from "./report.ts";

export const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "</td></tr></table>",
  '" onmouseover="alert(1)',
  "' autofocus='",
  "<!-- ",
  "-->",
  "&lt;b&gt;",
  "&#64;",
  "@octocat",
  "a@b.example",
  "#123",
  "GH-1",
  "our-app/api#7",
  "https://evil.example/?a=b",
  "www.evil.example",
  "mailto:a@b.example",
  "xmpp:a@b.example/c",
  "[text](https://evil.example)",
  "![image](https://evil.example/x.png)",
  "[text](evil)",
  "![image](evil.png)",
  '[text](/evil "title")',
  "[^1]",
  "[ref]: https://evil.example",
  "<https://evil.example>",
  "**bold**",
  "__bold__",
  "_em_",
  "*em*",
  "~~gone~~",
  "`code`",
  "``",
  "|",
  "\\|",
  "\\",
  "$x$",
  ":smile:",
  ":stuck_out_tongue:",
  "soft\u00adhyphen",
  "\u{e0041}",
  "deadbeefcafe",
  "# heading",
  "- item",
  "+ item",
  "1. item",
  "2) item",
  "> quote",
  "===",
  "---",
  "```",
  "    code",
  "- [ ] task",
  "::error::x",
  "##[error]x",
  "\u001b[31mred",
  "\u001b]8;;https://evil.example\u0007link",
  "\r",
  "\n",
  "\n\n# heading\n\n",
  "\t",
  "\u202etxt.exe",
  "\u2028",
  "\u0000",
  "\u{1f468}\u200d\u{1f469}",
  "\ud800",
  " ",
  "",
] as const;

/** Texts made of such pieces. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 4 })
  .map((pieces) => pieces.join(""));

/** The report with a hostile text in every place where a declaration may have one; equal texts stay equal. */
export const hostileReport = (report: Report): fc.Arbitrary<Report> =>
  fc.array(fc.tuple(hostileText, hostileText), { minLength: 1, maxLength: 30 }).map((texts) => {
    const seen = new Map<string, string>();
    return withTexts(report, (text) => {
      const [before = "", after = ""] = texts[seen.size % texts.length] ?? [];
      const replaced = seen.get(text) ?? `${before}${seen.size}${after}`;
      seen.set(text, replaced);
      return replaced;
    });
  });
