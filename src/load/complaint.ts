// A schema's issue → what is wrong, why and what to write, in our words: the only place that knows zod's issues.
import { z } from "zod";
import { noSuchDay } from "../model/day.ts";
import { nearest } from "../model/nearest.ts";
import type { Path } from "../model/workspace.ts";
import { CURLY_QUOTES, quote } from "../text.ts";
import { expectationOf, homesOf, schemaAt, schemaKeysOf, unwrap } from "./expectation.ts";
import type { LoadRuleId } from "./load-rules.ts";
import { MOST_PROBLEMS } from "./problem.ts";

type Schema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

/** One schema problem, before its place in the file is known. */
export interface Complaint {
  readonly rule: LoadRuleId;
  readonly at: Path;
  readonly on?: "key";
  readonly what: string;
  readonly fix: string;
  /** The path that an unknown key was probably meant to be. */
  readonly meant?: Path;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    root,
  );
}

/** `application.app_type`, `grants[0].scopes[1]`, `routes."GET /contacts"`: the path as people write it. */
function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = /^[\w-]+$/.test(step) ? step : quote(step);
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** The value in words; of a large one only the kind. */
function shown(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return typeof value === "object" && value !== null ? "a mapping" : String(value);
}

function meaningOf(schema: Schema | undefined): string {
  const described = schema && (z.globalRegistry.get(schema) ?? z.globalRegistry.get(unwrap(schema)));
  return described?.description ? ` (${described.description.replace(/\.$/, "")})` : "";
}

function unknownKey(root: Schema, at: Path, key: string): Complaint {
  const known = schemaKeysOf(schemaAt(root, at));
  const bare = key.replace(CURLY_QUOTES, "");
  const meant = nearest(known, bare);
  const [home] = homesOf(root, bare);
  const where = at.length > 0 ? ` in ${formatPath(at)}` : "";
  const fix = meant
    ? `did you mean ${quote(meant)}?`
    : home
      ? `move it to ${home}`
      : `remove it; known here are ${known.slice(0, 8).join(", ")}${known.length > 8 ? ", …" : ""}`;
  const complaint: Complaint = {
    rule: "unknown-key",
    at: [...at, key],
    on: "key",
    what: `unknown key ${quote(key)}${where}`,
    fix,
  };
  return meant ? { ...complaint, meant: [...at, meant] } : complaint;
}

const SWITCHES: Readonly<Record<string, boolean>> = { yes: true, on: true, no: false, off: false };

const accepts = (schema: Schema, value: unknown) => z.core.safeParse(schema, value).success;

/** A value's text as the file spells it: `012` is the number 12, and `1.10` is 1.1. */
export type SpellingOf = (path: Path) => string;

/** The likeliest correction of a value: quotes, brackets, another spelling. */
function correction(value: unknown, spelling: string, schema: Schema | undefined, expected: string): string {
  const { def } = schema ? unwrap(schema)._zod : {};
  const text = typeof value === "object" ? "" : String(value);
  if (schema && typeof value !== "string" && typeof value !== "object" && accepts(schema, spelling))
    return `put it in double quotes: "${spelling}"`;
  if (def?.type === "array" && typeof value === "string")
    return "write a list, even of one: start the item with -";
  const asSwitch = SWITCHES[text.toLowerCase()];
  if (def?.type === "boolean" && asSwitch !== undefined) return `write ${asSwitch}`;
  const choices = def?.type === "enum" ? Object.values(def.entries).map(String) : [];
  const meant = nearest(choices, text);
  if (meant) return `did you mean ${quote(meant)}?`;
  return `write ${choices.length > 0 ? "one of them" : expected}${meaningOf(schema)}`;
}

/** What is too short or too long about a value of the right type, and what to do. */
function sizeProblem(issue: Issue): { what: string; fix?: string } | undefined {
  if (issue.code === "too_small") {
    if (issue.origin === "string") return { what: "is empty" };
    if (issue.origin === "array") return { what: "is an empty list", fix: "add at least one item" };
    return { what: `is below ${issue.minimum}` };
  }
  if (issue.code !== "too_big") return undefined;
  const fix = "shorten it";
  if (issue.origin === "string") return { what: `is longer than ${issue.maximum} characters`, fix };
  return issue.origin === "array"
    ? { what: `has more than ${issue.maximum} items`, fix }
    : { what: `is above ${issue.maximum}` };
}

interface Wrong {
  readonly value: unknown;
  readonly spelling: string;
  readonly at: Path;
  /** The key, as sentences call it. */
  readonly name: string;
}

function wrongValue(root: Schema, { value, spelling, at, name }: Wrong, issue: Issue): Complaint {
  const schema = schemaAt(root, at);
  const expected = expectationOf(schema, typeof value === "string" ? value : "");
  const size = sizeProblem(issue);
  if (size) {
    const fix = (size.fix ?? `write ${expected}`) + meaningOf(schema) + orRemove(schema);
    return { rule: "invalid-value", at, what: `${name} ${size.what}`, fix };
  }
  const noDay = issue.code === "invalid_format" && typeof value === "string" ? noSuchDay(value) : undefined;
  if (noDay !== undefined) {
    const what = `${name} is ${shown(value)}, a day that does not exist`;
    return { rule: "invalid-value", at, what, fix: `write another day: ${noDay}` };
  }
  const rule = issue.code === "invalid_type" ? "wrong-type" : "invalid-value";
  const what = `${name} is ${shown(value)}, expected ${expected}`;
  return { rule, at, what, fix: correction(value, spelling, schema, expected) };
}

const orRemove = (schema: Schema | undefined) =>
  schema?._zod.optin === "optional" ? ", or remove the key" : "";

/** A union complains once for each of its branches; the branch that got furthest knows best. */
function deepest(issue: z.core.$ZodIssueInvalidUnion): Issue[] {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map(({ path }) => path.length));
  const [best = []] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
  return depth(best) > 0 ? best : [];
}

/** The complaints behind one issue of `root`'s validation of `whole`. */
export function complaintsOf(
  root: Schema,
  whole: unknown,
  issue: Issue,
  spellingOf: SpellingOf,
  parent: Path = [],
): Complaint[] {
  const at = [...parent, ...(issue.path as Path)];
  const step = at.at(-1);
  if (issue.code === "unrecognized_keys")
    return issue.keys.slice(0, MOST_PROBLEMS + 1).map((key) => unknownKey(root, at, key));
  if (issue.code === "invalid_key") {
    const expected = expectationOf(keySchemaAt(root, at.slice(0, -1)));
    const what = `key ${quote(String(step))} is not allowed, expected ${expected}`;
    return [{ rule: "invalid-value", at, on: "key", what, fix: `write ${expected}` }];
  }
  const value = valueAt(whole, at);
  const name = typeof step === "number" ? formatPath(at.slice(-2)) : quote(step ?? "the file");
  if (value === undefined) {
    const where = at.length > 1 ? formatPath(at.slice(0, -1)) : "the file";
    const schema = schemaAt(root, at);
    const fix = `add ${step}: ${expectationOf(schema)}${meaningOf(schema)}`;
    return [{ rule: "missing-key", at, what: `${where} has no ${name}`, fix }];
  }
  if (value === null) {
    const schema = schemaAt(root, at);
    const fix = `write ${expectationOf(schema)}${meaningOf(schema)}${orRemove(schema)}`;
    return [{ rule: "empty-value", at, what: `${name} has no value`, fix }];
  }
  if (issue.code === "invalid_union" && deepest(issue).length > 0)
    return deepest(issue).flatMap((inner) => complaintsOf(root, whole, inner, spellingOf, at));
  const spelling = typeof value === "object" ? "" : spellingOf(at);
  return [wrongValue(root, { value, spelling, at, name }, issue)];
}

function keySchemaAt(root: Schema, at: Path): Schema | undefined {
  const schema = schemaAt(root, at);
  const def = schema && unwrap(schema)._zod.def;
  return def?.type === "record" ? def.keyType : undefined;
}
