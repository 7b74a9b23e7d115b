// A person at a terminal who types each answer once its question is there.
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { main } from "../../src/cli/main.ts";
import { type Settings, terminal } from "./command.ts";

export type Answer = readonly [question: RegExp, typed: string];

/** Takes back what was typed, and says something else. */
export const instead = (text: string) => `\u0015${text}\r`;

/** What a command wrote, its exit code, and the questions that never came. */
export async function dialogOf(
  argv: readonly string[],
  answers: readonly Answer[],
  settings: Pick<Settings, "env" | "now"> & { readonly cwd: string },
) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  // Each question ends what it writes to; a process's own streams never end.
  output.end = () => output;
  const left = [...answers];
  let [shown, err, out] = ["", "", ""];
  output.on("data", (chunk) => {
    shown += chunk;
    const [next] = left;
    // Lines are broken at the terminal's width.
    if (!next?.[0].test(stripVTControlCharacters(shown).replaceAll(/\s+/g, " "))) return;
    left.shift();
    shown = "";
    setImmediate(() => input.write(next[1]));
  });
  const exit = await main(argv, {
    ...terminal(settings),
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    dialog: { input, output },
  });
  return { exit, out, err, unasked: left.map(([question]) => question) };
}
