// What the tenant has of one declared thing → the shape of the plan's own, so that both can be compared.

import { actionOf, apiOf, grantKey, liveApiOf } from "../identity/natural-keys.ts";
import { storedPolicy } from "../model/access-policy.ts";
import { ATTACHED_METHODS, storedMethods } from "../model/authentication.ts";
import { dpopOf } from "../model/dpop.ts";
import { PLAIN_ROWS } from "../model/plain-properties.ts";
import { URL_ROWS, urlsIn, withoutAbsentUrls } from "../model/url-properties.ts";
import { letsThirdPartiesIn } from "../plan/grants.ts";
import { sortedRecord, sortedSet } from "../plan/sorted.ts";
import type { Plan, PlannedAction, PlannedConnection, PlannedOwnApplication } from "../plan/types.ts";
import type {
  ComparedAction,
  ComparedApi,
  ComparedGrant,
  ComparedOwnApplication,
  ComparedPartner,
} from "./declared.ts";
import type { LiveApi, LiveApplication, LiveGrant, LiveObjects, LiveTenant } from "./live.ts";

/** Without what the tenant leaves out. */
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

/** Platforms without any value are none. */
function observedMobile({ mobile }: LiveApplication): object | undefined {
  const { app_package_name: name, sha256_cert_fingerprints: keys = [] } = mobile?.android ?? {};
  const { team_id: team, app_bundle_identifier: bundle } = mobile?.ios ?? {};
  const android = present({ appPackageName: name || undefined, sha256CertFingerprints: sortedSet(keys) });
  const ios = present({ teamId: team || undefined, appBundleIdentifier: bundle || undefined });
  const [hasAndroid, hasIos] = [keys.length > 0 || "appPackageName" in android, Object.keys(ios).length > 0];
  return hasAndroid || hasIos ? { ...(hasAndroid && { android }), ...(hasIos && { ios }) } : undefined;
}

function observedApplication(live: LiveApplication): ComparedPartner["application"] {
  const { jwt_configuration: jwt, refresh_token: refresh, token_quota: quota } = live;
  const perClient = quota?.client_credentials;
  return {
    name: live.name,
    description: live.description,
    // An empty one is none.
    logoUri: live.logo_uri || undefined,
    appType: live.app_type,
    isFirstParty: live.is_first_party,
    thirdPartySecurityMode: live.third_party_security_mode,
    ...Object.fromEntries(
      PLAIN_ROWS.map(({ name, planned, of, initial }) => [
        planned,
        live[name] ?? (of === "all" ? initial : undefined),
      ]),
    ),
    oidcConformant: live.oidc_conformant,
    grantTypes: sortedSet(live.grant_types),
    ...withoutAbsentUrls(
      Object.fromEntries(
        URL_ROWS.map(({ name, planned, many }) => [
          planned,
          many ? sortedSet(urlsIn(live[name])) : live[name],
        ]),
      ),
    ),
    // Never missing as a whole, so that each of its properties is judged by itself.
    jwtConfiguration: present({ alg: jwt?.alg, lifetimeInSeconds: jwt?.lifetime_in_seconds }),
    refreshToken: present({
      rotationType: refresh?.rotation_type,
      expirationType: refresh?.expiration_type,
      leeway: refresh?.leeway,
      tokenLifetime: refresh?.token_lifetime,
      infiniteTokenLifetime: refresh?.infinite_token_lifetime,
      idleTokenLifetime: refresh?.idle_token_lifetime,
      infiniteIdleTokenLifetime: refresh?.infinite_idle_token_lifetime,
    }),
    tokenQuota: perClient && {
      clientCredentials: present({
        perHour: perClient.per_hour,
        perDay: perClient.per_day,
        enforce: perClient.enforce,
      }),
    },
    mobile: observedMobile(live),
    clientMetadata: sortedRecord(Object.entries(live.client_metadata ?? {})),
  };
}

function authenticationMethod(live: LiveApplication): string | undefined {
  const methods = storedMethods(live);
  return methods.length === 0 ? undefined : methods.join(" and ");
}

/** Ids of the keys with which the application can sign in; others in its pool are of no use to anybody. */
export const attachedKeys = ({
  client_authentication_methods: methods,
}: LiveApplication): readonly string[] =>
  ATTACHED_METHODS.flatMap((method) => methods?.[method]?.credentials ?? []).map(({ id }) => id);

/** The spelling of the plan; what is not a time stays what it is. */
const timeOf = (text: string | undefined): string | undefined =>
  text === undefined || Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString();

function observedKeys(
  live: LiveApplication,
  { keys }: Pick<LiveObjects, "keys">,
): ComparedPartner["credentials"]["keys"] {
  const attached = attachedKeys(live);
  const known = (keys.get(live.client_id) ?? []).filter(({ id }) => attached.includes(id));
  return sortedRecord(
    known.map(({ id, kid, name, alg, expires_at }) => [
      kid ?? id,
      present({ name, algorithm: alg, expiresAt: timeOf(expires_at) }),
    ]),
  );
}

/** A grant of all scopes lists none: it is shown with those that the API has at the moment. */
export function observedGrant(grant: LiveGrant, apis: readonly LiveApi[]): ComparedGrant {
  const allowAllScopes = grant.allow_all_scopes ?? false;
  const all = liveApiOf(grant.audience, apis)?.scopes ?? [];
  return {
    scopes: sortedSet(allowAllScopes ? all.map(({ value }) => value) : grant.scope),
    allowAllScopes,
    anyOrganization: grant.allow_any_organization ?? false,
    organizationUsage: grant.organization_usage ?? "deny",
    authorizationDetails: sortedSet(grant.authorization_details_types),
  };
}

/** Its grants for our APIs; what it may do elsewhere is nobody's business here. */
export function observedOwnApplication(
  { clientId }: PlannedOwnApplication,
  plan: Plan,
  { grants, apis }: LiveTenant,
): ComparedOwnApplication {
  const held = grants.filter(
    ({ client_id, audience }) => client_id === clientId && apiOf(plan, audience) !== undefined,
  );
  return {
    grants: sortedRecord(held.map((grant) => [grantKey(plan, grant), observedGrant(grant, apis)] as const)),
  };
}

/** An application and all that hangs on it, as the tenant has it; keys only as far as they were read. */
export function observedPartner(live: LiveApplication, plan: Plan, tenant: LiveObjects): ComparedPartner {
  const grants = tenant.grants.filter(({ client_id }) => client_id === live.client_id);
  // Third-party applications can use every domain-level connection, enabled or not.
  const enabled = live.is_first_party
    ? tenant.connections.filter(({ id }) => tenant.enabled.get(id)?.includes(live.client_id))
    : [];
  return {
    application: observedApplication(live),
    credentials: {
      authenticationMethod: authenticationMethod(live),
      keys: observedKeys(live, tenant),
    },
    grants: sortedRecord(
      grants.map((grant) => [grantKey(plan, grant), observedGrant(grant, tenant.apis)] as const),
    ),
    connections: sortedRecord(enabled.map(({ name }) => [name, true] as const)),
  };
}

/** An API with its scopes, as the tenant has it: what Auth0 leaves out is its default. */
export function observedApi(live: LiveApi): ComparedApi {
  return {
    resourceServer: {
      name: live.name,
      identifier: live.identifier,
      signingAlg: live.signing_alg,
      tokenDialect: live.token_dialect,
      tokenLifetime: live.token_lifetime,
      tokenLifetimeForWeb: live.token_lifetime_for_web,
      allowOfflineAccess: live.allow_offline_access ?? false,
      enforcePolicies: live.enforce_policies ?? false,
      skipConsentForVerifiableFirstPartyClients:
        live.skip_consent_for_verifiable_first_party_clients ?? false,
      dpop: dpopOf(live.proof_of_possession),
      subjectTypeAuthorization: {
        user: { policy: storedPolicy(live, "user") },
        client: { policy: storedPolicy(live, "client") },
      },
    },
    scopes: sortedRecord(live.scopes.map(({ value, description }) => [value, description ?? ""])),
  };
}

/** Undefined where the tenant has no Action of that name. */
export function observedAction(planned: PlannedAction, tenant: LiveObjects): ComparedAction | undefined {
  const live = actionOf(planned, tenant.actions);
  if (!live) return undefined;
  const { deployed_version: running } = live;
  const trigger = live.supported_triggers?.find(({ id }) => id === planned.trigger.id);
  return {
    name: live.name,
    code: running?.code,
    runtime: running?.runtime,
    trigger: present({ id: trigger?.id, version: trigger?.version }),
    deployed: running?.deployed ?? running !== undefined,
    bound: (tenant.bound.get(planned.trigger.id) ?? []).includes(live.id),
    hasOtherDraft: running !== undefined && live.code !== running.code,
  };
}

/** Those of the plan, and every other one that users of third-party applications can sign in with. */
export function observedConnections(
  plan: Plan,
  { connections }: LiveTenant,
): Record<string, Partial<PlannedConnection>> {
  const isOpen = letsThirdPartiesIn(plan);
  const relevant = connections.filter(
    ({ name, is_domain_connection }) =>
      Object.hasOwn(plan.connections, name) || (isOpen && is_domain_connection === true),
  );
  return sortedRecord(
    relevant.map(({ name, strategy, is_domain_connection }) => [
      name,
      { ...(strategy !== undefined && { strategy }), isDomainConnection: is_domain_connection ?? false },
    ]),
  );
}
