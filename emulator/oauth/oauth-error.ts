import type { Context } from "hono";
import type { LogType } from "../management/logs.ts";

type Status = 400 | 401 | 403 | 429;

/**
 * An OAuth request that the tenant refuses, with Auth0's status: 403 where RFC 6749 would say 400.
 * Source: https://auth0.com/docs/api/authentication
 */
export class OAuthError extends Error {
  override name = "OAuthError";
  readonly status: Status;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A page about it. */
  uri?: string;
  /** How the tenant's log calls it, where it has a type of its own. */
  logType?: LogType;

  constructor(status: Status, code: string, description: string, headers: Record<string, string> = {}) {
    super(description);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** What the tenant's log keeps of a refusal. */
export function detailsOf(error: OAuthError): { details: { error: string; cause?: string } } {
  const cause = error.cause instanceof Error ? error.cause.message : error.cause;
  return { details: { error: error.code, ...(typeof cause === "string" && { cause }) } };
}

/** The work's answer; what it refuses becomes JSON as RFC 6749, section 5.2 describes. */
export async function jsonErrors(context: Context, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    for (const [name, value] of Object.entries(error.headers)) context.header(name, value);
    context.header("cache-control", "no-store");
    const uri = error.uri === undefined ? {} : { error_uri: error.uri };
    return context.json({ error: error.code, error_description: error.message, ...uri }, error.status);
  }
}
