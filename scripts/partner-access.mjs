#!/usr/bin/env node
// The package's command → the verb, or the program that npm's scripts and pipelines of a company's repository start.
import "../src/first-contact.mjs";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What runs in this process, so that Ctrl-C reaches it once. */
const PROGRAMS = {
  start: () => import("../local/start.ts"),
  emulator: () => import("../emulator/main.ts"),
  engine: () => import("../engine/main.ts"),
  test: () => import("../local/verify/main.ts"),
  generate: () => import("./generate-project.ts"),
};

/** Steps of a pipeline. */
const STEPS = [
  ...["accounts", "comment", "deploy-review", "install-pulumi", "lane", "moved"],
  ...["pull-request", "pulumi-stacks", "render-review", "upgrade", "with-auth0-key"],
];

const [name = "", ...args] = process.argv.slice(2);
/** Compiled or not, as this file's neighbours are. */
const extension = existsSync(new URL("build.ts", import.meta.url)) ? ".ts" : ".js";

if (STEPS.includes(name)) {
  const file = fileURLToPath(new URL(`${name}${extension}`, import.meta.url));
  process.exitCode = spawnSync(process.execPath, [file, ...args], { stdio: "inherit" }).status ?? 3;
} else {
  // Pipelines install first; somebody at a branch may not have.
  const { otherThanNamed } = await import("../src/cli/installed-from.ts");
  const other = otherThanNamed();
  if (other !== undefined) process.stderr.write(`${other}\n`);
  if (Object.hasOwn(PROGRAMS, name)) {
    process.argv.splice(2, 1);
    await PROGRAMS[name]();
  } else await import("../src/cli/bin.ts");
}
