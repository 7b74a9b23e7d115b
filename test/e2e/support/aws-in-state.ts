// A plain stack's state, with resources that depend on a partner's application as they do on AWS.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { PlainStack } from "../../support/plain-stack.ts";

interface Kept {
  readonly urn: string;
  readonly type: string;
}

const exported = async (stack: PlainStack) =>
  JSON.parse((await stack.pulumi("stack", "export", "--stack", "dev")).output) as {
    deployment: { resources: Kept[] };
  };

/** URNs in their order. */
export const urnsIn = async (stack: PlainStack): Promise<readonly string[]> =>
  (await exported(stack)).deployment.resources.map(({ urn }) => urn);

/** The partner's place in the catalogue, and a dashboard that depends on that. */
export async function dependOnAws(stack: PlainStack, partner: string): Promise<void> {
  const state = await exported(stack);
  const { resources } = state.deployment;
  const client = resources.find(({ type, urn }) => type.endsWith(":Client") && urn.endsWith(`::${partner}`));
  const add = (type: string, name: string, dependencies: readonly string[]) => {
    const urn = `urn:pulumi:dev::partner-access::${type}::${name}`;
    resources.push({ ...{ urn, type, custom: true, id: name, inputs: { name }, dependencies } } as Kept);
    return urn;
  };
  const parameter = add("aws:ssm/parameter:Parameter", `aws/integrations/${partner}`, [client?.urn ?? ""]);
  add("aws:cloudwatch/dashboard:Dashboard", "aws/boards", [parameter]);
  const file = join(stack.root, "with-aws.json");
  writeFileSync(file, JSON.stringify(state));
  expect(await stack.pulumi("stack", "import", "--stack", "dev", "--file", file)).toMatchObject({ code: 0 });
  rmSync(file);
}
