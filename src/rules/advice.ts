// How rules tell people which of several names to write.

import { oneOf } from "../model/nearest.ts";
import { quote } from "../text.ts";

/** `write "a"`, or `write one of "a", "b"` with the likeliest first; without any name what else is to be done. */
export function writeOneOf(names: Iterable<string>, near: string, otherwise: string): string {
  const [only, ...more] = names;
  if (only === undefined) return otherwise;
  return more.length === 0 ? `write ${quote(only)}` : `write one of ${oneOf([only, ...more], near)}`;
}
