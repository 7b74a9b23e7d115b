import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { laneOf } from "../../scripts/lane.ts";
import { createRepository } from "../support/repository.ts";

const SCRIPT = resolve(import.meta.dirname, "../../scripts/lane.ts");

test.for([
  { files: ["partners/acme-cms.yaml"], lane: "test:declarations" },
  {
    files: ["partners/acme-cms.yaml", "apis/contacts.yaml", "tenant.yaml", "Pulumi.prod.yaml"],
    lane: "test:declarations",
  },
  { files: ["partners/new.yaml", ".github/CODEOWNERS"], lane: "test:declarations" },
  { files: ["Pulumi.staging.yaml", ".github/workflows/deploy.yml"], lane: "test:declarations" },
  { files: [".github/workflows/deploy-stack.yml"], lane: "test" },
  { files: ["partners/acme-cms.yaml", "src/plan/plan.ts"], lane: "test" },
  { files: ["Pulumi.yaml"], lane: "test" },
  { files: ["test/support/company/partners/acme-cms.yaml"], lane: "test" },
  { files: [".github/workflows/check.yml"], lane: "test" },
  { files: [".npmrc"], lane: "test" },
  { files: [], lane: "test" },
])("$files.length files, $files.0: $lane", ({ files, lane }) => {
  expect(laneOf(files)).toBe(lane);
});

test("a file that leaves the code for the declarations is a change to the code", () => {
  const repository = createRepository({ "src/a.ts": "a\n", "partners/b.yaml": "b\n" });
  const base = repository.commit();
  const lane = (...args: string[]) =>
    execFileSync(process.execPath, [SCRIPT, ...args], { cwd: repository.folder, encoding: "utf8" });
  try {
    repository.write({ "partners/b.yaml": "c\n" });
    repository.commit();
    expect(lane(base)).toBe("test:declarations\n");
    repository.git("mv", "src/a.ts", "partners/a.yaml");
    repository.commit();
    expect(lane(base)).toBe("test\n");
    expect(lane()).toBe("test\n");
  } finally {
    repository.remove();
  }
});
