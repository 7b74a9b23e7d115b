// How rules tell people which of several names to write.

import { oneOf } from "../model/nearest.ts";
import { quote } from "../text.ts";

/** `write "a"`, or `write one of "a", "b"` with the likeliest first. */
export function writeOneOf(names: readonly string[] | ReadonlySet<string>, near: string): string {
  const [only, ...more] = names;
  return only !== undefined && more.length === 0
    ? `write ${quote(only)}`
    : `write one of ${oneOf(names, near)}`;
}
