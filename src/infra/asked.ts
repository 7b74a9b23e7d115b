// A question to the tenant before anything is declared, and what a look at its answers says.
import * as pulumi from "@pulumi/pulumi";
import type { TakeoverObstacle } from "../identity/takeover.ts";
import type { Plan } from "../plan/types.ts";

/** By the plan's key: ids of grants that the tenant has. */
export type AdoptedGrants = Readonly<Record<string, string>>;

/** What one look says: what to import, and what is in the way. */
export interface Look<T> {
  readonly found: readonly (readonly [string, T])[];
  readonly obstacles: readonly TakeoverObstacle[];
}

/**
 * Undefined where the tenant says that it has none, however the provider says so.
 *
 * @throws RunError when the tenant gives no answer
 */
export const orMissing = async <T>(
  { domain }: Plan,
  what: string,
  asked: Promise<T>,
): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    const { message } = error as Error;
    if (/404 Not Found|No action found with "name"/.test(message)) return undefined;
    throw new pulumi.RunError(`${what} cannot be looked up in the tenant ${domain}: ${message}`);
  }
};
