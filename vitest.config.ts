import { defineConfig } from "vitest/config";

/** A lane: the files of some folders of test/, in a project of its own. CONTRIBUTING.md says what each is for. */
const lane = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude },
});

export default defineConfig({
  test: {
    testTimeout: 30_000,
    projects: [
      lane("declarations", ["test/declarations/**/*.test.ts"]),
      lane("unit", ["test/**/*.test.ts"], ["test/{declarations,e2e,proof}/**"]),
      lane("e2e", ["test/e2e/**/*.test.ts"]),
      lane("proof", ["test/proof/**/*.test.ts"]),
    ],
  },
});
