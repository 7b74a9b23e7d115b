// A customer's edits go to our APIs, and the APIs' items come back.
import * as oauth from "openid-client";
import type { Item } from "../api/items.ts";
import { collectionNameOf, collectionsOf, openedBy } from "../api/paths.ts";
import type { Customer } from "./customer.ts";
import type { Journal } from "./journal.ts";
import { type PartnerApi, type PartnerOptions, userApis } from "./options.ts";
import { ConnectionEnded, type TokenKeeper } from "./token-keeper.ts";

const MAX_WAIT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** The API or the tenant asks for patience or is away. */
export class TryLater extends Error {
  readonly afterMs: number | undefined;

  constructor(message: string, retryAfter: string | null = null) {
    super(message);
    this.afterMs = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
  }
}

/**
 * One sync of one customer. Never throws: what went wrong is in `customer.trouble`, and when to try again in
 * `customer.waitUntilMs`. Does nothing without a connection, or while another sync is under way.
 */
export async function sync(customer: Customer, options: PartnerOptions): Promise<void> {
  const connected = userApis(options).flatMap((api) => {
    const tokens = customer.tokens.get(api.audience);
    return tokens === undefined || tokens.hasEnded ? [] : [{ api, tokens }];
  });
  if (connected.length === 0 || customer.isSyncing || Date.now() < customer.waitUntilMs) return;
  customer.isSyncing = true;
  try {
    let isWell = true;
    for (const one of connected) isWell = (await syncApi(customer, one, options)) && isWell;
    if (!isWell) return;
    customer.lastSync = new Date();
    customer.trouble = undefined;
    customer.failures = 0;
  } finally {
    customer.isSyncing = false;
    customer.journal.notify();
  }
}

interface Connected {
  readonly api: PartnerApi;
  readonly tokens: TokenKeeper;
}

/** Whether it went well. */
async function syncApi(customer: Customer, { api, tokens }: Connected, options: PartnerOptions) {
  try {
    await pushEdits(customer, { api, tokens }, options);
    await pullItems(customer, { api, tokens }, options);
    return true;
  } catch (error) {
    if (customer.tokens.get(api.audience) === tokens) noteTrouble(customer, api, error, options);
    return false;
  }
}

function noteTrouble(customer: Customer, api: PartnerApi, error: unknown, options: PartnerOptions): void {
  const { name, product, syncEveryMs, onError } = options;
  if (error instanceof ConnectionEnded) {
    customer.forget(api.audience);
    customer.journal.add(name, name, "Access ended: tokens and items deleted, sync stopped", {
      API: api.name,
    });
    return;
  }
  customer.failures += 1;
  const backoffMs = Math.min(MAX_WAIT_MS, syncEveryMs * 2 ** customer.failures);
  customer.waitUntilMs = Date.now() + ((error instanceof TryLater && error.afterMs) || backoffMs);
  customer.trouble = error instanceof TryLater ? error.message : `${product} cannot be reached right now.`;
  if (!(error instanceof TryLater) && error instanceof Error) onError?.(error);
}

async function pushEdits(customer: Customer, { api, tokens }: Connected, options: PartnerOptions) {
  for (const edit of customer.edits.filter(({ audience }) => audience === api.audience)) {
    const { method, path, fields } = edit;
    const response = await callApi(customer.journal, { api, tokens }, options, method, path, fields);
    // A newer edit of the same item waits for its own turn.
    customer.edits = customer.edits.filter((other) => other !== edit);
    if (response.ok) continue;
    const { error_description: why = "" } = (await response.json()) as { error_description?: string };
    const what = fields?.name === undefined ? "your change" : `your edit of ${fields.name}`;
    customer.rejected = `${options.product} did not accept ${what}: ${why}.`;
  }
}

async function pullItems(customer: Customer, { api, tokens }: Connected, options: PartnerOptions) {
  const readable = collectionsOf(openedBy(api.routes, tokens.scopes)).filter(({ canList }) => canList);
  for (const { path } of readable) {
    const response = await callApi(customer.journal, { api, tokens }, options, "GET", path);
    // Somebody disconnected or connected anew while this was under way.
    if (customer.tokens.get(api.audience) !== tokens) return;
    if (!response.ok)
      throw new TryLater(`${options.product} does not let ${options.name} read this (${response.status}).`);
    const answer = (await response.json()) as Record<string, Item[] | undefined>;
    customer.keep(api.audience, path, answer[collectionNameOf(path)] ?? []);
  }
}

/** Access tokens, and a way to say that one was not accepted. */
export type TokenSource = Pick<TokenKeeper, "accessToken" | "forget">;

/**
 * One request to an API. A token that it does not accept is replaced once.
 *
 * @throws TryLater; ConnectionEnded
 */
export async function callApi(
  journal: Journal,
  { api, tokens }: { readonly api: PartnerApi; readonly tokens: TokenSource },
  { name, product, fetch = globalThis.fetch }: PartnerOptions,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const patience = (status: number) =>
    status === 429 ? `${product} asks ${name} to slow down.` : `${product} cannot answer right now.`;
  for (let attempt = 1; ; attempt += 1) {
    const token = await tokens.accessToken().catch((error: unknown) => {
      if (error instanceof oauth.ResponseBodyError) throw new TryLater(patience(error.status));
      throw error;
    });
    const response = await fetch(`${api.url}${path}`, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const challenge = response.headers.get("www-authenticate");
    journal.add(name, `${api.name} API`, `${method} ${path}`, {
      authorization: "Bearer ••••••",
      answer: String(response.status),
      ...(challenge === null ? {} : { "www-authenticate": challenge }),
    });
    if (response.status === 429 || response.status >= 500)
      throw new TryLater(patience(response.status), response.headers.get("retry-after"));
    if (response.status !== 401) return response;
    tokens.forget(token);
    if (attempt === 2) throw new TryLater(`${product} does not accept ${name}'s token.`);
  }
}

/** Syncs every customer every few seconds until stopped. Waits for the syncs under way. */
export function startSyncing(customers: Iterable<Customer>, options: PartnerOptions): () => Promise<void> {
  let isStopped = false;
  let round: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    if (!isStopped)
      round = Promise.all([round, ...[...customers].map((customer) => sync(customer, options))]);
  }, options.syncEveryMs);
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await round;
  };
}
