// A first deployment of many partners that is killed at every tenth write, one run after the other: the state is written
// at the end of a run only, so the tenant alone knows what was made.
import { expect, test } from "vitest";
import type { Plan } from "../../src/plan/types.ts";
import type { FaultBed } from "../support/fault-bed.ts";
import { clientIdsIn, watchGrants } from "../support/fault-check.ts";
import { EVERYTHING, firstOf, plan, useBeds, WALK_TIMEOUT_MS } from "../support/fault-scenarios.ts";

const PARTNERS = EVERYTHING ? 100 : 20;
const STEP = 10;
const MARKER = "partner_access_partner";

/** The example partners, again and again, each with a name and a callback of its own. */
function manyPartners(): Plan {
  const examples = Object.entries(plan.partners);
  const partners = Array.from({ length: PARTNERS }, (_, number) => {
    const [id, partner] = examples[number % examples.length] ?? expect.fail("no example");
    const name = `${id}-${number}`;
    const application = {
      ...partner.application,
      name: `${partner.application.name} ${number}`,
      clientMetadata: { ...partner.application.clientMetadata, [MARKER]: name },
      callbacks: partner.application.callbacks.map((callback) => `${callback}/${number}`),
    };
    return [name, { ...partner, application }] as const;
  });
  return { ...plan, partners: Object.fromEntries(partners) };
}

/** From now on, kills engine and provider as they write for the n-th time. */
function killAt(bed: FaultBed, nth: number): void {
  let writes = 0;
  const onHit = async () => {
    writes += 1;
    if (writes === nth) await bed.kill({ plugins: true });
  };
  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    bed.tenant.faults.add({ method, times: Number.POSITIVE_INFINITY, action: { delayMs: 0 }, onHit });
}

const beds = useBeds(1);

test("no application is made twice or lost, and no grant is ever wider", {
  timeout: WALK_TIMEOUT_MS,
}, async () => {
  const bed = firstOf(beds);
  const many = manyPartners();
  await bed.begin();
  const seen = watchGrants(bed.tenant, [many]);
  let before: Record<string, string[]> = {};
  let kills = 0;
  for (; ; kills++) {
    killAt(bed, (kills + 1) * STEP);
    const { failure } = await bed.run(many);
    bed.tenant.faults.clear();
    const made = clientIdsIn(bed.tenant);
    expect(made).toMatchObject(before);
    before = made;
    if (failure === undefined) break;
    expect(failure).toContain("SIGKILL");
  }
  process.stdout.write(`killed ${kills} times\n`);
  expect(kills).toBeGreaterThanOrEqual(PARTNERS / STEP);
  expect(Object.values(before).map((ids) => ids.length)).toEqual(Object.keys(many.partners).map(() => 1));
  expect([...seen]).toEqual([]);
  expect(await bed.run(many)).toEqual({ failure: undefined, changes: 0 });
});
