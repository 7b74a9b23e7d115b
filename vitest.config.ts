import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { COMPILED, compiledOnly } from "./test/support/compiled.ts";
import { LongestFirst } from "./test/support/longest-first.ts";
import { Slowest } from "./test/support/slowest.ts";

/** A lane: the files of some folders of test/, in a project of its own. CONTRIBUTING.md says what each is for. */
const lane = (
  name: string,
  include: string[],
  options: TestProjectInlineConfiguration["test"] = {},
): TestProjectInlineConfiguration => ({
  extends: true,
  test: { setupFiles: "test/support/root-guard.ts", ...options, name, include },
});

/** No process of a lane outlives it. */
const NOTHING_LEFT = "test/support/left-setup.ts";

/** Loading the libraries again for each file takes longer than most files: what a test changes, it puts back. */
const SHARED = { isolate: false };

const UNIT = {
  ...SHARED,
  globalSetup: NOTHING_LEFT,
  exclude: ["test/{declarations,e2e,proof}/**"],
  // Only so that a hang ends: what starts processes is slow on a loaded machine, in a hook as in a test.
  testTimeout: 600_000,
  hookTimeout: 600_000,
};

/** Files that deploy: the engine is there before the first of them. */
const DEPLOYING = {
  globalSetup: [NOTHING_LEFT, "test/support/lane-setup.ts"],
  // Only so that a hang ends: how long a deployment takes depends on what else the machine does.
  testTimeout: 1_800_000,
  hookTimeout: 1_800_000,
};

/** Set by test/proof/package.test.ts, once there is a package. */
const isCompiled = process.env.PARTNER_ACCESS_COMPILED === "1";

export default defineConfig({
  ...(isCompiled && { plugins: [compiledOnly()] }),
  test: {
    server: { deps: { external: [COMPILED] } },
    // It would give either run what the other one loaded.
    fsModuleCache: !isCompiled,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // By default one second: too short for a browser on a loaded machine.
    expect: { poll: { timeout: 120_000 } },
    // Programs that tests start begin twice as fast, Pulumi's among them.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/compile") },
    // One more than there are cores: some tests wait for a process, or for time to pass. By default a core is idle.
    maxWorkers: availableParallelism() + 1,
    reporters: ["default", ...(process.env.GITHUB_ACTIONS ? ["github-actions"] : []), new Slowest()],
    sequence: { sequencer: LongestFirst },
    projects: [
      // The only lane that reads the root.
      lane("declarations", ["test/declarations/**/*.test.ts"], { ...DEPLOYING, setupFiles: [] }),
      lane("unit", ["test/**/*.test.ts"], UNIT),
      lane("e2e", ["test/e2e/**/*.test.ts"], { ...DEPLOYING, ...SHARED }),
      lane("proof", ["test/proof/**/*.test.ts"], DEPLOYING),
    ],
  },
});
