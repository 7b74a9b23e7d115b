// The story of the product on one machine: our app, our APIs and every partner that can be played here.
import { Hono } from "hono";
import { type ApiLogEntry, protectedApi } from "./api/api.ts";
import { DisabledIntegrations } from "./api/disabled.ts";
import { generatedItems } from "./api/generated.ts";
import { ItemStore, type Seed } from "./api/items.ts";
import { givenBy, type Routes } from "./api/paths.ts";
import type { TokenRules } from "./api/token.ts";
import { ourApp } from "./app/app.ts";
import type { AppOptions, Integration, Played } from "./app/options.ts";
import { type PartnerOptions, userApis } from "./partner/options.ts";
import { type Partner, partner } from "./partner/partner.ts";
import { fileStorage } from "./partner/storage.ts";
import type { ClientAuthentication } from "./web/oauth.ts";
import { listen } from "./web/website.ts";

/** One of our APIs, as its declaration says. */
export interface DemoApi {
  readonly name: string;
  /** The identifier, which is the audience of its tokens. */
  readonly audience: string;
  /** Absent where its tokens name no account: each user has data of their own. */
  readonly accountClaim?: string | undefined;
  readonly routes: Routes;
  /** What each scope means, in plain words. */
  readonly scopes: Readonly<Record<string, string>>;
  readonly dialect?: TokenRules["dialect"];
  readonly algorithm?: TokenRules["algorithm"];
  readonly tokenLifetimeSeconds?: number | undefined;
  /** Whether only tokens that are bound to a key of the caller are good. */
  readonly requiresBinding?: boolean | undefined;
  /** Whether its tokens may be renewed while the user is away. */
  readonly allowsOfflineAccess: boolean;
  /** What each area begins with, instead of what is generated. */
  readonly seed?: ((area: string) => readonly Seed[]) | undefined;
}

/** Where a partner is played, and with what. */
export interface DemoSite {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Absent where it only acts without users. */
  readonly callbackUrl?: string | undefined;
  readonly authentication: ClientAuthentication;
  /** Whether its application may have refresh tokens. */
  readonly keepsAccess: boolean;
  /** Whether it is the company's own, and no other's. */
  readonly isFirstParty?: boolean | undefined;
  /** File in which it keeps its connections; without it they end with the process. */
  readonly file?: string | undefined;
}

export interface DemoPartner extends Integration {
  /** Or why it cannot be played; absent where it is elsewhere. */
  readonly site?: DemoSite | { readonly absent: string } | undefined;
}

export interface DemoOptions {
  /** As in the tokens, with the slash at the end. */
  readonly issuer: string;
  /** What partners call the company. */
  readonly product: string;
  readonly ports: { readonly app: number; readonly api: number };
  /**
   * A first-party single-page application: callback `http://localhost:<app port>/callback`, allowed web origin
   * `http://localhost:<app port>`, allowed logout address the same with a slash. It gets tokens for users for the API
   * whose identifier `audience` is, which our app answers itself; no partner is granted anything there.
   */
  readonly app: { readonly clientId: string; readonly audience: string };
  /** By id, which is the first part of its address. */
  readonly apis: Readonly<Record<string, DemoApi>>;
  /** By id. */
  readonly partners: Readonly<Record<string, DemoPartner>>;
  readonly accountOf: AppOptions["accountOf"];
  readonly managementApi: AppOptions["managementApi"];
  readonly people?: AppOptions["people"];
  /** 32 bytes; random ones do as long as partners keep nothing. */
  readonly encryptionKey: Uint8Array;
  readonly syncEveryMs?: number | undefined;
  readonly log?: ((entry: ApiLogEntry) => void) | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}

export interface Demo {
  readonly urls: {
    readonly app: string;
    readonly api: string;
    /** Of the partners that are played, by id. */
    readonly partners: Readonly<Record<string, string>>;
  };
  /** What our app and our APIs show, by id of the API. */
  readonly stores: Readonly<Record<string, ItemStore>>;
  close(): Promise<void>;
}

const SYNC_EVERY_MS = 3000;
const FIRST_HUE = 40;
/** Neighbours get colours that are far from each other. */
const HUE_STEP = 137;

/** What the websites of one demo share. */
export interface World {
  readonly options: DemoOptions;
  readonly urls: Demo["urls"];
  readonly stores: Demo["stores"];
  readonly disabled: DisabledIntegrations;
}

/** Nothing of it runs yet. */
export function worldOf(options: DemoOptions): World {
  const { ports, apis, partners } = options;
  const urls = {
    app: `http://localhost:${ports.app}`,
    api: `http://localhost:${ports.api}`,
    partners: mapValues(partners, ({ site }) => (site && "baseUrl" in site ? site.baseUrl : undefined)),
  };
  const stores = mapValues(apis, ({ routes, seed }) => new ItemStore(seed ?? generatedItems(routes)));
  return { options, urls, stores, disabled: new DisabledIntegrations() };
}

/**
 * Starts all of them. Our app and our APIs share the items, as two doors to one database; a partner has only what the
 * tenant and the APIs give it.
 *
 * @throws an `EADDRINUSE` error for a taken port, with nothing left running
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const world = worldOf(options);
  const { urls, stores } = world;
  const { ports } = options;
  const sites = sitesOf(world);
  const servers = await Promise.allSettled([
    listen(apisByPath(world), ports.api),
    listen(ourApp(appOptions(world)), ports.app),
    ...sites.map(({ app, port, hostname }) => listen(app, port, hostname)),
  ]);
  const close = async () => {
    await Promise.all(sites.map((site) => site.stop()));
    await Promise.all(servers.map((server) => server.status === "fulfilled" && server.value.close()));
  };
  const failed = servers.find((server) => server.status === "rejected");
  if (failed === undefined) return { urls, stores, close };
  await close();
  throw failed.reason;
}

/** Without those that become undefined. */
const mapValues = <T, U>(
  of: Readonly<Record<string, T>>,
  map: (value: T, id: string) => U | undefined,
): Record<string, U> =>
  Object.fromEntries(
    Object.entries(of).flatMap(([id, value]) => {
      const mapped = map(value, id);
      return mapped === undefined ? [] : [[id, mapped] as const];
    }),
  );

/** All APIs at one address, each below its id. */
function apisByPath({ options, stores, disabled }: World): Hono {
  const { issuer, apis, partners, log } = options;
  const root = new Hono();
  for (const [id, api] of Object.entries(apis)) {
    const { audience, accountClaim, dialect, algorithm, tokenLifetimeSeconds, requiresBinding, routes } = api;
    const clients = Object.values(partners).map(({ client_id }) => client_id);
    const maxAgeSeconds = tokenLifetimeSeconds;
    const format = { dialect, algorithm, maxAgeSeconds, requiresBinding };
    const tokens = { ...format, issuer, audience, accountClaim, clients };
    const store = stores[id] ?? new ItemStore();
    const programScopes = Object.values(partners)
      .flatMap(({ grants }) => grants)
      .filter((grant) => grant.audience === audience && grant.subject_type === "client")
      .flatMap(givenBy);
    root.mount(
      `/${id}`,
      protectedApi({ realm: id, tokens, routes, store, programScopes, disabled, log }).fetch,
    );
  }
  root.notFound((context) =>
    context.json({ error: "not_found", error_description: "there is no such API" }, 404),
  );
  return root;
}

/** What our app is told. */
export function appOptions({ options, urls, stores, disabled }: World): AppOptions {
  const { issuer, app, product, apis, partners, accountOf, managementApi, people, onError } = options;
  const played = mapValues(partners, ({ site }): Played | undefined =>
    site === undefined || "absent" in site ? site : { url: `${site.baseUrl}/` },
  );
  return {
    ...{
      issuer,
      product,
      baseUrl: urls.app,
      clientId: app.clientId,
      audience: app.audience,
      integrations: partners,
      played,
      disabled,
    },
    ...{ accountOf, managementApi, people, onError },
    apis: Object.entries(apis).map(([id, { name, audience, accountClaim, routes, scopes }]) => ({
      ...{ name, audience, routes, scopes, hasAccounts: accountClaim !== undefined },
      store: stores[id] ?? new ItemStore(),
    })),
  };
}

export type RunningSite = Partner & { readonly id: string; readonly port: number; readonly hostname: string };

/** The websites of the partners that are played; they sync from now on, until each is stopped. */
export function sitesOf(world: World): RunningSite[] {
  return Object.entries(world.options.partners).flatMap(([id, { site, ...integration }], i) => {
    if (site === undefined || "absent" in site) return [];
    const { port, hostname } = new URL(site.baseUrl);
    const options = partnerOptions(world, { id, integration, site, hue: (FIRST_HUE + i * HUE_STEP) % 360 });
    // Names below localhost are this machine's, too, whatever its resolver knows.
    return [
      {
        ...partner(options),
        id,
        port: Number(port),
        hostname: hostname.endsWith("localhost") ? "localhost" : hostname,
      },
    ];
  });
}

interface Playing {
  readonly id: string;
  readonly integration: Integration;
  readonly site: DemoSite;
  readonly hue: number;
}

function partnerOptions({ options, urls }: World, { id, integration, site, hue }: Playing): PartnerOptions {
  const { name, description, client_id, enable_url, grants, oidc_scopes, consent, standing } = integration;
  const { baseUrl, callbackUrl = `${baseUrl}/callback`, authentication, keepsAccess, file } = site;
  const { issuer, product, encryptionKey, syncEveryMs = SYNC_EVERY_MS, onError } = options;
  const start = enable_url === null ? null : new URL(enable_url);
  const apis = Object.entries(options.apis).flatMap(([api, declared]) => {
    const own = grants.filter(({ audience }) => audience === declared.audience);
    if (own.length === 0) return [];
    // At Auth0 an application has one grant for users at each API.
    const forUsers = own.find((grant) => grant.subject_type === "user");
    return [
      {
        ...{ name: declared.name, audience: declared.audience, routes: declared.routes },
        url: `${urls.api}/${api}`,
        userScopes: forUsers ? givenBy(forUsers) : [],
        optionalScopes: forUsers?.optional ?? [],
        isForProgram: own.some((grant) => grant.subject_type === "client"),
        keepsAccess: keepsAccess && declared.allowsOfflineAccess,
      },
    ];
  });
  return {
    ...{ id, name, description, hue, product, issuer, clientId: client_id, authentication, baseUrl },
    isFirstParty: site.isFirstParty,
    ...{ callbackUrl, apis, oidcScopes: oidc_scopes, consent, standing, encryptionKey, syncEveryMs, onError },
    enablePath: start?.origin === new URL(baseUrl).origin ? start.pathname : "/enable",
    returnAddresses: [`${urls.app}/integrations`],
    storage: file === undefined || userApis({ apis }).length === 0 ? undefined : fileStorage(file),
  };
}
