// Folders of code → every text in it that people may read, with values in the places of what it is given.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

export interface Sentence {
  readonly text: string;
  /** `src/load/git.ts:36` */
  readonly at: string;
}

/** What stands for a value: as long as a path or a domain. */
const VALUE = "our-app.eu.auth0.example";
const MOST_WORDS_OF_A_NAME = 3;

/** Literals, templates and what joins them; undefined for all else. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => VALUE + literal.text).join("");
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined ? undefined : (left ?? VALUE) + (right ?? VALUE);
}

function* inFile(path: string): Generator<Sentence> {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const visit = function* (node: ts.Node): Generator<Sentence> {
    const text = textOf(node);
    if (text === undefined) {
      for (const child of node.getChildren(source)) yield* visit(child);
      return;
    }
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    // Of several lines it is a file that is written, or help.
    if (!text.trim().includes("\n") && text.trim().split(/\s+/).length > MOST_WORDS_OF_A_NAME)
      yield { text, at: `${path}:${line + 1}` };
    // What a template is given may be a sentence too.
    if (ts.isTemplateExpression(node))
      for (const { expression } of node.templateSpans) yield* visit(expression);
  };
  yield* visit(source);
}

export function sentencesOf(folders: readonly string[]): readonly Sentence[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .flatMap((name) => [...inFile(join(folder, name))]),
  );
}
