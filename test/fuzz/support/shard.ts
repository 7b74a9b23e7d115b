// A seed → what a worker found; a worker that stops coming on is stopped, and its last input told.
import { Worker } from "node:worker_threads";
import type { Found, Work } from "./worker.ts";

const HEADER_BYTES = 8;
const INPUT_BYTES = 1 << 20;
/** Milliseconds for one input, which takes about ten: enough for a machine that does much else. */
const LONGEST_INPUT_MILLISECONDS = 120_000;
const LOOK_MILLISECONDS = 1000;

/**
 * Runs so many inputs in a thread of its own.
 *
 * @throws Error that shows the input, when it takes longer than two minutes or the thread dies of it
 */
export function runShard(
  seed: number,
  runs: number,
  worker = new URL("./worker.ts", import.meta.url),
  longest = LONGEST_INPUT_MILLISECONDS,
): Promise<Found> {
  const shared = new SharedArrayBuffer(HEADER_BYTES + INPUT_BYTES);
  const header = new Int32Array(shared, 0, 2);
  const last = () => {
    const bytes = new Uint8Array(shared, HEADER_BYTES, Atomics.load(header, 1));
    return `seed ${seed}, input ${Atomics.load(header, 0)}: ${Buffer.from(bytes).toString()}`;
  };
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const thread = new Worker(worker, { workerData: { seed, runs, shared } satisfies Work });
  let count = 0;
  let since = Date.now();
  const watchdog = setInterval(() => {
    const now = Atomics.load(header, 0);
    if (now !== count) since = Date.now();
    count = now;
    // The first one waits for everything to be loaded.
    if (Date.now() - since > longest) reject(new Error(`an input takes for ever: ${last()}`));
  }, LOOK_MILLISECONDS);
  thread.on("message", resolve);
  thread.on("error", (cause) => reject(new Error(`the worker died of ${last()}`, { cause })));
  thread.on("exit", () => reject(new Error(`the worker ended without a word after ${last()}`)));
  return promise.finally(() => {
    clearInterval(watchdog);
    return thread.terminate();
  });
}
