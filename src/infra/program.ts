// The declarations beside Pulumi.yaml, checked, become resources.
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { declaredSource } from "../load/source.ts";
import { TARGETS, targetedPartner } from "../pulumi/urns.ts";
import { outputsBefore, refuseMisnamed } from "./before.ts";
import { checkedPlan, EXPECTED_CHECKSUM } from "./checked-plan.ts";
import { deploy, type StackOutputs } from "./deploy.ts";
import { deployOne } from "./deploy-one.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Deploys what is declared below `root`, and gives the stack's outputs. Deploys no plan but the expected one, if any; of that one partner, if so limited. */
export async function program(root = ROOT): Promise<StackOutputs> {
  const { env } = process;
  const plan = checkedPlan(declaredSource(root), pulumi.getStack(), env[EXPECTED_CHECKSUM]);
  const partner = targetedPartner(env[TARGETS], pulumi.getStack(), plan.aws !== undefined);
  const before = await outputsBefore();
  refuseMisnamed(plan, before);
  return partner === undefined ? deploy(plan) : deployOne(plan, partner, before);
}
