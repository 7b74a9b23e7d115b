// What a workflow's step is given → values a script can trust, and a message instead of a stack trace.

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting of the workflow; throws an Error that names it when it is missing or empty. */
export function setting(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set: the workflow gives it in the step's env`);
  return value;
}

/** A commit's full SHA, and nothing that git or a URL would read as something else. */
export function commitSha(value: string): string {
  if (!/^[0-9a-f]{40}$/.test(value)) throw new Error(`${JSON.stringify(value)} is not a commit's full SHA`);
  return value;
}

/** A pull request's number: digits only. */
export function pullRequestNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new Error(`${JSON.stringify(value)} is not a pull request's number`);
  return Number(value);
}

/** In 80 columns, where there is more than this folder: jobs that write check out no libraries. */
const shown = (text: string): Promise<string> =>
  import("../src/text.ts").then(
    ({ failureText }) => failureText(text),
    () => text,
  );

/** Runs a script's work; its number is the exit code, and what goes wrong is one line, without line breaks of others. */
export async function step(work: () => number | Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const safe = message.replaceAll(/[^\x20-\x7e…]+/g, " ").replaceAll("##[", "# [");
    process.stderr.write(`${await shown(`error: ${safe}`)}\n`);
    process.exitCode = 3;
  }
}
