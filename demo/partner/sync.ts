// A customer's edits go to our app, and our app's contacts come back.
import * as oauth from "openid-client";
import type { AcmeContact, Customer } from "./customer.ts";
import type { PartnerOptions } from "./options.ts";
import { ConnectionEnded, type TokenKeeper } from "./token-keeper.ts";

const MAX_WAIT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** The API or the tenant asks for patience or is away. */
class TryLater extends Error {
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
  const { tokens } = customer;
  if (tokens === undefined || tokens.hasEnded || customer.isSyncing) return;
  if (Date.now() < customer.waitUntilMs) return;
  customer.isSyncing = true;
  try {
    await pushEdits(customer, tokens, options);
    await pullContacts(customer, tokens, options);
    customer.lastSync = new Date();
    customer.trouble = undefined;
    customer.failures = 0;
  } catch (error) {
    if (customer.tokens === tokens) noteTrouble(customer, error, options);
  } finally {
    customer.isSyncing = false;
    customer.journal.notify();
  }
}

function noteTrouble(customer: Customer, error: unknown, { syncEveryMs, onError }: PartnerOptions): void {
  if (error instanceof ConnectionEnded) {
    customer.forgetContacts();
    customer.journal.add(
      "Acme CMS",
      "Acme CMS",
      "Connection ended: tokens and contacts deleted, sync stopped",
    );
    return;
  }
  customer.failures += 1;
  const backoffMs = Math.min(MAX_WAIT_MS, syncEveryMs * 2 ** customer.failures);
  customer.waitUntilMs = Date.now() + ((error instanceof TryLater && error.afterMs) || backoffMs);
  customer.trouble = error instanceof TryLater ? error.message : "Our app cannot be reached right now.";
  if (!(error instanceof TryLater) && error instanceof Error) onError?.(error);
}

async function pushEdits(customer: Customer, tokens: TokenKeeper, options: PartnerOptions): Promise<void> {
  for (const [id, edit] of [...customer.edits]) {
    const response = await call(customer, tokens, options, "PATCH", `/contacts/${id}`, edit);
    // A newer edit of the same contact waits for its own turn.
    if (customer.edits.get(id) === edit) customer.edits.delete(id);
    if (response.ok) continue;
    const { error_description: why = "" } = (await response.json()) as { error_description?: string };
    customer.rejected = `Our app did not accept your edit of ${edit.name}: ${why}.`;
  }
}

async function pullContacts(customer: Customer, tokens: TokenKeeper, options: PartnerOptions): Promise<void> {
  const response = await call(customer, tokens, options, "GET", "/contacts");
  // Somebody disconnected or connected anew while this was under way.
  if (customer.tokens !== tokens) return;
  if (!response.ok) throw new TryLater(`Our app does not let Acme CMS read contacts (${response.status}).`);
  customer.contacts = ((await response.json()) as { contacts: AcmeContact[] }).contacts;
}

/** One request to the API. A token that it does not accept is replaced once. */
async function call(
  customer: Customer,
  tokens: TokenKeeper,
  { apiUrl, fetch = globalThis.fetch }: PartnerOptions,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const token = await tokens.accessToken().catch((error: unknown) => {
      if (error instanceof oauth.ResponseBodyError) throw new TryLater(patience(error.status));
      throw error;
    });
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    recordCall(customer, method, path, response);
    if (response.status === 429 || response.status >= 500)
      throw new TryLater(patience(response.status), response.headers.get("retry-after"));
    if (response.status !== 401) return response;
    tokens.forget(token);
    if (attempt === 2) throw new TryLater("Our app does not accept Acme CMS's token.");
  }
}

const patience = (status: number) =>
  status === 429 ? "Our app asks Acme CMS to slow down." : "Our app cannot answer right now.";

function recordCall(customer: Customer, method: string, path: string, response: Response): void {
  const challenge = response.headers.get("www-authenticate");
  customer.journal.add("Acme CMS", "Our API", `${method} ${path}`, {
    authorization: "Bearer ••••••",
    answer: String(response.status),
    ...(challenge === null ? {} : { "www-authenticate": challenge }),
  });
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
