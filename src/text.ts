// Any text → text that is safe to show: printable, redacted, quoted; nothing in it is obeyed by a terminal or a build log.
import { wrapAnsi } from "fast-wrap-ansi";
import unhomoglyph from "unhomoglyph";

/**
 * Characters that a terminal obeys, that change how the text around them is shown, or that nobody sees: controls,
 * lone carriage returns, bidirectional overrides, zero-width spaces, soft hyphens, tags, halves of characters; those
 * that each font shows as it likes, since nobody or anybody gave them a meaning; and those that are drawn as nothing, a
 * blank Braille cell, a place for an object, a note without a head, a filler of Khitan, blanks of hieroglyphs; and
 * spaces that look like the ordinary one. Not the joiners and variation selectors that some scripts and emoji need.
 * Source: https://trojansource.codes, https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point and
 * https://www.unicode.org/reports/tr39/ (read 2026-11)
 */
export const INVISIBLE =
  /[[\p{Cc}\p{Surrogate}\p{Default_Ignorable_Code_Point}\p{Cn}\p{Co}\p{Zs}\u2028\u2029\u2800\ufff9-\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]--[ \t\n\r\u200c\u200d\ufe0e\ufe0f]]|\r(?!\n)/gv;

/**
 * More marks on one letter than any language writes: they cover the lines around it.
 * Source: https://www.unicode.org/reports/tr39/#Optional_Detection, 5.4, "more than four nonspacing marks" (read 2026-11)
 */
export const PILED_MARKS = /[\p{Mn}\p{Me}]{5,}/u;

/** Quotes that word processors make of straight ones, of any language. */
export const CURLY_QUOTES = /[“”„‟«»‘’‚‛]/gu;

const hexOf = (code: number, digits: number) => code.toString(16).padStart(digits, "0");
const escaped = (c: string) => {
  const code = c.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${hexOf(code, 5)}}`;
  return code < 256 ? `\\x${hexOf(code, 2)}` : `\\u${hexOf(code, 4)}`;
};

/**
 * The text on one line, with nothing left that a terminal or a build log would obey. `##[` starts a command of
 * GitHub's runner anywhere in a line. Source: https://github.com/actions/runner, ActionCommand.cs (read 2026-11)
 */
export function printable(text: string): string {
  return text
    .replace(INVISIBLE, escaped)
    .replace(/[\r\n\t]/g, escaped)
    .replaceAll("##[", "#\\x23[");
}

/**
 * Text of several lines, some of them broken off longer ones, of which none is a command: GitHub's runner takes a
 * line for one that begins with two colons, spaces before them or not.
 * Source: https://github.com/actions/runner, ActionCommand.cs (read 2026-11)
 */
export const withoutCommands = (text: string): string => text.replace(/^(\s*):(?=:)/gm, "$1\\x3a");

/** JSON without characters that a terminal or a build log would obey: all of them fit into `\u` escapes. */
export function safeJson(value: unknown): string {
  const escapeUnits = (c: string) => c.replace(/[\s\S]/g, (unit) => `\\u${hexOf(unit.charCodeAt(0), 4)}`);
  return JSON.stringify(value, null, 2).replace(INVISIBLE, escapeUnits).replaceAll("##[", "#\\u0023[");
}

const LONG_TOKEN = /[A-Za-z0-9+/_=-]{32,}/g;
const SECRET_KEY = /((?:secret|password|passwd|token|api_?key|private_?key|pem)["']?\s*:\s*)([^\s[{].{3,})$/i;
const URL_PASSWORD = /(\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/g;
/** What may be the `user:password@` of a broken URL. Takes every run whole, so that a long line costs its length. */
const USER_INFO = /[^\s/@"']+@?/g;
const isRandom = (token: string) =>
  /^[0-9a-f]+$/.test(token) || (/\d/.test(token) && /[a-z]/.test(token) && /[A-Z]/.test(token));
const mask = (text: string) => "•".repeat(text.length);

/** The text with the passwords of its addresses masked, and all else as it is: also what somebody is to copy. */
export const withoutPasswords = (text: string): string =>
  text.replace(URL_PASSWORD, (_, user: string, password: string) => user + mask(password));

/** The text with every likely secret masked, as long as before: keys, tokens, passwords in URLs. */
export function redact(text: string): string {
  return withoutPasswords(text.replace(SECRET_KEY, (_, key: string, value: string) => key + mask(value)))
    .replace(USER_INFO, (run) => (run.endsWith("@") ? run.replace(/(?<=:).+(?=@)/, mask) : run))
    .replace(LONG_TOKEN, (token) => (isRandom(token) ? mask(token) : token));
}

/** The word for so many: `API` or `APIs`. */
export const nounFor = (count: number, one: string, many = `${one}s`): string => (count === 1 ? one : many);

/** A number with its noun: `1 API`, `2 APIs`. */
export const plural = (count: number, one: string, many?: string): string =>
  `${count} ${nounFor(count, one, many)}`;

const LONGEST_QUOTE = 80;

/** The first line of a value in double quotes, printable, redacted, at most 80 characters. */
export function quote(value: string): string {
  const [line = "", ...rest] = redact(value).split(/\r?\n/);
  const clipped = [...line].slice(0, LONGEST_QUOTE).join("");
  const more = rest.length > 0 || clipped.length < line.length ? "…" : "";
  return `"${printable(clipped.replaceAll("\\", "\\\\").replaceAll('"', '\\"'))}${more}"`;
}

/** What is seen of a name, in one width and with single spaces. */
const visible = (name: string): string =>
  name
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/\s+/g, " ")
    .trim();

/**
 * What is left of a name where characters that look alike are one: `GIobe` is `Globe`, and Cyrillic `А` is `A`.
 * Source: https://www.unicode.org/reports/tr39/#Confusable_Detection (read 2026-11)
 */
export const skeletonOf = (name: string): string =>
  unhomoglyph(unhomoglyph(visible(name)).normalize("NFD")).toLowerCase();

/** What of a name people can tell apart: not width, case, joiners that show nothing here, nor how many spaces. */
export const seenAs = (name: string): string => visible(name).toLowerCase();

declare const SET_OFF: unique symbol;
/** A name as a sentence has it: none of its words can be taken for the sentence's own. */
export type SetOff = string & { readonly [SET_OFF]: true };

/** What looks like the quotes around a name, or like what says one of its own from them. */
const QUOTES = /["“”„‟″＂\\]/g;

/** A name in quotes: a partner may be called `Nobody`, or `Acme CMS loses everything. No partner`. */
export const setOff = (name: string): SetOff => `"${name.replace(QUOTES, "\\$&")}"` as SetOff;

/** What no word of a sentence looks like: `read:contacts`, `contacts.read`, `https://api.example/scope`. */
const IS_CODE = /^[\w/]+(?:[:._/-]+\w+)+$/;

/** A scope or a connection, in quotes where it could be taken for a word: it may be called `nothing`. */
export const codeWord = (code: string): string => (IS_CODE.test(code) ? code : setOff(code));

/** What every terminal shows, and a page of a log. */
export const TERMINAL_WIDTH = 80;

/** What somebody copies as it is: a command in backticks; a value in quotes, unless it is a sentence. */
const COPIED = /`[^`\n]*`|"(?:[^"\\\n]|\\.){0,60}"/g;
/** No text that is shown has one: `printable` escapes it. */
const KEPT_SPACE = "\u00a0";

const keptWhole = (text: string): string =>
  text.replace(COPIED, (copied) => copied.replaceAll(" ", KEPT_SPACE));

/** Lines of at most so many columns, of which the later ones are indented; what is copied, and a longer word, stay whole. */
function wrapped(text: string, width: number, indent: string): string {
  const lines = wrapAnsi(keptWhole(text), width);
  return lines.replaceAll(KEPT_SPACE, " ").replaceAll("\n", `\n${indent}`);
}

/** A label and a text beside it, in lines of 80 columns at most; a longer word, such as an address, stays whole. */
export const labelled = (label: string, text: string): string =>
  `${label}${wrapped(printable(text), TERMINAL_WIDTH - label.length, " ".repeat(label.length))}`;

const HANGING = "  ";

/** A head that stays on one line, such as a place that editors open, and a text: in lines of 80 columns at most. */
export const headed = (head: string, text: string): string =>
  wrapped(`${head.replaceAll(" ", KEPT_SPACE)} ${printable(text)}`, TERMINAL_WIDTH - HANGING.length, HANGING);

/** Where a sentence goes from what is wrong to why, or to what to do. A file's name before a colon is not a clause. */
const CLAUSE = /(?<= \S+ \S*:| \S*;| \S*[.?](?= [A-Z`])) /;

/** A name, and behind a gap what it is about: as options are listed. */
const ROW = /^( *\S.{0,50}? {2,})(\S.*)$/;

function clausesOf(line: string): string {
  const [indent = "", text = ""] = [/^ */.exec(line)?.[0], line.trimStart()];
  if (line.length <= TERMINAL_WIDTH) return line;
  const [, label, beside] = ROW.exec(line) ?? [];
  if (label !== undefined && beside !== undefined) return labelled(label, beside);
  const deeper = `${indent}${HANGING}`;
  return keptWhole(text)
    .split(CLAUSE)
    .map((clause, i) => {
      const margin = i === 0 ? indent : deeper;
      const hanging = `${deeper}${HANGING}`;
      return margin + wrapped(clause, TERMINAL_WIDTH - hanging.length, hanging);
    })
    .join("\n");
}

/**
 * What went wrong, printable, in lines of 80 columns at most: of a longer one each clause begins a line of its own, as do
 * what is wrong, why, and what to do. Of several lines each shows as it is, and none is a command of a build log.
 */
export const failureText = (message: string): string =>
  withoutCommands(
    message
      .split("\n")
      .map((line) => clausesOf(printable(line)))
      .join("\n"),
  );

/** Lower-case letters, digits and hyphens; empty where nothing of the text is one. */
export const slugOf = (text: string) =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
