// GitHub's environments → what was deployed to one last, and whether people approve what comes next.
import type { Github } from "./github.ts";
import { commitSha } from "./step.ts";

/**
 * The commit that the newest successful deployment to an environment deployed, or undefined when there was none.
 *
 * Source: https://docs.github.com/en/rest/deployments/statuses (read 2026-11)
 */
export async function lastDeployedTo(github: Github, environment: string): Promise<string | undefined> {
  const query = new URLSearchParams({ environment, per_page: "100" });
  const deployments = (await github.request("GET", `/deployments?${query}`)) as { id: number; sha: string }[];
  for (const { id, sha } of deployments) {
    const statuses = (await github.request("GET", `/deployments/${id}/statuses?per_page=100`)) as {
      state: string;
    }[];
    if (statuses.some(({ state }) => state === "success")) return commitSha(sha);
  }
  return undefined;
}

/**
 * Throws an Error when a stack asks for approval and its environment does not: GitHub makes an environment that it does
 * not know yet, and asks nobody.
 *
 * Source: https://docs.github.com/en/rest/deployments/environments#get-an-environment (read 2026-11)
 */
export async function refuseUnapproved(github: Github, stack: string): Promise<void> {
  const { protection_rules = [] } = (await github.request("GET", `/environments/${stack}`)) as {
    protection_rules?: readonly { readonly type: string }[];
  };
  if (protection_rules.some(({ type }) => type === "required_reviewers")) return;
  throw new Error(
    `Pulumi.${stack}.yaml says approval: true, and the environment ${stack} has no required reviewers: add them in ` +
      "the repository's settings, or write approval: false",
  );
}
