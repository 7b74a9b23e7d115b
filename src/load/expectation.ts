// A schema → what it accepts, in words, and its parts by path.
import type { z } from "zod";
import { oneOf } from "../model/nearest.ts";
import type { Path } from "../model/workspace.ts";

type Schema = z.core.$ZodType;

/** The schema without what makes it optional or transforms its output. */
export function unwrap(schema: Schema): z.core.$ZodTypes {
  const { _zod } = schema as z.core.$ZodTypes;
  switch (_zod.def.type) {
    case "optional":
    case "nullable":
    case "default":
      return unwrap(_zod.def.innerType);
    case "pipe":
      return unwrap(_zod.def.in);
    default:
      return schema as z.core.$ZodTypes;
  }
}

function partOf(schema: Schema, step: string | number): Schema | undefined {
  const { def } = unwrap(schema)._zod;
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, step) ? def.shape[step] : undefined;
    case "record":
      return def.valueType;
    case "array":
      return def.element;
    case "union":
      return def.options.map((option) => partOf(option, step)).find((part) => part !== undefined);
    default:
      return undefined;
  }
}

/** The schema of one part; undefined where no schema says anything. */
export function schemaAt(schema: Schema, path: Path): Schema | undefined {
  return path.reduce<Schema | undefined>((part, step) => part && partOf(part, step), schema);
}

/** The keys a mapping may have; none for a mapping of free keys. */
export function schemaKeysOf(schema: Schema | undefined): string[] {
  const def = schema && unwrap(schema)._zod.def;
  return def?.type === "object" ? Object.keys(def.shape) : [];
}

/** Every mapping below that knows the key, as a path such as `stacks.<name>`. */
export function homesOf(schema: Schema, key: string, at: readonly string[] = []): string[] {
  const { def } = unwrap(schema)._zod;
  switch (def.type) {
    case "object":
      return [
        ...(Object.hasOwn(def.shape, key) && at.length > 0 ? [at.join(".")] : []),
        ...Object.entries(def.shape).flatMap(([name, part]) => homesOf(part, key, [...at, name])),
      ];
    case "record":
      return homesOf(def.valueType, key, [...at, "<name>"]);
    case "array":
      return homesOf(def.element, key, at);
    default:
      return [];
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  email: "an email address",
  url: 'an absolute URL such as "https://acme.example/callback"',
  date: 'a date such as "2027-06-30"',
  datetime: 'a time such as "2027-06-30T12:00:00Z"',
};

/** The words a schema's author gave for it: "expected a duration such as …" without "expected". */
function ownWords(def: z.core.$ZodTypeDef): string | undefined {
  for (const { error } of [def, ...(def.checks ?? []).map((check) => check._zod.def)]) {
    const message = error?.({ code: "custom", input: undefined, path: [] } as never);
    const text = typeof message === "string" ? message : message?.message;
    if (text) return text.replace(/^expected /, "");
  }
  return undefined;
}

/** What to write, as a noun phrase; of a closed list the values nearest to `near` come first. */
export function expectationOf(schema: Schema | undefined, near = ""): string {
  if (!schema) return "another value";
  const { def } = unwrap(schema)._zod;
  const own = ownWords(def);
  if (own) return own;
  switch (def.type) {
    case "string":
      return FORMATS[(def as { format?: string }).format ?? ""] ?? "text";
    case "boolean":
      return "true or false";
    case "number":
      return "a whole number";
    case "enum":
      return `one of ${oneOf(Object.values(def.entries).map(String), near)}`;
    case "array":
      return "a list";
    case "object":
      return schemaKeysOf(schema).length > 0
        ? `a mapping with ${schemaKeysOf(schema).slice(0, 4).join(", ")}`
        : "a mapping";
    case "record":
      return "a mapping";
    default:
      return "another value";
  }
}
