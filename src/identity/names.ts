// A declaration's present id and its former ones → who bears a name now, and who was renamed between two states.

/** What a partner or an API says of the ids that it had before; nothing where it had no other. */
export interface Named {
  readonly formerIds?: readonly string[];
}

/** Every id that the declaration has or had, the present one first. */
export const namesOf = (id: string, { formerIds = [] }: Named): readonly string[] => [id, ...formerIds];

/** The whole list for `former_ids` once it says that name too: what the file says already may still be needed elsewhere. */
export const formerIdsWith = ({ formerIds = [] }: Named, name: string): string =>
  [...formerIds.filter((one) => one !== name), name].join(", ");

/**
 * The present id of what bears a name: an id in use is its owner's, whatever others say that they were called.
 *
 * @param name as the state, a marker or an earlier commit has it; undefined where nobody declared bears it
 */
export function bearerOf(declared: Readonly<Record<string, Named>>, name: string): string | undefined {
  if (Object.hasOwn(declared, name)) return name;
  return Object.keys(declared).find((id) => declared[id]?.formerIds?.includes(name));
}

/**
 * Earlier id → present id, of what names the earlier id while nothing is called so any more. Who was there before
 * under its present id was not renamed, whatever it says: it would take over what is somebody else's.
 *
 * @param before ids of then
 * @param after present ids with their former ones; former ids are tried in their order
 */
export function renamesBetween(
  before: ReadonlySet<string>,
  after: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [id, formerIds] of after) {
    if (before.has(id)) continue;
    const former = formerIds.find((old) => before.has(old) && !after.has(old) && !found.has(old));
    if (former !== undefined) found.set(former, id);
  }
  return found;
}
