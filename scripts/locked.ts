// A lock file's text → which version of the package it names, and from where.
import { z } from "zod";

export const NAME = "partner-access";

const entrySchema = z.looseObject({ version: z.string(), integrity: z.string().optional() });
const lockSchema = z.looseObject({ packages: z.record(z.string(), z.unknown()) });

export interface Locked {
  readonly version: string;
  readonly integrity?: string | undefined;
  /** The whole entry: two that are equal install the same. */
  readonly text: string;
}

/** Undefined where it names none, as in a repository that holds the code itself, or is no lock file. */
export function lockedIn(lock: string): Locked | undefined {
  try {
    const entry = lockSchema.parse(JSON.parse(lock)).packages[`node_modules/${NAME}`];
    return { ...entrySchema.parse(entry), text: JSON.stringify(entry) };
  } catch {
    return undefined;
  }
}
