// YAML syntax tree → plain value, and what is wrong with its keys, aliases and numbers.
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from "yaml";
import { CURLY_QUOTES, INVISIBLE, PILED_MARKS, quote } from "../text.ts";
import { MOST_PROBLEMS, type Problem, type Span } from "./problem.ts";
import { MAX_DEPTH } from "./yaml.ts";

/** Values that aliases may add to a file. */
const MAX_ALIASED_VALUES = 10_000;
const LEADING_ZERO = /^[-+]?0\d/;

/** A whole value between two of them, and none inside but apostrophes. */
const CURLY_QUOTED = new RegExp(`^${CURLY_QUOTES.source}([^“”„‟«»]+)${CURLY_QUOTES.source}$`, "u");

/** Where a node is in the text. */
export function spanOf(node: unknown): Span {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

/** A scalar key as text; undefined where the key is a list, a mapping, an alias or nothing. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

/** A document's plain data; `targets` tells which node each alias stands for. */
export interface Read {
  readonly value: unknown;
  readonly targets: ReadonlyMap<Alias, unknown>;
  readonly problems: readonly Problem[];
}

class Reader {
  readonly problems: Problem[] = [];
  readonly targets = new Map<Alias, unknown>();
  readonly #anchors = new Map<string, unknown>();
  #aliasedValues = 0;

  #report(problem: Problem): void {
    if (this.problems.length <= MOST_PROBLEMS) this.problems.push(problem);
  }

  /** `through` is the outermost alias that led to the node; what is behind it has been judged before. */
  read(node: unknown, depth: number, through?: Alias): unknown {
    if (through && !this.#fits(depth, through)) return null;
    if (isAlias(node)) return this.#alias(node, depth, through);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor) this.#anchors.delete(anchor);
    const value = this.#content(node, depth, through);
    if (anchor) this.#anchors.set(anchor, node);
    return value;
  }

  #content(node: unknown, depth: number, through?: Alias): unknown {
    if (isMap(node)) return this.#map(node, depth, through);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1, through));
    return isScalar(node) ? this.#scalar(node, through) : null;
  }

  #fits(depth: number, through: Alias): boolean {
    if (++this.#aliasedValues <= MAX_ALIASED_VALUES && depth <= MAX_DEPTH) return true;
    if (this.#aliasedValues !== Number.POSITIVE_INFINITY)
      this.#report({
        rule: "yaml-alias",
        at: spanOf(through),
        what: `alias "*${through.source}" makes the file too large: over ${MAX_ALIASED_VALUES} values or ${MAX_DEPTH} levels`,
        fix: "write the values out",
      });
    this.#aliasedValues = Number.POSITIVE_INFINITY;
    return false;
  }

  #alias(node: Alias, depth: number, through?: Alias): unknown {
    const target = this.targets.get(node) ?? this.#anchors.get(node.source);
    if (target === undefined) {
      const what = `alias ${quote(`*${node.source}`)} names no anchor before it`;
      const fix = `write the value out, or put it in double quotes if it is text`;
      this.#report({ rule: "yaml-alias", at: spanOf(node), what, fix });
      return null;
    }
    this.targets.set(node, target);
    return this.read(target, depth, through ?? node);
  }

  /** Raw invisible characters are found in the text; only double quotes can spell one as an escape. */
  #escapes(node: Scalar): void {
    const text = String(node.value);
    if (node.type !== "QUOTE_DOUBLE") return;
    const isPiled = PILED_MARKS.test(text);
    if (!isPiled && text.search(INVISIBLE) < 0) return;
    const what = `text ${quote(text)} contains ${isPiled ? "more than 4 accents or other marks on one letter" : "an invisible character"}`;
    this.#report({ rule: "file-encoding", at: spanOf(node), what, fix: "remove the escape" });
  }

  /** Word processors and chats make them of straight ones. Within a text they are as good as any character. */
  #curlyQuotes(node: Scalar): void {
    const [, content] = (node.type === "PLAIN" && CURLY_QUOTED.exec(String(node.value))) || [];
    if (content === undefined) return;
    const what = `text ${quote(String(node.value))} has curly quotes around it`;
    this.#report({ rule: "yaml-quotes", at: spanOf(node), what, fix: `write ${quote(content)}` });
  }

  #scalar(node: Scalar, through?: Alias): unknown {
    if (through) return node.value;
    const at = spanOf(node);
    if (typeof node.value === "number" && LEADING_ZERO.test(node.source ?? "")) {
      const what = `number ${node.source} starts with a zero`;
      this.#report({ rule: "yaml-number", at, what, fix: `write ${node.value}` });
    }
    this.#escapes(node);
    this.#curlyQuotes(node);
    return node.value;
  }

  /**
   * Objects have no prototype, so that a key such as `constructor` is only a key. `__proto__` is refused here,
   * because schemas skip it without a word.
   */
  #map(map: YAMLMap, depth: number, through?: Alias): unknown {
    const value: Record<string, unknown> = Object.create(null);
    const first = new Map<string, unknown>();
    for (const pair of map.items) {
      const key = keyText(pair.key);
      const problem = keyProblem(pair.key, key, first);
      if (problem && !through) this.#report(problem);
      if (isScalar(pair.key) && !through) this.#escapes(pair.key);
      const child = this.read(pair.value, depth + 1, through);
      if (key === undefined || key === "__proto__" || isMergeKey(pair.key) || first.has(key)) continue;
      first.set(key, pair.key);
      value[key] = child;
    }
    return value;
  }
}

const isMergeKey = (key: unknown) => isScalar(key) && key.type === "PLAIN" && key.value === "<<";

function keyProblem(node: unknown, key: string | undefined, first: ReadonlyMap<string, unknown>) {
  const at = spanOf(node);
  const problem = (rule: Problem["rule"], what: string, fix: string): Problem => ({ rule, at, what, fix });
  if (key === undefined) return problem("yaml-key", "a key is not text", "write a name and a colon");
  if (key === "__proto__") return problem("unknown-key", 'unknown key "__proto__"', "remove it");
  if (isMergeKey(node))
    return problem("yaml-key", 'merge key "<<" is not part of YAML 1.2', "write the keys out");
  if (first.has(key)) {
    const also = [{ at: spanOf(first.get(key)), what: "first here" }];
    return {
      ...problem("yaml-duplicate-key", `key ${quote(key)} appears twice`, "keep one of the two"),
      also,
    };
  }
  if (typeof (node as Scalar).value !== "string")
    return problem("yaml-key", `key ${quote(key)} is not text`, `put it in double quotes: "${key}"`);
  return undefined;
}

/** The document as plain data, and every problem found on the way. */
export function readValue(document: Document.Parsed): Read {
  const reader = new Reader();
  const value = reader.read(document.contents, 1);
  return { value, targets: reader.targets, problems: reader.problems };
}
