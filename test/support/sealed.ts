// A plan, deployed as the program does: each resource and output is compared with it.
import { deploy } from "../../src/infra/deploy.ts";
import { seal } from "../../src/infra/seal.ts";
import type { Plan } from "../../src/plan/types.ts";

export async function sealedDeploy(plan: Plan) {
  const ids = Object.fromEntries(Object.keys(plan.connections).map((name) => [name, `con_${name}`]));
  const sealed = seal();
  sealed.expect(plan, ids);
  return sealed.close(await deploy(plan, undefined, ids));
}
