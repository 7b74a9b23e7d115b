// A first run of the example partners, with one call of the Management API that goes wrong at a time.
import { beforeAll, describe, expect, test } from "vitest";
import { ANSWERS, chosen, firstOf, firstRun, useBeds, WALK_TIMEOUT_MS } from "../support/fault-scenarios.ts";
import { type Clean, cleanRun, tableOf, violationsOf, walk } from "../support/fault-walk.ts";

const beds = useBeds();
let clean: Clean;

beforeAll(async () => {
  clean = await cleanRun(firstOf(beds), firstRun);
}, WALK_TIMEOUT_MS);

describe("a first run with one call that goes wrong, and a run without faults after it", {
  timeout: WALK_TIMEOUT_MS,
}, () => {
  test.for(ANSWERS)("$name: the tenant is as after a clean run", async (way) => {
    const walked = await walk(beds, firstRun, clean, [way], chosen);
    process.stdout.write(tableOf(firstRun.name, walked));
    expect(walked.get(way)?.length).toBeGreaterThan(0);
    expect(violationsOf(walked)).toEqual([]);
  });
});
