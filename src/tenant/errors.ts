// What went wrong while a tenant was read → one sentence that says what to do about it.
import { UserError } from "../finding.ts";
import { MAX_RETRIES, NO_ANSWER } from "./client.ts";
import { isLocalTenant, READ_SCOPES } from "./credentials.ts";

interface Failure {
  readonly statusCode?: number;
  readonly body?: unknown;
  readonly message: string;
}

/** Of a page that a proxy sends instead, the rest says no more. */
const LONGEST_REASON = 400;

/** Words of somebody else, on one line of bounded length. */
export const cutToLine = (words: string): string =>
  words.replace(/\s+/g, " ").trim().slice(0, LONGEST_REASON);

/** The tenant's own words on one line, where it gave any. */
function saidBy({ body }: Failure): string {
  const { message, error_description: description, error } = Object(body) as Record<string, unknown>;
  const words = [body, message, description, error].find((text) => typeof text === "string") ?? "";
  return cutToLine(words) || "no reason given";
}

const missingScopes = (said: string): string | undefined => /expected any of: ([\w:, ]+)/.exec(said)?.[1];

const unreachable = (domain: string, reason: string): string =>
  `${domain} cannot be reached: ${reason}${isLocalTenant(domain) ? "; `npm start` runs the local tenant" : ""}`;

function refused(domain: string, failure: Failure, needed: readonly string[]): string {
  const said = saidBy(failure);
  if (failure.statusCode === NO_ANSWER) return unreachable(domain, said);
  if (failure.message.includes("token request"))
    return (
      `${domain} gives no token for its Management API (${failure.statusCode}): ${said}. Check the client ID and ` +
      `its secret or key, and that the application is granted ${needed.join(", ")}`
    );
  switch (failure.statusCode) {
    case 401:
      return `the Management API of ${domain} does not accept the token (401): ${said}. Get a new one`;
    case 403:
      return (
        `the credentials lack the scope ${missingScopes(said) ?? "that reading needs"} (403): ${said}. ` +
        `reading the tenant needs ${needed.join(", ")}`
      );
    case 429:
      return `the Management API of ${domain} still refuses calls after ${MAX_RETRIES} waits (429): ${said}. Try again later`;
    default:
      return `the Management API of ${domain} answers ${failure.statusCode}: ${said}`;
  }
}

/** What the SDK throws, in our words; anything else is a bug and comes back as it is. */
export function explained(error: unknown, domain: string, needed: readonly string[] = READ_SCOPES): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const failure = error as Error & Failure;
  return failure.statusCode === undefined
    ? error
    : new UserError(refused(domain, failure, needed), { cause: error });
}
