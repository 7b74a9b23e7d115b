// A stack of many partners, of which Pulumi is told to touch one: the others are not declared, and stay as they are.
import { ClientGrant } from "@pulumi/auth0/clientGrant.js";
import { onlyPartner } from "../plan/part.ts";
import type { Plan } from "../plan/types.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { deploy, type StackOutputs } from "./deploy.ts";
import type { Expected } from "./expected.ts";
import type { TakenOver } from "./look-up.ts";

/** Pulumi prints it as the name of what is wrong. */
const NOT_LIMITED = "Pulumi is not limited to the one partner that is declared, and would delete the others";

const REFUSED = { clientId: "", audience: "", subjectType: "nobody", scopes: [] };

/** What is registered beside the plan. */
export const LIMIT: readonly Expected[] = [{ type: TYPES.grant, name: NOT_LIMITED, inputs: REFUSED }];

/**
 * What is not declared is deleted, unless Pulumi is limited to targets. So this asks it: a grant that cannot be is
 * refused before anything is deleted, except where it is not a target, since Pulumi then neither checks nor makes it.
 * Source: https://github.com/pulumi/pulumi, pkg/resource/deploy/step_generator.go (read 2026-11)
 */
const refuseUnlessLimited = () => new ClientGrant(NOT_LIMITED, { ...REFUSED, scopes: [] });

/**
 * Declares what is shared and one partner, or none where that one is gone; gives the outputs of the whole stack.
 *
 * @param before the outputs until now: those of the other partners stay
 * @param takenOver what the tenant has already of the partner
 * @throws RunError as `deploy` does
 */
export async function deployOne(
  plan: Plan,
  partner: string,
  before: Partial<StackOutputs>,
  takenOver: TakenOver,
  connectionIds?: Readonly<Record<string, string>>,
): Promise<StackOutputs> {
  refuseUnlessLimited();
  const now = await deploy(onlyPartner(plan, partner), takenOver, connectionIds);
  const { [partner]: _, ...others } = before.partners ?? {};
  return { ...now, ...before, partners: { ...others, ...now.partners } };
}
