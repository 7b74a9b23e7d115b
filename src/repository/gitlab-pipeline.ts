// Shared stacks → .gitlab-ci.yml: what GitHub's workflows do, as one pipeline of GitLab.

import { page } from "../model/pages.ts";
import { scalar } from "./scalar.ts";
import type { SharedStack } from "./stacks.ts";

const namesOf = (stacks: readonly SharedStack[]) => stacks.map(({ id }) => id).join(" ");

/** Of each job with credentials, before it uses them. */
const WITH_CREDENTIALS = `\
    # What runs with credentials is known by its SHA-256.
    - PULUMI_FOLDER="$(npm run -s install-pulumi)"
    - export PATH="$PULUMI_FOLDER:$PATH"
    - export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
    - printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
    - command -v aws || (apt-get -qq update && apt-get -qq install --no-install-recommends awscli)
`;

const HEAD = `\
# Made by \`npm run generate\` from the stacks' settings; \`check\` says when it is stale.
# Deploys what was reviewed: \`review_stacks\` writes down the plan of each stack and its checksum, people approve that,
# and each deployment refuses any other plan. ${page("docs/ci.md")} has what to set up once.
stages: [check, deploy]

default:
  image: node:24
  interruptible: true
  before_script:
    - npm ci --ignore-scripts

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

# GitLab runs a merge request with the pipeline and the code of its branch: these jobs have no rights at all.
check:
  stage: check
  variables:
    GIT_DEPTH: 0
  before_script:
    - npm ci
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - npm run -s partner-access -- check --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA"
    - npm run check
    - npm run "$(npm run -s lane -- "$CI_MERGE_REQUEST_DIFF_BASE_SHA")"

review:
  stage: check
  variables:
    GIT_DEPTH: 0
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - npm run -s partner-access -- review --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --format html --out review.html
  artifacts:
    # 1 means findings: they are what the review is to show.
    when: always
    expose_as: Review
    paths: [review.html]
    expire_in: 30 days

# What another version of the package deploys otherwise, as both tell it.
upgrade:
  stage: check
  variables:
    GIT_DEPTH: 0
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      changes: [package-lock.json, npm-shrinkwrap.json]
  script:
    - npm run -s upgrade -- --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --out upgrade.txt
  artifacts:
    expose_as: Another version
    paths: [upgrade.txt]
    expire_in: 30 days

# GitLab's token for the job is exchanged for a role on AWS; Pulumi and the AWS CLI do that by themselves. They read it from
# a file that only the job may read, also where a runner's machine has other users.
# Source: https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html (read 2026-11)
.with-role:
  id_tokens:
    AWS_ID_TOKEN:
      aud: sts.amazonaws.com
  variables:
    AWS_ROLE_SESSION_NAME: partner-access

.deploy:
  extends: .with-role
  stage: deploy
  timeout: 60 minutes
  interruptible: false
  resource_group: deploy
  script:
    # This job can be run again long after its review, with the old commit: that would undo what came since.
    - export REVIEWED_AGAINST="$(cat "reviewed/$STACK.base")"
    - npm run -s deploy-review -- --still "$STACK"
    # An empty checksum would mean "whatever comes", so it is refused first.
    - export PARTNER_ACCESS_EXPECT_CHECKSUM="$(cat "reviewed/$STACK.checksum")"
    - >-
      npm run -s partner-access -- review --stack "$STACK"
      --expect-checksum "\${PARTNER_ACCESS_EXPECT_CHECKSUM:?the review gave no checksum}"
${WITH_CREDENTIALS}    # Is each partner's state where its file says? Asked once for all of a stack, before its parts.
    - if [ "$PULUMI_STACK" = "$STACK" ]; then npm run -s moved -- "$STACK"; fi
    # An earlier deployment may have been stopped half-way: this one would make its applications a second time.
    - >-
      npm run -s with-auth0-key --
      npm run -s partner-access -- recover --stack "$PULUMI_STACK" --write
    # Few requests at a time: users of the tenant feel its rate limit.
    - >-
      npm run -s with-auth0-key --
      pulumi up --stack "$PULUMI_STACK" --yes --parallel "$PARALLEL" --non-interactive --suppress-outputs
`;

const MERGED = `\
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      changes: [partners/**/*, apis/**/*, tenant.yaml, Pulumi*.yaml, src/**/*, package-lock.json, npm-shrinkwrap.json]
    - if: $CI_PIPELINE_SOURCE == "web" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH`;

/** Each rule with something more of its own. */
const mergedWith = (more: string) =>
  MERGED.replaceAll(/^ {4}- if: .*$/gm, (rule) => `${rule}\n      ${more}`);

const reviewStacks = (stacks: readonly SharedStack[]) => `
review_stacks:
  stage: deploy
  timeout: 10 minutes
  variables:
    # The whole history: the last deployed commit may be far back.
    GIT_DEPTH: 0
  rules:
${MERGED}
  script:
    - npm run -s deploy-review -- ${namesOf(stacks)}
  artifacts:
    paths: [reviewed/]
    expire_in: 30 days
`;

const needs = (jobs: readonly string[]) => jobs.map((job) => `\n    - job: ${job}`).join("");

/** A job without an approval still has rules: without any, a job is in every pipeline. */
function deployment({ id, after, approval, parallel, parts }: SharedStack): string {
  const own = `
deploy:${id}:
  extends: .deploy
  needs:${needs(["review_stacks", ...(after === undefined ? [] : [`deployed:${after}`])])}
  environment: ${scalar(id)}
  variables: { STACK: ${scalar(id)}, PULUMI_STACK: ${scalar(id)}, PARALLEL: ${parallel} }
  rules:
${approval ? mergedWith("when: manual") : MERGED}
`;
  const further = `
deploy-parts:${id}:
  extends: .deploy
  needs:${needs(["review_stacks", `deploy:${id}`])}
  environment: ${scalar(id)}
  # All of them together have the tenant's rate limit: one at a time.
  variables: { STACK: ${scalar(id)}, PARALLEL: ${parallel} }
  parallel:
    matrix:
      - PULUMI_STACK: [${parts.map(scalar).join(", ")}]
  rules:
${MERGED}
`;
  const record = `
# Deploys nothing: GitLab's record of it says that every Pulumi stack of ${id} was deployed.
deployed:${id}:
  stage: deploy
  needs:${needs(["review_stacks", `deploy:${id}`, ...(parts.length > 0 ? [`deploy-parts:${id}`] : [])])}
  environment: ${id}-deployed
  variables: { STACK: ${scalar(id)} }
  rules:
${MERGED}
  script:
    # Run again alone, after a later deployment, this job would record what runs no more.
    - export REVIEWED_AGAINST="$(cat "reviewed/$STACK.base")"
    - npm run -s deploy-review -- --still "$STACK"
`;
  return [own, parts.length > 0 ? further : "", record].join("");
}

/** One entry of the matrix, indented. */
const entry = (stack: string, pulumiStack: string) =>
  `\n      - { STACK: ${scalar(stack)}, PULUMI_STACK: ${scalar(pulumiStack)} }`;

/** Where the default branch is pushed to nothing of this runs: the schedule alone. */
const drift = (stacks: readonly SharedStack[]) => `
# By a schedule: does each tenant still hold what is declared, and what Pulumi's state says? Nothing is written.
drift:
  extends: .with-role
  stage: check
  timeout: 60 minutes
  environment:
    name: $STACK-drift
    action: access
  parallel:
    matrix:${stacks.flatMap(({ id, parts }) => [id, ...parts].map((name) => entry(id, name))).join("")}
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
${WITH_CREDENTIALS}    - failed=0
    - >-
      if [ "$PULUMI_STACK" = "$STACK" ]; then
      npm run -s with-auth0-key -- npm run -s partner-access -- drift --stack "$STACK" --deployed || failed=1; fi
    - >-
      npm run -s with-auth0-key --
      pulumi refresh --stack "$PULUMI_STACK" --preview-only --expect-no-changes --diff --parallel 2 --non-interactive
      || failed=1
    - exit "$failed"
`;

/** The whole file. What a stack's parts are is written into it: GitLab makes no jobs of what another one says. */
export const gitlabPipeline = (stacks: readonly SharedStack[]): string =>
  [HEAD, reviewStacks(stacks), ...stacks.map(deployment), drift(stacks)].join("");
