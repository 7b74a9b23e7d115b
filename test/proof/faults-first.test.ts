// A first run of the example partners, with calls of the Management API that go wrong.
import { describe, expect, test } from "vitest";
import { tableOf, violationsOf } from "../support/fault-report.ts";
import {
  ANSWERS,
  chosen,
  cleanOf,
  firstOf,
  firstRun,
  useBeds,
  WALK_TIMEOUT_MS,
} from "../support/fault-scenarios.ts";
import { walk } from "../support/fault-walk.ts";

const beds = useBeds();

describe("calls that go wrong, and a run without faults after them", { timeout: WALK_TIMEOUT_MS }, () => {
  test("a first run ends as if nothing had been wrong", async () => {
    const clean = await cleanOf(firstOf(beds), firstRun);
    const walked = await walk(beds, firstRun, clean, ANSWERS, chosen);
    process.stdout.write(tableOf(firstRun.name, walked));
    for (const [, outcomes] of walked) expect(outcomes.length).toBeGreaterThan(0);
    expect(violationsOf(walked)).toEqual([]);
  });
});
