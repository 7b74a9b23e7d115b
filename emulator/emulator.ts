import { mkdirSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { localCertificate } from "./certificate.ts";
import { managementApi } from "./management/router.ts";
import { fillTenant, moveSystemApi, readSeed, type Seed } from "./seed.ts";
import { Store, StoreError } from "./store.ts";
import type { SecurityMode, Tenant, TenantTraits } from "./tenant.ts";
import { tokenEndpoint } from "./token-endpoint.ts";

export interface EmulatorOptions {
  /** 0 takes any free port. */
  readonly httpsPort: number;
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
  readonly status: number;
}

/** A running local tenant. */
export interface Emulator {
  readonly url: string;
  readonly port: number;
  readonly certificateFile: string;
  /** Whether this run created the tenant. */
  readonly isNew: boolean;
  /** The tenant's documents, for tests. */
  readonly tenant: Tenant;
  /** The latest requests; the oldest go first when there are too many. */
  readonly requests: LoggedRequest[];
  close(): Promise<void>;
}

const MAX_LOGGED_REQUESTS = 10_000;

/** The tenant's HTTP interface: everything it answers, without a network. */
export function tenantApp(tenant: Tenant, requests: LoggedRequest[] = []): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    const path = new URL(context.req.url).pathname;
    requests.push({ method: context.req.method, path, status: context.res.status });
    if (requests.length > MAX_LOGGED_REQUESTS) requests.shift();
  });
  app.post("/oauth/token", (context) => tokenEndpoint(tenant, context));
  app.route("/api/v2", managementApi(tenant));
  return app;
}

/**
 * Starts a local Auth0 tenant on `https://localhost:<port>`.
 *
 * @throws StoreError for a data or seed file that cannot be used; an `EADDRINUSE` error for a taken port.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const certificate = await localCertificate(options.certificateDir);
  const store = openStore(options.data);
  const requests: LoggedRequest[] = [];
  let app = new Hono();
  const server = createAdaptorServer({
    fetch: (request, environment) => app.fetch(request, environment),
    createServer,
    serverOptions: { cert: certificate.cert, key: certificate.key },
  });
  try {
    // The identifiers of the system API contain the port: it must be known before the tenant is filled.
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.httpsPort, "localhost", resolve);
    });
    const { port } = server.address() as AddressInfo;
    const tenant = openTenant(store, `localhost:${port}`, options);
    app = tenantApp(tenant, requests);
    return {
      url: `https://${tenant.domain}`,
      port,
      certificateFile: certificate.file,
      isNew: store.isNew,
      tenant,
      requests,
      close: () => close(server, store),
    };
  } catch (error) {
    await close(server, store);
    throw error;
  }
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
export function openTenant(store: Store, domain: string, options: Partial<EmulatorOptions> = {}): Tenant {
  return store.transaction(() => {
    const seed = store.isNew && options.seed !== undefined ? readSeed(options.seed) : undefined;
    const traits = store.get<TenantTraits>("tenant", "traits") ?? newTraits(options, seed);
    const tenant: Tenant = { name: "local", domain, store, traits, refusals: 0 };
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

async function close(server: ReturnType<typeof createAdaptorServer>, store: Store): Promise<void> {
  if (server.listening) {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  }
  store.close();
}
