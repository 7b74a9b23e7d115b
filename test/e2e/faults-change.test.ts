// A change, a removal and a rotation, with one call of the Management API that goes wrong at a time.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultBed } from "../support/fault-bed.ts";
import {
  ANSWERS,
  change,
  chosen,
  firstOf,
  KILLS,
  makeBeds,
  removal,
  rotation,
} from "../support/fault-scenarios.ts";
import { cleanRun, tableOf, violationsOf, walk } from "../support/fault-walk.ts";
import { ENGINE_TIMEOUT_MS, prepareEngine } from "../support/local.ts";

let beds: FaultBed[] = [];

beforeAll(async () => {
  await prepareEngine();
  beds = await makeBeds();
}, ENGINE_TIMEOUT_MS);

afterAll(() => Promise.all(beds.map((bed) => bed.close())));

// Whole walks: an hour is a bound against hanging, not a measure.
describe("one call that goes wrong, and a run without faults after it", { timeout: 3_600_000 }, () => {
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
