// What main says and what runs → the review of each stack for its approver, and for its deployment the checksum, what
// it was compared with and its parts.
import { execFileSync, spawnSync } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workspace } from "../src/model/workspace.ts";
import { CHECKSUM } from "../src/plan/checksum.ts";
import { sharedStacks } from "../src/repository/stacks.ts";
import { type Host, hostFrom } from "./host.ts";
import { lockAt, lockIn } from "./locked.ts";
import { declared } from "./pulumi-stacks.ts";
import { commitSha, setting, step } from "./step.ts";
import { againstRevision, type Comparison } from "./upgrade.ts";
import { deployedVersionSection } from "./version-section.ts";

const BIN = fileURLToPath(new URL(`../src/cli/bin${extname(import.meta.filename)}`, import.meta.url));

/**
 * The environment whose deployments say that all of a stack was deployed: its own Pulumi stack and, after it, its parts.
 * A deployment to the stack's own environment is one job's, and the others may have failed.
 */
export const recordOf = (stack: string): string => `${stack}-deployed`;

/** What an output says where nothing was deployed yet: an empty one would look like a forgotten one. */
const NOTHING = "nothing";

/**
 * Throws an Error when something else was deployed since the review. A job can be run again weeks later with the old
 * review's outputs and the old commit, and would undo all that came after it: the suspension of a partner, say.
 *
 * Source: https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs (read 2026-11)
 */
export async function stillDeployed(
  host: Pick<Host, "lastDeployed">,
  stack: string,
  reviewed: string,
): Promise<void> {
  const expected = reviewed === NOTHING ? NOTHING : commitSha(reviewed);
  const deployed = (await host.lastDeployed(recordOf(stack))) ?? NOTHING;
  if (deployed !== expected)
    throw new Error(
      `${stack} was reviewed against ${expected}, and ${deployed} was deployed since: start a new run on main`,
    );
}

/** The one checksum of a review as JSON. Throws an Error when it is not there or could be read as something else. */
export function reviewedChecksum(json: string, stack: string): string {
  const { checksums = [] } = JSON.parse(json) as { checksums?: { stack: string; checksum: string }[] };
  const found = checksums.filter((entry) => entry.stack === stack).map(({ checksum }) => checksum);
  const [checksum = ""] = found;
  if (found.length !== 1 || !CHECKSUM.test(checksum))
    throw new Error(`the review of ${stack} gave no usable checksum`);
  return checksum;
}

/** Throws an Error when nothing could be reviewed, or the declarations have findings: neither may be deployed. */
function review(stack: string, base: string | undefined, format: "json" | "markdown"): string {
  const compared = base === undefined ? ["--against-nothing"] : ["--base", base, "--exact-base"];
  const args = ["review", "--stack", stack, ...compared, "--format", format];
  const { status, stdout } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0)
    throw new Error(`the review of ${stack} ended with exit code ${status}: nothing is deployed`);
  return stdout;
}

const gitStatus = (...args: string[]) => spawnSync("git", args).status ?? 1;
const isKnown = (sha: string) => gitStatus("cat-file", "-e", `${sha}^{commit}`) === 0;

/**
 * Throws an Error when a commit that contains `head` was deployed already. Running an old deployment again is not how
 * to go back: a revert on main is reviewed by the owners of what it changes.
 */
export function refuseOlder(head: string, deployed: string, git: (...args: string[]) => number): void {
  if (head !== deployed && git("merge-base", "--is-ancestor", head, deployed) === 0)
    throw new Error(`${deployed} was deployed and is newer than ${head}: to go back, revert it on main`);
}

/**
 * Throws an Error unless these are the shared stacks in the order of their deployment: a pipeline that was made before
 * a stack came would leave it out, and nobody would see.
 */
export function refuseOtherStacks(workspace: Workspace, named: readonly string[]): void {
  const declared = sharedStacks(workspace).map(({ id }) => id);
  if (named.join() !== declared.join())
    throw new Error(
      `the workflow deploys ${named.join(", ")}, and declared are ${declared.join(", ")}: npm run generate`,
    );
}

/** Whether `deployed` is one of the commits that `head` is made of; the same one is. */
export const isAncestor = (deployed: string, head: string, git: (...args: string[]) => number): boolean =>
  git("merge-base", "--is-ancestor", deployed, head) === 0;

/** What a review of `head` compares with, in a sentence for the approver. */
export function comparedWith(head: string, deployed: string | undefined, counts: boolean): string {
  if (deployed === undefined) return "Nothing is known to be deployed yet, so all of it is new.";
  if (!counts)
    return `${deployed} was deployed last. It is not an earlier commit of this branch, so it does not count: all of it is new.`;
  if (deployed === head)
    return `Against ${deployed}, which was deployed last and is this very commit: it is deployed once more, and no difference can be shown.`;
  return `Against ${deployed}, which was deployed last.`;
}

/** What the version that deployed last would make otherwise, by the stacks that it deployed. */
export function otherVersions(root: string): (stack: string, base: string | undefined) => string {
  const comparisons = new Map<string, Comparison>();
  return (stack, base) => {
    if (base === undefined) return "";
    return deployedVersionSection({ locks: { base: lockAt(root, base), head: lockIn(root) }, base }, () => {
      const comparison = comparisons.get(base) ?? againstRevision(root, base);
      comparisons.set(base, comparison);
      return comparison(stack);
    });
  };
}

async function reviewAll(stacks: readonly string[]): Promise<number> {
  const host = hostFrom(process.env);
  const head = commitSha(execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim());
  const workspace = declared();
  refuseOtherStacks(workspace, stacks);
  const otherVersion = otherVersions(process.cwd());
  for (const { id: stack, approval, parts } of sharedStacks(workspace)) {
    if (approval) await host.refuseUnapproved(stack);
    const deployed = await host.lastDeployed(recordOf(stack));
    const known = deployed !== undefined && isKnown(deployed);
    if (known) refuseOlder(head, deployed, gitStatus);
    const counts = known && isAncestor(deployed, head, gitStatus);
    const against = comparedWith(head, deployed, counts);
    const base = counts ? deployed : undefined;
    const checksum = reviewedChecksum(review(stack, base, "json"), stack);
    const text = `# ${stack}\n\n${against}\n\n${review(stack, base, "markdown")}\n${otherVersion(stack, base)}`;
    host.keep(stack, text, { checksum, base: deployed ?? NOTHING, parts });
  }
  return 0;
}

/** `deploy-review.ts STACK…` reviews; `deploy-review.ts --still STACK` asks whether the review still holds. */
async function main([first = "", ...others]: readonly string[]): Promise<number> {
  if (first !== "--still") return reviewAll([first, ...others]);
  const { env } = process;
  await stillDeployed(hostFrom(env), others[0] ?? "", setting(env, "REVIEWED_AGAINST"));
  return 0;
}

if (import.meta.main) await step(() => main(process.argv.slice(2)));
