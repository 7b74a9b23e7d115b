// All declarations together, decoded: what rules read and plans are made of.
import type { Api } from "./api.ts";
import type { Partner } from "./partner.ts";
import type { Part, Stack } from "./stack.ts";
import type { Tenant } from "./tenant.ts";

/** A path inside a decoded file, e.g. `["grants", 0, "scopes", 1]`. */
export type Path = readonly (string | number)[];

/** One decoded file. */
export interface Declared<T> {
  /** The file's stem, or the stack's name; of one of a partner's applications with its key behind a dot. */
  readonly id: string;
  /** Relative to the root, with forward slashes; of one of a partner's applications with `#` and its key behind. */
  readonly file: string;
  readonly value: T;
}

/**
 * Everything declared, sorted by id. Files that could not be decoded are missing and named in `unreadable`,
 * so that a rule does not report what only they could tell.
 */
export interface Workspace {
  readonly tenant: Declared<Tenant> | undefined;
  readonly apis: ReadonlyMap<string, Declared<Api>>;
  readonly partners: ReadonlyMap<string, Declared<Partner>>;
  readonly stacks: ReadonlyMap<string, Declared<Stack>>;
  /** Further Pulumi stacks, each for some partners of one stack. */
  readonly parts: ReadonlyMap<string, Declared<Part>>;
  readonly unreadable: ReadonlySet<string>;
}
