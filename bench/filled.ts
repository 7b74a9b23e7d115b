// A bed → the same bed with everything deployed by our program, as fast as it goes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bed, STACK } from "./bed.ts";
import { plainState } from "./plain-state.ts";

/**
 * As fast as it goes. Not how anybody should deploy to a tenant that matters: an update that is killed would forget
 * all that it made.
 */
export const FAST = ["--parallel", "32"] as const;
export const FAST_ENV = { PULUMI_SKIP_CHECKPOINTS: "true" } as const;

export const fill = (bed: Bed) => bed.up("ours", FAST, FAST_ENV);

/** Gives the plain project the state that deploying would have given it; the number of resources at Auth0. */
export async function fillPlain(bed: Bed): Promise<number> {
  const { output } = await bed.pulumi("ours", ["stack", "export", "--show-secrets", "--stack", STACK]);
  const state = plainState(JSON.parse(output), "plain");
  const file = join(bed.root, "plain-state.json");
  writeFileSync(file, JSON.stringify(state));
  await bed.pulumi("plain", ["stack", "import", "--file", file, "--stack", STACK]);
  return state.deployment.resources?.filter(({ type }) => type.startsWith("auth0:")).length ?? 0;
}
