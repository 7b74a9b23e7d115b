// What a tenant's answers say beside their contents: what our token may do, and the tenant's time.
import type { Meter } from "./client.ts";
import { rightsIn, rightsOf } from "./rights.ts";

const MS = 1000;

/** What was heard so far; nothing where no answer said it. */
export interface Heard {
  rights?: ReadonlySet<string> | undefined;
  /** How far this machine's clock is ahead of the tenant's, in seconds, by the first answer. */
  aheadSeconds?: number;
}

/**
 * What the meter hears from now on. The answer to a request for a token names its scopes where they are not
 * those that were asked for; else the token does.
 * Source: https://www.rfc-editor.org/rfc/rfc6749 section 5.1 (read 2026-11)
 */
export function listening(meter: Meter, now: () => Date): Heard {
  const heard: Heard = {};
  meter.onAnswer = async (response, isToken) => {
    const date = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(date)) heard.aheadSeconds ??= (now().getTime() - date) / MS;
    if (!isToken || !response.ok) return;
    const { scope, access_token: token } = (await response.clone().json()) as Record<string, unknown>;
    heard.rights = typeof scope === "string" ? rightsOf(scope) : rightsIn(String(token));
  };
  return heard;
}
