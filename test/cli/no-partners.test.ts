// A company that has no partner yet: git keeps the empty folder by partners/.gitkeep, and every verb works.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { declaredSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { codeowners } from "../../src/repository/codeowners.ts";
import { runCommand, unwrapped } from "../support/command.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, type Repository } from "../support/repository.ts";

let repository: Repository;
beforeEach(() => {
  repository = createRepository(validFiles());
  const partners = join(repository.folder, "partners");
  for (const name of readdirSync(partners)) rmSync(join(partners, name));
  writeFileSync(join(partners, ".gitkeep"), "");
  repository.git("add", "--all");
  repository.git("commit", "--quiet", "--message", "no partner yet");
});
afterEach(() => repository.remove());

test.for([
  { argv: ["check"] },
  ...["text", "markdown", "json", "html"].map((format) => ({ argv: ["review", "--format", format] })),
  { argv: ["review", "--base", "HEAD"] },
  { argv: ["review", "--base", "HEAD", "--head", "HEAD"] },
  ...["csv", "json", "html"].map((format) => ({ argv: ["report", "--format", format] })),
])("$argv.0 $argv.2 has nothing against it", async ({ argv }) => {
  const { exit, out, err } = await runCommand([...argv, "--root", repository.folder]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  expect(out).not.toBe("");
});

test("every stack has a plan, and every file an owner", () => {
  const { workspace } = checkDeclarations(declaredSource(repository.folder));
  for (const stack of workspace.stacks.keys()) expect(planStack(workspace, stack).partners).toEqual({});
  expect(codeowners(workspace)).toContain("apis/contacts.yaml");
});

describe("what `new` needs is told before it asks", () => {
  const said = async () => {
    const { exit, err } = await runCommand(["new", "harbor-sync", "--root", repository.folder]);
    expect(exit).toBe(3);
    return unwrapped(err);
  };

  test("the folder, which git does not keep when it is empty", async () => {
    rmSync(join(repository.folder, "partners"), { recursive: true });
    expect(await said()).toBe(
      "error: the folder partners/ cannot be read: missing; make it: mkdir partners\n",
    );
  });

  test("an API", async () => {
    for (const name of readdirSync(join(repository.folder, "apis")))
      rmSync(join(repository.folder, "apis", name));
    writeFileSync(join(repository.folder, "apis/.gitkeep"), "");
    expect(await said()).toMatch(/^error: no API is declared yet, .*: write apis\/<id>\.yaml first\n$/);
    writeFileSync(join(repository.folder, "apis/orders.yaml"), "name: [");
    expect(await said()).toBe("error: no API can be read in apis/: check shows why\n");
  });
});

test("the first partner can be written", async () => {
  const { exit, err } = await runCommand(["new", "harbor-sync", "--root", repository.folder]);
  expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining("something is missing") });
});
