// Programs that run beside the tests, as the language host starts them.
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");

/** Runs a module in a process of its own, as the language host does; what it prints as JSON. */
export function run(code: string, options: readonly string[] = [], env: NodeJS.ProcessEnv = {}): unknown {
  const argv = [...options, "--input-type=module", "--eval", code];
  const settings = { cwd: ROOT, env: { ...process.env, ...env }, encoding: "utf8", stdio: "pipe" } as const;
  return JSON.parse(execFileSync(process.execPath, argv, settings));
}
