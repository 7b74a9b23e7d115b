// `pulumi preview` without changes at growing numbers of partners, against no resources and against a program by hand.
import { PROJECT } from "../src/plan/plan.ts";
import { TARGETS, targetEnvironment } from "../src/pulumi/urns.ts";
import { Bed, type Run, STACK } from "./bed.ts";
import { PARTS } from "./cpu.ts";
import { fill, fillOthers } from "./filled.ts";
import { seconds, times } from "./format.ts";
import { median } from "./measure.ts";
import type { ResultTable, Section } from "./results.ts";

export const PREVIEW = "pulumi preview without changes";

const KINDS = ["empty", "plain", "floor", "ours", "floorOne", "one"] as const;
type Kind = (typeof KINDS)[number];

const NAMES: Readonly<Record<Kind, string>> = {
  empty: "empty",
  plain: "plain",
  floor: "floor",
  ours: "ours",
  floorOne: "floor of one partner",
  one: "one partner",
};

/** How often each is run, beside the first time; the plain program takes minutes where there are many partners. */
function runsAt(partners: number): Record<Kind, number> {
  if (partners <= 12) return { empty: 9, plain: 5, floor: 9, ours: 9, floorOne: 5, one: 5 };
  if (partners <= 100) return { empty: 5, plain: 3, floor: 5, ours: 5, floorOne: 5, one: 5 };
  return { empty: 3, plain: partners <= 400 ? 2 : 0, floor: 3, ours: 3, floorOne: 3, one: 3 };
}

interface Row {
  readonly partners: number;
  readonly resources: number;
  readonly seconds: Readonly<Record<Kind, number>>;
  readonly split: Readonly<Record<Kind, Run["cpu"]>>;
}

async function measureAt(partners: number): Promise<Row> {
  const bed = await Bed.create(partners);
  try {
    await fill(bed);
    const resources = await fillOthers(bed);
    const first = Object.keys(bed.plan.partners)[0] ?? "";
    const alone = targetEnvironment(STACK, first, false);
    const floorAlone = {
      ...alone,
      [TARGETS]: alone[TARGETS].replaceAll(`::${PROJECT}::`, "::floor::"),
      FLOOR_PARTNER: first,
    };
    const preview = (kind: Kind, cpu = false): Promise<Run> => {
      if (kind === "empty") return bed.pulumi("empty", ["preview", "--stack", STACK], { cpu });
      if (kind === "floorOne") return bed.preview("floor", floorAlone, cpu);
      return kind === "one" ? bed.preview("ours", alone, cpu) : bed.preview(kind, {}, cpu);
    };
    const runs = runsAt(partners);
    const watched = {} as Record<Kind, Run>;
    const all: Record<Kind, number[]> = { empty: [], plain: [], floor: [], ours: [], floorOne: [], one: [] };
    // The run that watches comes first and warms up. Then in turn: what disturbs the machine disturbs all alike.
    for (const kind of KINDS) watched[kind] = await preview(kind, true);
    for (let run = 0; run < Math.max(...Object.values(runs)); run++)
      for (const kind of KINDS) if (run < runs[kind]) all[kind].push((await preview(kind)).seconds);
    const byKind = <T>(of: (kind: Kind) => T) =>
      Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as Record<Kind, T>;
    return {
      partners,
      resources,
      seconds: byKind((kind) => median(runs[kind] === 0 ? [watched[kind].seconds] : all[kind])),
      split: byKind((kind) => watched[kind].cpu),
    };
  } finally {
    await bed.close();
  }
}

function wallClock(rows: readonly Row[]): ResultTable {
  const smallest = rows[0]?.seconds.one ?? Number.NaN;
  return {
    columns: [
      "partners",
      "resources",
      "empty",
      "plain",
      "floor",
      "ours",
      "ours ÷ floor",
      "ours ÷ plain",
      "one partner",
      `÷ at ${rows[0]?.partners}`,
      "its floor",
      "one ÷ its floor",
    ],
    rows: rows.map(({ partners, resources, seconds: { empty, plain, floor, ours, floorOne, one } }) => [
      String(partners),
      String(resources),
      ...[empty, plain, floor, ours].map(seconds),
      times(ours, floor),
      times(ours, plain),
      seconds(one),
      times(one, smallest),
      seconds(floorOne),
      times(one, floorOne),
    ]),
  };
}

const processorTime = (rows: readonly Row[]): ResultTable => ({
  columns: ["processor time", "partners", ...PARTS, "all", "÷ floor", "÷ plain"],
  rows: rows.flatMap(({ partners, split }) =>
    KINDS.map((kind) => {
      const all = (of: Kind) => PARTS.reduce((sum, part) => sum + (split[of]?.[part] ?? 0), 0);
      return [
        NAMES[kind],
        String(partners),
        ...PARTS.map((part) => seconds(split[kind]?.[part] ?? 0)),
        seconds(all(kind)),
        times(all(kind), all("floor")),
        times(all(kind), all("plain")),
      ];
    }),
  ),
});

const verdict = (reached: boolean) => (reached ? "reached" : "not reached");

function goals(rows: readonly Row[]): string[] {
  const at = (partners: number) => rows.find((row) => row.partners === partners)?.seconds;
  const [small, large] = [at(12), at(400)];
  return [
    ...(small
      ? [`At 12 partners at most 1.9 times the empty stack: ${verdict(small.ours <= 1.9 * small.empty)}.`]
      : []),
    ...[small, large].flatMap((row, i) =>
      row
        ? [
            `At ${i === 0 ? 12 : 400} partners at most 1.15 times the floor: ${verdict(row.ours <= 1.15 * row.floor)}.`,
          ]
        : [],
    ),
    ...(large
      ? [`At 400 partners at most half of the plain program: ${verdict(large.ours <= large.plain / 2)}.`]
      : []),
  ];
}

/** Measures; tells each size before it starts. */
export async function benchPreview(
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<Section> {
  const rows: Row[] = [];
  for (const partners of sizes) {
    progress(`preview of ${partners} partners`);
    rows.push(await measureAt(partners));
  }
  return {
    heading: PREVIEW,
    text: [
      "Whole runs of plain `pulumi preview` with the state in files and the local tenant answering at once; all run in turn, and the figure is the median. `empty` is a Pulumi program without resources. `plain` (bench/plain/plain.ts) declares the same resources with the same values by hand, `import * as auth0` and every default of Pulumi; `floor` (bench/plain/floor.ts) registers the same resources with constant inputs and does nothing else, with our start and settings: what Pulumi itself needs. Each must find nothing to change in the same tenant. `one partner` is ours as `partner-access target` runs it, `its floor` the same with constant inputs: the rest is what the engine does with the state of all others.",
      ...(goals(rows).length > 0 ? [`Goals. ${goals(rows).join(" ")}`] : []),
      "The second table says where one run's processor time goes: the engine, the Auth0 provider, and the program with its language host.",
    ],
    tables: [wallClock(rows), processorTime(rows)],
  };
}
