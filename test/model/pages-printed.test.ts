// A page of docs/ that a text names is named where its reader has it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

/** Code that a company's repository runs. */
const FOLDERS = ["src", "local", "demo", "emulator", "engine", "scripts"];
const PAGE = /\bdocs\/[\w-]+\.md/;

/** A literal, or one part of a template. */
const isText = (node: ts.Node): node is ts.LiteralLikeNode =>
  ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);

const isPaged = (node: ts.Node): boolean => ts.isCallExpression(node) && node.expression.getText() === "page";

/** Of a rule's table: what prints a source puts it through `page` itself. */
const isSource = (node: ts.Node): boolean =>
  ts.isPropertyAssignment(node.parent) && node.parent.name.getText() === "source";

/** `src/a.ts:3: docs/b.md`, for each page that is named as it is called here. */
function unpaged(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isPaged(node)) return;
    const [path] = isText(node) ? (PAGE.exec(node.text) ?? []) : [];
    if (path !== undefined && !isSource(node)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${name}:${line + 1}: ${path}`);
    }
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

/** A value in a template: lint takes it for a forgotten template here. */
const X = "$".concat("{x}");

test.for([
  ["a literal", '"see docs/a.md"', 1],
  ["a template", `\`${X}: see docs/a.md, ${X}\``, 1],
  ["the end of a template", `\`see ${X} in docs/a.md\``, 1],
  ["what goes through page", 'say(page("docs/a.md#b"))', 0],
  ["a template that does", `\`see ${X.replace("x", `page(\`docs/a.md#${X}\`)`)}\``, 0],
  ["both", `\`see ${X.replace("x", 'page("docs/a.md")')} and docs/b.md\``, 1],
  ["the source of a rule", '({ source: "docs/a.md" })', 0],
  ["what is said of a source", '({ fix: "read docs/a.md" })', 1],
] as const)("%s", ([, text, count]) => {
  expect(unpaged("a.ts", text)).toHaveLength(count);
});

/** Who writes a page has it here. */
const WRITES_PAGES = "scripts/generate.ts";

test("no text names a page without saying where npm installed it", () => {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((name) => /\.(ts|mjs)$/.test(name) && name !== WRITES_PAGES)
      .flatMap((name) => unpaged(name, readFileSync(name, "utf8"))),
  );
  expect(found).toEqual([]);
});
