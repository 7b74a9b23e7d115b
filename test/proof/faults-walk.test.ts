// The walks of the other tests can fail: what a run leaves wrong, they see.
import { describe, expect, test } from "vitest";
import { tenantApp } from "../../emulator/emulator.ts";
import type { FaultBed } from "../support/fault-bed.ts";
import { type Call, WAYS, type Way } from "../support/fault-calls.ts";
import { clientIdsIn, watchGrants } from "../support/fault-check.ts";
import { violationsOf } from "../support/fault-report.ts";
import { change, firstOf, firstRun, useBeds } from "../support/fault-scenarios.ts";
import { cleanRun, type Scenario, walk } from "../support/fault-walk.ts";

const beds = useBeds();

/** One call in one way, and after it only Pulumi: nothing is taken up or read again. */
async function withoutRecovery(
  prepared: Scenario,
  way: Way,
  method: string,
  kind: string,
): Promise<string[]> {
  const clean = await cleanRun(firstOf(beds), prepared);
  const scenario = { ...prepared, again: (bed: FaultBed) => bed.up(prepared.to) };
  const choose = (call: Call) => call.method === method && call.kind === kind && call.nth === 1;
  return violationsOf(await walk(beds, scenario, clean, [way], choose));
}

describe("a walk finds", { timeout: 600_000 }, () => {
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
    expect(await bed.up(firstRun.to)).toBeUndefined();
    const seen = watchGrants(bed.tenant, [firstRun.to]);
    const { store } = bed.tenant.tenant;
    const [clientId = ""] = clientIdsIn(bed.tenant)["beacon-crm"] ?? [];
    const [grant] = store.list("client-grant", { client_id: clientId, subject_type: "user" });
    for (const scope of [["delete:contacts"], []]) {
      const answer = await tenantApp(bed.tenant.tenant).request(`/api/v2/client-grants/${grant?.id}`, {
        method: "PATCH",
        headers: { authorization: "Bearer local", "content-type": "application/json" },
        body: JSON.stringify({ scope }),
      });
      expect(answer.status).toBe(200);
    }
    expect([...seen]).toEqual([expect.stringMatching(/^beacon-crm at \S+ for user: delete:contacts$/)]);
  });
});
