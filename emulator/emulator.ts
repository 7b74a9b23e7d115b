import { mkdirSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { localCertificate } from "./certificate.ts";
import { Faults } from "./faults/faults.ts";
import { inject } from "./faults/inject.ts";
import { managementApi } from "./management/router.ts";
import { oauthApp } from "./oauth/router.ts";
import { fillTenant, moveSystemApi, readSeed, type Seed } from "./seed.ts";
import { Store, StoreError } from "./store.ts";
import type { SecurityMode, Tenant, TenantTraits } from "./tenant.ts";

export interface EmulatorOptions {
  /** 0 takes any free port. */
  readonly httpsPort: number;
  /** The same for programs that take no certificate of ours; 0 takes any free port, without it there is HTTPS only. */
  readonly httpPort?: number | undefined;
  /**
   * Who issues the tokens, with a slash at the end; `http` is the origin of the http port. By default it is the https
   * port's, as at Auth0. Source: https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery (read 2026-11)
   */
  readonly issuer?: string | undefined;
  /** A file that survives restarts, or `:memory:`. */
  readonly data: string;
  readonly certificateDir: string;
  // The rest only matters when the tenant is created.
  /** YAML file with `connections`, `flags` and `offers_permissive_third_party`. */
  readonly seed?: string | undefined;
  /** Mode of third-party applications that ask for none; Auth0's default today is `strict`. */
  readonly defaultSecurityMode?: SecurityMode | undefined;
  /** Whether this customer may create permissive applications; by default what the seed says, or true. */
  readonly permissiveAvailable?: boolean | undefined;
}

/** One request that the tenant answered, oldest first. */
export interface LoggedRequest {
  readonly method: string;
  /** With the percent-encoding of the wire, without the query. */
  readonly path: string;
  /** 0 when the connection was closed without one. */
  readonly status: number;
  /** What was made to go wrong with it: `503`, `reset after`, `rate limit`. */
  readonly fault?: string;
}

/** A running local tenant. */
export interface Emulator {
  readonly url: string;
  readonly port: number;
  /** Missing without `httpPort`. */
  readonly httpUrl: string | undefined;
  /** What tokens name, and where discovery begins. */
  readonly issuer: string;
  readonly certificateFile: string;
  /** Whether this run created the tenant. */
  readonly isNew: boolean;
  /** The tenant's documents, for tests. */
  readonly tenant: Tenant;
  /** The latest requests; the oldest go first when there are too many. */
  readonly requests: LoggedRequest[];
  /** What goes wrong with its Management API, for callers on the network. */
  readonly faults: Faults;
  close(): Promise<void>;
}

/** What {@link Emulator.requests} keeps. */
export const MAX_LOGGED_REQUESTS = 10_000;

const MANAGEMENT_PATH = "/api/v2";

/** The tenant's HTTP interface: everything it answers, without a network. */
export function tenantApp(
  tenant: Tenant,
  requests: LoggedRequest[] = [],
  faults: Faults = new Faults(),
): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const { method } = context.req;
    const path = new URL(context.req.url).pathname;
    const managed = path.startsWith(`${MANAGEMENT_PATH}/`);
    const onward = async () => {
      // Hono gives the context, which is not a hit.
      await next();
    };
    const hit = managed
      ? await inject(faults, context, path.slice(MANAGEMENT_PATH.length), onward)
      : await onward();
    const status = hit?.status ?? context.res.status;
    requests.push({ method, path, status, ...(hit && { fault: hit.name }) });
    if (requests.length > MAX_LOGGED_REQUESTS) requests.shift();
  });
  app.route(MANAGEMENT_PATH, managementApi(tenant));
  app.route("/", oauthApp(tenant));
  return app;
}

type Server = ReturnType<typeof createAdaptorServer>;

// Longer than clients keep a connection that they do not use: Node.js's five seconds end it under their next request.
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts a local Auth0 tenant on `https://localhost:<port>` and, if it is asked for, on `http://localhost:<port>` too.
 *
 * @throws StoreError for a data or seed file that cannot be used; an `EADDRINUSE` error for a taken port.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const certificate = await localCertificate(options.certificateDir);
  const store = openStore(options.data);
  const requests: LoggedRequest[] = [];
  const faults = new Faults();
  // Who calls while the tenant is being opened waits for it: it has answered nothing yet that could be wrong.
  const { promise: app, resolve: open } = Promise.withResolvers<Hono>();
  const fetch = async (request: Request, environment: object) =>
    isLocal(request, options.issuer)
      ? (await app).fetch(request, environment)
      : new Response("not a local address", { status: 421 });
  const serverOptions = { cert: certificate.cert, key: certificate.key };
  const server = createAdaptorServer({ fetch, createServer, serverOptions });
  const plain =
    options.httpPort === undefined
      ? undefined
      : createAdaptorServer({ fetch, createServer: createHttpServer });
  const servers = [server, ...(plain === undefined ? [] : [plain])];
  for (const one of servers) if ("keepAliveTimeout" in one) one.keepAliveTimeout = KEEP_ALIVE_MS;
  try {
    // The identifiers of the system API and the issuer contain ports: they must be known before the tenant
    // is filled.
    const port = await listen(server, options.httpsPort);
    const httpUrl = plain && `http://localhost:${await listen(plain, options.httpPort ?? 0)}`;
    const domain = `localhost:${port}`;
    const tenant = openTenant(store, domain, options, issuerOf(options, httpUrl));
    open(tenantApp(tenant, requests, faults));
    return {
      url: `https://${domain}`,
      port,
      httpUrl,
      issuer: tenant.issuer,
      certificateFile: certificate.file,
      isNew: store.isNew,
      tenant,
      requests,
      faults,
      close: () => close(servers, store),
    };
  } catch (error) {
    await close(servers, store);
    throw error;
  }
}

// A page of somewhere else can make its own name point to this machine, and then its scripts could call the
// tenant as if it were theirs.
function isLocal({ url }: Request, issuer: string | undefined): boolean {
  const { hostname } = new URL(url);
  return ["localhost", "127.0.0.1", "[::1]", URL.parse(issuer ?? "")?.hostname].includes(hostname);
}

function issuerOf({ issuer }: EmulatorOptions, httpUrl: string | undefined): string | undefined {
  return issuer === "http" && httpUrl !== undefined ? `${httpUrl}/` : issuer;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", resolve);
  });
  return (server.address() as AddressInfo).port;
}

function openStore(data: string): Store {
  try {
    if (data !== ":memory:") mkdirSync(dirname(data), { recursive: true });
  } catch (cause) {
    throw new StoreError(`data file ${data} cannot be used: ${(cause as Error).message}`, { cause });
  }
  return new Store(data);
}

/** The tenant in a store, created when the store is new. */
export function openTenant(
  store: Store,
  domain: string,
  options: Partial<EmulatorOptions> = {},
  issuer = `https://${domain}/`,
): Tenant {
  return store.transaction(() => {
    const seed = store.isNew && options.seed !== undefined ? readSeed(options.seed) : undefined;
    const traits = store.get<TenantTraits>("tenant", "traits") ?? newTraits(options, seed);
    const tenant: Tenant = { name: "local", domain, issuer, now: Date.now, store, traits };
    if (store.isNew) fillTenant(tenant, seed);
    else moveSystemApi(store, domain);
    return tenant;
  });
}

function newTraits(options: Partial<EmulatorOptions>, seed: Seed | undefined): TenantTraits {
  return {
    defaultSecurityMode: options.defaultSecurityMode ?? "strict",
    permissiveAvailable: options.permissiveAvailable ?? seed?.offers_permissive_third_party ?? true,
  };
}

async function close(servers: Server[], store: Store): Promise<void> {
  for (const server of servers) {
    if (!server.listening) continue;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  }
  store.close();
}
