// The expressions in a workflow's texts, and what each of them takes its value from.

/** `'it''s'` is a string of GitHub's; it may hold braces. Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions */
const STRING = /'(?:[^']|'')*'/g;
const EXPRESSION = /\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/g;
const FUNCTION = /[A-Za-z_]\w*\s*(?=\()/g;
/** A property of what a function or an index gives: of what is in the brackets, which is looked at itself. */
const PROPERTY = /(?<=[)\]])(?:\s*\.\s*[\w-]+)+/g;
/** A context with its properties, such as `github.event.number`; `[` where one is taken by an index. */
const REFERENCE = /[A-Za-z_][\w-]*(?:\s*\.\s*(?:[\w-]+|\*))*(?:\s*\[)?/g;
const LITERALS = new Set(["true", "false", "null"]);

/** What the expressions of a text name; an index makes a reference end with `[`. Without strings and functions. */
export const referencesIn = (text: string): readonly string[] =>
  [...text.matchAll(EXPRESSION)].flatMap(([, inner = ""]) =>
    [...inner.replaceAll(STRING, "''").replaceAll(FUNCTION, "").replaceAll(PROPERTY, "").matchAll(REFERENCE)]
      .map(([reference]) => reference.replaceAll(/\s/g, ""))
      .filter((reference) => !LITERALS.has(reference)),
  );

/** What nobody from outside chooses. */
const OURS =
  /^(?:(?:vars|matrix|inputs|needs|steps|runner)\.[\w.-]+|github\.(?:token|sha|repository|server_url|run_id|event\.workflow_run\.id))$/;

/** Whether an action may get it as an input, which it may run. */
export const isOurs = (reference: string): boolean => OURS.test(reference);
