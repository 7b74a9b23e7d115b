// Thousands of declarations that are wrong, hostile or only unusual, through check, review and explain.
import { expect, test } from "vitest";
import { KINDS } from "../fuzz/support/mutation.ts";
import { runShard } from "../fuzz/support/shard.ts";
import type { Found } from "../fuzz/support/worker.ts";

const FEWEST_INPUTS = 20_000;
const SHARDS = 2;
const AN_HOUR = 3_600_000;

/** The same inputs every time, so that a change and not chance breaks the test; PARTNER_ACCESS_FUZZ_SEED tries others. */
const SEED = Number(process.env.PARTNER_ACCESS_FUZZ_SEED ?? "20261124");
const INPUTS = Number(process.env.PARTNER_ACCESS_FUZZ_INPUTS ?? FEWEST_INPUTS);

const total = (found: readonly Found[], count: (one: Found) => number) =>
  found.reduce((sum, one) => sum + count(one), 0);

test("no input crashes or hangs a command, is refused without a place, speaks through its output or gets more than it says", {
  timeout: AN_HOUR,
}, async () => {
  const shards = Array.from({ length: SHARDS }, (_, i) => runShard(SEED + i, Math.ceil(INPUTS / SHARDS)));
  const found = await Promise.all(shards);
  const failures = found.flatMap(({ failure }, i) => (failure ? [{ seed: SEED + i, ...failure }] : []));
  expect(failures).toEqual([]);
  expect(total(found, ({ inputs }) => inputs)).toBeGreaterThanOrEqual(INPUTS);
  // Each kind of change, and declarations that are accepted, so that all three commands have something to do.
  for (const kind of KINDS)
    expect(total(found, ({ kinds }) => kinds[kind] ?? 0)).toBeGreaterThan(INPUTS / 20);
  expect(total(found, ({ accepted }) => accepted)).toBeGreaterThan(INPUTS / 20);
  expect(new Set(found.flatMap(({ rules }) => Object.keys(rules))).size).toBeGreaterThan(50);
});

test("an input that never ends is found and shown", async () => {
  const hanging = new URL("../fuzz/support/hanging-worker.ts", import.meta.url);
  await expect(runShard(7, 1, hanging, 1000)).rejects.toThrow(
    'an input takes for ever: seed 7, input 1: {"start":"the one that hangs"}',
  );
});
