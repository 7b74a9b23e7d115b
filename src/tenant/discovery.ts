// An issuer's address → what it says of itself, by OpenID Connect Discovery; without credentials.
import { z } from "zod";
import { noAnswer } from "./client.ts";
import { cutToLine } from "./errors.ts";

/** Of somebody who waits at a terminal. */
const PATIENCE_MS = 10_000;

const schema = z.object({ issuer: z.string() });

/**
 * `iss` of the tokens as the issuer says it, or why nobody knows.
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig (read 2026-11)
 *
 * @param issuer with its final slash
 */
export async function discover(
  issuer: string,
): Promise<{ readonly says: string } | { readonly silent: string }> {
  const options: RequestInit = { redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) };
  const response = await fetch(`${issuer}.well-known/openid-configuration`, options).catch(noAnswer);
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const parsed = schema.safeParse(answer);
    return parsed.success ? { says: parsed.data.issuer } : { silent: "it is not what the standard says" };
  }
  const { message } = z.object({ message: z.string() }).catch({ message: "" }).parse(answer);
  return { silent: cutToLine(message) || `it answers ${response.status}` };
}
