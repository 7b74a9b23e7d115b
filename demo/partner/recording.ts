// What openid-client sends to the tenant, written into a journal.
import type * as oauth from "openid-client";
import { facts, type Journal } from "./journal.ts";

/** A `fetch` whose requests appear in a journal, with their secrets masked. */
export function recordingFetch(
  journal: Journal,
  name: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): oauth.CustomFetch {
  return async (url, options) => {
    const response = await fetch(url, options as RequestInit);
    const sent = options.body instanceof URLSearchParams ? facts(options.body) : {};
    const answer: unknown = await response
      .clone()
      .json()
      .catch(() => ({}));
    const received = facts(Object.entries(answer as Record<string, unknown>));
    const answers = Object.entries(received).map(([key, value]) => [`→ ${key}`, value]);
    journal.add(name, "Tenant", `${options.method} ${new URL(url).pathname}`, {
      ...sent,
      "→ status": String(response.status),
      ...Object.fromEntries(answers),
    });
    return response;
  };
}
