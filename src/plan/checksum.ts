// A plan becomes the number that stands for it: what was reviewed and what is deployed have the same.
import { createHash } from "node:crypto";
import { sortedRecord } from "./sorted.ts";
import type { Plan } from "./types.ts";

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return sortedRecord(Object.entries(value).map(([key, inner]) => [key, canonical(inner)] as const));
}

/** JSON with the keys of every record sorted: equal values have equal text. */
export const canonicalJson = (value: object): string => JSON.stringify(canonical(value));

/** SHA-256 of the plan's JSON: 64 hexadecimal digits. */
export const checksumOf = (plan: Plan): string =>
  createHash("sha256").update(canonicalJson(plan)).digest("hex");
