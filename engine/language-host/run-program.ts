/** Runs a Pulumi program for the language host, with the runner of the SDK. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb.js";

/** How the runner says that it has told the user everything already. Source: the SDK's cmd/run. */
const TOLD_THE_USER = 32;

export interface Outcome {
  /** The program failed and the user knows why. */
  bail: boolean;
  /** Why it failed, for the user; empty if it did not, or they know. */
  error: string;
}

/** Runs the program to its end, or until the signal aborts, and reports to the engine at that address. */
export function runProgram(request: RunRequest, engine: string, signal: AbortSignal): Promise<Outcome> {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() || request.getPwd();
  const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run/index.js");
  const settings = Object.entries({
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: request.getParallel(),
  }).flatMap(([name, value]) => [`--${name}`, `${value ?? ""}`]);
  const dryRun = request.getDryrun() ? ["--dry-run"] : [];
  const program = [info?.getEntryPoint() || ".", ...request.getArgsList()];
  const child = spawn(process.execPath, [runner, ...settings, ...dryRun, ...program], {
    cwd: folder,
    signal,
    // stdout is not ours: the first line of the host's goes to the CLI, which shows the rest.
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
  process.once("exit", () => child.kill("SIGKILL"));
  return new Promise((resolve) => {
    child.once("error", (error) =>
      resolve({ bail: false, error: `the program did not run: ${error.message}` }),
    );
    child.once("exit", (code, killed) => {
      if (code === 0) resolve({ bail: false, error: "" });
      else if (code === TOLD_THE_USER) resolve({ bail: true, error: "" });
      else resolve({ bail: false, error: `the program ended with ${killed ?? `exit code ${code}`}` });
    });
  });
}
