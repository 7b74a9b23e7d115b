import type { z } from "zod";
import { type ApiError, invalidBody, invalidProperty } from "../errors.ts";

/** JSON has no undefined: a key is there with a value or missing. */
type Sent<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/**
 * The body, checked; the first violation becomes a 400 in the words Auth0 uses
 * (`Payload validation error: 'Expected type string but found type number' on property name.`).
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): Sent<T> {
  const result = schema.safeParse(body ?? undefined, { reportInput: true });
  if (result.success) return result.data as Sent<T>;
  throw violation(result.error.issues[0]);
}

function violation(issue: z.core.$ZodIssue | undefined): ApiError {
  if (issue === undefined) return invalidBody("Payload validation error");
  const { problem, at } = describe(issue);
  const property = propertyPath(at);
  return property === ""
    ? invalidBody(`Payload validation error: '${problem}'.`)
    : invalidProperty(problem, property);
}

function describe(issue: z.core.$ZodIssue): { problem: string; at: PropertyKey[] } {
  const at = [...issue.path];
  if (issue.input === undefined && (issue.code === "invalid_type" || issue.code === "invalid_value")) {
    return { problem: `Missing required property: ${String(at.at(-1) ?? "body")}`, at: at.slice(0, -1) };
  }
  switch (issue.code) {
    case "invalid_type":
      return {
        problem: `Expected type ${typeName(issue.expected)} but found type ${typeOf(issue.input)}`,
        at,
      };
    case "unrecognized_keys":
      return { problem: `Additional properties not allowed: ${issue.keys.join(",")}`, at };
    case "invalid_value":
      return { problem: `No enum match for: ${String(issue.input)}`, at };
    case "too_big":
      return { problem: tooBig(issue), at };
    case "too_small":
      return { problem: tooSmall(issue), at };
    case "invalid_format":
      return {
        problem: `String does not match pattern ${issue.pattern ?? issue.format}: ${issue.input}`,
        at,
      };
    default:
      return { problem: issue.message, at };
  }
}

function tooBig(issue: z.core.$ZodIssueTooBig): string {
  const { input, maximum } = issue;
  if (issue.origin === "string")
    return `String is too long (${String(input).length} chars), maximum ${maximum}`;
  if (issue.origin === "array")
    return `Array is too long (${(input as unknown[]).length}), maximum ${maximum}`;
  return `Value ${input} is greater than maximum ${maximum}`;
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  const { input, minimum } = issue;
  if (issue.origin === "string")
    return `String is too short (${String(input).length} chars), minimum ${minimum}`;
  if (issue.origin === "array")
    return `Array is too short (${(input as unknown[]).length}), minimum ${minimum}`;
  return `Value ${input} is less than minimum ${minimum}`;
}

function typeName(expected: string): string {
  if (expected === "int") return "integer";
  return expected === "record" ? "object" : expected;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
}

function propertyPath(path: PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`))
    .join("");
}
