// A stack's backend and its tenant, as the program asks them: what that needs is loaded when it is asked.
import * as pulumi from "@pulumi/pulumi";
import type { FirstFacts, Made } from "../first/facts.ts";
import type { Plan } from "../plan/types.ts";
import type { PulumiSettings } from "../pulumi/cli.ts";
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

/** Of a state that is a file: an update begins with writing it, which is not done in one step. Source: pulumi/pulumi, pkg/backend/diy/state.go (read 2026-11) */
const BEING_WRITTEN = "failed to load checkpoint";

/** What was written in the meantime, or is damaged. */
const TIMES_READ = 3;

/** @throws UserError where the state cannot be read, or stays unreadable */
async function readState(
  settings: PulumiSettings,
  mayBeMissing: boolean,
  left = TIMES_READ - 1,
): Promise<StackState> {
  const { exportStack } = await import("../pulumi/cli.ts");
  try {
    return stateIn(await exportStack(settings, { mayBeMissing }));
  } catch (error) {
    if (left === 0 || !(error as Error).message.includes(BEING_WRITTEN)) throw error;
    return await readState(settings, mayBeMissing, left - 1);
  }
}

/** The real one. `root` is the folder of the declarations; of the installed Pulumi the state is asked. */
export const worldOf = (root: string, env: Env): World => ({
  async factsOf(plan, made) {
    const { lookAtTenant } = await import("../first/look.ts");
    return await lookAtTenant(plan, root, env, made);
  },
  stateOf(stack) {
    const settings = { stack: qualified(stack), cwd: root, env };
    // The one that is being deployed is there: were it not found, it would be another backend.
    return readState(settings, stack !== pulumi.getStack());
  },
});

/** The same, begun before it is needed: its error is that of the one who awaits it. */
export function begun<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/**
 * The real one, with the state of the stack that is deployed asked for at once: Pulumi exports it while the code of the
 * program is loaded and the declarations are read.
 */
export function worldBegun(env: Env): World {
  const [here, world] = [pulumi.getStack(), worldOf(pulumi.getRootDirectory(), env)];
  const own = begun(world.stateOf(here));
  return { ...world, stateOf: (stack) => (stack === here ? own : world.stateOf(stack)) };
}
