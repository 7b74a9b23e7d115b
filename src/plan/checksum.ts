// What is deployed becomes the checksum that stands for it: what was reviewed and what is deployed have the same.
import { createHash } from "node:crypto";
import type { Plan } from "./types.ts";

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  // `sort` without a comparison is by code unit, and half of the time of one with it.
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, canonical(record[key])] as const),
  );
}

/** JSON with the keys of every record sorted: equal values have equal text. */
export const canonicalJson = (value: object): string => JSON.stringify(canonical(value));

/** In hexadecimal digits. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** SHA-256 of a plan's JSON, with what else it stands for: 64 hexadecimal digits. */
export const sumOf = (value: Plan | ({ readonly plan: Plan } & Readonly<Record<string, unknown>>)): string =>
  sha256(canonicalJson(value));

/** What decides what is deployed, each as a SHA-256; undefined where the folder has no such file. */
export interface Sums {
  readonly plan: string;
  readonly code?: string;
  readonly settings?: string;
}

const PARTS = ["plan", "code", "settings"] as const satisfies readonly (keyof Sums)[];
type Part = (typeof PARTS)[number];

/** Digits of a part: enough to tell which one differs, while the first number says whether any does. */
const DIGITS = 8;
const NONE = "none";

/** One number for all, then the beginning of each part's, so that a refusal can name what differs. */
export const CHECKSUM = /^[0-9a-f]{64}(-([0-9a-f]{8}|none)){3}$/;

/** One checksum for the sums of all parts, in the form of {@link CHECKSUM}; a part without a sum counts as none. */
export function checksumOf(sums: Sums): string {
  const parts = PARTS.map((part) => sums[part] ?? NONE);
  return [sha256(parts.join("\n")), ...parts.map((sum) => sum.slice(0, DIGITS))].join("-");
}

/** The parts in which two checksums differ; undefined where the expected one is not of that form. */
export function differingParts(expected: string, found: string): readonly Part[] | undefined {
  if (!CHECKSUM.test(expected)) return undefined;
  const [, ...wanted] = expected.split("-");
  const [, ...made] = found.split("-");
  return PARTS.filter((_, index) => wanted[index] !== made[index]);
}

/** What is wrong with an expected checksum, as the end of a sentence. @param plan what it calls that part */
export function whyOther(expected: string, found: string, plan = "the plan"): string {
  const parts = differingParts(expected, found);
  if (parts === undefined) return "the expected checksum is not one that a review ends with";
  const [first, ...more] = parts.map((part) => (part === "plan" ? plan : `the ${part}`));
  if (first === undefined) return "the expected checksum was changed: no review made it";
  if (more.length === 0) return `${first} ${parts[0] === "settings" ? "differ" : "differs"}`;
  return `${[first, ...more.slice(0, -1)].join(", ")} and ${more.at(-1)} differ`;
}
