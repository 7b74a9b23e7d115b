// Runs the program in this process, with a terminal that keeps what it is told.
import { writeFileSync } from "node:fs";
import { main } from "../../src/cli/main.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { tooWide } from "./narrow.ts";

export interface Settings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  /** The time that the program sees. */
  readonly now?: string;
}

/** A terminal that forgets what is written to it. */
export const terminal = ({ cwd = ".", env = {}, now = "2026-11-24T12:00:00Z" }: Settings): Terminal => ({
  stdout: { write: () => true },
  stderr: { write: () => true },
  cwd,
  env,
  now: () => new Date(now),
  writeFile: (path, text) => writeFileSync(path, text),
});

/** The exit code of a command, and what it wrote; what it wrote as errors must fit a terminal. */
export async function runCommand(argv: readonly string[], settings: Settings = {}) {
  let out = "";
  let err = "";
  const { isTTY = false } = settings;
  const exit = await main(argv, {
    ...terminal(settings),
    stdout: { isTTY, write: (text) => (out += text) },
    stderr: { isTTY, write: (text) => (err += text) },
  });
  const wide = tooWide(err);
  if (wide.length > 0) throw new Error(`wider than a terminal:\n${wide.join("\n")}`);
  return { exit, out, err };
}

/** What was broken into lines of 80 columns, in one: what a sentence says is easier to look for there. */
export const unwrapped = (text: string): string => text.replace(/\n +(?![ |=])/g, " ");
