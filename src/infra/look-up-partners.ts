// Partners whose applications the tenant has already → the ids of the grants that come with them, and what may not.

import { getClient } from "@pulumi/auth0/getClient.js";
import * as pulumi from "@pulumi/pulumi";
import type { FoundApplication } from "../identity/locked-out.ts";
import { markedPartnerOf } from "../identity/marker.ts";
import { bearerOf } from "../identity/names.ts";
import { type GrantColumns, ownClientIds } from "../identity/natural-keys.ts";
import {
  obstacleOfDocument,
  obstacleOfFurther,
  obstacleOfMissing,
  obstacleOfSecond,
  obstacleOfWider,
  obstaclesOfKind,
  type TakeoverObstacle,
} from "../identity/takeover.ts";
import { declaredIn } from "../model/applications.ts";
import type { Plan } from "../plan/types.ts";
import { type AdoptedGrants, grantsOf, type Look, orMissing } from "./asked.ts";
import { type DeployedBefore, isDeployedApplication, settledGrants } from "./deployed.ts";

const NONE: Look<AdoptedGrants> = { found: [], obstacles: [] };

/** The client ID of the application that a partner has, or takes over; undefined where the update makes it. */
export const clientIdOf = (id: string, { partners }: Plan, { applications }: DeployedBefore) =>
  partners[id]?.adopts ?? applications.find(({ partner }) => bearerOf(partners, partner) === id)?.clientId;

/**
 * The grants of one partner's application. They are imported like the application itself: the provider would take each
 * over silently when it creates the planned one, with the scopes that it has, more than reviewed or not.
 * Source: https://github.com/auth0/terraform-provider-auth0, internal/auth0/client/resource_grant.go (read 2026-11)
 */
async function lookUpPartner(id: string, plan: Plan, deployed: DeployedBefore): Promise<Look<AdoptedGrants>> {
  const planned = plan.partners[id];
  const clientId = planned && clientIdOf(id, plan, deployed);
  if (!planned || clientId === undefined) return NONE;
  const { grants, adopts, application } = planned;
  const settled = settledGrants({ clientId, grants }, deployed);
  if (adopts === undefined && settled.length === Object.keys(grants).length) return NONE;
  const isHeld = ({ audience, subject_type: subjectType = "client" }: GrantColumns) =>
    deployed.grants.some(
      (one) => one.clientId === clientId && one.audience === audience && one.subject_type === subjectType,
    );
  const where = declaredIn(id);
  const isNew = !isDeployedApplication(clientId, deployed);
  const obstacles: TakeoverObstacle[] = [];
  if (isNew) {
    const live = await orMissing(plan, `the application of ${where}`, getClient({ clientId }));
    if (!live) return { found: [], obstacles: [obstacleOfMissing(where, clientId, plan)] };
    if (live.externalClientId)
      return { found: [], obstacles: [obstacleOfDocument(where, clientId, live.externalClientId)] };
    obstacles.push(...obstaclesOfKind(where, clientId, application, live));
  }
  const adopted: Record<string, string> = {};
  for (const { columns, live, key, planned: grant } of await grantsOf(plan, where, clientId, grants)) {
    if (key !== undefined && grant) {
      adopted[key] = live.id;
      // Anyone who takes an application over has seen in the preview what it loses.
      if (!isNew && !isHeld(columns)) obstacles.push(...obstacleOfWider(where, grant, live));
      continue;
    }
    // What the state has and the plan has not is deleted by this update.
    if (isHeld(columns)) continue;
    const further = obstacleOfFurther(where, columns);
    // Later, it must not keep an update from taking somebody's access away.
    if (isNew) obstacles.push(further);
    else await pulumi.log.warn(further);
  }
  return { found: [[id, adopted]], obstacles };
}

/** The grants of all partners whose applications the tenant has, where they are not the stack's yet. */
export const lookUpPartners = (plan: Plan, deployed: DeployedBefore): Promise<Look<AdoptedGrants>[]> =>
  Promise.all(Object.keys(plan.partners).map((id) => lookUpPartner(id, plan, deployed)));

/**
 * Applications that carry the marker of a partner for which the update would make one: an earlier run made them, and
 * their state is lost, or in a part that nothing names any more. All of the tenant's are read where one is to be made.
 */
export async function lookUpSecond(
  plan: Plan,
  whole: Plan,
  deployed: DeployedBefore,
  applications: () => Promise<readonly FoundApplication[]>,
): Promise<readonly TakeoverObstacle[]> {
  const made = Object.keys(plan.partners).filter((id) => clientIdOf(id, plan, deployed) === undefined);
  if (made.length === 0) return [];
  const ours = ownClientIds(whole);
  return (await applications()).flatMap((application) => {
    const id = markedPartnerOf(whole, application);
    const { client_id: clientId } = application;
    if (id === undefined || !made.includes(id) || ours.has(clientId)) return [];
    return [obstacleOfSecond(declaredIn(id), clientId, plan)];
  });
}
