// The first `pulumi up` with the state in files, kept in different ways: what writing all of it at every step costs.
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Bed, STACK } from "./bed.ts";
import { seconds as inSeconds, times } from "./format.ts";
import type { Section } from "./results.ts";

export const STATE_FILES = "the state in files";

interface Way {
  readonly name: string;
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
  readonly inMemory?: boolean;
  /** What it costs. */
  readonly price: string;
}

/** Linux keeps this folder in memory. */
const MEMORY = "/dev/shm";

/** The first is the reference. */
const WAYS: readonly Way[] = [
  { name: "as it is", price: "" },
  {
    name: "`PULUMI_DIY_BACKEND_GZIP=true`",
    env: { PULUMI_DIY_BACKEND_GZIP: "true" },
    price: "none; Pulumi reads both",
  },
  {
    name: "`PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS=true`",
    env: { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" },
    price: "no copy of the state before the update",
  },
  {
    name: "`--disable-integrity-checking`",
    args: ["--disable-integrity-checking"],
    price: "a broken state is not noticed when it is written",
  },
  {
    name: `in memory (\`${MEMORY}\`)`,
    inMemory: true,
    price: "gone with the machine: copy it before and after",
  },
  {
    name: "`PULUMI_SKIP_CHECKPOINTS=true`",
    env: { PULUMI_SKIP_CHECKPOINTS: "true" },
    price: "a killed update forgets all that it made; `recover` finds it by its markers",
  },
];

interface Row {
  readonly partners: number;
  readonly way: Way;
  readonly seconds: number;
  /** Its processor time, in seconds. */
  readonly engine: number;
  readonly kibibytes: number;
}

async function measureWay(partners: number, way: Way): Promise<Row> {
  const bed = await Bed.create(partners);
  const memory = way.inMemory ? mkdtempSync(join(MEMORY, "bench-")) : undefined;
  try {
    const folder = memory ?? join(bed.root, "state");
    const env = { ...way.env, PULUMI_BACKEND_URL: pathToFileURL(folder).href };
    if (memory !== undefined) await bed.pulumi("ours", ["stack", "init", STACK], { env });
    await bed.previewFirst("ours");
    const up = ["up", "--yes", "--skip-preview", "--stack", STACK, ...(way.args ?? [])];
    const { seconds, cpu } = await bed.pulumi("ours", up, { env, cpu: true });
    const [file = ""] = globSync(`.pulumi/stacks/partner-access/${STACK}.json{,.gz}`, { cwd: folder });
    const kibibytes = statSync(join(folder, file)).size / 1024;
    return { partners, way, seconds, engine: cpu?.engine ?? Number.NaN, kibibytes };
  } finally {
    if (memory !== undefined) rmSync(memory, { recursive: true });
    await bed.close();
  }
}

/** Measures; tells each size before it starts. */
export async function benchStateFiles(
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<Section> {
  const ways = WAYS.filter(({ inMemory = false }) => !inMemory || existsSync(MEMORY));
  const rows: Row[] = [];
  for (const partners of sizes)
    for (const way of ways) {
      progress(`first up of ${partners} partners, state ${way.name}`);
      rows.push(await measureWay(partners, way));
    }
  const reference = (of: Row) => rows.find(({ partners }) => partners === of.partners) ?? of;
  return {
    heading: STATE_FILES,
    text: [
      "The first `pulumi up` of all partners on a new tenant that answers at once, one run each after a preview. A backend of one's own, in a folder or a bucket, gets the whole state before and after every step, so the time grows with the square of the number of resources, and a part of the partners costs far less than its part. Later updates have few steps, and none without changes.",
    ],
    tables: [
      {
        columns: ["state", "partners", "time", "÷ as it is", "engine's CPU", "÷ as it is", "size", "price"],
        rows: rows.map((row) => [
          row.way.name,
          String(row.partners),
          inSeconds(row.seconds),
          times(row.seconds, reference(row).seconds),
          inSeconds(row.engine),
          times(row.engine, reference(row).engine),
          `${Math.round(row.kibibytes)} KiB`,
          row.way.price,
        ]),
      },
    ],
  };
}
