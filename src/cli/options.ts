// Options that several commands share: what was typed → a checked value, or the usage error.
import { fileURLToPath } from "node:url";
import { InvalidArgumentError, Option } from "commander";
import { nearest, oneOf } from "../model/nearest.ts";
import { printable, quote } from "../text.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

export const rootOption = (): Option =>
  new Option("--root <dir>", "folder of the declarations").default(REPOSITORY, "this repository");

const isDate = (text: string) => {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(+date) && date.toISOString().startsWith(text);
};

/** Contracts and reviews are overdue from this day on; stated for a review that must come out the same again. */
export const todayOption = (): Option =>
  new Option(
    "--today <date>",
    "the date to judge contracts by, YYYY-MM-DD (default: today, in UTC)",
  ).argParser((text: string) => {
    if (!isDate(text)) throw new InvalidArgumentError("It is no date such as 2026-11-24.");
    return text;
  });

/** Can be given several times. */
export const stackOption = (): Option =>
  new Option("--stack <name>", "only this stack; can be repeated (default: all)")
    .argParser((name: string, before: readonly string[]) => [...before, name])
    .default([], "all");

export const checksumOption = (): Option =>
  new Option("--expect-checksum <sha256>", "refuse any other plan; needs exactly one --stack").argParser(
    (text: string) => {
      if (!/^[0-9a-f]{64}$/.test(text))
        throw new InvalidArgumentError("It is no SHA-256 of 64 lower-case digits.");
      return text;
    },
  );

/** Says of a name that is not among the known ones which was probably meant. */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const meant = nearest(known, name);
  const hint = meant ? `did you mean ${printable(meant)}?` : `known: ${oneOf(known, name)}`;
  return `error: there is no ${kind} ${quote(name)}; ${hint}`;
}
