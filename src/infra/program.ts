// The declarations beside Pulumi.yaml, checked, become resources.
import * as pulumi from "@pulumi/pulumi";
import { refuseOthersBesideCode } from "../load/project.ts";
import { declaredSource } from "../load/source.ts";
import { onlyPartner, partOf } from "../plan/part.ts";
import { stackOutputs } from "../pulumi/state.ts";
import { TARGETS, targetedPartner } from "../pulumi/urns.ts";
import {
  isFirstUpdate,
  refuseDropped,
  refuseEarlyPart,
  refuseLosses,
  refuseSecond,
  refuseTurned,
  stateOf,
} from "./before.ts";
import { checkedStack, EXPECTED_CHECKSUM, refuseOther } from "./checked-plan.ts";
import { sumsBeside } from "./committed.ts";
import { refuseWithoutCredentials } from "./credentials.ts";
import { deploy, lookUpConnections, type StackOutputs } from "./deploy.ts";
import { deployOne, LIMIT } from "./deploy-one.ts";
import { deployedIn } from "./deployed.ts";
import { lookUpTenant } from "./look-up.ts";
import { refuseOtherProvider } from "./provider.ts";
import { seal } from "./seal.ts";
import { refuseUnfinished } from "./unfinished.ts";
import { begun, type World } from "./world.ts";

/** The folder of Pulumi.yaml, as Pulumi gives it to its programs. */
function rootOfProject(): string {
  const root = pulumi.getRootDirectory();
  try {
    refuseOthersBesideCode(root);
  } catch (error) {
    // There it is Pulumi's project that says where.
    throw new pulumi.RunError(
      `nothing is deployed: ${(error as Error).message.replace(/, or say with --root.*/, "")}`,
    );
  }
  return root;
}

/** Deploys what is declared below `root`, and gives the stack's outputs. Deploys no plan but the expected one, if any; of that one partner, if so limited. */
export async function program(world: World, root = rootOfProject()): Promise<StackOutputs> {
  const { env } = process;
  const sealed = seal();
  const here = pulumi.getStack();
  const expected = env[EXPECTED_CHECKSUM];
  const { plan: whole, pulumiStacks } = checkedStack(declaredSource(root), here);
  const plan = partOf(whole, here);
  const partner = targetedPartner(env[TARGETS], here, plan.aws !== undefined);
  refuseOtherProvider(env, plan);
  const sums = expected === undefined ? {} : await sumsBeside(root, here);
  refuseWithoutCredentials(env, plan.domain);
  const declared = partner === undefined ? plan : onlyPartner(plan, partner);
  const read = (pulumiStack: string) => stateOf(world, pulumiStack, here);
  const state = await read(here);
  // Not asked of the engine, which would send the outputs of all partners in a message of their own.
  const before: Partial<StackOutputs> = stackOutputs(state);
  const isFirst = isFirstUpdate(whole, before);
  if (!isFirst && expected !== undefined) refuseOther(whole, expected, sums);
  await refuseEarlyPart(plan, state, read);
  const update = { whole, plan, state, others: pulumiStacks.filter((one) => one !== here), read };
  await refuseLosses(update, { isReviewed: expected !== undefined, only: partner });
  await refuseUnfinished(plan, state, partner);
  await refuseSecond(update);
  const deployed = deployedIn(state);
  await refuseTurned(update);
  if (expected === undefined && partner === undefined) refuseDropped(plan, deployed);
  // Not before: the tenant may be another than the state's, to which no credentials go, and which the first question
  // of an update makes the engine write into the state.
  const connections = begun(lookUpConnections(declared));
  const reviewed = async () => {
    // Later than the start: only a first update reads the tenant.
    const { refuseUnreviewed } = await import("./first.ts");
    await refuseUnreviewed(whole, expected, sums, state, world);
  };
  // What is shared is not a target: nothing of it can stand in the way of taking one partner's access away.
  const looked = partner === undefined ? plan : { ...declared, apis: {}, actions: {}, ownApplications: {} };
  const lookedUp = begun(lookUpTenant(looked, whole, deployed));
  const review = isFirst ? begun(reviewed()) : undefined;
  const takenOver = await lookedUp;
  await review;
  const connectionIds = await connections;
  if (partner === undefined) {
    sealed.expect(plan, connectionIds, takenOver);
    return sealed.close(await deploy(plan, takenOver, connectionIds));
  }
  sealed.expect(declared, connectionIds, takenOver, LIMIT);
  const outputs = await deployOne(plan, partner, before, takenOver, connectionIds);
  sealed.close();
  return outputs;
}
