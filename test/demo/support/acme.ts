import { randomBytes } from "node:crypto";
import type { PartnerOptions } from "../../../demo/partner/options.ts";
import { partner } from "../../../demo/partner/partner.ts";
import { listen } from "../../../demo/web/website.ts";
import { freePort } from "../../support/free-port.ts";
import { declaredRoutes, testApi } from "./api.ts";
import { CookieBrowser } from "./browser.ts";
import { AUDIENCE } from "./issuer.ts";
import { startTestTenant } from "./tenant.ts";

export const RETURN_ADDRESS = "http://localhost:3300/integrations";

/** What Acme CMS is, wherever it runs. */
export const ACME = {
  id: "acme-cms",
  name: "Acme CMS",
  description: "Keeps the contacts of your website and ours the same",
  hue: 40,
  product: "our-app.example",
  enablePath: "/enable",
  oidcScopes: [],
  consent: "asked",
  standing: "active",
} as const;

/** The API as Acme CMS knows it. */
export const contactsApi = (url: string, userScopes = ["read:contacts", "update:contacts"]) => ({
  ...{ name: "Contacts", audience: AUDIENCE, url, routes: declaredRoutes, userScopes, optionalScopes: [] },
  ...{ isForProgram: false, keepsAccess: true },
});

/** Acme CMS between a test tenant and our API. */
export async function startAcme(more: Partial<PartnerOptions> = {}) {
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const client = { id: "tpc_acme", secret: "acme-secret", callback: `${baseUrl}/callback` };
  const tenant = await startTestTenant([client]);
  const api = testApi(tenant.url, {}, { clients: [client.id] });
  const apiServer = await listen(api.app, 0);
  const errors: Error[] = [];
  const options: PartnerOptions = {
    ...ACME,
    ...{ baseUrl, callbackUrl: client.callback, issuer: tenant.url, clientId: client.id },
    authentication: { method: "client_secret_post", secret: client.secret },
    apis: [contactsApi(`http://localhost:${apiServer.port}`)],
    returnAddresses: [RETURN_ADDRESS],
    encryptionKey: randomBytes(32),
    syncEveryMs: 20,
    onError: (error) => errors.push(error),
    ...more,
  };
  let acme = partner(options);
  let server = await listen(acme.app, port);
  const stop = async () => {
    await acme.stop();
    await server.close();
  };
  return {
    baseUrl,
    tenant,
    api,
    apiServer,
    errors,
    browser: new CookieBrowser(),
    /** Ends Acme CMS and starts it again: what it had in memory is gone. */
    async restart(changes: Partial<PartnerOptions> = {}) {
      await stop();
      acme = partner({ ...options, ...changes });
      server = await listen(acme.app, port);
    },
    async close() {
      await stop();
      await Promise.all([apiServer.close(), tenant.close()]);
    },
  };
}

export type Acme = Awaited<ReturnType<typeof startAcme>>;
