// Two plans become the list of what differs, path by path.
import { entryOf } from "../model/record.ts";

/** One difference. A missing side means that the whole value was added or removed. */
export interface Change {
  /** Keys from the plan's root, e.g. `["partners", "acme-cms", "grants", "contacts/user", "scopes"]`. */
  readonly path: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function* compare(before: unknown, after: unknown, path: readonly string[]): Generator<Change> {
  if (before === after) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort())
      yield* compare(entryOf(before, key), entryOf(after, key), [...path, key]);
  } else if (before === undefined) {
    yield { path, after };
  } else if (after === undefined) {
    yield { path, before };
  } else if (!same(before, after)) {
    yield { path, before, after };
  }
}

/** All differences, ordered by path. Lists are compared whole: a plan keeps them sorted, so order is never one. */
export const diff = (before: object, after: object): Change[] => [...compare(before, after, [])];
