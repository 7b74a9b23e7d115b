// Shared stacks → .github/workflows/deploy.yml: a job for each stack, after the one that comes before it.
import { isTakenOtherwise, scalar } from "./scalar.ts";
import type { SharedStack } from "./stacks.ts";

/**
 * Of the job that deploys a stack, and of the output that has its review. Expressions know `null` and `true`, too: such
 * a name gets an underscore, which no stack has.
 */
export const jobIdOf = (stack: string): string => (isTakenOtherwise(stack) ? `stack_${stack}` : stack);

/** GitHub refuses an empty list. */
const outputs = (stacks: readonly SharedStack[]) =>
  stacks.length === 0
    ? ""
    : `    outputs:\n${stacks.map(({ id }) => `      ${jobIdOf(id)}: \${{ steps.review.outputs.${jobIdOf(id)} }}\n`).join("")}`;

const head = (stacks: readonly SharedStack[]) => `\
# Made by \`npm run generate\` from the stacks' settings; \`check\` says when it is stale.
# Deploys what was reviewed: \`review_stacks\` writes down the plan of each stack and its checksum, people approve that,
# and each deployment refuses any other plan. One deployment at a time. deploy-stack.yml says how a stack goes.
name: deploy
on:
  push:
    branches: [main]
    paths:
      - partners/**
      - apis/**
      - tenant.yaml
      - Pulumi*.yaml
      - src/**
      - package-lock.json
      - npm-shrinkwrap.json
  workflow_dispatch:
permissions: {}
concurrency:
  group: deploy
  cancel-in-progress: false
defaults:
  run:
    shell: bash
jobs:
  # No stack has an underscore in its name.
  review_stacks:
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      # To ask who must approve an environment, and which run made the record of the last deployment.
      actions: read
      contents: read
      deployments: read
${outputs(stacks)}    steps:
      # The whole history: the last deployed commit may be far back.
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
          fetch-depth: 0
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with:
          node-version: 24.x
          package-manager-cache: false
      - run: npm ci --ignore-scripts
      - id: review
        name: Review each stack against what runs there
        env:
          GH_TOKEN: \${{ github.token }}
        run: npm run -s deploy-review --${stacks.map(({ id }) => ` ${id}`).join("")}
`;

const order = ({ after }: SharedStack) =>
  after === undefined
    ? "    needs: review_stacks"
    : `\
    needs: [review_stacks, ${jobIdOf(after)}]
    # A stack without parts skips a job, and what comes after a skipped job is skipped unless it says otherwise.
    if: \${{ !cancelled() && needs.${jobIdOf(after)}.result == 'success' }}`;

const job = (stack: SharedStack) => `
  ${jobIdOf(stack.id)}:
${order(stack)}
    uses: ./.github/workflows/deploy-stack.yml
    permissions:
      actions: read
      contents: read
      deployments: read
      id-token: write
    with:
      stack: ${scalar(stack.id)}
      parallel: ${stack.parallel}
      parallel-of-parts: ${stack.parallelOfParts}
      reviewed: \${{ needs.review_stacks.outputs.${jobIdOf(stack.id)} }}
`;

/** The whole file. Parts are not jobs of it: deploy-stack.yml asks for those of its stack. */
export const deployWorkflow = (stacks: readonly SharedStack[]): string =>
  [head(stacks), ...stacks.map(job)].join("");
