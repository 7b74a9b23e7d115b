// Who may write Actions may delete the run that made a record: then nobody can tell what the record is worth.
import { expect, test } from "vitest";
import { lastDeployedTo } from "../../scripts/github-deployments.ts";
import { githubWith } from "./support/github.ts";

const SHA = "d".repeat(40);

test("a record whose run is gone stops the deployment, and says which and what to do", async () => {
  const log_url = "https://github.example/our-app/partner-access/actions/runs/7/job/9";
  const github = githubWith({
    "/deployments": [{ id: 1, sha: SHA, created_at: "2026-11-24T08:00:00Z" }],
    "/deployments/1/statuses": [{ state: "success", log_url }],
  });
  const stopped = lastDeployedTo(github, "prod-deployed");
  await expect(stopped).rejects.toThrow(
    `the run that made deployment 1 of prod-deployed is gone, so nobody can tell whether ${SHA} was deployed: see `,
  );
  await expect(stopped).rejects.toThrow("docs/ci.md#a-record-or-a-run-was-deleted");
});
