// A stack's backend and its tenant, as the program asks them: what that needs is loaded when it is asked.
import * as pulumi from "@pulumi/pulumi";
import type { FirstFacts, Made } from "../first/facts.ts";
import type { Plan } from "../plan/types.ts";
import { type StackState, stateIn } from "../pulumi/state.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What is outside of the declarations and asked before anything is declared. */
export interface World {
  /** What a first update meets in the tenant. @throws UserError where the tenant does not tell */
  factsOf(plan: Plan, made: Made): Promise<FirstFacts>;
  /** The state of a Pulumi stack, an empty one where nobody has made that other stack. @throws UserError where it cannot be read */
  stateOf(pulumiStack: string): Promise<StackState>;
}

/**
 * On Pulumi Cloud a bare name means the stack of one's default organization; other backends have none.
 * Source: https://www.pulumi.com/docs/iac/concepts/stacks/ (read 2026-11)
 */
function qualified(pulumiStack: string): string {
  const organization = pulumi.getOrganization();
  return organization === "organization"
    ? pulumiStack
    : `${organization}/${pulumi.getProject()}/${pulumiStack}`;
}

/** The real one. `root` is the folder of the declarations; of the installed Pulumi the state is asked. */
export const worldOf = (root: string, env: Env): World => ({
  async factsOf(plan, made) {
    const { lookAtTenant } = await import("../first/look.ts");
    return await lookAtTenant(plan, root, env, made);
  },
  async stateOf(stack) {
    const { exportStack } = await import("../pulumi/cli.ts");
    const settings = { stack: qualified(stack), cwd: root, env };
    // The one that is being deployed is there: were it not found, it would be another backend.
    const isOther = stack !== pulumi.getStack();
    try {
      return stateIn(await exportStack(settings, { mayBeMissing: isOther }));
    } catch (error) {
      if (isOther) throw error;
      // An update begins with writing it, which is not done in one step where the state is a file.
      return stateIn(await exportStack(settings));
    }
  },
});

/**
 * The real one, with the state of the stack that is previewed asked for at once: Pulumi exports it while the code of the
 * program is loaded and the declarations are read. An update writes it meanwhile, so there it is asked for later. Only
 * who awaits it learns of an error.
 */
export function worldBegun(env: Env): World {
  const [here, world] = [pulumi.getStack(), worldOf(pulumi.getRootDirectory(), env)];
  if (!pulumi.runtime.isDryRun()) return world;
  const own = world.stateOf(here);
  own.catch(() => undefined);
  return { ...world, stateOf: (stack) => (stack === here ? own : world.stateOf(stack)) };
}
