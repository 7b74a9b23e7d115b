// Where nothing has been measured yet, as in a fresh clone, Vitest begins with the largest files. Better ones to begin with:
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Those that go on for long after all others of their lane have ended, unless they begin before them. */
export const LONGEST = [
  "e2e/own-repository",
  "e2e/first-deployment",
  "e2e/one-partner",
  "e2e/story",
  "e2e/other-company",
  "e2e/rotation",
  "proof/recover-killed",
  "proof/package",
  "proof/fuzz",
  "proof/environment",
  "proof/parts",
  "proof/renames-parts",
  "proof/faults-kill",
];

/** In the unit lane, those that start processes: that costs a copy of the page table of a worker, which grows with each file. */
const STARTS_PROCESSES = /node:child_process|support\/(repository|machine)\.ts/;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isMeasured = files.some((file) => this.ctx.cache.getTestSpecificationResult(file) !== undefined);
    const longest = LONGEST.map((name) => join(this.ctx.config.root, `test/${name}.test.ts`));
    const rankOf = ({ project, moduleId }: TestSpecification): number => {
      if (project.name === "unit") return STARTS_PROCESSES.test(readFileSync(moduleId, "utf8")) ? 0 : 1;
      return isMeasured || !longest.includes(moduleId) ? longest.length : longest.indexOf(moduleId);
    };
    const ranks = new Map(files.map((file) => [file, rankOf(file)]));
    // The sort is stable: lanes begin one after another, and all other files stay as they are.
    return sorted.toSorted((a, b) =>
      a.project.name === b.project.name ? (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0) : 0,
    );
  }
}
