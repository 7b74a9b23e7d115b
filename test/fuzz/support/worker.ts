// A seed and a number → so many inputs, judged one after the other; the first that fails, made as small as possible.
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { inputOf, plan } from "./inputs.ts";
import { judge } from "./judge.ts";
import type { Content } from "./mutation.ts";

/** What the worker is told. `shared`: a counter, the length of what follows, and the present input as JSON. */
export interface Work {
  readonly seed: number;
  readonly runs: number;
  readonly shared: SharedArrayBuffer;
}

/** What it found. */
export interface Found {
  readonly inputs: number;
  readonly accepted: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, number>>;
  readonly failure?: { readonly input: unknown; readonly files: unknown; readonly error: string };
}

const { seed, runs, shared } = workerData as Work;
const HEADER_BYTES = 8;
const header = new Int32Array(shared, 0, 2);
const room = new Uint8Array(shared, HEADER_BYTES);
const encoder = new TextEncoder();

/** Leaves the input where the watchdog finds it, should it be the last one. */
function announce(input: unknown): void {
  const { written } = encoder.encodeInto(JSON.stringify(input), room);
  Atomics.store(header, 1, written);
  Atomics.add(header, 0, 1);
}

const kinds: Record<string, number> = {};
const rules: Record<string, number> = {};
let inputs = 0;
let accepted = 0;

const result = fc.check(
  fc.property(plan, (planned) => {
    announce(planned);
    inputs++;
    for (const kind of new Set(planned.changes.map((change) => change.kind)))
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    const verdict = judge(inputOf(planned));
    if (verdict.isAccepted) accepted++;
    for (const rule of new Set(verdict.rules)) rules[rule] = (rules[rule] ?? 0) + 1;
  }),
  { seed, numRuns: runs },
);

/** Bytes as one character each. */
const shown = (content: Content) =>
  content instanceof Uint8Array ? { latin1: Buffer.from(content).toString("latin1") } : content;

function failureOf(): Found["failure"] {
  if (!result.failed) return undefined;
  const [planned] = result.counterexample ?? [];
  if (!planned) return { input: "none", files: {}, error: String(result.errorInstance) };
  const { world, before } = inputOf(planned);
  const changed = [...world]
    .filter(([file, content]) => before.get(file) !== content)
    .map(([file, content]) => [file, shown(content)]);
  const { errorInstance: error } = result;
  return {
    input: planned,
    files: Object.fromEntries(changed),
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

const failure = failureOf();
parentPort?.postMessage({ inputs, accepted, kinds, rules, ...(failure && { failure }) } satisfies Found);
