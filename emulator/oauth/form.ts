import type { Context } from "hono";
import { OAuthError } from "./oauth-error.ts";

/** The parameters of one OAuth request. */
export type Form = Readonly<Record<string, string>>;

/** What a token request sent: its parameters, and the credentials of a Basic header. */
export interface TokenForm {
  readonly form: Form;
  readonly basic: { client_id: string; client_secret: string } | undefined;
}

/** Reads a body in form or JSON encoding; Auth0 takes both. @throws OAuthError when it is neither. */
export async function readTokenForm(context: Context): Promise<TokenForm> {
  const text = await context.req.text();
  const encoded = /^Basic (\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const json = context.req.header("content-type")?.includes("json");
  return {
    form: json ? fromJson(text) : fromForm(new URLSearchParams(text)),
    basic: encoded === undefined ? undefined : readBasic(encoded),
  };
}

// Auth0's SDKs send `null` for what nobody asked for, and an empty `scope`.
// Source: https://github.com/auth0/auth0-python/blob/master/auth0/authentication/get_token.py (read 2026-11)
function fromJson(text: string): Form {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Error("no object");
    const sent = Object.entries(body).filter(([, value]) => value !== null && value !== "");
    return Object.fromEntries(sent.map(([name, value]) => [name, String(value)]));
  } catch (cause) {
    throw Object.assign(new OAuthError(400, "invalid_request", "the body is not valid JSON"), { cause });
  }
}

// Source: RFC 6749, section 3.2
function fromForm(sent: URLSearchParams): Form {
  const [repeated] = repeatedNames(sent);
  if (repeated !== undefined) {
    throw new OAuthError(400, "invalid_request", `Parameter ${repeated} must not be repeated`);
  }
  return withValue(sent);
}

/** The parameters that have a value: one without is the same as none. Source: RFC 6749, sections 3.1 and 3.2 */
export function withValue(sent: URLSearchParams): Form {
  return Object.fromEntries([...sent].filter(([, value]) => value !== ""));
}

/** Names that occur more than once. */
export function repeatedNames(sent: URLSearchParams): string[] {
  return [...new Set(sent.keys())].filter((name) => sent.getAll(name).length > 1);
}

// Source: RFC 6749, section 2.3.1
function readBasic(encoded: string): { client_id: string; client_secret: string } {
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
  return { client_id: decoded(id), client_secret: decoded(secret.join(":")) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
