// The tenant, asked before anything is declared → what the update takes over; or what stands in its way, all at once.
import { getAction } from "@pulumi/auth0/getAction.js";
import { getClient } from "@pulumi/auth0/getClient.js";
import { getClientGrants } from "@pulumi/auth0/getClientGrants.js";
import { type GetResourceServerResult, getResourceServer } from "@pulumi/auth0/getResourceServer.js";
import * as pulumi from "@pulumi/pulumi";
import {
  type Closing,
  closingsOf,
  type FoundApplication,
  lockedOutBy,
  obstaclesOfClosing,
} from "../identity/locked-out.ts";
import { partnerOf } from "../identity/marker.ts";
import {
  type FoundApi,
  isAsPlanned,
  obstacleOfMissing,
  obstacleOfShared,
  obstaclesMessage,
  obstaclesOfAction,
  obstaclesOfApi,
  obstaclesOfGrant,
  type TakeoverObstacle,
} from "../identity/takeover.ts";
import { dpopOf } from "../model/dpop.ts";
import type { Plan, PlannedApi } from "../plan/types.ts";
import { type AdoptedGrants, applicationsOf, grantsOf, type Look, orMissing } from "./asked.ts";
import { type DeployedBefore, isSettledApi, isSettledOwn, settledGrants } from "./deployed.ts";
import { clientIdOf, lookUpPartners, lookUpSecond } from "./look-up-partners.ts";

/** Objects of the tenant that become resources by being imported, by the plan's ids and keys. */
export interface TakenOver {
  /** Ids of resource servers. */
  readonly apis: Readonly<Record<string, string>>;
  /** Ids of Actions. */
  readonly actions: Readonly<Record<string, string>>;
  /** Of our own applications. */
  readonly ownGrants: Readonly<Record<string, AdoptedGrants>>;
  readonly partnerGrants: Readonly<Record<string, AdoptedGrants>>;
}

export const NOTHING: TakenOver = { apis: {}, actions: {}, ownGrants: {}, partnerGrants: {} };

const foundDpop = ([found]: GetResourceServerResult["proofOfPossessions"]) =>
  found === undefined || found.disable
    ? dpopOf(undefined)
    : dpopOf({ mechanism: found.mechanism, required: found.required, required_for: found.requiredFor });

function foundApi(identifier: string, live: GetResourceServerResult): FoundApi {
  const [policies] = live.subjectTypeAuthorizations;
  return {
    id: live.id,
    resourceServer: {
      name: live.name,
      identifier,
      signingAlg: live.signingAlg,
      tokenDialect: live.tokenDialect,
      tokenLifetime: live.tokenLifetime,
      tokenLifetimeForWeb: live.tokenLifetimeForWeb,
      allowOfflineAccess: live.allowOfflineAccess,
      enforcePolicies: live.enforcePolicies,
      skipConsentForVerifiableFirstPartyClients: live.skipConsentForVerifiableFirstPartyClients,
      dpop: foundDpop(live.proofOfPossessions),
      // What an API does not say is Auth0's default.
      // Source: https://auth0.com/docs/get-started/apis/api-access-policies-for-applications (read 2026-11)
      subjectTypeAuthorization: {
        user: { policy: policies?.users?.[0]?.policy || "allow_all" },
        client: { policy: policies?.clients?.[0]?.policy || "require_client_grant" },
      },
    },
    scopes: Object.fromEntries(live.scopes.map(({ name, description }) => [name, description])),
  };
}

const policiesOf = ({ resourceServer }: FoundApi) => {
  const { user, client } =
    resourceServer.subjectTypeAuthorization as PlannedApi["resourceServer"]["subjectTypeAuthorization"];
  return { user: user.policy, client: client.policy };
};

/**
 * An API that the stack was deployed with is taken over already, but how open it is the tenant says, and not the state:
 * once somebody opened it by hand, an update of anything else of it closes it again, and so does `--refresh`, which
 * reads the tenant after the program has run.
 */
async function lookUpApi(
  id: string,
  plan: Plan,
  deployed: DeployedBefore,
): Promise<Look<string> & { readonly closings: readonly Closing[] }> {
  const api = plan.apis[id];
  if (!api) return { found: [], obstacles: [], closings: [] };
  const { identifier } = api.resourceServer;
  const live = await orMissing(plan, `API ${JSON.stringify(identifier)}`, getResourceServer({ identifier }));
  const found = live && foundApi(identifier, live);
  const before = deployed.apis.find((one) => one.identifier === identifier)?.policies;
  const closings = (found ? closingsOf(id, api, policiesOf(found)) : []).map((closing) => ({
    ...closing,
    isReopened: before?.[closing.subjectType] === closing.becomes,
  }));
  if (isSettledApi(api, deployed)) return { found: [], obstacles: [], closings };
  return {
    found:
      found && (api.adopts === undefined ? isAsPlanned(api, found) : api.adopts === found.id)
        ? [[id, found.id]]
        : [],
    obstacles: obstaclesOfApi(plan, id, found),
    closings,
  };
}

/** Whom the APIs that are closed further would lock out. */
async function lookUpClosings(
  plan: Plan,
  whole: Plan,
  closings: readonly Closing[],
  applicationsIn: () => Promise<readonly FoundApplication[]>,
): Promise<readonly TakeoverObstacle[]> {
  if (closings.length === 0) return [];
  const applications = await applicationsIn();
  const losers: { closing: Closing; application: FoundApplication }[] = [];
  for (const closing of closings) {
    const audience = plan.apis[closing.id]?.resourceServer.identifier ?? "";
    const { clientGrants } = (await orMissing(plan, "grants", getClientGrants({ audience }))) ?? {
      clientGrants: [],
    };
    const holders = clientGrants.map(({ clientId, defaultFor, subjectType }) => ({
      client_id: clientId,
      default_for: defaultFor,
      subject_type: subjectType,
    }));
    for (const application of lockedOutBy(closing, whole, applications, holders))
      losers.push({ closing, application });
  }
  return obstaclesOfClosing(plan, losers);
}

async function lookUpOwn(
  id: string,
  plan: Plan,
  whole: Plan,
  deployed: DeployedBefore,
): Promise<Look<AdoptedGrants>> {
  const own = plan.ownApplications[id];
  if (!own || isSettledOwn(own, deployed)) return { found: [], obstacles: [] };
  const { clientId, grants } = own;
  const settled = settledGrants(own, deployed);
  const where = `own_applications.${id} of tenant.yaml`;
  const client = await orMissing(plan, where, getClient({ clientId }));
  if (!client) return { found: [], obstacles: [obstacleOfMissing(where, clientId, plan)] };
  const marked = { client_id: clientId, client_metadata: client.clientMetadata };
  // Its marker says whose it was. Where that partner has another one it is an earlier marker.
  const partner = partnerOf({ ...whole, ownApplications: {} }, marked);
  const isTheirs =
    partner !== undefined &&
    Object.hasOwn(plan.partners, partner) &&
    [undefined, clientId].includes(clientIdOf(partner, plan, deployed));
  if (isTheirs) return { found: [], obstacles: [obstacleOfShared(id, partner, clientId)] };
  const adopted: Record<string, string> = {};
  const obstacles: TakeoverObstacle[] = [];
  for (const { live, key, planned } of await grantsOf(plan, where, clientId, grants)) {
    if (key === undefined || !planned) continue;
    adopted[key] = live.id;
    // A grant that the stack was deployed with is narrowed by a change that was reviewed.
    if (!settled.includes(key)) obstacles.push(...obstaclesOfGrant(id, planned, live));
  }
  return { found: [[id, adopted]], obstacles };
}

async function lookUpAction(key: string, plan: Plan, deployed: DeployedBefore): Promise<Look<string>> {
  const planned = plan.actions[key];
  if (!planned || deployed.actions.includes(planned.name)) return { found: [], obstacles: [] };
  const { name } = planned;
  const live = await orMissing(plan, `Action ${JSON.stringify(name)}`, getAction({ name }));
  if (!live?.id) return { found: [], obstacles: [] };
  const obstacles = obstaclesOfAction(plan, planned, { id: live.id, code: live.code });
  return { found: obstacles.length === 0 ? [[key, live.id]] : [], obstacles };
}

const joined = <T>(looks: readonly Look<T>[]) => Object.fromEntries(looks.flatMap(({ found }) => found));

/**
 * Asks for what the plan declares and the stack was not deployed with yet. Only reads: an object that exists already
 * would end the update half-way, and a policy would lock out those who lived by the one before.
 *
 * @param whole the plan of the whole stack, where `plan` is a part's
 * @throws RunError that names everything in the way, and what to write
 */
export async function lookUpTenant(plan: Plan, whole: Plan, deployed: DeployedBefore): Promise<TakenOver> {
  const each = <T>(record: Readonly<Record<string, unknown>>, look: (key: string) => Promise<T>) =>
    Promise.all(Object.keys(record).map(look));
  const apis = await each(plan.apis, (id) => lookUpApi(id, plan, deployed));
  const actions = await each(plan.actions, (key) => lookUpAction(key, plan, deployed));
  const own = await each(plan.ownApplications, (id) => lookUpOwn(id, plan, whole, deployed));
  const partners = await lookUpPartners(plan, deployed);
  let asked: Promise<FoundApplication[]> | undefined;
  const applications = () => (asked ??= applicationsOf(plan));
  const obstacles = [
    ...[...apis, ...own, ...actions, ...partners].flatMap((look) => look.obstacles),
    ...(await lookUpSecond(plan, whole, deployed, applications)),
    ...(await lookUpClosings(
      plan,
      whole,
      apis.flatMap(({ closings }) => closings),
      applications,
    )),
  ];
  if (obstacles.length > 0) throw new pulumi.RunError(obstaclesMessage(plan, obstacles));
  return {
    apis: joined(apis),
    actions: joined(actions),
    ownGrants: joined(own),
    partnerGrants: joined(partners),
  };
}
