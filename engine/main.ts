/** Command: sets the engine up, and prints what it is. `node engine/main.ts` */
import { ensureEngine } from "./engine.ts";
import { EngineError } from "./event.ts";
import { reportProgress } from "./progress.ts";

/** Exit codes beside 0: the machine lacks something; interrupted. */
const ENVIRONMENT = 3;
const INTERRUPTED = 130;

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}

const progress = reportProgress(process.stderr);
try {
  const { signal } = interruption;
  const engine = await ensureEngine({ env: process.env, onEvent: progress.onEvent, signal });
  progress.stop();
  process.stdout.write(`pulumi ${engine.version} (${engine.origin}): ${engine.pulumi}\n`);
} catch (error) {
  progress.stop();
  if (interruption.signal.aborted) {
    process.stderr.write("interrupted; the next run goes on from here\n");
    process.exitCode = INTERRUPTED;
  } else if (error instanceof EngineError) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = ENVIRONMENT;
  } else {
    throw error;
  }
}
