// A plan, and the environment of anyone who deploys it → what its first update meets in the tenant.
import type { Plan } from "../plan/types.ts";
import { openReadingClient } from "../tenant/client.ts";
import { OBJECT_SCOPES } from "../tenant/credentials.ts";
import { explained } from "../tenant/errors.ts";
import { readObjects } from "../tenant/read.ts";
import { wayInto } from "../tenant/way-in.ts";
import { type FirstFacts, firstFacts, type Made } from "./facts.ts";

/**
 * Reads what a deployment may read, and so not the tenant's settings.
 *
 * @param root folder of the declarations
 * @throws UserError where the tenant does not tell
 */
export async function lookAtTenant(
  plan: Plan,
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  made: Made,
): Promise<FirstFacts> {
  const { domain } = plan;
  const access = wayInto(domain, root, env, OBJECT_SCOPES);
  const meter = { calls: 0, onEvent: () => undefined };
  try {
    return firstFacts(plan, await readObjects(await openReadingClient(domain, access, meter), plan), made);
  } catch (error) {
    throw explained(error, domain, OBJECT_SCOPES);
  }
}
