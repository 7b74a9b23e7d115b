// The declarations beside Pulumi.yaml, checked, become resources.
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { diskSource } from "../load/source.ts";
import { checkedPlan, EXPECTED_CHECKSUM } from "./checked-plan.ts";
import { deploy, type StackOutputs } from "./deploy.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Gives the stack's outputs. Deploys no plan but the expected one, if any. */
export async function program(): Promise<StackOutputs> {
  return deploy(checkedPlan(diskSource(ROOT), pulumi.getStack(), process.env[EXPECTED_CHECKSUM]));
}
