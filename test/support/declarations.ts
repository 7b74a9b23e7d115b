// Arbitrary declarations: workspaces that are valid as far as a plan cares, and the same in another order.
import fc from "fast-check";
import type { Api } from "../../src/model/api.ts";
import { AUTHENTICATION_METHODS } from "../../src/model/authentication.ts";
import {
  APP_TYPES,
  KEY_ALGS,
  type Partner,
  partnerSchema,
  SECURITY_MODES,
  SUBJECT_TYPES,
} from "../../src/model/partner.ts";
import type { Declared, Workspace } from "../../src/model/workspace.ts";
import { hostedWorld, hostings } from "./hosted.ts";
import { acme, type World, workspaceOf, world } from "./workspace.ts";

/** The stacks of `world()`. */
export const STACKS = ["local", "prod"] as const;
const SCOPES = ["read:contacts", "create:contacts", "update:contacts", "delete:contacts"] as const;
const APIS = ["contacts", "reports"] as const;
const CONNECTIONS = ["Username-Password-Authentication", "our-employees"] as const;

/** Ids that are nobody else's, some of them names that every object inherits. */
const ids = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,3})?$/),
  fc.constantFrom("constructor", "valueof", "a", "b"),
);

const some = <T>(values: readonly T[], minLength = 0) =>
  fc.array(fc.constantFrom(...values), { minLength, maxLength: 5 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const urls = fc.array(
  fc.stringMatching(/^[a-z]{1,4}$/).map((host) => `https://${host}.example/callback`),
  { maxLength: 4 },
);

const grants = fc.uniqueArray(
  fc.record({
    api: fc.constantFrom(...APIS),
    subject_type: fc.constantFrom(...SUBJECT_TYPES),
    scopes: some(SCOPES, 1),
    reason: fc.constant("Shows them"),
    stacks: maybe(some(STACKS, 1)),
  }),
  // One grant for an API and a subject type, as a rule demands.
  { minLength: 1, maxLength: 4, selector: ({ api, subject_type }) => `${api}/${subject_type}` },
);

const credentials = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z0-9]{1,4}$/),
    alg: maybe(fc.constantFrom(...KEY_ALGS)),
    pem: fc.constantFrom("one", "two\n"),
    expires_at: maybe(fc.constantFrom("2027-01-31T00:00:00Z", "2027-01-31T00:00:00.000Z")),
  }),
  { minLength: 1, maxLength: 2, selector: ({ name }) => name },
);

const partnerStack = fc.record({
  callbacks: maybe(urls),
  allowed_origins: maybe(urls),
  web_origins: maybe(urls),
  allowed_logout_urls: maybe(urls),
  initiate_login_uri: maybe(fc.constant("https://acme.example/login")),
  enable_url: maybe(fc.constant("https://acme.example/enable")),
  credentials: maybe(credentials),
});

/** The rules refuse the one that no resource can be made with. */
const metadataKeys = fc.string({ minLength: 1 }).filter((key) => key !== "toString");

const application = fc.record({
  is_first_party: fc.boolean(),
  third_party_security_mode: maybe(fc.constantFrom(...SECURITY_MODES)),
  app_type: fc.constantFrom(...APP_TYPES),
  authentication_method: fc.constantFrom(...AUTHENTICATION_METHODS),
  grant_types: maybe(some(["authorization_code", "refresh_token", "client_credentials"], 1)),
  refresh_token: maybe(fc.constant({ token_lifetime: "90d", idle_token_lifetime: "30d" })),
  connections: maybe(some(CONNECTIONS, 1)),
  token_quota: maybe(fc.constant({ client_credentials: { per_day: 5, per_hour: 1, enforce: true } })),
  client_metadata: maybe(fc.dictionary(metadataKeys, fc.string(), { maxKeys: 3 })),
});

const partners: fc.Arbitrary<Partner> = fc
  .record({
    former_ids: maybe(fc.array(ids, { minLength: 1, maxLength: 3 })),
    application,
    grants,
    stacks: fc
      .record({ local: maybe(partnerStack), prod: maybe(partnerStack) })
      .map((stacks) => Object.fromEntries(Object.entries(stacks).filter(([, value]) => value))),
  })
  // What is undefined is left out, as a file would.
  .map((changes) => partnerSchema.parse(JSON.parse(JSON.stringify({ ...acme(), ...changes }))));

const worlds: fc.Arbitrary<World> = fc
  .record({
    declared: fc.dictionary(ids, partners, { maxKeys: 4 }),
    contactsClaim: maybe(fc.boolean()),
    reportsClaim: maybe(fc.boolean()),
  })
  .map(({ declared, contactsClaim, reportsClaim }) => {
    const base = world();
    const scopes = Object.fromEntries(
      SCOPES.map((scope) => [scope, { description: `May ${scope}`, sensitivity: "low" as const }]),
    );
    const api = (claim: boolean | undefined, changes: Partial<Api>): Api => ({
      ...(base.apis.contacts as Api),
      scopes,
      ...(claim !== undefined && { account_claim: claim }),
      ...changes,
    });
    const account = { claim: "https://our-app.example/account", app_metadata_key: "account" };
    return {
      ...base,
      tenant: base.tenant && { ...base.tenant, account },
      partners: declared,
      apis: {
        contacts: api(contactsClaim, {}),
        reports: api(reportsClaim, { name: "Reports", identifier: "https://api.our-app.example/reports" }),
      },
    };
  });

/** Workspaces of the stacks `local` and `prod`. */
export const workspaces: fc.Arbitrary<Workspace> = fc
  .tuple(worlds, hostings)
  .map(([world, hosting]) => workspaceOf(hostedWorld(world, hosting)));

/** The same declarations, told in another order: files, keys, list entries, and some of those twice. */
export function reordered(workspace: Workspace, compare: (a: unknown, b: unknown) => number): Workspace {
  const keys = <T>(map: ReadonlyMap<string, T>) => new Map([...map].sort(([a], [b]) => compare(a, b)));
  const files = <T>(map: ReadonlyMap<string, Declared<T>>) =>
    keys(new Map([...map].map(([id, file]) => [id, { ...file, value: told(file.value) as T }])));
  const told = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const again = value.filter((entry) => typeof entry === "string");
      return [...value.map(told), ...again].sort(compare);
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries([...keys(new Map(Object.entries(value)))].map(([key, v]) => [key, told(v)]));
  };
  const { tenant, apis, partners, stacks, parts, unreadable } = workspace;
  return {
    tenant: tenant && { ...tenant, value: told(tenant.value) as typeof tenant.value },
    apis: files(apis),
    partners: files(partners),
    stacks: files(stacks),
    parts: files(parts),
    unreadable,
  };
}
