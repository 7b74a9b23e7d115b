// Limits that the tenant has beside the declarations, and by which it refuses partners' requests.
import { ownershipOf } from "../identity/marker.ts";
import type { RateLimitPolicy } from "../tenant/rate-limits.ts";
import { DOCTOR_RIGHTS } from "../tenant/rights.ts";
import { plural, quote } from "../text.ts";
import { type Check, type Facts, firstOf } from "./check.ts";

type Counted = readonly [policy: RateLimitPolicy, partners: readonly string[]];

/** The policy that counts each partner's requests: its own, that of third parties, or everybody's. */
function countedBy(policies: readonly RateLimitPolicy[], { plan, tenant }: Facts): Counted[] {
  const { ours } = ownershipOf(plan, tenant.applications);
  const found = new Map<RateLimitPolicy, string[]>();
  for (const [id, { application }] of Object.entries(plan.partners)) {
    const own = (ours.get(id) ?? []).map(({ client_id }) => `client_id:${client_id}`);
    const selectors = [...own, ...(application.isFirstParty ? [] : ["third_party_clients"]), "default"];
    const policy = selectors
      .flatMap((selector) => policies.filter((one) => one.consumer_selector === selector))
      .at(0);
    if (policy) found.set(policy, [...(found.get(policy) ?? []), id]);
  }
  return [...found].filter(
    ([
      {
        configuration: { action },
      },
    ]) => action === "block" || action === "redirect",
  );
}

const rateLimits: Check = {
  id: "rate-limits",
  source:
    "https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/custom-rate-limit-policies",
  *examine(facts) {
    if (Object.keys(facts.plan.partners).length === 0) return;
    if (facts.rateLimits === undefined) {
      yield {
        health: "unknown",
        what: "nobody knows whether a rate limit policy refuses partners' requests",
        fix: `grant the credentials ${DOCTOR_RIGHTS.rateLimits}`,
      };
      return;
    }
    const counted = countedBy(facts.rateLimits, facts);
    if (counted.length === 0)
      yield { health: "fine", what: "no rate limit policy refuses requests of partners" };
    for (const [{ consumer_selector: selector, configuration }, partners] of counted) {
      const { limit = 0 } = configuration;
      if (limit > 0)
        yield {
          health: "fine",
          what: `the rate limit policy of ${quote(selector)} lets ${firstOf(partners)} send ${limit} requests a second`,
        };
      else
        yield {
          health: "broken",
          what: `the rate limit policy of ${quote(selector)} refuses every request of ${firstOf(partners)}`,
          fix: "raise its limit or delete it in the tenant, unless somebody blocked them on purpose",
        };
    }
  },
};

const tokenQuotas: Check = {
  id: "token-quotas",
  source: "https://auth0.com/docs/fine-grained-m2m-token-quotas",
  *examine({ plan, settings }) {
    const machines = Object.entries(plan.partners)
      .filter(([, { application }]) => application.grantTypes.includes("client_credentials"))
      .filter(([, { application }]) => application.tokenQuota === undefined)
      .map(([id]) => id);
    if (machines.length === 0) return;
    if (settings === undefined) {
      yield {
        health: "unknown",
        what: `nobody knows whether a default quota counts the tokens of ${firstOf(machines)}`,
        fix: "grant the credentials read:tenant_settings",
      };
      return;
    }
    const quota = settings.default_token_quota?.clients?.client_credentials;
    const { enforce, per_hour: hour, per_day: day } = quota ?? {};
    const least = [
      ...(hour === undefined ? [] : [`${plural(hour, "token")} an hour`]),
      ...(day === undefined ? [] : [`${plural(day, "token")} a day`]),
    ];
    if (least.length === 0 || enforce === false)
      yield { health: "fine", what: `no default quota refuses tokens to ${firstOf(machines)}` };
    else if (hour === 0 || day === 0)
      yield {
        health: "broken",
        what: `the tenant's default quota gives ${firstOf(machines)} no token: ${least.join(", ")}`,
        fix: "raise default_token_quota in the tenant's settings, or give them a token_quota of their own",
      };
    else
      yield {
        health: "fine",
        what: `the tenant's default quota lets ${firstOf(machines)} have ${least.join(" and ")}`,
      };
  },
};

export const LIMIT_CHECKS: readonly Check[] = [rateLimits, tokenQuotas];
