// The declarations beside Pulumi.yaml, checked, become resources.
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { declaredSource } from "../load/source.ts";
import { onlyPartner, partOf } from "../plan/part.ts";
import { TARGETS, targetedPartner } from "../pulumi/urns.ts";
import { heldBefore, isFirstUpdate, outputsBefore, refuseLosses } from "./before.ts";
import { checkedPlan, EXPECTED_CHECKSUM, refuseOther } from "./checked-plan.ts";
import { refuseWithoutCredentials } from "./credentials.ts";
import { deploy, type StackOutputs } from "./deploy.ts";
import { deployOne } from "./deploy-one.ts";
import { deployedIn } from "./deployed.ts";
import type { World } from "./first.ts";
import { lookUpTenant } from "./look-up.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Deploys what is declared below `root`, and gives the stack's outputs. Deploys no plan but the expected one, if any; of that one partner, if so limited. */
export async function program(root = ROOT, world?: World): Promise<StackOutputs> {
  const { env } = process;
  const expected = env[EXPECTED_CHECKSUM];
  const whole = checkedPlan(declaredSource(root), pulumi.getStack());
  const plan = partOf(whole, pulumi.getStack());
  const partner = targetedPartner(env[TARGETS], pulumi.getStack(), plan.aws !== undefined);
  refuseWithoutCredentials(env, plan.domain);
  const before = await outputsBefore();
  const isFirst = isFirstUpdate(whole, before);
  if (!isFirst && expected !== undefined) refuseOther(whole, expected);
  const place = { cwd: root, env };
  const told = await heldBefore(plan, before, place);
  const held = await refuseLosses(whole, plan, told, { isReviewed: expected !== undefined, place });
  const deployed = deployedIn(before, held);
  const reviewed = async () => {
    // Later than the start: only a first update reads the tenant.
    const { refuseUnreviewed, worldOf } = await import("./first.ts");
    await refuseUnreviewed(whole, expected, world ?? worldOf(root, env));
  };
  if (partner !== undefined) {
    // What is shared is no target: nothing of it can stand in the way of taking one partner's access away.
    const one = { ...onlyPartner(plan, partner), apis: {}, actions: {}, ownApplications: {} };
    await lookUpTenant(one, whole, deployed);
    if (isFirst) await reviewed();
    return deployOne(plan, partner, before);
  }
  const takenOver = await lookUpTenant(plan, whole, deployed);
  if (isFirst) await reviewed();
  return deploy(plan, takenOver);
}
