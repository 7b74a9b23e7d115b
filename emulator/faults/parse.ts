import type { FaultAction, FaultRule, RateLimit } from "./rule.ts";

/** The message is for anyone who wrote the words: what was expected instead. */
export class FaultSyntaxError extends Error {
  override name = "FaultSyntaxError";
}

const METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"];

const ACTIONS: readonly (readonly [RegExp, (value: string) => FaultAction])[] = [
  [/^([45]\d\d)$/, (status) => ({ status: Number(status) })],
  [/^delay (\d{1,6})$/, (ms) => ({ delayMs: Number(ms) })],
  [/^reset before$/, () => ({ reset: "before" })],
  [/^reset after$/, () => ({ reset: "after" })],
  [/^cut$/, () => ({ cut: true })],
  [/^hang$/, () => ({ hang: true })],
];

/**
 * A rule as people write it: `POST clients: 503 x2`, `clients/: reset after skip 3`, `*: delay 500 always`.
 *
 * Before the colon a method, the beginning of a path below `/api/v2`, both, or `*` for every request; then what
 * happens, `x2` or `always` for more than one request, and `skip 3` for those that pass first.
 *
 * @throws FaultSyntaxError that says what was expected
 */
export function parseFault(text: string): FaultRule {
  const colon = text.indexOf(":");
  if (colon < 0)
    throw new FaultSyntaxError("expected a request, a colon and what happens: POST clients: 503");
  return { ...parseRequest(text.slice(0, colon)), ...parseEffect(text.slice(colon + 1)) };
}

function parseRequest(text: string): Pick<FaultRule, "method" | "path"> {
  const words = text.trim().split(/\s+/);
  const method = METHODS.find((name) => name === words[0]);
  if (method !== undefined) words.shift();
  const [path, ...more] = words;
  if (more.length > 0 || path === "")
    throw new FaultSyntaxError(
      `expected a method (${METHODS.join(", ")}), a path, both, or * before the colon`,
    );
  return {
    ...(method !== undefined && { method }),
    ...(path !== undefined && path !== "*" && { path: path.startsWith("/") ? path : `/${path}` }),
  };
}

const EFFECT = /^(?<what>.*?)(?: (?:[x×](?<times>[1-9]\d*)|(?<always>always)))?(?: skip (?<skip>\d+))?$/;

function parseEffect(text: string): Pick<FaultRule, "action" | "times" | "skip"> {
  const { what = "", times, always, skip } = EFFECT.exec(text.trim().replace(/\s+/g, " "))?.groups ?? {};
  for (const [pattern, toAction] of ACTIONS) {
    const match = pattern.exec(what);
    if (match)
      return {
        action: toAction(match[1] ?? ""),
        ...(always !== undefined && { times: Number.POSITIVE_INFINITY }),
        ...(times !== undefined && { times: Number(times) }),
        ...(skip !== undefined && { skip: Number(skip) }),
      };
  }
  throw new FaultSyntaxError(
    "expected a status from 400 to 599, delay <ms>, reset before, reset after, cut or hang after the colon, " +
      "then x<times> or always, then skip <count>",
  );
}

/**
 * `2` or `2/10`: requests a second, and how many may come at once, which is the same number unless it is said.
 *
 * @throws FaultSyntaxError that says what was expected
 */
export function parseRateLimit(text: string): RateLimit {
  const [, perSecond, burst = perSecond] = /^(\d{1,6}(?:\.\d+)?)(?:\/(\d{1,6}))?$/.exec(text) ?? [];
  const limit = { perSecond: Number(perSecond), burst: Math.max(1, Math.floor(Number(burst))) };
  if (perSecond === undefined || limit.perSecond === 0)
    throw new FaultSyntaxError("expected requests per second, or with a burst, as in 2 or 2/10");
  return limit;
}
