// Closed sets: what the compiler is told so that a new member is an error wherever it matters.

/**
 * The end of a switch over a closed set: a member without a case is a compile error here.
 *
 * @throws Error for a value that came past the types
 */
export function assertNever(value: never): never {
  throw new Error(`not a known value: ${JSON.stringify(value)}`);
}
