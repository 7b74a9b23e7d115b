// Read-only values of a plan become what the providers' types ask for.

/** The same value, with nothing in it read-only. */
export type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

/** A copy: anyone who gets it cannot change the plan. */
export const mutable = <T>(value: T): Mutable<T> => structuredClone(value) as Mutable<T>;
