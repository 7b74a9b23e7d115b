// A first run of the example partners that is killed at each of its writes.
import { describe, expect, test } from "vitest";
import { tableOf, violationsOf } from "../support/fault-report.ts";
import {
  chosen,
  cleanOf,
  firstOf,
  firstRun,
  KILLS,
  useBeds,
  WALK_TIMEOUT_MS,
} from "../support/fault-scenarios.ts";
import { walk } from "../support/fault-walk.ts";

const beds = useBeds();

describe("a run that is killed at a call, and a run after it", { timeout: WALK_TIMEOUT_MS }, () => {
  test("a first run ends as if nothing had been wrong", async () => {
    const clean = await cleanOf(firstOf(beds), firstRun);
    const walked = await walk(beds, firstRun, clean, KILLS, chosen);
    process.stdout.write(tableOf(firstRun.name, walked));
    for (const [, outcomes] of walked) expect(outcomes.length).toBeGreaterThan(0);
    expect(violationsOf(walked)).toEqual([]);
  });
});
