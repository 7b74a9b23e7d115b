// A first run of the example partners, with one call of the Management API that goes wrong at a time.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultBed } from "../support/fault-bed.ts";
import { ANSWERS, chosen, firstOf, firstRun, makeBeds } from "../support/fault-scenarios.ts";
import { type Clean, cleanRun, tableOf, violationsOf, walk } from "../support/fault-walk.ts";
import { ENGINE_TIMEOUT_MS, prepareEngine } from "../support/local.ts";

let beds: FaultBed[] = [];
let clean: Clean;

beforeAll(async () => {
  await prepareEngine();
  beds = await makeBeds();
  clean = await cleanRun(firstOf(beds), firstRun);
}, ENGINE_TIMEOUT_MS);

afterAll(() => Promise.all(beds.map((bed) => bed.close())));

// Whole walks: an hour is a bound against hanging, not a measure.
describe("a first run with one call that goes wrong, and a run without faults after it", {
  timeout: 3_600_000,
}, () => {
  test.for(ANSWERS)("$name: the tenant is as after a clean run", async (way) => {
    const walked = await walk(beds, firstRun, clean, [way], chosen);
    process.stdout.write(tableOf(firstRun.name, walked));
    expect(walked.get(way)?.length).toBeGreaterThan(0);
    expect(violationsOf(walked)).toEqual([]);
  });
});
