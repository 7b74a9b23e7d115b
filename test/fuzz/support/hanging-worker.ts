// A worker that announces an input and never comes back from it: what the watchdog is tested with.
import { workerData } from "node:worker_threads";
import type { Work } from "./worker.ts";

const { shared } = workerData as Work;
const input = new TextEncoder().encode('{"start":"the one that hangs"}');
new Uint8Array(shared, 8).set(input);
const header = new Int32Array(shared, 0, 2);
Atomics.store(header, 1, input.length);
Atomics.add(header, 0, 1);
for (;;) Atomics.load(header, 0);
