import { expect, test } from "vitest";
import { type Api, SIGNING_ALGS, TOKEN_DIALECTS } from "../../src/model/api.ts";
import type { Seconds } from "../../src/model/units.ts";
import { planApi } from "../../src/plan/api.ts";
import { world } from "../support/workspace.ts";

/** The world's API, changed; what is undefined is left out. */
function contacts(change: { readonly [K in keyof Api]?: Api[K] | undefined }): Api {
  const api = { ...world().apis.contacts, ...change };
  return Object.fromEntries(Object.entries(api).filter(([, value]) => value !== undefined)) as Api;
}

const seconds = (amount: number) => amount as Seconds;

test("Auth0's defaults are stated, since leaving one out later would not reset it", () => {
  const { resourceServer } = planApi(contacts({ token_lifetime_for_web: undefined }), undefined);
  expect(resourceServer).toEqual({
    name: "Contacts",
    dpop: "none",
    identifier: "https://api.our-app.example/contacts",
    signingAlg: "RS256",
    tokenDialect: "access_token",
    tokenLifetime: 3600,
    tokenLifetimeForWeb: 3600,
    allowOfflineAccess: true,
    enforcePolicies: false,
    skipConsentForVerifiableFirstPartyClients: true,
    subjectTypeAuthorization: {
      user: { policy: "require_client_grant" },
      client: { policy: "require_client_grant" },
    },
  });
});

test.for([
  { name: "Auth0's default where it is shorter", all: 86_400, web: undefined, planned: 7200 },
  { name: "Auth0's default, exactly", all: 7200, web: undefined, planned: 7200 },
  { name: "never longer than other tokens", all: 7199, web: undefined, planned: 7199 },
  { name: "what the file says", all: 86_400, web: 60, planned: 60 },
  { name: "what the file says, above the default", all: 86_400, web: 7201, planned: 7201 },
])("lifetime of tokens of browser flows: $name", ({ all, web, planned }) => {
  const api = contacts({
    token_lifetime: seconds(all),
    token_lifetime_for_web: web === undefined ? undefined : seconds(web),
  });
  expect(planApi(api, undefined).resourceServer).toMatchObject({
    tokenLifetime: all,
    tokenLifetimeForWeb: planned,
  });
});

test.for(SIGNING_ALGS)("signing algorithm %s is kept", (alg) => {
  expect(planApi(contacts({ signing_alg: alg }), undefined).resourceServer.signingAlg).toBe(alg);
});

test.for(TOKEN_DIALECTS)("token dialect %s is kept", (dialect) => {
  expect(planApi(contacts({ token_dialect: dialect }), undefined).resourceServer.tokenDialect).toBe(dialect);
});

test.for([true, false])("switches that the file sets to %s are kept", (on) => {
  const api = contacts({
    allow_offline_access: on,
    enforce_policies: on,
    skip_consent_for_verifiable_first_party_clients: on,
  });
  expect(planApi(api, undefined).resourceServer).toMatchObject({
    allowOfflineAccess: on,
    enforcePolicies: on,
    skipConsentForVerifiableFirstPartyClients: on,
  });
});

test("policies for users and for applications are not mixed up", () => {
  const api = contacts({
    subject_type_authorization: { client: { policy: "deny_all" }, user: { policy: "allow_all" } },
  });
  expect(planApi(api, undefined).resourceServer.subjectTypeAuthorization).toEqual({
    user: { policy: "allow_all" },
    client: { policy: "deny_all" },
  });
});

test("scopes are sorted by name and carry their description alone", () => {
  const { scopes, resourceServer } = planApi(
    contacts({
      scopes: {
        "update:b": { description: "Second", sensitivity: "high" },
        "read:a": { description: "First", sensitivity: "low" },
        Zoom: { description: "Capitals come first", sensitivity: "low" },
      },
    }),
    undefined,
  );
  expect(scopes).toEqual([
    { name: "Zoom", description: "Capitals come first", sensitivity: "low" },
    { name: "read:a", description: "First", sensitivity: "low" },
    { name: "update:b", description: "Second", sensitivity: "high" },
  ]);
  expect(resourceServer).not.toHaveProperty("scopes");
});

test("what is sent to Auth0 says nothing of routes, owner and sensitivity: they are for reviewers", () => {
  const { resourceServer, owner, routes } = planApi(
    contacts({ routes: { "GET /health": "public", "GET /contacts": ["update:b", "read:a", "read:a"] } }),
    undefined,
  );
  const text = JSON.stringify(resourceServer);
  for (const word of ["GET /", "contacts-team@", "sensitivity"]) expect(text).not.toContain(word);
  expect(owner).toBe("contacts-team@our-app.example");
  expect(routes).toEqual({ "GET /contacts": ["read:a", "update:b"], "GET /health": "public" });
});

test("the account claim is the tenant's, for the APIs that have one", () => {
  const account = { claim: "https://our-app.example/account", app_metadata_key: "account" };
  expect(planApi(contacts({ account_claim: true }), account).accountClaim).toBe(account.claim);
  expect(planApi(contacts({}), account)).not.toHaveProperty("accountClaim");
});
