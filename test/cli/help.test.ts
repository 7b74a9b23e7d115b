// What is shown of help: for any terminal, and as commander and we wrote it.
import { expect, test } from "vitest";
import { newProgram } from "../../src/cli/main.ts";
import { runCommand, terminal } from "../support/command.ts";

const VERBS = (await newProgram(terminal({}), () => undefined)).commands.map((command) => command.name());

test("there are verbs", () => {
  expect(VERBS).toContain("check");
});

test.for(VERBS)("a command line that begins with %s loads it", async (verb) => {
  const { commands } = await newProgram(terminal({}), () => undefined, verb);
  expect(commands.map((command) => command.name())).toContain(verb);
  expect(commands.length).toBeLessThan(VERBS.length);
});

test.for(["", ...VERBS])("the help of %s fits 80 columns, but for commands to be copied", async (verb) => {
  const { exit, out } = await runCommand([verb, "--help"].filter(Boolean));
  expect(exit).toBe(0);
  const isCommand = (line: string) => /^ {2,}(?:npm run|pulumi|openssl|--)/.test(line);
  expect(out.split("\n").filter((line) => line.length > 80 && !isCommand(line))).toEqual([]);
  expect(out).not.toContain("(default: all) (default: all)");
  const lines = out.split("\n");
  const early = lines.filter((line, i) => {
    const [, word] = /^(\S+)/.exec(lines[i + 1] ?? "") ?? [];
    return /^\S/.test(line) && word !== undefined && `${line} ${word}`.length <= 80;
  });
  expect(early, "lines that end before they are full").toEqual([]);
});
