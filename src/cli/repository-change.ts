// Changed files, and what was read of both trees → what a change does outside of the declarations.
import { isDeepStrictEqual } from "node:util";
import { NPM_FILE } from "../load/npm-settings.ts";
import { type ChangedFile, kindOfFile, type RepositoryChange } from "../model/repository-file.ts";
import { PART_OF, STACK_KEYS } from "../model/stack.ts";
import type { Checked } from "../pipeline.ts";

/** The one of our keys that is not part of a plan. */
const UNPLANNED = "auth0:debug";

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** By name: what Pulumi reads in a stack's file and no plan has. */
function unplannedOf(value: unknown): ReadonlyMap<string, unknown> {
  const { config, ...beside } = recordOf(value);
  const settings = Object.entries(recordOf(config));
  // What a part says of itself is in its stack's plan, by the stack's own file.
  const isPart = settings.some(([key]) => key === PART_OF);
  const inside = settings.filter(([key]) => isPart || key === UNPLANNED || !STACK_KEYS.includes(key));
  return new Map([...Object.entries(beside), ...inside]);
}

const entriesOf = (value: unknown): ReadonlyMap<string, unknown> => new Map(Object.entries(recordOf(value)));

/** A file that cannot be read is told without its keys. */
function withKeys(file: ChangedFile, base: Checked, head: Checked): ChangedFile {
  const isNpms = file.path === NPM_FILE;
  if (!isNpms && kindOfFile(file.path) !== "settings") return file;
  const values = [base, head].map(({ documents }) => documents.get(file.path)?.value);
  if (values.every((value) => value === undefined)) return file;
  const [before, after] = values.map(isNpms ? entriesOf : unplannedOf) as [
    ReadonlyMap<string, unknown>,
    ReadonlyMap<string, unknown>,
  ];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return { ...file, keys: keys.filter((key) => !isDeepStrictEqual(before.get(key), after.get(key))) };
}

/** The owner is the base's, if it names one: of that branch the host takes who must approve. */
export function repositoryChange(
  files: readonly ChangedFile[],
  base: Checked,
  head: Checked,
): RepositoryChange {
  const owner = (base.workspace.tenant ?? head.workspace.tenant)?.value.security;
  return {
    files: files.map((file) => withKeys(file, base, head)),
    ...(owner !== undefined && { owner }),
  };
}
