// Credentials → Auth0's SDK, cut down to reading: nothing here can change a tenant, neither by type nor on the wire.
import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { ManagementClient } from "auth0";
import { UserError } from "../finding.ts";
import type { TenantCredentials } from "./credentials.ts";

type Lists<K extends keyof ManagementClient> = Pick<ManagementClient[K], "list" & keyof ManagementClient[K]>;

/** The part of the SDK that we use. */
export interface ReadingClient {
  readonly clients: Lists<"clients"> & {
    readonly credentials: Pick<ManagementClient["clients"]["credentials"], "list">;
  };
  readonly clientGrants: Lists<"clientGrants"> & {
    readonly organizations: Pick<ManagementClient["clientGrants"]["organizations"], "list">;
  };
  readonly userGrants: Lists<"userGrants">;
  readonly resourceServers: Lists<"resourceServers">;
  readonly connections: Lists<"connections"> & {
    readonly clients: Pick<ManagementClient["connections"]["clients"], "get">;
  };
  readonly actions: Pick<ManagementClient["actions"], "list"> & {
    readonly triggers: {
      readonly bindings: Pick<ManagementClient["actions"]["triggers"]["bindings"], "list">;
    };
  };
  readonly rules: Lists<"rules">;
  readonly hooks: Lists<"hooks">;
  readonly roles: Lists<"roles"> & {
    readonly permissions: Pick<ManagementClient["roles"]["permissions"], "list">;
  };
  readonly keys: { readonly customSigning: Pick<ManagementClient["keys"]["customSigning"], "get"> };
  readonly users: Lists<"users">;
  readonly logs: Lists<"logs">;
  readonly rateLimitPolicies: Lists<"rateLimitPolicies">;
  readonly prompts: Pick<ManagementClient["prompts"], "getSettings">;
  readonly tenants: { readonly settings: Pick<ManagementClient["tenants"]["settings"], "get"> };
}

/** What has been asked of the tenant so far. */
export interface Meter {
  /** Management API calls, repeated ones included; asking for a token is none. */
  calls: number;
  /** Told about every call and every wait, for progress. */
  onEvent(event: "call" | "wait"): void;
  /** Shown every answer, that of the request for a token too; waited for. Reads a copy. */
  onAnswer?(response: Response, isToken: boolean): Promise<void>;
}

/** One call more. */
export function countCall(meter: Meter): void {
  meter.calls += 1;
  meter.onEvent("call");
}

/**
 * How often a refused call is repeated. The SDK waits until `X-RateLimit-Reset`, at most a minute each time.
 * Source: https://github.com/auth0/node-auth0, src/management/core/fetcher/requestWithRetries.ts (read 2026-11)
 */
export const MAX_RETRIES = 5;
const TOO_MANY_REQUESTS = 429;

/** A status of ours: the tenant gave no answer, and the body's message says why. */
export const NO_ANSWER = 499;

/**
 * A rejected `fetch` as an answer: on a rejection the SDK leaves a timer behind that keeps the process alive for a
 * minute. Source: https://github.com/auth0/node-auth0, src/management/core/fetcher/makeRequest.ts (read 2026-11)
 */
export function noAnswer(error: unknown): Response {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  const { message = "", code } = deepest as NodeJS.ErrnoException;
  return Response.json({ message: message || code || "no reason given" }, { status: NO_ANSWER });
}

/** A request by its method and its path, without the query. */
export interface TenantRequest {
  readonly method: string;
  readonly path: string;
}

/** Asking for a token, which every client of a tenant does. */
export const asksToken = ({ method, path }: TenantRequest): boolean =>
  method === "POST" && path === "/oauth/token";

/** What a client may send to its one tenant. */
interface Limits {
  allows(asked: TenantRequest): boolean;
  /** Of whatever else is sent; `what` is its method, origin and path. */
  refusal(what: string): string;
  /** Awaited once a request is allowed, before it is sent. */
  before?(asked: TenantRequest): unknown;
}

/**
 * A `fetch` that knows one tenant and some kinds of requests. Without an answer it answers itself, see {@link noAnswer}.
 *
 * @throws Error for any other request, before it is sent
 */
export function limitedFetch(domain: string, { allows, refusal, before }: Limits): typeof fetch {
  const { origin } = new URL(`https://${domain}`);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const asked = { method: init?.method ?? "GET", path: url.pathname };
    if (url.origin !== origin || !allows(asked))
      throw new Error(refusal(`${asked.method} ${url.origin}${asked.path}`));
    await before?.(asked);
    // A redirect would carry the credentials elsewhere.
    return await fetch(url, { ...init, redirect: "error" }).catch(noAnswer);
  };
}

const jsonObject = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * What is not JSON, such as the page of a proxy, as no answer: the SDK takes it for one with nothing in it.
 * Source: https://github.com/auth0/node-auth0, src/management/core/fetcher/getResponseBody.ts (read 2026-11)
 */
async function inJson(response: Response, isToken: boolean): Promise<Response> {
  if (!response.ok) return response;
  const answer = jsonObject(await response.clone().text());
  if (!answer) return noAnswer(new Error("what answers there is no Auth0 tenant: it sends no JSON"));
  const { access_token: token } = answer as { access_token?: unknown };
  return isToken && typeof token !== "string"
    ? noAnswer(new Error("its answer to a request for a token has none"))
    : response;
}

/**
 * A `fetch` that reads a tenant's Management API and asks for tokens.
 *
 * @throws Error for any other request, before it is sent
 */
export function readingFetch(domain: string, meter: Meter): typeof fetch {
  const reads = ({ method, path }: TenantRequest) => method === "GET" && path.startsWith("/api/v2/");
  const limited = limitedFetch(domain, {
    allows: (asked) => reads(asked) || asksToken(asked),
    refusal: (what) => `this program only reads ${domain}, and this is ${what}`,
    before: (asked) => reads(asked) && countCall(meter),
  });
  return async (input, init) => {
    const isToken = init?.method === "POST";
    const response = await inJson(await limited(input, init), isToken);
    if (response.status === TOO_MANY_REQUESTS) meter.onEvent("wait");
    await meter.onAnswer?.(response, isToken);
    return response;
  };
}

let machineTrusts: readonly string[] | undefined;
let trusted: string | undefined;

/**
 * Trusts one certificate more than the machine does, in this process: the local tenant's, which signs itself. The
 * one before it is forgotten, since both have the same subject and only one of them would be tried.
 *
 * @throws UserError when the file cannot be read
 */
export function trustCertificate(file: string): void {
  let certificate: string;
  try {
    certificate = readFileSync(file, "utf8");
  } catch (cause) {
    throw new UserError(`the local tenant's certificate ${file} cannot be read: run \`npm start\` first`, {
      cause,
    });
  }
  // Each call parses all certificates of the machine again.
  if (certificate === trusted) return;
  machineTrusts ??= getCACertificates("default");
  setDefaultCACertificates([...machineTrusts, certificate]);
  trusted = certificate;
}

/** The SDK is loaded here, so that commands which ask no tenant anything start without it. */
export async function openReadingClient(
  domain: string,
  access: TenantCredentials,
  meter: Meter,
): Promise<ReadingClient> {
  const { ManagementClient: Client } = await import("auth0");
  return new Client({
    domain,
    ...access,
    fetch: readingFetch(domain, meter),
    maxRetries: MAX_RETRIES,
    telemetry: false,
  });
}
