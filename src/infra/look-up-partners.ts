// Partners whose applications the tenant has already → the ids of the grants that come with them, and what may not.
import { getClient } from "@pulumi/auth0/getClient.js";
import { getClientGrants } from "@pulumi/auth0/getClientGrants.js";
import * as pulumi from "@pulumi/pulumi";
import { bearerOf } from "../identity/names.ts";
import { type GrantColumns, plannedGrantOf } from "../identity/natural-keys.ts";
import { obstacleOfFurther, obstacleOfMissing, obstacleOfWider } from "../identity/takeover.ts";
import type { Plan } from "../plan/types.ts";
import { type AdoptedGrants, type Look, orMissing } from "./asked.ts";
import { type DeployedBefore, isDeployedApplication, settledGrants } from "./deployed.ts";

const NONE: Look<AdoptedGrants> = { found: [], obstacles: [] };

/** The application that a partner has, or takes over; undefined where the update makes it. */
const clientIdOf = (id: string, { partners }: Plan, { applications }: DeployedBefore) =>
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
  const { grants, adopts } = planned;
  const settled = settledGrants({ clientId, grants }, deployed);
  if (adopts === undefined && settled.length === Object.keys(grants).length) return NONE;
  const isHeld = ({ audience, subject_type: subjectType = "client" }: GrantColumns) =>
    deployed.grants.some(
      (one) => one.clientId === clientId && one.audience === audience && one.subject_type === subjectType,
    );
  const where = `partners/${id}.yaml`;
  const isNew = !isDeployedApplication(clientId, deployed);
  if (isNew && !(await orMissing(plan, `the application of ${where}`, getClient({ clientId }))))
    return { found: [], obstacles: [obstacleOfMissing(where, clientId, plan)] };
  const answer = await orMissing(plan, `the grants of ${where}`, getClientGrants({ clientId }));
  const adopted: Record<string, string> = {};
  const obstacles: string[] = [];
  for (const live of answer?.clientGrants ?? []) {
    const columns = { audience: live.audience, subject_type: live.subjectType || undefined };
    const key = plannedGrantOf(grants, columns);
    const grant = key === undefined ? undefined : grants[key];
    if (key !== undefined && grant) {
      adopted[key] = live.id;
      // Whoever takes an application over has seen in the preview what it loses.
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
