// The runs that are made to fail: a first one, a change, a removal and a rotation, of partners with all there is.
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { COMPANY } from "./company.ts";
import { FaultBed } from "./fault-bed.ts";
import { type Call, distinct, WAYS, type Way, writes } from "./fault-calls.ts";
import { type Clean, cleanRun, type Scenario } from "./fault-walk.ts";
import { prepared } from "./prepared.ts";

/** Every call of all partners in every way, instead of those that fit into CI's time. */
export const EVERYTHING = process.env.PARTNER_ACCESS_FAULTS === "all";

/**
 * Strict with grants for users and for machines, strict with two keys, and first-party with connections: with them
 * every kind of object is made.
 */
const PARTNERS = ["beacon-crm", "ember-mail", "fieldbook"];

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

function examples(): Plan {
  const plan = planStack(checkDeclarations(diskSource(COMPANY)).workspace, "local");
  if (EVERYTHING) return plan;
  const partners = Object.entries(plan.partners).filter(([id]) => PARTNERS.includes(id));
  return { ...plan, partners: Object.fromEntries(partners) };
}

export const plan = examples();

function changed(
  edit: (partner: (id: string) => Mutable<Plan["partners"][string]>, plan: Mutable<Plan>) => void,
): Plan {
  const copy = structuredClone(plan) as Mutable<Plan>;
  edit((id) => {
    const found = copy.partners[id];
    if (found === undefined) throw new Error(`no partner ${id}`);
    return found;
  }, copy);
  return copy;
}

export const firstRun: Scenario = { name: "first run", to: plan };

const CLEAN = "clean.json";
const START = "start";

/** Of a whole walk: a bound against hanging, not a measure. */
export const WALK_TIMEOUT_MS = 3_600_000;

const BEDS = 3;

/** Places to fail in, for the tests of a file: while some wait for the provider, the others work. */
export function useBeds(count = BEDS): readonly FaultBed[] {
  const beds: FaultBed[] = [];
  beforeAll(async () => {
    while (beds.length < count) beds.push(await FaultBed.create(plan));
  });
  afterAll(() => Promise.all(beds.map((bed) => bed.close())));
  return beds;
}

/** The one to prepare with. */
export function firstOf([first]: readonly FaultBed[]): FaultBed {
  if (first === undefined) throw new Error("no place to fail in");
  return first;
}

/** A run without faults, and what it leaves: made once for all files that are about it. */
const ran = (bed: FaultBed, scenario: Scenario): Promise<string> =>
  prepared(`faults-${scenario.name.replaceAll(" ", "-")}`, async (folder) => {
    writeFileSync(join(folder, CLEAN), JSON.stringify(await cleanRun(bed, scenario)));
    await bed.save(join(folder, START));
  });

/** What a run of a scenario without faults leaves. Scenarios of one name are the same in all files. */
export async function cleanOf(bed: FaultBed, scenario: Scenario): Promise<Clean> {
  return JSON.parse(readFileSync(join(await ran(bed, scenario), CLEAN), "utf8"));
}

/** Where a finished run of a plan leaves the tenant and the state. */
async function deployed(bed: FaultBed, from: Plan): Promise<NonNullable<Scenario["from"]>> {
  if (from === firstRun.to) return { plan: from, start: join(await ran(bed, firstRun), START) };
  await bed.begin();
  const failure = await bed.up(from, "first up");
  if (failure !== undefined) throw new Error(failure);
  return { plan: from, start: await bed.save() };
}

/** One grant narrowed, one widened, one taken away, and a callback changed. */
export async function change(bed: FaultBed): Promise<Scenario> {
  const to = changed((partner) => {
    const beacon = partner("beacon-crm");
    beacon.application.callbacks = ["https://beacon.example/new"];
    beacon.grants["contacts/user"]?.scopes.splice(0, 1);
    delete beacon.grants["contacts/client"];
    partner("fieldbook").grants["contacts/user"]?.scopes.splice(1, 0, "delete:contacts");
  });
  return { name: "change", from: await deployed(bed, plan), to };
}

/** Two partners that were retired earlier: one that signs with keys, one with connections. */
export async function removal(bed: FaultBed): Promise<Scenario> {
  const gone = ["ember-mail", "fieldbook"];
  const retired = changed((partner) => {
    for (const id of gone) Object.assign(partner(id), { status: "retired", grants: {} });
  });
  const to = structuredClone(retired) as Mutable<Plan>;
  for (const id of gone) delete to.partners[id];
  return { name: "removal", from: await deployed(bed, retired), to };
}

const STAYS = "local-2026-h2";

/** Whether the partner could sign in at this moment with the key that the rotation does not touch. */
function keepsItsKey({ tenant: { store } }: Emulator): readonly string[] {
  const [key] = store.list<{ id: string; client_id: string }>("credential", { name: STAYS });
  const client = key && store.get("client", key.client_id);
  return JSON.stringify(client?.client_authentication_methods ?? {}).includes(key?.id ?? "none")
    ? []
    : [`${STAYS} is not accepted`];
}

/** Of two keys one is replaced. */
export async function rotation(bed: FaultBed): Promise<Scenario> {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const to = changed((partner) => {
    const keys = partner("ember-mail").credentials.privateKeyJwt?.credentials ?? [];
    const replaced = keys.find(({ name }) => name !== STAYS);
    if (replaced === undefined) throw new Error("no key to replace");
    Object.assign(replaced, {
      name: "local-2028-h1",
      expiresAt: "2028-12-31T00:00:00.000Z",
      pem: String(publicKey.export({ type: "spki", format: "pem" })),
    });
  });
  return { name: "rotation", from: await deployed(bed, plan), to, always: keepsItsKey };
}

const isFirst = ({ nth }: Call) => nth === 1;

/** Answers that go wrong. */
export const ANSWERS: readonly Way[] = [
  ...[WAYS.tooMany, WAYS.error, WAYS.unavailable, WAYS.before],
  ...[WAYS.after, WAYS.cut, WAYS.timeOut, WAYS.outage],
];

export const KILLS: readonly Way[] = [WAYS.allBefore, WAYS.allAfter, WAYS.engineBefore, WAYS.engineAfter];

/** Which calls fail in which way. */
export function chosen(call: Call, way: Way): boolean {
  if (EVERYTHING) return true;
  // While the program itself waits for the engine's answer.
  if (way === WAYS.engineBefore && call.kind === "/connections") return true;
  const lastsLong = way === WAYS.outage || KILLS.includes(way);
  if (lastsLong) return writes(call) && (way === WAYS.allAfter || isFirst(call));
  if (way === WAYS.cut) return writes(call) && isFirst(call);
  return distinct(call);
}
