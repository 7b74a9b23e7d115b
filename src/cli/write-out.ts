// A finished text → standard output, or the file that was asked for.
import { resolve } from "node:path";
import { UserError } from "../finding.ts";
import { printable } from "../text.ts";
import type { Terminal } from "./terminal.ts";

/** Writes or replaces a file. @throws UserError when it cannot be written */
export function writeFile(path: string, text: string, terminal: Terminal): void {
  try {
    terminal.writeFile(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} cannot be written: ${why}`);
  }
}

/**
 * Writes to standard output, or to the file and says so on standard error.
 *
 * @throws UserError when the file cannot be written
 */
export function writeOut(text: string, what: string, out: string | undefined, terminal: Terminal): void {
  if (out === undefined) return void terminal.stdout.write(text);
  const path = resolve(terminal.cwd, out);
  writeFile(path, text, terminal);
  terminal.stderr.write(`${what} written to ${printable(path)}\n`);
}
