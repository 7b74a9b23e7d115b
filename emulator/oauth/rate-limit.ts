import type { Client } from "../management/client-schema.ts";
import { log } from "../management/logs.ts";
import { policyFor, type RateLimitPolicy } from "../management/rate-limit-policies.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { OAuthError } from "./oauth-error.ts";

/** What a policy says of one request. */
export interface RateLimitVerdict {
  readonly headers: Readonly<Record<string, string>>;
  readonly isRefused: boolean;
  /** Where people go who are refused at `/authorize`. */
  readonly redirectUri?: string | undefined;
}

const WINDOW_SECONDS = 1;
const LOG_SECONDS = 60;

/**
 * Counts a request that an application sends or sends somebody with. Third-party applications share one counter; by the
 * policy for everybody each has its own. Where nothing may be sent, nothing is counted.
 * Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/custom-rate-limit-policies (read 2026-11)
 */
export function countRequest(tenant: Tenant, client: Client): RateLimitVerdict {
  const policy = policyFor(tenant.store, client);
  if (policy === undefined || policy.configuration.action === "allow")
    return { headers: {}, isRefused: false };
  const { limit, action } = policy.configuration;
  const used = countOf(tenant, policy, client);
  const header = `client;q=${limit};t=${WINDOW_SECONDS};r=${Math.max(0, limit - used)}`;
  const isOver = used > limit;
  if (isOver) logOnce(tenant, policy, client);
  const isRefused = isOver && action !== "log";
  return {
    isRefused,
    headers: { "auth0-ratelimit": header, ...(isRefused && { "retry-after": String(WINDOW_SECONDS) }) },
    ...(policy.configuration.action === "redirect" && { redirectUri: policy.configuration.redirect_uri }),
  };
}

/** The headers of the answer. @throws OAuthError 429 */
export function enforceRateLimit(tenant: Tenant, client: Client): Readonly<Record<string, string>> {
  const { headers, isRefused } = countRequest(tenant, client);
  if (isRefused) throw new OAuthError(429, "too_many_requests", "Rate limit exceeded.", { ...headers });
  return headers;
}

interface Count extends Document {
  readonly used: number;
  readonly second: number;
}

/** How many there were in this second, with this one. */
function countOf({ store, now }: Tenant, { id, consumer_selector }: RateLimitPolicy, client: Client): number {
  const key = consumer_selector === "default" ? `${id} ${client.client_id}` : id;
  const second = Math.floor(now() / 1000 / WINDOW_SECONDS);
  const stored = store.get<Count>("rate-count", key);
  const used = (stored?.second === second ? stored.used : 0) + 1;
  store.put("rate-count", key, { used, second });
  return used;
}

function logOnce(tenant: Tenant, policy: RateLimitPolicy, { client_id }: Client): void {
  const { store, now } = tenant;
  const key = `${policy.id} ${client_id}`;
  const last = store.get<Document & { at: number }>("rate-log", key);
  if (last !== undefined && now() < last.at + LOG_SECONDS * 1000) return;
  store.put("rate-log", key, { at: now() });
  const details = { policy: policy.consumer_selector, action: policy.configuration.action };
  log(tenant, { type: "api_limit", client_id, description: "Rate limit exceeded.", details });
}
