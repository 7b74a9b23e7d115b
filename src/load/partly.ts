// A file's value with parts that its schema refuses → what the rest says, with unread values in their places.
import { z } from "zod";
import { guarded, UNREAD } from "../model/unread.ts";
import type { Path } from "../model/workspace.ts";
import type { FileDocument } from "./document.ts";
import { isOfOneValue } from "./load-rules.ts";

type Schema = z.core.$ZodType;

const isUnread = z.custom<typeof UNREAD>((value) => value === UNREAD);

/** The schema that also takes an unread value at a path; undefined where no schema says what is there. */
function accepting(schema: Schema, [step, ...rest]: Path): Schema | undefined {
  if (step === undefined) return z.union([isUnread, schema]);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const clone = (change: object) => z.core.clone(schema, { ...def, ...change } as never);
  const within = (part: Schema | undefined, put: (accepted: Schema) => object, path: Path) => {
    const accepted = part && accepting(part, path);
    return accepted && clone(put(accepted));
  };
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
      return within(def.innerType, (innerType) => ({ innerType }), [step, ...rest]);
    case "object":
      return within(def.shape[step], (part) => ({ shape: { ...def.shape, [step]: part } }), rest);
    case "record":
      return within(def.valueType, (valueType) => ({ valueType }), rest);
    case "array":
      return within(def.element, (element) => ({ element }), rest);
    case "union": {
      const options = def.options.map((option) => accepting(option, [step, ...rest]) ?? option);
      return options.some((option, i) => option !== def.options[i]) ? clone({ options }) : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether it could be put there. */
function put(root: unknown, path: Path): boolean {
  const owner = path
    .slice(0, -1)
    .reduce<unknown>(
      (part, step) =>
        typeof part === "object" && part !== null
          ? (part as Record<string | number, unknown>)[step]
          : undefined,
      root,
    );
  const last = path.at(-1);
  if (last === undefined || typeof owner !== "object" || owner === null) return false;
  (owner as Record<string | number, unknown>)[last] = UNREAD;
  return true;
}

type Value = FileDocument["value"];

/** The paths of all values that are neither lists nor mappings. */
function leavesOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return parts.flatMap(([step, part]) => leavesOf(part, [...at, step]));
}

/** What a file says but for the values of which the text is wrong; undefined where it is wrong in another way. */
export function besideWrongText<T>(schema: z.ZodType<T>, document: FileDocument): T | undefined {
  const wrong = document.findings.filter(({ rule }) => rule !== "unknown-key");
  if (document.value === undefined || !wrong.every(({ rule }) => isOfOneValue(rule))) return undefined;
  const leaves = leavesOf(document.value).map((at) => ({ at, place: document.locate(at) }));
  const unread = wrong.map(
    ({ line, column }) => leaves.find(({ place }) => place.line === line && place.column === column)?.at,
  );
  // A key may be what is wrong.
  if (unread.includes(undefined)) return undefined;
  const value: Value = structuredClone(document.value);
  return partly(
    schema,
    value,
    unread.flatMap((at) => (at ? [at] : [])),
  );
}

/** Of a key that is wrong the mapping cannot be read, which would have it or not. */
const unreadPath = ({ code, path }: z.core.$ZodIssue): Path =>
  (code === "invalid_key" ? path.slice(0, -1) : path) as Path;

/** One value may have several faults, of which the schema reports the next once the first is out of its way. */
const MOST_ROUNDS = 3;

/**
 * @param value is changed
 * @param unread what cannot be read although the schema takes it
 * @returns undefined where what is wrong cannot be told apart from the rest
 */
export function partly<T>(schema: z.ZodType<T>, value: unknown, unread: readonly Path[] = []): T | undefined {
  let accepted: Schema = schema;
  for (const at of unread) {
    const next = accepting(accepted, at);
    if (!next || !put(value, at)) return undefined;
    accepted = next;
  }
  for (let round = 0; round <= MOST_ROUNDS; round++) {
    const result = z.core.safeParse(accepted, value);
    if (result.success) return guarded(result.data as T);
    for (const issue of result.error.issues) {
      const at = unreadPath(issue);
      const next = accepting(accepted, at);
      if (!next || !put(value, at)) return undefined;
      accepted = next;
    }
  }
  return undefined;
}
