// The one order of everything in a plan: by code unit, the same on every machine and in every locale.

/** Sorted, each value once. */
export const sortedSet = <T extends string>(values: Iterable<T>): T[] => [...new Set(values)].sort();

/** A record whose keys are in order. */
export function sortedRecord<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
