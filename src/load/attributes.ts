// A .gitattributes beside declarations → findings about lines by which git would check out another text than was reviewed.
import type { Finding } from "../finding.ts";
import { quote } from "../text.ts";
import { whyOf } from "./load-rules.ts";

/** Folders of declarations; git also obeys those of the folders above, which a review names when they change. */
export const ATTRIBUTE_FILES = [".gitattributes", "partners/.gitattributes", "apis/.gitattributes"];

/**
 * Attributes that change no text, or only how lines end, which means nothing in YAML. Any other may: an encoding, a
 * filter, an identifier, or a macro that stands for some. Some also hide differences from anyone who reviews.
 * Source: https://git-scm.com/docs/gitattributes (read 2026-11)
 */
const HARMLESS =
  /^([!-]?text|text=auto|eol=lf|[!-](eol|filter|ident|working-tree-encoding)|-?linguist-(documentation|vendored|detectable|language)(=[\w-]+)?)$/;

/** A pattern with a space is in quotes. */
const LINE = /^(?:"(?:[^"\\]|\\.)*"|\S+)/;

/** Where each attribute of a line begins, from 0; the pattern itself where it makes a macro. */
function* harmfulIn(line: string): Generator<{ readonly text: string; readonly start: number }> {
  const pattern = LINE.exec(line.trimStart())?.[0] ?? "";
  if (pattern === "" || pattern.startsWith("#")) return;
  const start = line.indexOf(pattern);
  if (pattern.startsWith("[attr]")) yield { text: pattern, start };
  for (const { 0: text, index } of line.slice(start + pattern.length).matchAll(/\S+/g))
    if (!HARMLESS.test(text)) yield { text, start: start + pattern.length + index };
}

/** A finding for each attribute that is none of the harmless ones. */
export const attributeFindings = (file: string, text: string): Finding[] =>
  text.split(/\r?\n/).flatMap((line, index) =>
    [...harmfulIn(line)].map(({ text: attribute, start }) => ({
      file,
      line: index + 1,
      column: start + 1,
      endColumn: start + 1 + attribute.length,
      rule: "git-attribute",
      what: `the attribute ${quote(attribute)} may change what is checked out, or hide how it differs`,
      why: whyOf("git-attribute"),
      fix: "remove it; text, text=auto and eol=lf are allowed",
    })),
  );
