// One random state of a tenant: what applications, APIs, grants, Actions and settings it has, and what it is made of.
import fc from "fast-check";

export const SCOPES = ["read:contacts", "update:contacts", "delete:contacts"] as const;
/** APIs that there are. */
export const apisIn = ({ apis }: Pick<TenantState, "apis">): ApiId[] => API_IDS.filter((id) => apis[id]);

/** No API has it; an Action can add it. */
export const FOREIGN_SCOPE = "admin:everything";
export const API_IDS = ["contacts", "reports"] as const;
export type ApiId = (typeof API_IDS)[number];
export const SUBJECTS = ["user", "client"] as const;
export type Subject = (typeof SUBJECTS)[number];
export const CLIENT_KINDS = ["strict", "permissive", "ours"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** Those that the local tenant plays. */
const GRANT_TYPES: Readonly<Record<ClientKind, readonly string[]>> = {
  strict: ["authorization_code", "refresh_token", "client_credentials"],
  permissive: ["authorization_code", "refresh_token", "client_credentials", "implicit", "password"],
  ours: ["authorization_code", "refresh_token", "client_credentials", "implicit", "password"],
};

const scopes = fc.subarray([...SCOPES]);
const rarely = (chance: number) => fc.integer({ min: 1, max: chance }).map((value) => value === 1);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const content = fc.oneof(
  { weight: 4, arbitrary: scopes.map((scope) => ({ scope })) },
  { weight: 1, arbitrary: fc.constant({ allow_all_scopes: true }) },
);
const organization = fc.record({
  usage: fc.constantFrom("deny", "allow", "require"),
  /** Whether the tenant's organization may use the grant. */
  isGiven: fc.boolean(),
  isAny: fc.boolean(),
});
const grant = fc.record({ content, organization: maybe(organization) });
export type Grant = typeof grant extends fc.Arbitrary<infer G> ? G : never;

const grantsOf = fc.record({
  contacts: fc.record({ user: maybe(grant), client: maybe(grant) }),
  reports: fc.record({ user: maybe(grant), client: maybe(grant) }),
});

const api = fc.record({
  user: fc.constantFrom("allow_all", "require_client_grant", "require_client_grant", "deny_all"),
  client: fc.constantFrom("require_client_grant", "require_client_grant", "deny_all"),
  enforces: rarely(5),
  dialect: fc.constantFrom("access_token", "rfc9068_profile", "access_token_authz", "rfc9068_profile_authz"),
  skipsConsent: fc.boolean(),
  allowsOffline: fc.boolean(),
  // Cheaper to sign, and as good a token in all else.
  isSymmetric: fc.boolean(),
});

const client = <K extends ClientKind>(kind: K) =>
  fc.record({ grantTypes: fc.subarray([...GRANT_TYPES[kind]]), grants: grantsOf });

export const tenantState = fc.record({
  /** Of the second there is none in most states: it takes as long as the first. */
  apis: fc.record({ contacts: api, reports: fc.option(api, { nil: undefined, freq: 1 }) }),
  clients: fc.record({
    strict: client("strict"),
    permissive: client("permissive"),
    ours: client("ours"),
  }),
  byDefault: fc.oneof(
    { weight: 2, arbitrary: grantsOf },
    { weight: 1, arbitrary: fc.constant({ contacts: {}, reports: {} }) },
  ) as typeof grantsOf,
  /** Of our application, for refresh tokens. */
  policies: fc.record({ contacts: maybe(scopes), reports: maybe(scopes) }),
  exchange: fc.record({ isAllowed: fc.boolean(), conforms: fc.boolean(), hasProfile: fc.boolean() }),
  /** What an Action adds at every login. */
  adds: maybe(fc.subarray([...SCOPES, FOREIGN_SCOPE], { minLength: 1, maxLength: 2 })),
  registration: fc.constantFrom("closed", "closed", "closed", "closed", "strict", "permissive"),
  /** Of the second user, by a role; the first has all. */
  permissions: fc.record({ contacts: scopes, reports: scopes }),
});
export type TenantState = typeof tenantState extends fc.Arbitrary<infer S> ? S : never;
