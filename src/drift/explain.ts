// What went wrong while a tenant was read → one sentence that says what to do about it.
import { UserError } from "../finding.ts";
import { isLocal, READ_SCOPES } from "./access.ts";
import { MAX_RETRIES } from "./reading-client.ts";

interface Failure {
  readonly statusCode?: number;
  readonly body?: unknown;
  readonly message: string;
  readonly cause?: unknown;
}

/** The tenant's own words, where it gave any. */
function saidBy({ body }: Failure): string {
  if (typeof body === "string") return body.slice(0, 200);
  if (typeof body !== "object" || body === null) return "no reason given";
  const { message, error_description: description, error } = body as Record<string, unknown>;
  return [message, description, error].find((text) => typeof text === "string") ?? "no reason given";
}

const missingScopes = (said: string): string | undefined => /expected any of: ([\w:, ]+)/.exec(said)?.[1];

function network(domain: string, { message, cause }: Failure): string {
  let deepest: unknown = cause;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  const { code, message: reason } = (deepest ?? {}) as { code?: string; message?: string };
  const hint = isLocal(domain) ? "; `npm start` runs the local tenant" : "";
  return `${domain} cannot be reached: ${reason || code || message}${hint}`;
}

function refused(domain: string, failure: Failure): string {
  const said = saidBy(failure);
  if (failure.message.includes("token request"))
    return (
      `${domain} gives no token for its Management API (${failure.statusCode}): ${said}. Check the client ID and ` +
      `its secret or key, and that the application is granted ${READ_SCOPES.join(", ")}`
    );
  switch (failure.statusCode) {
    case 401:
      return `the Management API of ${domain} does not accept the token (401): ${said}. Get a new one`;
    case 403:
      return (
        `the credentials lack the scope ${missingScopes(said) ?? "that reading needs"} (403): ${said}. ` +
        `drift needs ${READ_SCOPES.join(", ")}`
      );
    case 429:
      return `the Management API of ${domain} still refuses calls after ${MAX_RETRIES} waits (429): ${said}. Try again later`;
    default:
      return `the Management API of ${domain} answers ${failure.statusCode}: ${said}`;
  }
}

/** What the SDK and `fetch` throw, in our words; anything else is a bug and comes back as it is. */
export function explained(error: unknown, domain: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const failure = error as Error & Failure;
  const known = ["ManagementError", "ManagementTimeoutError"].includes(error.name) || "statusCode" in error;
  if (known && failure.statusCode !== undefined)
    return new UserError(refused(domain, failure), { cause: error });
  const offline = known || (error instanceof TypeError && error.message === "fetch failed");
  return offline ? new UserError(network(domain, failure), { cause: error }) : error;
}
