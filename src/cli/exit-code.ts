// How a command ended, for scripts and CI.

/** `environment` also stands for errors of our own: nothing was checked. */
export const EXIT = { clean: 0, findings: 1, usage: 2, environment: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
