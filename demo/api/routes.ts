// What the API does on a declared route, once it is known who asks and whose items these are.
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { type Fields, type ItemStore, OURS } from "./items.ts";
import { collectionNameOf, endsWithItem, isParameter, segmentsOf } from "./paths.ts";

/** A request that may be answered. */
export interface Call {
  readonly context: Context;
  readonly method: string;
  /** As declared, with its parameters. */
  readonly template: string;
  readonly store: ItemStore;
  readonly area: string;
  readonly clientId: string;
}

const MAX_FIELDS = 20;
const MAX_TEXT = 500;
const value = z.union([z.string().trim().max(MAX_TEXT), z.number(), z.boolean(), z.null()]);
const fields = z
  .record(z.string().regex(/^[a-z]\w{0,39}$/, "a field's name is made of letters, digits and _"), value)
  .refine((body) => Object.keys(body).length > 0, { error: "there is no field in it" })
  .refine((body) => Object.keys(body).length <= MAX_FIELDS, { error: `more than ${MAX_FIELDS} fields` })
  .refine((body) => !OURS.some((key) => key in body), { error: `${OURS.join(", ")} are not yours to write` });

/** Refuses bodies that no item needs. */
export const limitBody = bodyLimit({
  maxSize: 16_384,
  onError: (context) => context.json({ error: "too_large", error_description: "at most 16 KiB" }, 413),
});

const notFound = (context: Context) =>
  context.json({ error: "not_found", error_description: "there is no such item" }, 404);

async function bodyOf(context: Context): Promise<Fields | Response> {
  if (!/^application\/json\b/i.test(context.req.header("content-type") ?? ""))
    return context.json({ error: "unsupported", error_description: "send application/json" }, 415);
  const parsed = fields.safeParse(await context.req.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const description = parsed.error.issues
    .map(({ path, message }) => [path.join("."), message].filter((part) => part !== "").join(": "))
    .join("; ");
  return context.json({ error: "invalid_item", error_description: description }, 422);
}

/** A declared path in the router's spelling. */
export const patternOf = (template: string): string =>
  `/${segmentsOf(template)
    .map((segment, i) => (isParameter(segment) ? `:p${i}` : segment))
    .join("/")}`;

/** The path that was asked for, and those of the items that it leads through. */
function pathOf({ context, template }: Call): { path: string; through: string[] } {
  const through: string[] = [];
  const segments = segmentsOf(template);
  const path = segments.reduce((start, segment, i) => {
    const next = `${start}/${isParameter(segment) ? encodeURIComponent(context.req.param(`p${i}`) ?? "") : segment}`;
    if (isParameter(segment) && i < segments.length - 1) through.push(next);
    return next;
  }, "");
  return { path, through };
}

/** Answers a call: a path that ends with a parameter is an item, any other holds items. */
export async function answer(call: Call): Promise<Response> {
  const { context, store, area, template } = call;
  const { path, through } = pathOf(call);
  if (through.some((parent) => store.get(area, parent) === undefined)) return notFound(context);
  return endsWithItem(template) ? await answerItem(call, path) : await answerCollection(call, path);
}

async function answerItem(call: Call, path: string): Promise<Response> {
  const { context, method, store, area, clientId } = call;
  const known = store.get(area, path);
  if (known === undefined) return notFound(context);
  switch (method) {
    case "GET":
    case "HEAD":
      return context.json(known);
    case "DELETE":
      store.remove(area, path);
      return context.body(null, 204);
    case "OPTIONS":
      return context.body(null, 204);
    default: {
      const body = await bodyOf(context);
      if (body instanceof Response) return body;
      const changed = method === "PUT" ? store.put : store.update;
      const item = changed.call(store, area, path, body, clientId);
      return item ? context.json(item) : notFound(context);
    }
  }
}

async function answerCollection(call: Call, path: string): Promise<Response> {
  const { context, method, template, store, area, clientId } = call;
  switch (method) {
    case "GET":
    case "HEAD":
      return context.json({
        ...store.get(area, path),
        [collectionNameOf(template)]: store.list(area, path),
      });
    case "DELETE":
      return store.remove(area, path) ? context.body(null, 204) : notFound(context);
    case "OPTIONS":
      return context.body(null, 204);
    default: {
      const body = await bodyOf(context);
      if (body instanceof Response) return body;
      if (method === "POST") {
        const item = store.create(area, path, body, clientId);
        return context.json(item, 201, { location: `${path}/${item.id}` });
      }
      const before = method === "PATCH" ? store.get(area, path) : undefined;
      return context.json(store.put(area, path, { ...before, ...body }, clientId));
    }
  }
}
