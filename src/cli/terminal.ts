// What a command may know and use of the process that runs it; tests pass their own.

export interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Somebody who can be asked. */
export interface Dialog {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

export interface Terminal {
  /** Results only. */
  readonly stdout: Output;
  readonly stderr: Output;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): Date;
  /** Writes or replaces a whole file; throws what the file system says. */
  writeFile(path: string, text: string): void;
  /** Only where both sides are a terminal. */
  readonly dialog?: Dialog;
}

/** Whether to colour standard output. Source: https://no-color.org (read 2026-11) */
export const hasColor = ({ stdout, env }: Terminal): boolean =>
  stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";

/** The date in UTC, YYYY-MM-DD. */
export const todayOf = ({ now }: Terminal): string => now().toISOString().slice(0, "YYYY-MM-DD".length);
