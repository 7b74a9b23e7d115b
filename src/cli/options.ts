// Options that several commands share: what was typed → a checked value, or the usage error.

import { type Command, InvalidArgumentError, Option } from "commander";
import { keyOf, stemOf } from "../model/applications.ts";
import { noSuchDay } from "../model/day.ts";
import { nearest, oneOf } from "../model/nearest.ts";
import { CHECKSUM } from "../plan/checksum.ts";
import { printable, quote } from "../text.ts";

/** `withRoot` says what it is where nobody says it. */
export const rootOption = (): Option =>
  new Option("--root <dir>", "folder of the declarations (default: where Pulumi.yaml is, here or above)");

/** Finds the folder of the declarations for a verb that takes one, when that verb is to run and nobody named it. */
export const withRoot = (program: Command, cwd: string): Command =>
  program.hook("preAction", async (_, verb) => {
    const takesRoot = verb.options.some((option) => option.attributeName() === "root");
    if (!takesRoot || verb.getOptionValue("root") !== undefined) return;
    const { projectFolder } = await import("../load/project.ts");
    verb.setOptionValueWithSource("root", projectFolder(cwd), "default");
  });

/** A day on the command line, YYYY-MM-DD. `example` is one that fits there. */
export const dayLike =
  (example: string) =>
  (text: string): string => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text))
      throw new InvalidArgumentError(`It is not a date such as ${example}.`);
    const why = noSuchDay(text);
    if (why !== undefined) throw new InvalidArgumentError(`It is not a date such as ${example}: ${why}.`);
    return text;
  };

/** Contracts and reviews are overdue from this day on; stated for a review that must come out the same again. */
export const todayOption = (): Option =>
  new Option(
    "--today <date>",
    "the date to judge contracts by, YYYY-MM-DD (default: today, in UTC)",
  ).argParser(dayLike("2026-11-24"));

/** Takes several values; none by default. */
export const manyOption = (flags: string, description: string): Option =>
  new Option(flags, description).default([], "none");

/** A stack, and what is said of it. */
export type InStack = readonly [stack: string, value: string];

/** One `<stack>=<value>` more; `wrong` says what to write instead of anything else. */
export const inStack =
  (wrong: string) =>
  (text: string, before: readonly InStack[]): readonly InStack[] => {
    const [, stack, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (stack === undefined || value === undefined) throw new InvalidArgumentError(wrong);
    return [...before, [stack, value]];
  };

/** Takes a value for each of several stacks. */
export const perStackOption = (flags: string, description: string, wrong: string): Option =>
  manyOption(flags, `${description}; can be repeated`).argParser(inStack(wrong));

/** Can be given several times. */
export const stackOption = (): Option =>
  new Option("--stack <name>", "only this stack; can be repeated")
    .argParser((name: string, before: readonly string[]) => [...before, name])
    .default([], "all");

export const checksumOption = (): Option =>
  new Option(
    "--expect-checksum <checksum>",
    "refuse any other plan, code or settings; needs exactly one --stack",
  ).argParser((text: string) => {
    if (!CHECKSUM.test(text))
      throw new InvalidArgumentError("It is not the whole of a checksum, as a review ends with it.");
    return text;
  });

/** Says of a name that is not among the known ones which was probably meant. */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const parts = known.filter((one) => stemOf(one) === name && keyOf(one) !== undefined);
  if (parts.length > 0)
    return `error: ${quote(name)} has several applications; name one: ${parts.map(printable).join(", ")}`;
  const meant = nearest(known, name);
  if (known.length === 0) return `error: there is no ${kind} ${quote(name)}: none is declared yet`;
  const hint = meant ? `did you mean ${printable(meant)}?` : `known: ${oneOf(known, name)}`;
  return `error: there is no ${kind} ${quote(name)}; ${hint}`;
}
