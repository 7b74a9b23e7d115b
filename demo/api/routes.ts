// What the API does on each of its routes, once it is known who asks.

import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { ContactStore } from "./contacts.ts";
import type { Caller } from "./token.ts";

/** What a handler may rely on: who asks, and in which account. */
export interface Call {
  readonly context: Context;
  readonly store: ContactStore;
  readonly caller: Caller;
  readonly account: string;
}

/** Code of one route; `forUser` routes exist only inside an account. */
export type Route =
  | { readonly kind: "public"; answer(context: Context): Response }
  | { readonly kind: "forUser"; answer(call: Call): Response | Promise<Response> }
  | { readonly kind: "forAnyone"; answer(call: Omit<Call, "account">): Response };

const text = (maximum: number) => z.string().trim().min(1).max(maximum);
const fields = z.strictObject({
  name: text(100),
  email: z.email().max(200),
  phone: z.string().trim().max(40).default(""),
});
const changes = fields
  .extend({ phone: z.string().trim().max(40) })
  .partial()
  .refine((value) => Object.keys(value).length > 0, { error: "nothing to change" });

/** Refuses bodies that no contact needs. */
export const limitBody = bodyLimit({
  maxSize: 16_384,
  onError: (context) => context.json({ error: "too_large", error_description: "at most 16 KiB" }, 413),
});

const notFound = (context: Context) =>
  context.json({ error: "not_found", error_description: "there is no such contact" }, 404);

async function bodyOf<T>(context: Context, schema: z.ZodType<T>): Promise<T | Response> {
  if (!/^application\/json\b/i.test(context.req.header("content-type") ?? ""))
    return context.json({ error: "unsupported", error_description: "send application/json" }, 415);
  const parsed = schema.safeParse(await context.req.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const description = parsed.error.issues
    .map(({ path, message }) => [path.join("."), message].filter((part) => part !== "").join(": "))
    .join("; ");
  return context.json({ error: "invalid_contact", error_description: description }, 422);
}

/** By method and path, spelled as in the declaration of the API. */
export const contactRoutes: Readonly<Record<string, Route>> = {
  "GET /health": { kind: "public", answer: (context) => context.json({ status: "ok" }) },
  "GET /contacts": {
    kind: "forUser",
    answer: ({ context, store, account }) => context.json({ contacts: store.list(account) }),
  },
  "GET /contacts/{id}": {
    kind: "forUser",
    answer: ({ context, store, account }) => {
      const contact = store.get(account, context.req.param("id") ?? "");
      return contact ? context.json(contact) : notFound(context);
    },
  },
  "POST /contacts": {
    kind: "forUser",
    async answer({ context, store, account, caller }) {
      const body = await bodyOf(context, fields);
      if (body instanceof Response) return body;
      const contact = store.create(account, body, caller.clientId);
      return context.json(contact, 201, { location: `/contacts/${contact.id}` });
    },
  },
  "PATCH /contacts/{id}": {
    kind: "forUser",
    async answer({ context, store, account, caller }) {
      const body = await bodyOf(context, changes);
      if (body instanceof Response) return body;
      const present = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const contact = store.update(account, context.req.param("id") ?? "", present, caller.clientId);
      return contact ? context.json(contact) : notFound(context);
    },
  },
  "DELETE /contacts/{id}": {
    kind: "forUser",
    answer: ({ context, store, account }) =>
      store.remove(account, context.req.param("id") ?? "") ? context.body(null, 204) : notFound(context),
  },
  // A program without a user learns which contacts changed in any account, and nothing about them.
  "GET /contact-changes": {
    kind: "forAnyone",
    answer: ({ context, store, caller }) => {
      const after = Number(context.req.query("after") ?? 0);
      if (!Number.isSafeInteger(after) || after < 0)
        return context.json({ error: "invalid_after", error_description: "after is a change's number" }, 422);
      return context.json({ changes: store.changesAfter(after, caller.account) });
    },
  },
};
