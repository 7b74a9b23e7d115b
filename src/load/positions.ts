// Offsets and paths of a file → lines and columns.
import { type Alias, isAlias, isCollection, isMap, isSeq, LineCounter } from "yaml";
import type { Place } from "../finding.ts";
import type { Path } from "../model/workspace.ts";
import type { Span } from "./problem.ts";
import { keyText, spanOf } from "./value.ts";

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}

/** Turns spans of one text into places; a span of several lines ends with its first line. */
export function placer(file: string, text: string): (span: Span) => Place {
  let counted: LineCounter | undefined;
  return ([from, to]) => {
    counted ??= linesOf(text);
    const lines = counted;
    const start = Math.min(from, text.length);
    const { line, col } = lines.linePos(start);
    const next = lines.lineStarts[line];
    const lineEnd = next === undefined ? text.length : next - 1;
    const end = Math.min(to, text.charAt(lineEnd - 1) === "\r" ? lineEnd - 1 : lineEnd);
    return { file, line, column: col, endColumn: col + Math.max(1, end - start) };
  };
}

/** A value shows where it stands, unless it is empty or spans lines: then its key does. */
function spanOfValue(key: unknown, value: unknown, text: string): Span {
  const span = spanOf(value);
  const shown = text.slice(...span);
  const isBlock = isCollection(value) && (!value.flow || shown.includes("\n"));
  return shown === "" || isBlock ? spanOf(key) : span;
}

/** The span of a path, of its key when asked for, or of the nearest parent that exists. */
export function spanOfPath(
  root: unknown,
  targets: ReadonlyMap<Alias, unknown>,
  text: string,
  path: Path,
  on?: "key",
): Span {
  let node = root;
  let span = isMap(root) && root.items[0] ? spanOf(root.items[0].key) : spanOf(root);
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = targets.get(node);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyText(key) === String(step));
      if (!pair) return span;
      const isLast = depth === path.length - 1;
      span = on === "key" && isLast ? spanOf(pair.key) : spanOfValue(pair.key, pair.value, text);
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)];
      if (item === undefined) return span;
      span = spanOf(item);
      node = item;
    } else return span;
  }
  return span;
}
