// A first run of the example partners that is killed at each of its writes.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultBed } from "../support/fault-bed.ts";
import { chosen, firstOf, firstRun, KILLS, makeBeds } from "../support/fault-scenarios.ts";
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
describe("a first run that is killed at a call, and a run after it", { timeout: 3_600_000 }, () => {
  test.for(KILLS)("$name: the tenant is as after a clean run", async (way) => {
    const walked = await walk(beds, firstRun, clean, [way], chosen);
    process.stdout.write(tableOf(firstRun.name, walked));
    expect(walked.get(way)?.length).toBeGreaterThan(0);
    expect(violationsOf(walked)).toEqual([]);
  });
});
