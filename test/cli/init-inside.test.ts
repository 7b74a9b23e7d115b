// `init` in a folder of another repository: it would be read by no host there.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";
import { WITHOUT_NPM } from "../support/without-npm.ts";

let root = "";
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.for([
  { name: "inside another repository it says that hosts read pipelines only at a root", inside: true },
  { name: "elsewhere it says nothing of that", inside: false },
])("$name", async ({ inside }) => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "init-inside-")));
  if (inside) mkdirSync(join(root, ".git"));
  mkdirSync(join(root, "access"));
  const { exit, err } = await runCommand(["init", "access/globex", "--yes", "--package", "0.1.0"], {
    cwd: root,
    env: WITHOUT_NPM,
  });
  expect(exit).toBe(0);
  expect(unwrapped(err).includes(`access/globex is inside the repository ${root}`)).toBe(inside);
});
