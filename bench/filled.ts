// A bed → the same bed with everything deployed by our program, as fast as it goes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bed, type Project, STACK } from "./bed.ts";
import { floorResources, floorState } from "./floor-state.ts";
import { type ExportedState, plainState } from "./plain-state.ts";

/**
 * How many objects are made at once, by terraform too. The defaults are 4 for each core, and 10.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/, https://developer.hashicorp.com/terraform/cli/commands/apply (read 2026-11)
 */
export const PARALLEL = 32;

/**
 * As fast as it goes. An update that is killed forgets all that it made, and `recover` finds it by its markers: for first
 * deployments.
 */
export const FAST = ["--parallel", String(PARALLEL)] as const;
export const FAST_ENV = { PULUMI_SKIP_CHECKPOINTS: "true" } as const;

export const fill = (bed: Bed) => bed.up("ours", FAST, FAST_ENV);

const connectionIds = ({ tenant }: Bed): ReadonlyMap<string, string> =>
  new Map(tenant.tenant.store.list("connection").map(({ id, name }) => [String(name), String(id)]));

const exported = async (bed: Bed): Promise<ExportedState> =>
  JSON.parse((await bed.pulumi("ours", ["stack", "export", "--show-secrets", "--stack", STACK])).output);

async function take(bed: Bed, project: Project, state: ExportedState): Promise<void> {
  const file = join(bed.root, `${project}-state.json`);
  writeFileSync(file, JSON.stringify(state));
  await bed.pulumi(project, ["stack", "import", "--file", file, "--stack", STACK]);
}

/** Gives the programs to compare with the states that deploying would have given them; the number of resources at Auth0. */
export async function fillOthers(bed: Bed): Promise<number> {
  const state = await exported(bed);
  const plain = plainState(state, "plain");
  await take(bed, "plain", plain);
  await take(bed, "floor", floorState(state, "floor"));
  writeFileSync(join(bed.root, "floor", "floor.json"), JSON.stringify(floorResources(state)));
  return plain.deployment.resources?.filter(({ type }) => type.startsWith("auth0:")).length ?? 0;
}

/** The floor deploys to a new tenant: ids are those that it gets there. */
export const FLOOR_NEW = { FLOOR_NEW: "true" } as const;

/**
 * Gives the floor of a new bed what is deployed at another.
 *
 * @param bed one that is filled
 */
export async function giveFloor(bed: Bed, anew: Bed): Promise<void> {
  const [there, here] = [connectionIds(bed), connectionIds(anew)];
  let text = JSON.stringify(floorResources(await exported(bed))).replaceAll(bed.domain, anew.domain);
  for (const [name, id] of there) text = text.replaceAll(id, here.get(name) ?? id);
  writeFileSync(join(anew.root, "floor", "floor.json"), text);
}
