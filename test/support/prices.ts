// An API without scopes beside the usual ones, and what its partners have of it.
import { type Api, apiSchema } from "../../src/model/api.ts";
import type { World } from "./workspace.ts";

export const PRICES = "https://api.our-app.example/prices";

export const prices = (more: Partial<Api> = {}): Api => ({
  ...apiSchema.parse({
    name: "Prices",
    identifier: PRICES,
    owner: "sales-team@our-app.example",
    token_lifetime: "1h",
    allow_offline_access: true,
    skip_consent_for_verifiable_first_party_clients: false,
    subject_type_authorization: {
      user: { policy: "require_client_grant" },
      client: { policy: "require_client_grant" },
    },
    scopes: {},
    sensitivity: "high",
    routes: { "GET /health": "public", "GET /prices": "any token", "DELETE /prices/{id}": "any token" },
  }),
  ...more,
});

/** The same API once it has a scope. */
export const scopedPrices = (): Api => {
  const { sensitivity: _, ...rest } = prices();
  return {
    ...rest,
    scopes: { "read:prices": { description: "See prices", sensitivity: "low" } },
    routes: { "GET /health": "public", "GET /prices": ["read:prices"] },
  };
};

const GRANT = { api: "prices", subject_type: "user", reason: "Shows prices" } as const;

/** Acme gets all of it, or these scopes. */
export const withPrices =
  (api: Api = prices(), scopes: readonly string[] = []) =>
  (w: World): void => {
    w.apis.prices = api;
    w.partners["acme-cms"]?.grants.push({ ...GRANT, scopes: [...scopes] });
  };
