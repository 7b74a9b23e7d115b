// The ten slowest files at the end of a run: where the next minute can be saved.
import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

const SHOWN = 10;

/** Seconds that a file took: its imports, its set-up and its tests. */
function secondsOf(module: TestModule): number {
  const { collectDuration, duration, environmentSetupDuration, prepareDuration, setupDuration } =
    module.diagnostic();
  return (collectDuration + duration + environmentSetupDuration + prepareDuration + setupDuration) / 1000;
}

export class Slowest implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const slowest = modules.toSorted((a, b) => secondsOf(b) - secondsOf(a)).slice(0, SHOWN);
    if (slowest.length < 2) return;
    const lines = slowest.map((module) => {
      const file = relative(module.project.config.root, module.moduleId);
      return `${secondsOf(module).toFixed(1).padStart(8)} s  ${file}`;
    });
    process.stdout.write(`\n Slowest files\n${lines.join("\n")}\n\n`);
  }
}
