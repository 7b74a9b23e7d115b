// The walks of the other tests can fail: what a run leaves wrong, they see.
import { describe, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import type { FaultBed } from "../support/fault-bed.ts";
import { type Call, WAYS, type Way } from "../support/fault-calls.ts";
import { clientIdsIn, watchGrants } from "../support/fault-check.ts";
import { violationsOf } from "../support/fault-report.ts";
import { change, cleanOf, firstOf, firstRun, useBeds, WALK_TIMEOUT_MS } from "../support/fault-scenarios.ts";
import { type Scenario, walk } from "../support/fault-walk.ts";

const beds = useBeds();

/** One call in one way, and after it only Pulumi: nothing is taken up or read again. */
async function withoutRecovery(
  prepared: Scenario,
  way: Way,
  method: string,
  kind: string,
): Promise<string[]> {
  const clean = await cleanOf(firstOf(beds), prepared);
  const scenario = { ...prepared, again: (bed: FaultBed) => bed.up(prepared.to, "up") };
  const choose = (call: Call) => call.method === method && call.kind === kind && call.nth === 1;
  return violationsOf(await walk(beds, scenario, clean, [way], choose));
}

/** Calls that fail in one run, although one of them is not tried again so that all is well. */
const together = (way: Way): Way => ({ ...way, retried: () => true });

const isMade = ({ method }: Call) => method === "POST";

describe("calls that fail in one run", { timeout: WALK_TIMEOUT_MS }, () => {
  test("hide none that the run does not survive: each fails alone, and is named", async () => {
    const bed = firstOf(beds);
    const clean = await cleanOf(bed, firstRun);
    const scenario = { ...firstRun, again: (again: FaultBed) => again.up(firstRun.to, "up") };
    const way = together(WAYS.after);
    const choose = ({ kind, nth }: Call) => ["/clients", "/resource-servers/:id"].includes(kind) && nth === 1;
    const calls = clean.calls.filter(choose);
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.filter(isMade)).toEqual([{ method: "POST", kind: "/clients", nth: 1 }]);
    const walked = await walk(beds, scenario, clean, [way], choose);
    const alone = walked.get(way)?.filter((outcome) => outcome.calls.length === 1) ?? [];
    expect(alone.flatMap((outcome) => outcome.calls)).toEqual(expect.arrayContaining(calls));
    expect(alone.filter(({ survived }) => !survived).flatMap((outcome) => outcome.calls)).toEqual(
      calls.filter(isMade),
    );
    expect(violationsOf(walked)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^POST \/clients #1, reset after the write: .* has 2 applications$/),
        expect.stringMatching(/^\d calls in one run, reset after the write: .* has 2 applications$/),
      ]),
    );
  });

  test("are all really hit: one that no run makes is a violation", async () => {
    const clean = await cleanOf(firstOf(beds), firstRun);
    const [first] = clean.calls.filter(isMade);
    const never = { method: "POST", kind: "/nowhere", nth: 1 };
    const calls = [...clean.calls.filter((call) => call === first), never];
    const walked = await walk(beds, firstRun, { ...clean, calls }, [WAYS.tooMany], () => true);
    expect(violationsOf(walked)).toEqual(["POST /nowhere #1, 429: the call was never made"]);
  });
});

describe("a walk finds", { timeout: WALK_TIMEOUT_MS }, () => {
  test("the application that was made twice", async () => {
    expect(await withoutRecovery(firstRun, WAYS.after, "POST", "/clients")).toContainEqual(
      expect.stringMatching(/ has 2 applications$/),
    );
  });

  test("the grant that stayed as wide as it was", async () => {
    const prepared = await change(firstOf(beds));
    expect(await withoutRecovery(prepared, WAYS.outage, "PATCH", "/client-grants/:id")).toContainEqual(
      expect.stringMatching(/too much: grant: .*beacon-crm.*"create:contacts"/),
    );
  });

  test("a grant that no file declares, although it is gone in the end", async () => {
    const bed = firstOf(beds);
    await bed.begin();
    expect(await bed.up(firstRun.to, "first up")).toBeUndefined();
    const seen = watchGrants(bed.tenant, [firstRun.to]);
    const { store } = bed.tenant.tenant;
    const [clientId = ""] = clientIdsIn(bed.tenant)["beacon-crm"] ?? [];
    const [grant] = store.list("client-grant", { client_id: clientId, subject_type: "user" });
    for (const scope of [["delete:contacts"], []])
      await ask(bed.tenant, "PATCH", `client-grants/${grant?.id}`, { scope });
    expect([...seen]).toEqual([expect.stringMatching(/^beacon-crm at \S+ for user: delete:contacts$/)]);
  });
});
