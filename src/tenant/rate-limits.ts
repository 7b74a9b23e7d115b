// How many requests the tenant lets applications send before it refuses them: read for `doctor` alone.
import { z } from "zod";
import type { ReadingClient } from "./client.ts";
import { listAll, steps, unlessRefused } from "./list.ts";

/** Source: https://auth0.com/docs/api/management/v2/rate-limit-policies/get-rate-limit-policies (read 2026-11) */
const schema = z.object({
  consumer_selector: z.string(),
  configuration: z.object({ action: z.string(), limit: z.number().optional() }),
});

/** A rate limit policy of the tenant. */
export type RateLimitPolicy = z.output<typeof schema>;

/** Undefined where the credentials may not read them. A tenant without the feature, which is Early Access, has none. */
export const readRateLimits = (client: ReadingClient): Promise<readonly RateLimitPolicy[] | undefined> =>
  unlessRefused(() => listAll("rate limit policies", schema, client.rateLimitPolicies.list(steps()), [404]));
