// Entry for plain `pulumi preview` and `pulumi up`: the declarations beside Pulumi.yaml, checked, become resources.
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { diskSource } from "../load/source.ts";
import { checkDeclarations } from "../pipeline.ts";
import { planStack } from "../plan/plan.ts";
import { deploy } from "./deploy.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Pulumi awaits it and takes what it returns as the stack's outputs; a RunError is printed without a stack trace. */
export default async function program() {
  const stack = pulumi.getStack();
  const { workspace, findings } = checkDeclarations(diskSource(ROOT));
  if (findings.length > 0) {
    const list = findings.map(
      ({ file, line, column, what, rule }) => `${file}:${line}:${column}: ${what} [${rule}]`,
    );
    throw new pulumi.RunError(
      `nothing is deployed, since the declarations have findings:\n${list.join("\n")}\n` +
        "`npm run -s partner-access -- check` shows each with its reason and its fix",
    );
  }
  if (!workspace.stacks.has(stack))
    throw new pulumi.RunError(`stack ${stack} has no settings: write Pulumi.${stack}.yaml beside the others`);
  return deploy(planStack(workspace, stack));
}
