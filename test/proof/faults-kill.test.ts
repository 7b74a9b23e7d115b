// A first run of the example partners that is killed at each of its writes.
import { beforeAll, describe, expect, test } from "vitest";
import { chosen, firstOf, firstRun, KILLS, useBeds, WALK_TIMEOUT_MS } from "../support/fault-scenarios.ts";
import { type Clean, cleanRun, tableOf, violationsOf, walk } from "../support/fault-walk.ts";

const beds = useBeds();
let clean: Clean;

beforeAll(async () => {
  clean = await cleanRun(firstOf(beds), firstRun);
}, WALK_TIMEOUT_MS);

describe("a first run that is killed at a call, and a run after it", { timeout: WALK_TIMEOUT_MS }, () => {
  test.for(KILLS)("$name: the tenant is as after a clean run", async (way) => {
    const walked = await walk(beds, firstRun, clean, [way], chosen);
    process.stdout.write(tableOf(firstRun.name, walked));
    expect(walked.get(way)?.length).toBeGreaterThan(0);
    expect(violationsOf(walked)).toEqual([]);
  });
});
