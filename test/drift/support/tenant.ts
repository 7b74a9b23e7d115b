// A tenant that holds exactly what a plan declares, as its Management API answers, to be changed by hand.
import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { type DpopPolicy, proofOfPossessionInputs } from "../../../src/model/dpop.ts";
import { partnerSchema } from "../../../src/model/partner.ts";
import { planStack } from "../../../src/plan/plan.ts";
import type { Plan, PlannedApi, PlannedPartner } from "../../../src/plan/types.ts";
import {
  actionSchema,
  applicationSchema,
  connectionSchema,
  keySchema,
  type LiveTenant,
  liveGrantSchema,
  resourceServerSchema,
  settingsSchema,
} from "../../../src/tenant/live.ts";
import { acme, fieldbook, type World, workspaceOf, world } from "../../support/workspace.ts";

type Json = Record<string, unknown>;

/** Raw answers, to be changed freely. */
export interface Answers {
  clients: Json[];
  grants: Json[];
  apis: Json[];
  connections: Json[];
  /** Client IDs by connection name. */
  enabled: Record<string, string[]>;
  keys: Record<string, Json[]>;
  actions: Json[];
  /** Names of Actions by trigger. */
  bound: Record<string, string[]>;
  showsScopeDescriptions: boolean;
  settings: Json;
  rules: string[] | undefined;
  hooks: string[] | undefined;
  roles: LiveTenant["roles"];
  customSigningKeys: LiveTenant["customSigningKeys"];
  /** Grants for organizations that were asked for: whether one may use it. */
  organizationGrants?: Record<string, boolean | undefined>;
  log?: LiveTenant["log"];
  unreadConnections?: readonly string[];
}

export const otherPem = () =>
  String(
    generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }),
  );

export const KEY_PEM = otherPem();
export const OTHER_PEM = otherPem();

/** Written down here again: the tenant computes it by itself. */
export const thumbprint = (pem: string) => {
  const { e, kty, n } = createPublicKey(pem).export({ format: "jwk" });
  return createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
};

/** A world with one partner of each kind, an account claim and a quota. */
export function driftWorld(): World {
  const all = world();
  const ember = acme();
  all.partners["ember-mail"] = partnerSchema.parse({
    ...ember,
    name: "Ember Mail",
    logo_uri: "https://ember.example/logo.png",
    application: {
      ...ember.application,
      authentication_method: "private_key_jwt",
      refresh_token: { token_lifetime: "90d", idle_token_lifetime: "30d" },
      client_metadata: { tier: "gold" },
      token_quota: { client_credentials: { per_day: 500, per_hour: 50, enforce: true } },
    },
    grants: [
      ...ember.grants,
      { api: "contacts", subject_type: "client", scopes: ["read:contacts"], reason: "Learns of changes" },
    ],
    stacks: {
      local: {
        callbacks: ["http://localhost:3305/callback"],
        allowed_origins: ["http://localhost:3305"],
        web_origins: ["http://localhost:3305"],
        credentials: [{ name: "first", pem: KEY_PEM, expires_at: "2027-01-31T00:00:00Z" }],
      },
    },
  });
  if (all.tenant) {
    all.tenant.account = { claim: "https://our-app.example/account", app_metadata_key: "account" };
    for (const connection of all.tenant.connections) connection.inspected = "2026-11-02";
  }
  const { contacts } = all.apis;
  if (contacts) {
    contacts.account_claim = true;
    all.apis.reports = {
      ...contacts,
      name: "Reports",
      identifier: "https://api.our-app.example/reports",
      allow_offline_access: false,
      enforce_policies: true,
      dpop: "required_for_public_clients",
      skip_consent_for_verifiable_first_party_clients: false,
      subject_type_authorization: { user: { policy: "deny_all" }, client: { policy: "deny_all" } },
    };
  }
  const staff = fieldbook();
  all.partners["staff-notes"] = {
    ...staff,
    name: "Staff Notes",
    application: {
      ...staff.application,
      connections: ["our-employees"],
      require_proof_of_possession: true,
    },
  };
  return all;
}

export const driftPlan = (change: (all: World) => void = () => undefined): Plan => {
  const all = driftWorld();
  change(all);
  return planStack(workspaceOf(all), "local");
};

export const clientIdOf = (partner: string) => `id-of-${partner}`;

function clientOf(id: string, { application: a, credentials }: PlannedPartner): Json {
  const { refreshToken: r, tokenQuota: q } = a;
  const signs = credentials.privateKeyJwt !== undefined;
  return {
    client_id: clientIdOf(id),
    client_secret: "never read",
    name: a.name,
    description: a.description,
    logo_uri: a.logoUri,
    app_type: a.appType,
    is_first_party: a.isFirstParty,
    third_party_security_mode: a.thirdPartySecurityMode,
    redirection_policy: a.redirectionPolicy,
    require_proof_of_possession: a.requireProofOfPossession,
    oidc_conformant: a.oidcConformant,
    // Auth0 gives lists back in the order in which they were sent.
    grant_types: a.grantTypes.toReversed(),
    callbacks: a.callbacks.toReversed(),
    allowed_origins: [...a.allowedOrigins],
    web_origins: [...a.webOrigins],
    jwt_configuration: {
      alg: a.jwtConfiguration.alg,
      lifetime_in_seconds: a.jwtConfiguration.lifetimeInSeconds,
    },
    refresh_token: {
      rotation_type: r.rotationType,
      expiration_type: r.expirationType,
      leeway: r.leeway,
      token_lifetime: r.tokenLifetime,
      infinite_token_lifetime: r.infiniteTokenLifetime,
      idle_token_lifetime: r.idleTokenLifetime,
      infinite_idle_token_lifetime: r.infiniteIdleTokenLifetime,
    },
    ...(q && {
      token_quota: {
        client_credentials: {
          per_hour: q.clientCredentials.perHour,
          per_day: q.clientCredentials.perDay,
          enforce: q.clientCredentials.enforce,
        },
      },
    }),
    client_metadata: { ...a.clientMetadata },
    ...(signs
      ? { client_authentication_methods: { private_key_jwt: { credentials: [{ id: `key-of-${id}` }] } } }
      : { token_endpoint_auth_method: credentials.authenticationMethod }),
  };
}

/** As Auth0 keeps it; null where it is off. */
function proofOfPossession(dpop: DpopPolicy): Json | null {
  const { requiredFor, disable, ...sent } = {
    requiredFor: undefined,
    disable: false,
    ...proofOfPossessionInputs(dpop),
  };
  return disable ? null : { ...sent, ...(requiredFor !== undefined && { required_for: requiredFor }) };
}

function apiOf({ resourceServer: r, scopes }: PlannedApi): Json {
  return {
    identifier: r.identifier,
    name: r.name,
    signing_alg: r.signingAlg,
    token_dialect: r.tokenDialect,
    token_lifetime: r.tokenLifetime,
    token_lifetime_for_web: r.tokenLifetimeForWeb,
    allow_offline_access: r.allowOfflineAccess,
    enforce_policies: r.enforcePolicies,
    skip_consent_for_verifiable_first_party_clients: r.skipConsentForVerifiableFirstPartyClients,
    proof_of_possession: proofOfPossession(r.dpop),
    subject_type_authorization: structuredClone(r.subjectTypeAuthorization),
    scopes: scopes.map(({ name, description }) => ({ value: name, description })),
  };
}

const keysOf = ({ credentials }: PlannedPartner, id: string): Json[] =>
  (credentials.privateKeyJwt?.credentials ?? []).map(({ name, algorithm, pem, expiresAt }) => ({
    id: `key-of-${id}`,
    name,
    kid: thumbprint(pem),
    alg: algorithm,
    expires_at: expiresAt,
  }));

/** What the tenant answers when all is as declared. */
export function answersOf(plan: Plan): Answers {
  const partners = Object.entries(plan.partners);
  const connections = [...new Set(partners.flatMap(([, partner]) => partner.connections))];
  return {
    clients: partners.map(([id, partner]) => clientOf(id, partner)),
    grants: partners.flatMap(([id, { grants }]) =>
      Object.entries(grants).map(([key, { audience, subjectType, scopes }]) => ({
        id: `${id}/${key}`,
        client_id: clientIdOf(id),
        audience,
        subject_type: subjectType,
        scope: scopes.toReversed(),
      })),
    ),
    apis: Object.values(plan.apis).map(apiOf),
    connections: [
      ...Object.entries(plan.connections).map(([name, { strategy, isDomainConnection }]) => ({
        id: `con-${name}`,
        name,
        strategy,
        is_domain_connection: isDomainConnection,
      })),
      { id: "con-others", name: "others", strategy: "apple", is_domain_connection: false },
    ],
    enabled: Object.fromEntries(
      connections.map((name) => [
        name,
        partners.filter(([, p]) => p.connections.includes(name)).map(([id]) => clientIdOf(id)),
      ]),
    ),
    keys: Object.fromEntries(
      partners
        .filter(([, p]) => p.credentials.privateKeyJwt)
        .map(([id, p]) => [clientIdOf(id), keysOf(p, id)]),
    ),
    actions: Object.values(plan.actions).map(({ name, code, runtime, trigger }) => ({
      id: `action-${name}`,
      name,
      code,
      supported_triggers: [{ ...trigger }],
      deployed_version: { code, runtime, deployed: true },
    })),
    bound: { "post-login": Object.values(plan.actions).map(({ name }) => name) },
    showsScopeDescriptions: plan.showsScopeDescriptions,
    settings: {},
    rules: [],
    hooks: [],
    roles: [],
    customSigningKeys: [],
  };
}

export const tenantOf = (answers: Answers): LiveTenant => ({
  applications: applicationSchema.array().parse(answers.clients),
  grants: liveGrantSchema.array().parse(answers.grants),
  apis: resourceServerSchema.array().parse(answers.apis),
  connections: connectionSchema.array().parse(answers.connections),
  enabled: new Map(Object.entries(answers.enabled).map(([name, ids]) => [`con-${name}`, ids])),
  keys: new Map(Object.entries(answers.keys).map(([id, keys]) => [id, keySchema.array().parse(keys)])),
  actions: actionSchema.array().parse(answers.actions),
  bound: new Map(
    Object.entries(answers.bound).map(([trigger, names]) => [trigger, names.map((name) => `action-${name}`)]),
  ),
  showsScopeDescriptions: answers.showsScopeDescriptions,
  settings: settingsSchema.parse(answers.settings),
  organizationGrants: new Map(Object.entries(answers.organizationGrants ?? {})),
  rules: answers.rules,
  hooks: answers.hooks,
  roles: answers.roles,
  customSigningKeys: answers.customSigningKeys,
  ...(answers.log !== undefined && { log: answers.log }),
  ...(answers.unreadConnections && { unreadConnections: answers.unreadConnections }),
});

/** The client of one partner among the answers. */
export function clientIn({ clients }: Answers, partner: string): Json {
  const found = clients.find(({ client_id }) => client_id === clientIdOf(partner));
  if (!found) throw new Error(`no client of ${partner}`);
  return found;
}

/** The grant of one partner among the answers. */
export function grantIn({ grants }: Answers, id: string): Json {
  const found = grants.find((grant) => grant.id === id);
  if (!found) throw new Error(`no grant ${id}`);
  return found;
}
