// What `import` printed → the same with each sentence in one line; it must have fitted a terminal.
import { tooWide } from "./narrow.ts";

/** What is to be copied into a file begins further in than what a sentence goes on with. */
const COPIED = /^ {6}/;

export function toldByImport(out: string): string {
  const wide = tooWide(out).filter((line) => !COPIED.test(line));
  if (wide.length > 0) throw new Error(`wider than a terminal:\n${wide.join("\n")}`);
  return out.replace(/\n {2,4}(?! |- )/g, " ");
}
