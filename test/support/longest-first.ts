// Where nothing has been measured yet, as in a fresh clone, Vitest begins with the largest files: they are not the longest.
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that go on for long after all others have ended, unless they begin before them. */
export const LONGEST = [
  "engine/stalled",
  "engine/slow-download",
  "e2e/own-repository",
  "e2e/first-deployment",
  "e2e/recover",
  "e2e/one-partner",
  "e2e/rotation",
  "proof/recover-killed",
  "proof/package",
  "proof/fuzz",
  "proof/environment",
  "proof/parts",
  "proof/renames-parts",
  "proof/faults-kill",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    if (files.some((file) => this.ctx.cache.getTestSpecificationResult(file) !== undefined)) return sorted;
    const longest = LONGEST.map((name) => join(this.ctx.config.root, `test/${name}.test.ts`));
    const rankOf = ({ moduleId }: TestSpecification) =>
      longest.includes(moduleId) ? longest.indexOf(moduleId) : LONGEST.length;
    // The sort is stable: lanes stay one after another, and all other files as they are.
    const isOther = (a: TestSpecification, b: TestSpecification) => a.project.name !== b.project.name;
    return sorted.toSorted((a, b) => (isOther(a, b) ? 0 : rankOf(a) - rankOf(b)));
  }
}
