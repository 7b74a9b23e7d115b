import { spawnSync } from "node:child_process";
import { afterAll, describe, expect, test } from "vitest";
import {
  comparedWith,
  isAncestor,
  refuseOlder,
  refuseOtherStacks,
  reviewedChecksum,
  stillDeployed,
} from "../../scripts/deploy-review.ts";
import type { Github } from "../../scripts/github.ts";
import { lastDeployedTo, refuseUnapproved } from "../../scripts/github-deployments.ts";
import { createRepository } from "../support/repository.ts";
import { workspace } from "../support/workspace.ts";
import { githubWith } from "./support/github.ts";

const [MADE, DONE] = ["2026-11-24T08:00:00Z", "2026-11-24T08:05:00Z"];
const NEW = "c".repeat(40);
const OLD = "d".repeat(40);
const CHECKSUM = `${"0123456789abcdef".repeat(4)}-01234567-89abcdef-none`;
const asHost = (github: Github) => ({
  lastDeployed: (environment: string) => lastDeployedTo(github, environment),
});
const statuses = (...states: string[]) => states.map((state) => ({ state, log_url: logOf(7) }));
const logOf = (run: number, repository = "our-app/partner-access") =>
  `https://github.example/${repository}/actions/runs/${run}/job/9`;
/** The run and the job of deploy.yml that made a record of the stack prod. */
const madeBy = (sha: string, run: object = {}, job: object = {}) => ({
  "/actions/runs/7": {
    path: ".github/workflows/deploy.yml",
    head_branch: "main",
    event: "push",
    head_sha: sha,
    created_at: MADE,
    ...run,
  },
  "/actions/workflows/deploy.yml/runs": { workflow_runs: [{ id: 7 }] },
  "/actions/jobs/9": {
    run_id: 7,
    head_sha: sha,
    conclusion: "success",
    name: "prod / deployed",
    completed_at: DONE,
    ...job,
  },
});

describe("the last deployed commit", () => {
  test.for([
    { name: "the newest that succeeded", newest: ["success"], older: ["success"], sha: NEW },
    { name: "one that a newer one has replaced since", newest: ["inactive", "success"], older: [], sha: NEW },
    {
      name: "not one that failed",
      newest: ["failure", "in_progress"],
      older: ["inactive", "success"],
      sha: OLD,
    },
    { name: "not one that waits for approval", newest: ["waiting"], older: ["success"], sha: OLD },
    { name: "not one that was refused", newest: ["error"], older: ["error"], sha: undefined },
  ])("is $name", async ({ newest, older, sha }) => {
    const github = githubWith({
      "/deployments": (query: URLSearchParams) =>
        query.get("environment") === "prod-deployed"
          ? [
              { id: 2, sha: NEW, created_at: MADE },
              { id: 1, sha: OLD, created_at: MADE },
            ]
          : [],
      "/deployments/2/statuses": statuses(...newest),
      "/deployments/1/statuses": statuses(...older),
      ...madeBy(sha ?? NEW),
    });
    expect(await lastDeployedTo(github, "prod-deployed")).toBe(sha);
    expect(await lastDeployedTo(github, "dev-deployed")).toBeUndefined();
  });

  test.for([
    { name: "has the address of no run", status: { log_url: "https://github.example" } },
    { name: "has the address of a run elsewhere", status: { log_url: logOf(7, "evil/partner-access") } },
    { name: "is of another workflow", run: { path: ".github/workflows/check.yml" } },
    { name: "is of a branch", run: { head_branch: "topic" } },
    { name: "is of a pull request", run: { event: "pull_request" } },
    { name: "is of a run of another commit", run: { head_sha: OLD } },
    { name: "is of a job of another run", job: { run_id: 8 } },
    { name: "is of a job that failed", job: { conclusion: "failure" } },
    { name: "is of another job", job: { name: "dev / deployed" } },
    { name: "is of a tag called main", run: { path: ".github/workflows/deploy.yml@refs/tags/main" } },
    { name: "was made after its job had ended", job: { completed_at: "2026-11-20T08:05:00Z" } },
    { name: "is of a job that goes on", job: { completed_at: null } },
  ])("is not one whose record $name, and that is told", async ({ status = {}, run = {}, job = {} }) => {
    const github = githubWith({
      "/deployments": [{ id: 2, sha: NEW, created_at: MADE }],
      "/deployments/2/statuses": [{ state: "success", log_url: logOf(7), ...status }],
      ...madeBy(NEW, run, job),
    });
    const told: string[] = [];
    const tell = (message: string) => told.push(message);
    expect(await lastDeployedTo(github, "prod-deployed", tell)).toBeUndefined();
    expect(told).toEqual([expect.stringContaining("deployment 2 of prod-deployed does not count")]);
  });
});

describe("a record that somebody deleted", () => {
  const LATER = "2026-11-24T09:00:00Z";
  const later = { name: "prod / deployed", head_sha: NEW, conclusion: "success", completed_at: LATER };
  const DEPLOY = { path: ".github/workflows/deploy.yml", head_branch: "main", event: "push" };
  const withJobs = (jobs: readonly object[], run: object = {}) =>
    githubWith({
      "/deployments": [{ id: 1, sha: OLD, created_at: MADE }],
      "/deployments/1/statuses": statuses("success"),
      ...madeBy(OLD),
      "/actions/workflows/deploy.yml/runs": (query: URLSearchParams) => {
        expect(Object.fromEntries(query)).toMatchObject({ branch: "main", created: `>=${MADE}` });
        return {
          workflow_runs: [
            { id: 8, ...DEPLOY, ...run },
            { id: 7, ...DEPLOY },
          ],
        };
      },
      "/actions/runs/8/jobs": (query: URLSearchParams) => {
        const from = (Number(query.get("page")) - 1) * 100;
        return { jobs: jobs.slice(from, from + 100) };
      },
    });

  test("is made good by the job that made it, and that is told", async () => {
    const told: string[] = [];
    const github = withJobs([{ ...later, name: "prod / deploy" }, later]);
    const tell = (message: string) => told.push(message);
    expect(await lastDeployedTo(github, "prod-deployed", tell)).toBe(NEW);
    expect(told).toEqual([`a later job deployed ${NEW} to prod-deployed, and its record is gone: it counts`]);
  });

  test("is made good also where the run has more jobs than GitHub gives at once", async () => {
    const parts = Array.from({ length: 100 }, (_, part) => ({ ...later, name: `prod / part ${part}` }));
    expect(await lastDeployedTo(withJobs([...parts, later]), "prod-deployed")).toBe(NEW);
  });

  test.for([
    { name: "failed", job: { conclusion: "failure" } },
    { name: "goes on", job: { conclusion: null, completed_at: null } },
    { name: "is another stack's", job: { name: "dev / deployed" } },
    { name: "ended before the record's", job: { completed_at: "2026-11-24T08:04:00Z" } },
    { name: "a tag called main ran", run: { path: ".github/workflows/deploy.yml@refs/tags/main" } },
    { name: "a pull request of a branch called main ran", run: { event: "pull_request" } },
  ])("is not one of a job that $name", async ({ job = {}, run = {} }) => {
    expect(await lastDeployedTo(withJobs([{ ...later, ...job }], run), "prod-deployed")).toBe(OLD);
  });
});

describe("a job that is run again", () => {
  const deployed = (...shas: string[]) =>
    asHost(
      githubWith({
        "/deployments": shas.map((sha, id) => ({ id, sha, created_at: MADE })),
        ...Object.fromEntries(shas.map((_, id) => [`/deployments/${id}/statuses`, statuses("success")])),
        ...madeBy(shas[0] ?? NEW),
      }),
    );

  test.for([
    { name: "what was reviewed against still runs", github: deployed(OLD), reviewed: OLD },
    { name: "there is still nothing", github: deployed(), reviewed: "nothing" },
  ])("deploys when $name", async ({ github, reviewed }) => {
    await expect(stillDeployed(github, "prod", reviewed)).resolves.toBeUndefined();
  });

  test.for([
    { name: "something newer was deployed since", github: deployed(NEW, OLD), reviewed: OLD },
    { name: "something was deployed where there was nothing", github: deployed(NEW), reviewed: "nothing" },
    { name: "nothing is known of what was reviewed against", github: deployed(), reviewed: OLD },
  ])("is refused when $name", async ({ github, reviewed }) => {
    await expect(stillDeployed(github, "prod", reviewed)).rejects.toThrow("start a new run on main");
  });

  test("counts as deployed only what all jobs of the stack deployed", async () => {
    const asked: (string | null)[] = [];
    const github = githubWith({
      "/deployments": (query: URLSearchParams) => {
        asked.push(query.get("environment"));
        return [];
      },
    });
    await stillDeployed(asHost(github), "prod", "nothing");
    expect(asked).toEqual(["prod-deployed"]);
  });

  test("is refused when the review says nothing that could be compared", async () => {
    await expect(stillDeployed(deployed(), "prod", "main")).rejects.toThrow("not a commit's full SHA");
  });
});

describe("a run of an old commit", () => {
  const repository = createRepository();
  afterAll(() => repository.remove());
  const [first, second] = [repository.commit(), repository.commit()];
  const git = (...args: string[]) => spawnSync("git", args, { cwd: repository.folder }).status ?? 1;

  test("is refused when a newer one was deployed", () => {
    expect(() => refuseOlder(first, second, git)).toThrow("to go back, revert it on main");
  });

  test.for([
    { name: "a newer commit", head: second, deployed: first },
    { name: "the deployed commit once more", head: second, deployed: second },
  ])("is not a run of $name", ({ head, deployed }) => {
    expect(() => refuseOlder(head, deployed, git)).not.toThrow();
  });
});

describe("what a review compares with", () => {
  const repository = createRepository();
  afterAll(() => repository.remove());
  const [first, head] = [repository.commit(), repository.commit()];
  repository.git("checkout", "--quiet", "--detach", first);
  repository.write({ aside: "" });
  const aside = repository.commit();
  const git = (...args: string[]) => spawnSync("git", args, { cwd: repository.folder }).status ?? 1;

  test("is an earlier commit of the branch, and no other", () => {
    expect([first, head, aside].map((deployed) => isAncestor(deployed, head, git))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("is said: also that a record does not count, and that nothing can be shown", () => {
    expect(comparedWith(head, first, true)).toBe(`Against ${first}, which was deployed last.`);
    expect(comparedWith(head, aside, false)).toContain("so it does not count: all of it is new");
    expect(comparedWith(head, head, true)).toContain("is this very commit: it is deployed once more");
    expect(comparedWith(head, undefined, false)).toContain("all of it is new");
  });
});

describe("the stacks of a pipeline", () => {
  test.for([["local", "prod"], ["prod", "dev"], []])(
    "are refused where they are not those declared: %j",
    (named) => {
      expect(() => refuseOtherStacks(workspace(), named)).toThrow("declared are prod: npm run generate");
    },
  );

  test("are those declared", () => {
    expect(() => refuseOtherStacks(workspace(), ["prod"])).not.toThrow();
  });
});

describe("a stack that asks for approval", () => {
  const environment = (...types: string[]) =>
    githubWith({ "/environments/prod": { protection_rules: types.map((type) => ({ type })) } });

  test("is deployed where its environment asks for it too", async () => {
    await expect(
      refuseUnapproved(environment("branch_policy", "required_reviewers"), "prod"),
    ).resolves.toBeUndefined();
  });

  test.for([
    { name: "has no reviewers", github: environment("branch_policy", "wait_timer") },
    { name: "has no rules", github: githubWith({ "/environments/prod": {} }) },
  ])("is refused where its environment $name", async ({ github }) => {
    await expect(refuseUnapproved(github, "prod")).rejects.toThrow(
      /^Pulumi\.prod\.yaml says approval: true, and /,
    );
  });

  test("is refused where there is no such environment", async () => {
    await expect(refuseUnapproved(githubWith({}), "prod")).rejects.toThrow("GitHub answered 404");
  });
});

describe("a review's checksum", () => {
  test("is that of the stack", () => {
    const json = JSON.stringify({ checksums: [{ stack: "prod", checksum: CHECKSUM }] });
    expect(reviewedChecksum(json, "prod")).toBe(CHECKSUM);
  });

  test.for([
    { name: "none", checksums: [] },
    { name: "that of another stack", checksums: [{ stack: "dev", checksum: CHECKSUM }] },
    { name: "that of the plan alone", checksums: [{ stack: "prod", checksum: CHECKSUM.slice(0, 64) }] },
    { name: "an empty one", checksums: [{ stack: "prod", checksum: "" }] },
    { name: "one with a line of its own", checksums: [{ stack: "prod", checksum: `${CHECKSUM}\ndev=1` }] },
    {
      name: "two of them",
      checksums: [
        { stack: "prod", checksum: CHECKSUM },
        { stack: "prod", checksum: CHECKSUM.replace(/^0/, "f") },
      ],
    },
    { name: "no list", checksums: undefined },
  ])("is refused: $name", ({ checksums }) => {
    expect(() => reviewedChecksum(JSON.stringify({ checksums }), "prod")).toThrow("no usable checksum");
  });
});
