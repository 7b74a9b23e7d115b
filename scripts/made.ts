// Declarations → all that this version makes of them. Other versions are asked for the same, so its form is public.
import { copiedWorkflows } from "../src/cli/init-files.ts";
import { version } from "../src/cli/version.ts";
import { checkedPlan } from "../src/infra/checked-plan.ts";
import { registeredIn } from "../src/infra/registered.ts";
import type { Registered } from "../src/infra/without-engine.ts";
import { load } from "../src/load/load.ts";
import { declaredSource } from "../src/load/source.ts";
import { MADE_FROM_DECLARATIONS } from "../src/repository/generated.ts";
import { SCHEMAS } from "../src/repository/schemas.ts";

export interface MadeStack {
  readonly plan: object;
  /** Inputs and options by URN; absent where a version does not tell them. */
  readonly resources?: Readonly<Record<string, Pick<Registered, "inputs" | "options">>>;
}

export interface Made {
  readonly format: 1;
  readonly version: string;
  readonly stacks: Readonly<Record<string, MadeStack>>;
  /** Texts by path: schemas, what declarations make, of each host, and the workflows that `init` copies. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Without an engine, a tenant, a network or credentials.
 *
 * @param root the folder of the declarations
 * @throws RunError where they have findings
 */
export async function made(root: string): Promise<Made> {
  const source = declaredSource(root);
  const { workspace } = load(source);
  const stacks: Record<string, MadeStack> = {};
  for (const stack of [...workspace.stacks.keys()].sort()) {
    const plan = checkedPlan(source, stack);
    const registered = await registeredIn(source, stack);
    stacks[stack] = {
      plan,
      resources: Object.fromEntries(registered.map(({ urn, inputs, options }) => [urn, { inputs, options }])),
    };
  }
  const texts = [
    ...[...SCHEMAS].map(([file, content]) => [file, content()] as const),
    ...MADE_FROM_DECLARATIONS.map(({ file, content }) => [file, content(workspace)] as const),
    ...copiedWorkflows(),
  ];
  return { format: 1, version: version(), stacks, files: Object.fromEntries(texts) };
}
