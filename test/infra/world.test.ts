// The state of the stack that is deployed, as the Pulumi on the PATH exports it.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { worldOf } from "../../src/infra/world.ts";
import type { StackState } from "../../src/pulumi/state.ts";
import { runWithMocks } from "../support/pulumi.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "world-"));
  mkdirSync(join(root, "bin"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const BEING_WRITTEN = "error: failed to load checkpoint: EOF";

/** Fails so many times, by default as where the engine is writing the state, and counts how often it was asked. */
function pulumi(failures: number, says = BEING_WRITTEN): void {
  const script = `#!/bin/sh
echo asked >> "${join(root, "asked")}"
[ "$(wc -l < "${join(root, "asked")}")" -gt ${failures} ] || { echo "${says}" >&2; exit 255; }
echo '{"version":3,"deployment":{"manifest":{"time":"2026-11-30T12:00:00Z"},"resources":[]}}'
`;
  writeFileSync(join(root, "bin/pulumi"), script);
  chmodSync(join(root, "bin/pulumi"), 0o755);
}

async function stateOf(asked: string): Promise<StackState | undefined> {
  const world = worldOf(root, { PATH: `${join(root, "bin")}:/bin:/usr/bin` });
  let state: StackState | undefined;
  const program = async () => {
    state = await world.stateOf(asked);
    return {};
  };
  await runWithMocks(program, { stack: "dev", tenant: { connections: {} } });
  return state;
}
const timesAsked = () => readFileSync(join(root, "asked"), "utf8").split("\n").length - 1;

test.for(["dev", "prod"])("of %s is read again where it was just being written", async (asked) => {
  pulumi(2);
  expect(await stateOf(asked)).toMatchObject({ resources: [] });
  expect(timesAsked()).toBe(3);
});

test.for(["dev", "prod"])("of %s that stays unreadable is an error", async (asked) => {
  pulumi(9);
  await expect(stateOf(asked)).rejects.toThrow(`the state of ${asked} is damaged`);
  expect(timesAsked()).toBe(3);
});

test("is not asked for again where Pulumi says anything else", async () => {
  pulumi(9, "error: incorrect passphrase");
  await expect(stateOf("dev")).rejects.toThrow("the secrets in the state of dev cannot be read");
  expect(timesAsked()).toBe(1);
});
