// A record by keys that files, tenants or people name: a key that every object inherits, such as `constructor`, is none.

/** The entry of that key; undefined where nobody put one there. */
export const entryOf = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
