// A command → how long it takes as a whole process and how much memory it needs: medians of several runs.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

export interface Measured {
  /** Median wall-clock time from start to exit, in seconds. */
  readonly seconds: number;
  /** Median of the largest resident set, in MiB. */
  readonly mebibytes: number;
}

/** The middle one, or the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
};

/** Loaded first into the measured process: it reports its own peak at its end. */
const REPORT_PEAK = (file: string) =>
  `data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(${JSON.stringify(file)},String(process.resourceUsage().maxRSS)))`;

/**
 * Runs `node <argv>` so many times, after one run that fills the caches.
 *
 * @throws Error when a run fails: a figure of a command that did nothing would be a lie
 */
export function measureNode(argv: readonly string[], runs: number): Measured {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const peak = join(folder, "peak");
  const once = () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["--import", REPORT_PEAK(peak), ...argv], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
    const seconds = (performance.now() - start) / 1000;
    if (status !== 0) throw new Error(`node ${argv.join(" ")} ended with ${status}:\n${stderr}`);
    return { seconds, mebibytes: Number(readFileSync(peak, "utf8")) / 1024 };
  };
  try {
    once();
    const all = Array.from({ length: runs }, once);
    return {
      seconds: median(all.map(({ seconds }) => seconds)),
      mebibytes: median(all.map(({ mebibytes }) => mebibytes)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
