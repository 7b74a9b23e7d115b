// YAML text → its syntax tree, or what is wrong with the syntax, in our words.
import { Composer, CST, type Document, type ErrorCode, Lexer, Parser, type YAMLError } from "yaml";
import { printable } from "../text.ts";
import { MOST_PROBLEMS, type Problem } from "./problem.ts";

/** Levels of mappings and sequences; the composer is recursive, so that deeper text would exhaust the stack. */
export const MAX_DEPTH = 100;
const MOST_SYNTAX_PROBLEMS = 3;
/** The parser takes ever longer to recover from each error of a text that is not YAML at all. */
const MOST_PARSER_ERRORS = 20;

/** The schema is YAML 1.2's own: no dates, no octal numbers, no merge keys, nothing that runs code. */
const OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  resolveKnownTags: false,
  prettyErrors: false,
  // The composer compares each key with all before it: minutes for a hostile file. Values are checked instead.
  uniqueKeys: false,
} as const;

const isCollection = ({ type }: CST.Token) =>
  type === "block-map" || type === "block-seq" || type === "flow-collection";

interface Tokens {
  readonly tokens: CST.Token[];
  /** Where the last quoted value starts: the one that an unclosed quote opens. */
  readonly quoteAt: number;
  /** Where tags start and end, YAML's own included: the parser applies those without a word. */
  readonly tags: readonly (readonly [number, number])[];
}

/** The first bracket that nothing closes. */
function unclosedBracket(tokens: readonly CST.Token[]): number | undefined {
  let at: number | undefined;
  const look = (token: CST.Token | null | undefined) => {
    if (token?.type !== "flow-collection" || at !== undefined) return;
    if (token.end.every(({ type }) => type !== "flow-map-end" && type !== "flow-seq-end")) at = token.offset;
  };
  for (const token of tokens)
    if (token.type === "document")
      CST.visit(token, ({ key, value }) => {
        look(key);
        look(value);
        return at === undefined ? undefined : CST.visit.BREAK;
      });
  return at;
}

/** The tokens of a text, or the offset at which it is nested too deep. */
function tokensOf(text: string): Tokens | { tooDeepAt: number } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let errors = 0;
  let quoteAt = 0;
  const tags: [number, number][] = [];
  let before = "";
  for (const lexeme of new Lexer().lex(text)) {
    const first = lexeme[0];
    if (first === '"' || first === "'") quoteAt = parser.offset;
    if (first === "!" && before !== CST.SCALAR) tags.push([parser.offset, parser.offset + lexeme.length]);
    before = lexeme;
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "error") errors++;
    }
    if (errors >= MOST_PARSER_ERRORS) break;
    if (parser.stack.length > MAX_DEPTH && parser.stack.filter(isCollection).length > MAX_DEPTH)
      return { tooDeepAt: parser.offset - lexeme.length };
  }
  tokens.push(...parser.end());
  return { tokens, quoteAt, tags };
}

const BAD_INDENT = {
  what: "the indentation does not fit the lines above",
  fix: "indent by two spaces per level, and keys of the same mapping alike",
};

/** Our words for each kind of syntax error; without a `what` the parser's own are good. */
const WORDS: Partial<Record<ErrorCode, { what?: string; fix: string }>> = {
  ALIAS_PROPS: { fix: "put the anchor where the value is written out" },
  BAD_ALIAS: { fix: "give the anchor a name of letters and digits" },
  BAD_DIRECTIVE: { fix: "remove the line that starts with %" },
  BAD_DQ_ESCAPE: { fix: "write \\\\ for a backslash, or use single quotes" },
  BAD_INDENT,
  BAD_SCALAR_START: { fix: "put the value in double quotes" },
  BLOCK_AS_IMPLICIT_KEY: {
    what: "a key or list starts inside a value",
    fix: 'put a value that contains ": " or starts with "- " in double quotes; indent keys of one mapping alike',
  },
  BLOCK_IN_FLOW: {
    what: "a block is between brackets",
    fix: "write the block on lines of its own, outside [ ] and { }",
  },
  MULTILINE_IMPLICIT_KEY: {
    what: "a key has no value on its line",
    fix: 'put ": " and a value behind the key, on the same line; or indent it as the lines that it belongs to',
  },
  TAB_AS_INDENT: { what: "a tab indents this line", fix: "indent with spaces" },
};

/** The same for errors whose code says less than their message, by how it begins. */
const BY_MESSAGE: readonly (readonly [string, { what: string; fix: string }])[] = [
  ["Sequence item without -", BAD_INDENT],
  [
    "Unexpected scalar at node end",
    { what: "text follows a quoted value", fix: "put all of the value between the quotes" },
  ],
  [
    "Unexpected flow-",
    { what: "a bracket closes what none opened", fix: "remove the bracket, or add the opening one" },
  ],
];

/** The parser reports it at every line that it cannot read because of it. */
const UNCLOSED = {
  what: "this bracket is not closed, or the lines behind it are not indented",
  fix: "close the bracket; or write a list as lines that start with -",
};

const UNQUOTED = { what: "this quote is not closed", fix: "add the closing quote" };

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function syntaxProblem({ code, message, pos: [start, end] }: YAMLError, quoteAt: number): Problem {
  if (message.startsWith("Missing closing"))
    return { rule: "yaml-syntax", at: [quoteAt, quoteAt + 1], ...UNQUOTED };
  const [firstLine = ""] = message.split("\n");
  const [, words = WORDS[code]] = BY_MESSAGE.find(([start]) => message.startsWith(start)) ?? [];
  return {
    rule: "yaml-syntax",
    at: [start, end],
    what: `this is not valid YAML: ${words?.what ?? printable(lowerFirst(firstLine))}`,
    fix: words?.fix ?? "close every quote and bracket, and separate keys from values by a colon and a space",
  };
}

/** What git leaves where two changes meet, at the start of a line. Source: https://git-scm.com/docs/git-merge (read 2026-11) */
const CONFLICT = /^(?:<{7}|>{7}) .*$/m;

function conflictProblem(text: string): Problem | undefined {
  const found = CONFLICT.exec(text);
  if (!found) return undefined;
  return {
    rule: "yaml-syntax",
    at: [found.index, found.index + found[0].trimEnd().length],
    what: "a merge conflict is not resolved",
    fix: "keep what is right of both sides, and remove the lines that start with <<<<<<<, ======= and >>>>>>>",
  };
}

/** What begins at the left margin: the parser reads on from there, whatever was wrong before. */
const TOP_LEVEL = /^[^\s#\-\]}]/gm;

/** The first errors, one a top-level key: the others below it are consequences. */
function syntaxProblems(
  errors: readonly YAMLError[],
  text: string,
  quoteAt: number,
  bracketAt: number | undefined,
): Problem[] {
  const problems: Problem[] = [];
  let next = 0;
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    if (error.pos[0] > (bracketAt ?? text.length) || problems.length === MOST_SYNTAX_PROBLEMS) break;
    if (error.pos[0] < next) continue;
    problems.push(syntaxProblem(error, quoteAt));
    // The document has ended for the parser, and it complains about every word that follows.
    if (error.message.includes(" in YAML stream")) break;
    TOP_LEVEL.lastIndex = error.pos[0] + 1;
    next = TOP_LEVEL.exec(text)?.index ?? text.length + 1;
  }
  if (bracketAt !== undefined && problems.length < MOST_SYNTAX_PROBLEMS && bracketAt >= next)
    problems.push({ rule: "yaml-syntax", at: [bracketAt, bracketAt + 1], ...UNCLOSED });
  return problems;
}

function tagProblem([start, end]: readonly [number, number], text: string): Problem {
  return {
    rule: "yaml-tag",
    at: [start, end],
    what: `tag ${printable(text.slice(start, Math.min(end, start + 40)))} is not used in declarations`,
    fix: "remove the tag",
  };
}

/** A file that is not YAML at all makes a hundred thousand errors: most of its time would go into their stacks. */
function composed({ tokens }: Tokens, length: number): Document.Parsed[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return [...new Composer(OPTIONS).compose(tokens, true, length)];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The document, and everything wrong with its syntax; without a document the text cannot be read at all. */
export function parseYaml(text: string): { document?: Document.Parsed; problems: Problem[] } {
  const conflict = conflictProblem(text);
  if (conflict) return { problems: [conflict] };
  const parsed = tokensOf(text);
  if ("tooDeepAt" in parsed) {
    const { tooDeepAt: at } = parsed;
    const what = `nested more than ${MAX_DEPTH} levels deep`;
    return { problems: [{ rule: "yaml-nesting", at: [at, at + 1], what, fix: "close the brackets" }] };
  }
  const documents = composed(parsed, text.length);
  const [document, second] = documents;
  if (!document) return { problems: [] };
  const isBroken = documents.some(({ errors }) => errors.length > 0);
  const bracketAt = isBroken ? unclosedBracket(parsed.tokens) : undefined;
  const problems = syntaxProblems(document.errors, text, parsed.quoteAt, bracketAt);
  problems.push(...parsed.tags.slice(0, MOST_PROBLEMS + 1).map((tag) => tagProblem(tag, text)));
  if (document.directives?.yaml.explicit) {
    const at = Math.max(text.indexOf("%YAML"), 0);
    const what = "a %YAML directive changes how values are read";
    problems.push({
      rule: "yaml-syntax",
      at: [at, at + 5],
      what,
      fix: "remove the line: files are YAML 1.2",
    });
  }
  if (second) {
    const [start] = second.range;
    const what = "a second document starts here";
    problems.push({ rule: "yaml-syntax", at: [start, start + 3], what, fix: "put it in a file of its own" });
  }
  return document.errors.length > 0 ? { problems } : { document, problems };
}
