// The story of the product on one machine: our app, our API and a partner, each on a port of its own.
import { type ApiLogEntry, type ApiOptions, contactsApi } from "./api/api.ts";
import { type ContactFields, ContactStore } from "./api/contacts.ts";
import { DisabledIntegrations } from "./api/disabled.ts";
import { ourApp } from "./app/app.ts";
import type { AppOptions } from "./app/options.ts";
import type { PartnerOptions } from "./partner/options.ts";
import { partner } from "./partner/partner.ts";
import { fileStorage } from "./partner/storage.ts";
import { listen } from "./web/website.ts";

/** A client as its tenant knows it. */
export interface DemoClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface DemoOptions {
  /** As in the tokens, with the slash at the end. */
  readonly issuer: string;
  readonly ports: { readonly app: number; readonly partner: number; readonly api: number };
  /**
   * First-party, regular web, `client_secret_post`, callback `http://localhost:<app port>/callback`, allowed logout
   * address `http://localhost:<app port>/`. Needs OIDC scopes only, no grant.
   */
  readonly app: DemoClient;
  /** The deployed application of the partner whose callback is `http://localhost:<partner port>/callback`. */
  readonly partner: DemoClient & { readonly scopes: readonly string[] };
  readonly api: {
    /** The identifier, which is the audience of its tokens. */
    readonly audience: string;
    readonly accountClaim: string;
    readonly routes: ApiOptions["routes"];
    readonly dialect?: ApiOptions["tokens"]["dialect"];
    readonly tokenLifetimeSeconds?: number | undefined;
  };
  readonly integrations: AppOptions["integrations"];
  readonly scopes: AppOptions["scopes"];
  readonly accountOf: AppOptions["accountOf"];
  readonly managementApi: AppOptions["managementApi"];
  /** By account. */
  readonly contacts: Readonly<Record<string, readonly ContactFields[]>>;
  readonly people?: AppOptions["people"];
  /** 32 bytes; random ones do as long as the partner keeps nothing. */
  readonly encryptionKey: Uint8Array;
  /** File in which the partner keeps its connections, under that key; without it they end with the process. */
  readonly partnerFile?: string | undefined;
  readonly syncEveryMs?: number | undefined;
  readonly log?: ((entry: ApiLogEntry) => void) | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
}

export interface Demo {
  readonly urls: { readonly app: string; readonly partner: string; readonly api: string };
  /** What our app and our API show. */
  readonly store: ContactStore;
  close(): Promise<void>;
}

const SYNC_EVERY_MS = 3000;

/**
 * Starts the three. Our app and our API share the contacts, as two doors to one database; the partner has only
 * what the tenant and the API give it.
 *
 * @throws an `EADDRINUSE` error for a taken port, with nothing left running
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const urls = {
    app: `http://localhost:${options.ports.app}`,
    partner: `http://localhost:${options.ports.partner}`,
    api: `http://localhost:${options.ports.api}`,
  };
  const store = new ContactStore(options.contacts);
  const disabled = new DisabledIntegrations();
  const acme = partner(partnerOptions(options, urls));
  const servers = await Promise.allSettled([
    listen(contactsApi(apiOptions(options, store, disabled)), options.ports.api),
    listen(ourApp(appOptions(options, urls.app, store, disabled)), options.ports.app),
    listen(acme.app, options.ports.partner),
  ]);
  const close = async () => {
    await acme.stop();
    await Promise.all(servers.map((server) => server.status === "fulfilled" && server.value.close()));
  };
  const failed = servers.find((server) => server.status === "rejected");
  if (failed === undefined) return { urls, store, close };
  await close();
  throw failed.reason;
}

function apiOptions(
  { issuer, api, integrations, log }: DemoOptions,
  store: ContactStore,
  disabled: DisabledIntegrations,
): ApiOptions {
  return {
    realm: "contacts",
    routes: api.routes,
    store,
    disabled,
    log,
    tokens: {
      issuer,
      audience: api.audience,
      accountClaim: api.accountClaim,
      dialect: api.dialect,
      maxAgeSeconds: api.tokenLifetimeSeconds,
      clients: Object.values(integrations).map(({ client_id }) => client_id),
    },
  };
}

const appOptions = (
  { issuer, app, partner, integrations, scopes, accountOf, managementApi, people, onError }: DemoOptions,
  baseUrl: string,
  store: ContactStore,
  disabled: DisabledIntegrations,
): AppOptions => ({
  ...{ issuer, ...app, baseUrl, store, disabled },
  ...{ integrations, scopes, accountOf, managementApi, people, onError },
  absent: notRunning(integrations, partner.clientId),
});

/** Partners on this machine whose side nobody plays. */
const notRunning = (integrations: DemoOptions["integrations"], clientId: string): string[] =>
  Object.entries(integrations)
    .filter(([, { client_id }]) => client_id !== clientId)
    .filter(([, { enable_url }]) => enable_url !== null && URL.parse(enable_url)?.hostname === "localhost")
    .map(([id]) => id);

const partnerOptions = (options: DemoOptions, urls: Demo["urls"]): PartnerOptions => ({
  issuer: options.issuer,
  clientId: options.partner.clientId,
  clientSecret: options.partner.clientSecret,
  scopes: options.partner.scopes,
  audience: options.api.audience,
  baseUrl: urls.partner,
  apiUrl: urls.api,
  returnAddresses: [`${urls.app}/integrations`],
  encryptionKey: options.encryptionKey,
  storage: options.partnerFile === undefined ? undefined : fileStorage(options.partnerFile),
  syncEveryMs: options.syncEveryMs ?? SYNC_EVERY_MS,
  onError: options.onError,
});
