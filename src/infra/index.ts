// Entry for plain `pulumi preview` and `pulumi up`: the declarations beside Pulumi.yaml, checked, become resources.
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { diskSource } from "../load/source.ts";
import { planDeclarations } from "../pipeline.ts";
import { deploy } from "./deploy.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Pulumi awaits it and takes what it returns as the stack's outputs. */
export default async function program() {
  const result = planDeclarations(diskSource(ROOT), pulumi.getStack());
  // A RunError is printed without a stack trace.
  if (!result.plan) throw new pulumi.RunError(result.text);
  return deploy(result.plan);
}
