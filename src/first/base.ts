// A plan and its tenant → the tenant's own plan: what it has of each declared thing, so that both are compared like two commits.

import { liveApiOf } from "../identity/natural-keys.ts";
import type { SigningAlg, TokenDialect } from "../model/api.ts";
import type { AuthenticationMethod } from "../model/authentication.ts";
import { consentOf } from "../model/consent.ts";
import { isDpopPolicy } from "../model/dpop.ts";
import type { KeyAlg } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { URL_ROWS } from "../model/url-properties.ts";
import { credentialsWith, plannedKeys } from "../plan/credentials.ts";
import { sortedRecord } from "../plan/sorted.ts";
import type {
  Plan,
  PlannedAction,
  PlannedApi,
  PlannedClient,
  PlannedCredentials,
  PlannedGrant,
  PlannedPartner,
  PlannedResourceServer,
} from "../plan/types.ts";
import type { ComparedPartner } from "../tenant/declared.ts";
import { keyId } from "../tenant/declared.ts";
import type { LiveApi, LiveApplication, LiveObjects } from "../tenant/live.ts";
import { observedAction, observedApi, observedPartner } from "../tenant/observed.ts";
import { ownGrants } from "./own-grants.ts";

/**
 * What an API has that does not say so.
 * Source: https://auth0.com/docs/get-started/apis/api-settings (read 2026-11)
 */
const API_DEFAULTS = { tokenLifetime: 86_400, tokenLifetimeForWeb: 7_200 } as const;

/** What an application has that does not say so. Source: https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-expiration (read 2026-11) */
const REFRESH_DEFAULTS: PlannedClient["refreshToken"] = {
  rotationType: "non-rotating",
  expirationType: "non-expiring",
  leeway: 0,
  tokenLifetime: 2_592_000,
  infiniteTokenLifetime: true,
  idleTokenLifetime: 1_296_000,
  infiniteIdleTokenLifetime: true,
};

/** Without what the tenant leaves out. */
const told = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;

/** The declared API that a live one is, as the plan would say it. The tenant knows nothing of owners and routes. */
function apiOf(planned: PlannedApi, live: LiveApi, hasClaim: boolean): PlannedApi {
  const { resourceServer, scopes } = observedApi(live);
  const declared = new Map(planned.scopes.map((scope) => [scope.name, scope]));
  const { accountClaim, adopts: _, ...rest } = planned;
  const { signingAlg, tokenDialect, dpop } = resourceServer;
  return {
    ...rest,
    resourceServer: {
      ...API_DEFAULTS,
      ...(told(resourceServer) as unknown as PlannedResourceServer),
      signingAlg: (signingAlg ?? "RS256") as SigningAlg,
      tokenDialect: (tokenDialect ?? "access_token") as TokenDialect,
      // A mechanism that no file can declare asks everybody for a proof.
      dpop: isDpopPolicy(dpop) ? dpop : "required",
    },
    scopes: Object.entries(scopes).map(([name, description]) => ({
      name,
      description,
      // Nobody has judged a scope that no file declares: trust it least.
      sensitivity: declared.get(name)?.sensitivity ?? "high",
    })),
    ...(hasClaim && accountClaim !== undefined && { accountClaim }),
  };
}

/** Only what runs decides about tokens: an Action that is not deployed or not bound is none. */
function actionsOf(plan: Plan, tenant: LiveObjects): Plan["actions"] {
  return sortedRecord(
    Object.entries(plan.actions).flatMap(([key, planned]) => {
      const live = observedAction(planned, tenant);
      if (!live?.deployed || !live.bound) return [];
      const { name, code, runtime, trigger } = live;
      return [[key, { ...planned, ...told({ name, code, runtime, trigger }) } as PlannedAction] as const];
    }),
  );
}

/** The URLs that it could have, none of them there: the tenant does not say so. */
const withoutUrls = (planned: PlannedClient): Partial<PlannedClient> =>
  Object.fromEntries(
    URL_ROWS.filter(({ planned: key }) => planned[key] !== undefined).map(({ planned: key, many }) => [
      key,
      many ? [] : "",
    ]),
  );

function applicationOf(planned: PlannedClient, observed: ComparedPartner["application"]): PlannedClient {
  const { refreshToken, jwtConfiguration, clientMetadata } = observed;
  const {
    thirdPartySecurityMode: _,
    redirectionPolicy: __,
    tokenQuota: ___,
    mobile: ____,
    ...rest
  } = planned;
  return {
    ...rest,
    ...withoutUrls(planned),
    logoUri: "",
    ...(told(observed) as Partial<PlannedClient>),
    refreshToken: { ...REFRESH_DEFAULTS, ...(refreshToken as object) },
    jwtConfiguration: { ...planned.jwtConfiguration, ...(jwtConfiguration as object) },
    clientMetadata: (clientMetadata ?? {}) as PlannedClient["clientMetadata"],
  };
}

/** The tenant says a key's id and never the key: one that the file has too is that one, and any other a stranger. */
function credentialsOf(
  planned: PlannedCredentials,
  { authenticationMethod, keys }: ComparedPartner["credentials"],
): PlannedCredentials {
  const known = new Map(plannedKeys(planned).map((key) => [keyId(key.pem), key]));
  const credentials = Object.entries(keys).map(([kid, { name, algorithm, expiresAt }]) => ({
    name: name ?? known.get(kid)?.name ?? kid,
    credentialType: "public_key" as const,
    algorithm: (algorithm ?? "RS256") as KeyAlg,
    pem: known.get(kid)?.pem ?? kid,
    ...(expiresAt !== undefined && { expiresAt }),
  }));
  const method = (authenticationMethod ?? planned.authenticationMethod) as AuthenticationMethod;
  return credentialsWith(method, credentials);
}

/** A grant that the file does not name is neither taken over nor taken away, so it is not part of the comparison. */
function grantsOf(
  planned: PlannedPartner,
  { grants }: ComparedPartner,
  application: PlannedClient,
  apis: Plan["apis"],
): PlannedPartner["grants"] {
  return sortedRecord(
    Object.entries(planned.grants).flatMap(([key, grant]) => {
      const live = entryOf(grants, key);
      if (!live) return [];
      const apiSkips = apis[grant.api]?.resourceServer.skipConsentForVerifiableFirstPartyClients ?? false;
      const { subjectType } = grant;
      const { isFirstParty, callbacks } = application;
      const consent = consentOf({ subjectType, isFirstParty, callbacks, apiSkips });
      return [[key, { ...grant, scopes: live.scopes, consent } satisfies PlannedGrant] as const];
    }),
  );
}

function partnerOf(
  planned: PlannedPartner,
  live: LiveApplication,
  { plan, tenant, apis }: { plan: Plan; tenant: LiveObjects; apis: Plan["apis"] },
): PlannedPartner {
  const observed = observedPartner(live, plan, tenant);
  const application = applicationOf(planned.application, observed.application);
  const grants = grantsOf(planned, observed, application, apis);
  return {
    ...planned,
    status: Object.keys(grants).length > 0 ? "active" : planned.status,
    application,
    credentials: credentialsOf(planned.credentials, observed.credentials),
    grants,
    connections: planned.connections.filter((name) => Object.hasOwn(observed.connections, name)),
  };
}

/**
 * What an update of a stack that has deployed nothing yet begins with. APIs are known by their identifier, partners by
 * the client ID that their file names; everything else of the plan is not there yet. What no update of ours touches
 * is as in the plan: connections, flags and what is on AWS.
 */
export function tenantPlan(plan: Plan, tenant: LiveObjects): Plan {
  const actions = actionsOf(plan, tenant);
  const hasClaim = Object.entries(plan.actions).every(([key, { code }]) => actions[key]?.code === code);
  const apis = sortedRecord(
    Object.entries(plan.apis).flatMap(([id, planned]) => {
      const live = liveApiOf(planned.resourceServer.identifier, tenant.apis);
      return live ? [[id, apiOf(planned, live, hasClaim)] as const] : [];
    }),
  );
  const partners = Object.entries(plan.partners).flatMap(([id, planned]) => {
    const live = tenant.applications.find(({ client_id }) => client_id === planned.adopts);
    return live ? [[id, partnerOf(planned, live, { plan, tenant, apis })] as const] : [];
  });
  return {
    ...plan,
    apis,
    actions,
    partners: sortedRecord(partners),
    ownApplications: ownGrants(plan, tenant),
  };
}
