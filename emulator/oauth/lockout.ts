import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";

/** One account as people name it when they sign in. */
export interface Account {
  readonly connection: string;
  readonly username: string;
}

interface Failures extends Document {
  count: number;
}

// Source: https://auth0.com/docs/secure/attack-protection/brute-force-protection
const MAX_FAILURES = 10;

const KIND = "login-failures";
const keyOf = ({ connection, username }: Account): string => `${connection} ${username.toLowerCase()}`;

/** Whether too many sign-ins have failed in a row, no matter who tried. */
export function isLocked({ store }: Tenant, account: Account): boolean {
  return (store.get<Failures>(KIND, keyOf(account))?.count ?? 0) >= MAX_FAILURES;
}

export function recordFailure({ store }: Tenant, account: Account): void {
  const key = keyOf(account);
  const count = (store.get<Failures>(KIND, key)?.count ?? 0) + 1;
  store.put(KIND, key, { ...account, username: account.username.toLowerCase(), count });
}

export function clearFailures({ store }: Tenant, account: Account): void {
  store.delete(KIND, keyOf(account));
}
