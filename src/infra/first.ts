// The first update of a stack, and a tenant that is in use → a refusal, unless somebody reviewed what it changes there.
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../finding.ts";
import { type FirstFacts, firstSum } from "../first/facts.ts";
import { checksumOf, type Sums, whyOther } from "../plan/checksum.ts";
import type { Plan } from "../plan/types.ts";
import { holdsOurs, objectIdsIn, type StackState } from "../pulumi/state.ts";
import { EXPECTED_CHECKSUM, refuseOther } from "./checked-plan.ts";
import type { World } from "./world.ts";

const COMMAND = (stack: string) => `npm run -s partner-access -- review --against-tenant --stack ${stack}`;

function refusal(
  { stack, domain }: Plan,
  { uses }: FirstFacts,
  expected: string | undefined,
  found: string,
  state: StackState,
): string {
  const which = holdsOurs(state)
    ? `the first update of stack ${stack} has not come to its end`
    : `this is the first update of stack ${stack}`;
  const why =
    expected === undefined
      ? "and nobody reviewed what it changes there"
      : `and ${JSON.stringify(expected)}, from ${EXPECTED_CHECKSUM}, is not the checksum of a review of both as they ` +
        `are now (${whyOther(expected, found, "plan or tenant")})`;
  return [
    `nothing is deployed: ${which}, its tenant ${domain} is in use, ${why}:`,
    ...uses.map((use) => `  - ${use}`),
    `\`${COMMAND(stack)}\` shows what changes for whom; its checksum lets the update through:`,
    `  ${EXPECTED_CHECKSUM}=… pulumi up --stack ${stack}`,
  ].join("\n");
}

/** A preview may be looked at before anybody reviews: it is told what the update will ask for. */
async function refuse(message: string): Promise<void> {
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(message);
  await pulumi.log.warn(message);
}

/**
 * What the tenant would have to tell; undefined where it does not and a preview goes on without.
 *
 * @throws RunError where an update cannot know whom it would meet
 */
async function factsOf(plan: Plan, state: StackState, world: World): Promise<FirstFacts | undefined> {
  try {
    return await world.factsOf(plan, objectIdsIn(state));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await refuse(
      `this is the first update of stack ${plan.stack}, and whether its tenant is in use cannot be told: ${error.message}`,
    );
    return undefined;
  }
}

/**
 * Where the tenant is in use, a first update takes only the checksum of a review of plan and tenant, until one has come to
 * its end: the files may have changed since an interrupted one was reviewed, and its tenant has. Everywhere else
 * it is the checksum of a review of the declarations that counts, if one is expected.
 *
 * @param plan of the whole stack
 * @param sums of the code and settings beside the declarations
 * @param state of the stack's own Pulumi stack
 * @throws RunError with what to run
 */
export async function refuseUnreviewed(
  plan: Plan,
  expected: string | undefined,
  sums: Omit<Sums, "plan">,
  state: StackState,
  world: World,
): Promise<void> {
  const facts = await factsOf(plan, state, world);
  if (facts && facts.refused.length > 0 && !holdsOurs(state))
    return refuse(
      [
        `nothing is deployed: this is the first update of stack ${plan.stack}:`,
        ...facts.refused.map((one) => `  - ${one}`),
      ].join("\n"),
    );
  const found = facts && checksumOf({ ...sums, plan: firstSum(plan, facts) });
  if (found !== undefined && expected === found) return;
  if (facts && facts.uses.length > 0) return refuse(refusal(plan, facts, expected, found ?? "", state));
  if (expected !== undefined) refuseOther(plan, expected, sums);
}
