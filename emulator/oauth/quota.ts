import type { Client } from "../management/client-schema.ts";
import { tenantSettings } from "../management/tenant-settings.ts";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";
import { OAuthError } from "./oauth-error.ts";

interface Quota {
  readonly enforce?: boolean;
  readonly per_hour?: number;
  readonly per_day?: number;
}

// They begin anew with every hour and day in UTC.
const BUCKETS = [
  { name: "per_hour", seconds: 3600 },
  { name: "per_day", seconds: 86_400 },
] as const;

interface Bucket {
  readonly id: string;
  readonly name: string;
  readonly quota: number;
  readonly used: number;
  readonly secondsLeft: number;
}

/**
 * Counts a token without a user against the application's quota, or the tenant's default, and answers with
 * the headers that tell how much is left. A quota that is not enforced is only counted.
 * Source: https://auth0.com/docs/fine-grained-m2m-token-quotas (read 2026-11)
 * @throws OAuthError 429 when the quota is used up.
 */
export function countToken(tenant: Tenant, client: Client): Record<string, string> {
  const quota = quotaOf(tenant, client);
  if (quota === undefined) return {};
  const buckets = bucketsOf(tenant, client, quota);
  const empty = buckets.filter(({ quota: limit, used }) => used >= limit);
  if (empty.length > 0 && quota.enforce !== false) {
    const wait = Math.max(...empty.map(({ secondsLeft }) => secondsLeft));
    throw new OAuthError(429, "too_many_requests", "Client quota exceeded", {
      ...headersOf(buckets),
      "x-ratelimit-limit": String(empty.find(({ secondsLeft }) => secondsLeft === wait)?.quota),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.floor(tenant.now() / 1000) + wait),
      "retry-after": String(wait),
    });
  }
  for (const { id, used } of buckets) tenant.store.put("token-count", id, { id, used: used + 1 });
  return headersOf(buckets.map((bucket) => ({ ...bucket, used: bucket.used + 1 })));
}

function quotaOf({ store }: Tenant, client: Client): Quota | undefined {
  const own = client.token_quota as { client_credentials?: Quota } | undefined;
  const fallback = tenantSettings(store).default_token_quota as
    | { clients?: { client_credentials?: Quota } }
    | undefined;
  return own?.client_credentials ?? fallback?.clients?.client_credentials;
}

function bucketsOf({ store, now }: Tenant, client: Client, quota: Quota): Bucket[] {
  const seconds = Math.floor(now() / 1000);
  return BUCKETS.flatMap(({ name, seconds: length }) => {
    const limit = quota[name];
    if (limit === undefined) return [];
    const id = `${client.client_id} ${name} ${Math.floor(seconds / length)}`;
    const used = store.get<Document & { used: number }>("token-count", id)?.used ?? 0;
    return [{ id, name, quota: limit, used, secondsLeft: length - (seconds % length) }];
  });
}

function headersOf(buckets: readonly Bucket[]): Record<string, string> {
  const text = buckets.map(
    ({ name, quota, used, secondsLeft }) =>
      `b=${name};q=${quota};r=${Math.max(0, quota - used)};t=${secondsLeft}`,
  );
  return { "auth0-client-quota-limit": text.join(",") };
}
