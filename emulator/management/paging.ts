import { invalidQuery } from "../errors.ts";
import type { Document } from "../store.ts";
import { ok, type Reply } from "./route.ts";

const DEFAULT_SIZE = 50;
const MAX_PER_PAGE = 100;
const MAX_TAKE = 1000;

interface ListOptions {
  /** Name of the list in an envelope. */
  readonly name: string;
  /** What a cursor remembers of the last item. */
  readonly key: (item: Document) => string;
  /** What a caller sees of an item; it may lack what the cursor remembers. */
  readonly show?: (item: Document) => Document;
  /** Endpoints without page numbers always answer in the checkpoint style. */
  readonly checkpointOnly?: boolean;
}

/**
 * One page of a list, in the style the caller asks for: `take`/`from` gives `{list, next}` and wins over
 * `page`/`per_page`, which gives a bare array, or with `include_totals` an envelope with `start`, `limit`
 * and `total`. `next` is absent on the last page.
 * Source: https://auth0.com/docs/manage-users/user-search/list-and-search-users (read 2026-11)
 */
export function listReply(items: Document[], query: URLSearchParams, options: ListOptions): Reply {
  if (options.checkpointOnly || query.has("take") || query.has("from")) {
    return checkpoint(items, query, options);
  }
  const limit = integer(query, "per_page", DEFAULT_SIZE, MAX_PER_PAGE);
  const start = integer(query, "page", 0, Number.MAX_SAFE_INTEGER) * limit;
  const slice = items.slice(start, start + limit).map(options.show ?? whole);
  if (query.get("include_totals") !== "true") return ok(slice);
  return ok({ total: items.length, start, limit, [options.name]: slice });
}

const whole = (item: Document): Document => item;

/**
 * One page in the style of the Actions API, which leaves out zeros: no `page` on the first page, and no
 * `total` on an empty one. Callers take a `total` without `start` and `limit` as "there is more".
 */
export function actionsReply(items: Document[], query: URLSearchParams, name: string): Reply {
  const perPage = integer(query, "per_page", DEFAULT_SIZE, MAX_PER_PAGE);
  const page = integer(query, "page", 0, Number.MAX_SAFE_INTEGER);
  const slice = items.slice(page * perPage, (page + 1) * perPage);
  return ok({
    [name]: slice,
    ...(slice.length > 0 && { total: items.length }),
    ...(page > 0 && { page }),
    per_page: perPage,
  });
}

function checkpoint(
  items: Document[],
  query: URLSearchParams,
  { name, key, show = whole }: ListOptions,
): Reply {
  const take = integer(query, "take", DEFAULT_SIZE, MAX_TAKE);
  const from = query.get("from");
  const start = from === null ? 0 : positionAfter(items, key, from);
  const slice = items.slice(start, start + take);
  const last = slice.at(-1);
  const more = start + take < items.length && last !== undefined;
  return ok({ [name]: slice.map(show), ...(more && { next: cursor(start + slice.length, key(last)) }) });
}

// The cursor names the last item; its position only helps when that item is gone.
function cursor(position: number, key: string): string {
  return Buffer.from(JSON.stringify([position, key])).toString("base64url");
}

function positionAfter(items: Document[], key: (item: Document) => string, from: string): number {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(from, "base64url").toString());
  } catch {
    decoded = undefined;
  }
  if (!Array.isArray(decoded) || typeof decoded[0] !== "number") {
    throw invalidQuery(`Invalid checkpoint: ${from}`, "from");
  }
  const found = items.findIndex((item) => key(item) === decoded[1]);
  return found === -1 ? decoded[0] : found + 1;
}

function integer(query: URLSearchParams, name: string, fallback: number, maximum: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw invalidQuery("Expected type integer but found type string", name);
  const value = Number(text);
  if (value > maximum) throw invalidQuery(`Value ${value} is greater than maximum ${maximum}`, name);
  return value;
}

/**
 * The document reduced to `fields`, or without them when `include_fields=false`. Some keys are always
 * part of the answer.
 */
export function project(
  document: Document,
  query: URLSearchParams,
  always: readonly string[] = [],
): Document {
  const fields = query.get("fields");
  if (fields === null || fields === "") return document;
  const named = new Set(fields.split(",").map((field) => field.trim()));
  const including = booleanFilter(query, "include_fields") !== false;
  const kept = Object.entries(document).filter(
    ([key]) => always.includes(key) || named.has(key) === including,
  );
  return Object.fromEntries(kept);
}

/** A yes/no filter of a list; absent means both. */
export function booleanFilter(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (text !== "true" && text !== "false") {
    throw invalidQuery("Expected type boolean but found type string", name);
  }
  return text === "true";
}
