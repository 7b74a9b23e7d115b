// A workflow that keeps every rule of ours, for tests that break one.

export interface Example {
  on: unknown;
  permissions?: unknown;
  concurrency?: string;
  defaults?: unknown;
  jobs: { job: Record<string, unknown> & { permissions?: unknown; steps: Record<string, unknown>[] } };
}

/** What a finding says, and where, once the example is changed. */
export type Row = readonly [name: string, what: string, at: string, change: (e: Example) => unknown];

export const SHA = "0123456789abcdef0123456789abcdef01234567";
export const SAME_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository";

/** Something that GitHub fills in. */
export const expression = (inner: string) => `$\{{ ${inner} }}`;

/** A workflow that keeps every rule. */
export const example = (): Example => ({
  on: { workflow_run: { workflows: ["check"], types: ["completed"] } },
  permissions: {},
  concurrency: "one",
  defaults: { run: { shell: "bash" } },
  jobs: {
    job: {
      "runs-on": "ubuntu-24.04",
      "timeout-minutes": 5,
      permissions: { contents: "read" },
      steps: [
        { uses: `actions/checkout@${SHA}`, with: { "persist-credentials": false } },
        { run: 'echo "$EVENT_TITLE"', env: { EVENT_TITLE: expression("github.event.pull_request.title") } },
      ],
    },
  },
});

export const step = (e: Example, index: number) => e.jobs.job.steps[index] ?? {};
