// A removal, with calls of the Management API that go wrong.
import { describe, expect, test } from "vitest";
import { tableOf, violationsOf } from "../support/fault-report.ts";
import {
  ANSWERS,
  chosen,
  cleanOf,
  firstOf,
  KILLS,
  removal,
  useBeds,
  WALK_TIMEOUT_MS,
} from "../support/fault-scenarios.ts";
import { walk } from "../support/fault-walk.ts";

const beds = useBeds();

describe("calls that go wrong, and a run without faults after them", { timeout: WALK_TIMEOUT_MS }, () => {
  test("a removal ends as if nothing had been wrong", async () => {
    const prepared = await removal(firstOf(beds));
    const clean = await cleanOf(firstOf(beds), prepared);
    const walked = await walk(beds, prepared, clean, [...ANSWERS, ...KILLS], chosen);
    process.stdout.write(tableOf(prepared.name, walked));
    for (const [, outcomes] of walked) expect(outcomes.length).toBeGreaterThan(0);
    expect(violationsOf(walked)).toEqual([]);
  });
});
