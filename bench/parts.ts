// One stack of many partners against the same partners in parts, Pulumi stacks of their own that run side by side.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Bed, type Run, STACK } from "./bed.ts";
import { FAST, FAST_ENV } from "./filled.ts";
import { seconds, times } from "./format.ts";
import { median } from "./measure.ts";
import type { Section } from "./results.ts";

export const PARTS = "one stack against parts";

const NUMBER = 10;
const RUNS = 3;

const names = Array.from({ length: NUMBER }, (_, i) => `${STACK}-${i}`);

/** A partner's file that says which part deploys it. */
export function inPart(text: string, part: string): string {
  return text
    .replace(new RegExp(`^  ${STACK}: \\{\\}$`, "m"), `  ${STACK}: { part: ${part} }`)
    .replace(new RegExp(`^  ${STACK}:$`, "m"), `  ${STACK}:\n    part: ${part}`);
}

/** Spreads the partners evenly and gives each part its settings. */
function spread(bed: Bed): void {
  const folder = join(bed.root, "ours");
  for (const [i, name] of readdirSync(join(folder, "partners")).entries()) {
    const file = join(folder, "partners", name);
    writeFileSync(file, inPart(readFileSync(file, "utf8"), names[i % NUMBER] ?? ""));
  }
  for (const name of names) {
    const config = `{ auth0:domain: "${bed.domain}", partner-access:part_of: ${STACK} }`;
    writeFileSync(join(folder, `Pulumi.${name}.yaml`), `config: ${config}\n`);
  }
}

/** Runs all, so many at a time; the wall-clock time of it in seconds. */
async function sideBySide(bed: Bed, atOnce: number, run: (part: string) => Promise<Run>): Promise<number> {
  const start = performance.now();
  const waiting = [...names];
  const worker = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await run(part);
  };
  await Promise.all([run(STACK).then(worker), ...Array.from({ length: atOnce - 1 }, worker)]);
  bed.forgetCalls();
  return (performance.now() - start) / 1000;
}

const previewOf = (bed: Bed, part: string) =>
  bed.pulumi("ours", ["preview", "--stack", part, "--expect-no-changes"]);
const upOf = (bed: Bed, part: string) =>
  bed.pulumi("ours", ["up", "--yes", "--skip-preview", "--stack", part, ...FAST], { env: FAST_ENV });

async function several(once: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let run = 0; run < RUNS; run++) all.push(await once());
  return median(all);
}

interface Figures {
  readonly up: number;
  readonly preview: number;
}

async function measureWhole(partners: number): Promise<Figures> {
  const bed = await Bed.create(partners);
  try {
    await bed.previewFirst("ours");
    const up = (await upOf(bed, STACK)).seconds;
    return { up, preview: await several(async () => (await previewOf(bed, STACK)).seconds) };
  } finally {
    await bed.close();
  }
}

/** Each part alone, as on a machine of its own; then all of them on this one. */
async function measureParts(partners: number, atOnce: number): Promise<{ alone: Figures; all: Figures }> {
  const bed = await Bed.create(partners);
  try {
    spread(bed);
    for (const name of names) await bed.pulumi("ours", ["stack", "init", name]);
    await bed.previewFirst("ours");
    const ups = new Map<string, number>();
    const whole = await sideBySide(bed, 1, async (part) => {
      const run = await upOf(bed, part);
      ups.set(part, run.seconds);
      return run;
    });
    const previews: number[] = [];
    for (const part of [STACK, ...names]) previews.push((await previewOf(bed, part)).seconds);
    const all = await sideBySide(bed, atOnce, (part) => previewOf(bed, part));
    return {
      alone: { up: Math.max(...ups.values()), preview: Math.max(...previews) },
      all: { up: whole, preview: all },
    };
  } finally {
    await bed.close();
  }
}

/** Measures; tells each size before it starts. */
export async function benchParts(
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<Section> {
  const atOnce = availableParallelism();
  const rows: string[][] = [];
  for (const partners of sizes) {
    progress(`one stack of ${partners} partners`);
    const whole = await measureWhole(partners);
    progress(`${partners} partners in ${NUMBER} parts`);
    const { alone, all } = await measureParts(partners, atOnce);
    const row = (what: string, { up, preview }: Figures) => [
      what,
      String(partners),
      ...[seconds(preview), times(preview, whole.preview), seconds(up), times(up, whole.up)],
    ];
    rows.push(
      row("one stack", whole),
      row(`the slowest of ${NUMBER} parts, alone on the machine`, alone),
      row(`all parts on this machine, previews ${atOnce} at a time`, all),
    );
  }
  return {
    heading: PARTS,
    text: [
      `The same partners in one Pulumi stack, and spread over ${NUMBER} parts beside the stack with the API. In CI each part has a machine of its own, so the slowest is what people wait for. Previews find nothing to change, that of one stack the median of ${RUNS}; deployments are first ones, after a preview, with the state written at the end; all other figures are of one run. The tenant answers at once: one with a rate limit gives all parts together what it gives one stack.`,
    ],
    tables: [
      { columns: ["deployed as", "partners", "preview", "÷ one stack", "first up", "÷ one stack"], rows },
    ],
  };
}
