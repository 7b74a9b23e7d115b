/** What is done to a request that a rule is about. */
export type FaultAction =
  /** Refused with this status from 400 to 599; nothing is written. 429 comes with the headers of the rate limit. */
  | { readonly status: number }
  /** Answered as usual, after so many milliseconds. */
  | { readonly delayMs: number }
  /** The connection is closed without an answer, before or after the tenant did what was asked. */
  | { readonly reset: "before" | "after" }
  /** Done as asked; the head and half of the body are sent, then the connection is closed. */
  | { readonly cut: true }
  /** Nothing is done and nothing is answered, until the caller gives up or, after `forMs`, the network does. */
  | { readonly hang: true; readonly forMs?: number };

export interface FaultRule {
  /** Any, when missing. */
  readonly method?: string;
  /**
   * Below `/api/v2`, without the query, in the encoding of the wire. A string is a path or the beginning of one
   * in whole segments: `/clients` is also `/clients/123`. Any, when missing.
   */
  readonly path?: string | RegExp;
  /** How many matching requests pass first; 0 when missing. */
  readonly skip?: number;
  /** How many are hit then; 1 when missing, `Infinity` for all. */
  readonly times?: number;
  /**
   * Whether a request that repeats one that was hit, to the last byte of its query and body, passes once: what a caller
   * tries again goes well, however many others are hit in between. Passing, it is not counted. False when missing.
   */
  readonly sparesRetries?: boolean;
  readonly action: FaultAction;
  /**
   * Called and waited for at each hit: once the tenant did what was asked where the connection is closed after
   * that, else before it does anything. What a test kills then knows no answer.
   */
  readonly onHit?: () => void | Promise<void>;
}

/** At most so many requests of the Management API, for all callers together. */
export interface RateLimit {
  readonly perSecond: number;
  /** How many may come at once after a rest; at least 1. */
  readonly burst: number;
}

/** Whether the rule is about the request, wherever in a row of them it comes. */
export function concerns(
  { method, path = "" }: FaultRule,
  request: { method: string; path: string },
): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (path instanceof RegExp) return path.test(request.path);
  return (
    path === "" || request.path === path || request.path.startsWith(path.endsWith("/") ? path : `${path}/`)
  );
}

/** The action in a few words, for the log of requests: `503`, `reset after`. */
export function nameOf(action: FaultAction): string {
  if ("status" in action) return String(action.status);
  if ("delayMs" in action) return `delay ${action.delayMs}`;
  if ("reset" in action) return `reset ${action.reset}`;
  return "cut" in action ? "cut" : "hang";
}
