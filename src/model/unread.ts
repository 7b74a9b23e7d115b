// A value that is written and cannot be read: what else its file says is known, and nothing may follow from it.

/** Thrown by whatever reads such a value. */
export class UnreadValue extends Error {
  override readonly name = "UnreadValue";
}

/** Stands for such a value until it is made one that nobody can read. */
export const UNREAD: unique symbol = Symbol("unread");

/** The same objects, in which what stands for an unread value throws where it is read. Keys stay seen. */
export function guarded<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const [key, part] of Object.entries(value)) {
    if (part === UNREAD)
      Object.defineProperty(value, key, {
        enumerable: true,
        get(): never {
          throw new UnreadValue(`${key} cannot be read`);
        },
      });
    else guarded(part);
  }
  return value;
}

/** All that comes before the first unread value is read: none of it can depend on what that was to be. */
export function* untilUnread<T>(found: Iterable<T>): Generator<T> {
  try {
    yield* found;
  } catch (error) {
    if (!(error instanceof UnreadValue)) throw error;
  }
}

/** What a step gives, or undefined where it reads an unread value. */
export function unlessUnread<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof UnreadValue) return undefined;
    throw error;
  }
}
