// What a state holds, and what was begun and never ended → words for people.

import { printable } from "../text.ts";
import { NOUNS } from "./resource-types.ts";
import { hasFailed, nameOf, type StateResource } from "./state.ts";

/** Names in state are as free as files are: never printed as they are. */
export const namedThing = (type: string, name: string): string =>
  `${NOUNS[type] ?? printable(type)} ${printable(name)}`;

/** Of a resource of which the state does not say what it is like: which, and why. See `unreadIn`. */
export const unreadInWords = (resource: StateResource): string =>
  `${namedThing(resource.type, nameOf(resource.urn))}: ${hasFailed(resource) ? "its last write failed" : "never read from the tenant"}`;

/** Of an operation that was cut off. */
export const UNKNOWN_END = "begun, and nobody knows how it ended";
