// A change, a removal and a rotation, with one call of the Management API that goes wrong at a time.
import { describe, expect, test } from "vitest";
import {
  ANSWERS,
  change,
  chosen,
  firstOf,
  KILLS,
  removal,
  rotation,
  useBeds,
  WALK_TIMEOUT_MS,
} from "../support/fault-scenarios.ts";
import { cleanRun, tableOf, violationsOf, walk } from "../support/fault-walk.ts";

const beds = useBeds();

describe("one call that goes wrong, and a run without faults after it", { timeout: WALK_TIMEOUT_MS }, () => {
  test.for([
    { what: "a change", scenario: change },
    { what: "a removal", scenario: removal },
    { what: "a rotation", scenario: rotation },
  ])("$what ends as if nothing had been wrong", async ({ scenario }) => {
    const prepared = await scenario(firstOf(beds));
    const clean = await cleanRun(firstOf(beds), prepared);
    const walked = await walk(beds, prepared, clean, [...ANSWERS, ...KILLS], chosen);
    process.stdout.write(tableOf(prepared.name, walked));
    for (const [, outcomes] of walked) expect(outcomes.length).toBeGreaterThan(0);
    expect(violationsOf(walked)).toEqual([]);
  });
});
