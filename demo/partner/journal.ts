// What just happened between browser, partner, tenant and API, fit to be shown: no secret is kept.

/** One message from one party to another, and its answer. */
export interface Hop {
  readonly from: string;
  readonly to: string;
  readonly what: string;
  readonly facts: Readonly<Record<string, string>>;
  /** When it happened last, and how often. */
  readonly at: Date;
  readonly times: number;
}

const MAX_HOPS = 60;
const SECRETS = new Set([
  "access_token",
  "client_assertion",
  "client_secret",
  "code",
  "code_verifier",
  "id_token",
  "nonce",
  "refresh_token",
  "state",
]);

/** The beginning of a secret, so that two can be told apart, and its length. Short ones show nothing. */
export const mask = (secret: string): string =>
  secret.length < 24 ? "••••••" : `${secret.slice(0, 4)}•••••• (${secret.length} characters)`;

/** Parameters or a JSON answer as text, secrets masked. */
export function facts(values: Iterable<readonly [string, unknown]>): Record<string, string> {
  const shown = (name: string, value: unknown) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return SECRETS.has(name) ? mask(text) : text;
  };
  return Object.fromEntries([...values].map(([name, value]) => [name, shown(name, value)]));
}

/** The hops of one customer, oldest first. What repeats itself is counted, in the place of its last time. */
export class Journal {
  readonly #hops: Hop[] = [];
  readonly #listeners = new Set<() => void>();

  get hops(): readonly Hop[] {
    return this.#hops;
  }

  add(from: string, to: string, what: string, values: Record<string, string> = {}): void {
    const isSame = (hop: Hop) =>
      hop.what === what && hop.from === from && JSON.stringify(hop.facts) === JSON.stringify(values);
    const before = this.#hops.findIndex(isSame);
    // What happens again moves to the end: hops are in the order of their times.
    const [known] = before < 0 ? [] : this.#hops.splice(before, 1);
    const times = (known?.times ?? 0) + 1;
    this.#hops.push({ from, to, what, facts: values, at: new Date(), times });
    if (this.#hops.length > MAX_HOPS) this.#hops.shift();
    this.notify();
  }

  /** For what changed without a message: anyone who is watching looks again. */
  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  clear(): void {
    this.#hops.length = 0;
  }

  /** Calls back after every hop or notice. Returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
