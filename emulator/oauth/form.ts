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
    form: json ? fromJson(text) : once(new URLSearchParams(text)),
    basic: encoded === undefined ? undefined : readBasic(encoded),
  };
}

function fromJson(text: string): Form {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Error("no object");
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
  } catch (cause) {
    throw Object.assign(new OAuthError(400, "invalid_request", "the body is not valid JSON"), { cause });
  }
}

// Source: RFC 6749, section 3.2
function once(sent: URLSearchParams): Form {
  const [repeated] = repeatedNames(sent);
  if (repeated !== undefined) {
    throw new OAuthError(400, "invalid_request", `Parameter ${repeated} must not be repeated`);
  }
  return Object.fromEntries(sent);
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
