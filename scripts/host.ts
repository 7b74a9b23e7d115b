// A pipeline's environment → what its host knows and keeps: GitHub or GitLab, each in its own words.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jobIdOf } from "../src/repository/deploy-workflow.ts";
import { githubFrom } from "./github.ts";
import { lastDeployedTo, refuseUnapproved } from "./github-deployments.ts";
import { gitlabFrom, lastDeployedIn } from "./gitlab.ts";
import { type Environment, setting } from "./step.ts";

/** What the review of one stack hands to its deployment. */
export interface Reviewed {
  readonly checksum: string;
  /** The commit that was deployed when it was reviewed; or that there was none. */
  readonly base: string;
  /** Names of its further Pulumi stacks. */
  readonly parts: readonly string[];
}

export interface Host {
  /** The commit of the newest successful deployment to an environment, or undefined when there was none. */
  lastDeployed(environment: string): Promise<string | undefined>;
  /** Throws an Error where the host could ask people before a deployment to a stack, and does not. */
  refuseUnapproved(stack: string): Promise<void>;
  /** Keeps a review in Markdown for the approver, and what the stack's deployment has to know. */
  keep(stack: string, review: string, reviewed: Reviewed): void;
}

/** Bytes; a step's summary may have 1 MiB, and the rest of it is for headings. */
const LONGEST_SUMMARY = 1_000_000;

function github(env: Environment): Host {
  const api = githubFrom(env);
  let bytes = 0;
  return {
    lastDeployed: (environment) =>
      lastDeployedTo(api, environment, (message) => process.stderr.write(`${message}\n`)),
    refuseUnapproved: (stack) => refuseUnapproved(api, stack),
    keep(stack, review, reviewed) {
      bytes += Buffer.byteLength(review);
      if (bytes > LONGEST_SUMMARY)
        throw new Error(`the review of ${stack} is too long for a summary; deploy in smaller steps`);
      appendFileSync(setting(env, "GITHUB_STEP_SUMMARY"), review);
      appendFileSync(setting(env, "GITHUB_OUTPUT"), `${jobIdOf(stack)}=${JSON.stringify(reviewed)}\n`);
    },
  };
}

/** Where the job's artifact is taken from, relative to the repository. */
export const REVIEWED = "reviewed";

function gitlab(env: Environment, folder: string): Host {
  const api = gitlabFrom(env);
  return {
    lastDeployed: (environment) => lastDeployedIn(api, environment, setting(env, "CI_DEFAULT_BRANCH")),
    // The pipeline itself waits for a person: its job for such a stack is a manual one. Who that may be is the
    // environment's protection, which a job's token may not read.
    // Source: https://docs.gitlab.com/ci/environments/protected_environments/ (read 2026-11)
    refuseUnapproved: async () => undefined,
    keep(stack, review, { checksum, base }) {
      const into = join(folder, REVIEWED);
      mkdirSync(into, { recursive: true });
      for (const [name, text] of Object.entries({ md: review, checksum, base }))
        writeFileSync(join(into, `${stack}.${name}`), text);
    },
  };
}

/** The host that runs this job. `folder` is the repository's. */
export const hostFrom = (env: Environment, folder = process.cwd()): Host =>
  env.GITLAB_CI === "true" ? gitlab(env, folder) : github(env);
