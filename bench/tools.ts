// The same declarations through the tools people use today: how long each takes, and what it asks of the tenant.
import { join } from "node:path";
import { Bed, type Calls, type Run, runCommand, STACK } from "./bed.ts";
import { dryRun, findDeployCli } from "./deploy-cli.ts";
import { FAST, FAST_ENV, FLOOR_NEW, fill, fillOthers, giveFloor, PARALLEL } from "./filled.ts";
import { seconds, times } from "./format.ts";
import type { Tools } from "./found-tools.ts";
import { median } from "./measure.ts";
import { BIN } from "./places.ts";
import type { ResultTable, Section } from "./results.ts";
import { findTerraform, type Terraform, TerraformProject } from "./terraform.ts";
import { widened } from "./widened.ts";

export const TOOLS = "the same declarations with terraform and auth0-deploy-cli";

const [FLOOR_PREVIEW, FLOOR_UP] = [
  "floor: pulumi preview",
  `floor: pulumi up --parallel ${PARALLEL}`,
] as const;
const UP = `pulumi up --parallel ${PARALLEL}`;
const APPLY_ARGS = [`-parallelism=${PARALLEL}`] as const;
const APPLY = ["terraform apply", ...APPLY_ARGS].join(" ");

interface Figure {
  readonly command: string;
  readonly seconds: number;
  readonly calls: Calls;
}

interface Row {
  readonly partners: number;
  /** Nothing is to change. The first is the reference. */
  readonly unchanged: readonly Figure[];
  /** Everything is to be made. The first is the reference. */
  readonly first: readonly Figure[];
}

async function measured(bed: Bed, command: string, runs: number, once: () => Promise<Run>): Promise<Figure> {
  bed.forgetCalls();
  const all: Run[] = [];
  let calls = bed.takeCalls();
  for (let run = 0; run < runs; run++) {
    all.push(await once());
    calls = bed.takeCalls();
  }
  return { command, seconds: median(all.map((run) => run.seconds)), calls };
}

const runsAt = (partners: number) => (partners <= 100 ? 3 : 1);

async function measureOurs(bed: Bed, runs: number, { deployCli }: Tools): Promise<Omit<Row, "partners">> {
  await bed.previewFirst("ours");
  const first = await measured(bed, UP, 1, () => fill(bed));
  const drift = () =>
    runCommand({
      command: process.execPath,
      args: [BIN, "drift", "--root", join(bed.root, "ours"), "--stack", STACK],
      cwd: bed.root,
      env: process.env,
      // The application of the deployment itself has no file: a finding of its own.
      accepted: [0, 1],
    });
  const unchanged = [
    await measured(bed, "pulumi preview --refresh", runs, () =>
      bed.preview("ours", { PULUMI_OPTION_REFRESH: "true" }),
    ),
    await measured(bed, "pulumi preview", runs, () => bed.preview("ours")),
    await measured(bed, "partner-access drift", runs, drift),
  ];
  if (typeof deployCli !== "string") {
    const once = () => dryRun(bed, deployCli.program, bed.plan);
    unchanged.push(await measured(bed, "a0deploy import --dry_run", runs, once));
  }
  return { first: [first], unchanged };
}

/** The same resources, registered and nothing else. */
async function measureFloor(bed: Bed, runs: number): Promise<Omit<Row, "partners">> {
  await fillOthers(bed);
  await bed.previewFirst("floor");
  const unchanged = await measured(bed, FLOOR_PREVIEW, runs, () => bed.preview("floor"));
  const anew = await Bed.create(Object.keys(bed.plan.partners).length);
  try {
    await giveFloor(bed, anew);
    await anew.previewFirst("floor", FLOOR_NEW);
    const first = await measured(anew, FLOOR_UP, 1, () =>
      anew.up("floor", FAST, { ...FAST_ENV, ...FLOOR_NEW }),
    );
    return { first: [first], unchanged: [unchanged] };
  } finally {
    await anew.close();
  }
}

async function measureTerraform(
  partners: number,
  runs: number,
  terraform: Terraform,
): Promise<Omit<Row, "partners">> {
  const bed = await Bed.create(partners);
  try {
    const project = new TerraformProject(bed, terraform);
    await project.plan([], true);
    const first = await measured(bed, APPLY, 1, () => project.apply(APPLY_ARGS));
    const unchanged = [
      await measured(bed, "terraform plan", runs, () => project.plan()),
      await measured(bed, "terraform plan -refresh=false", runs, () => project.plan(["-refresh=false"])),
    ];
    return { first: [first], unchanged };
  } finally {
    await bed.close();
  }
}

async function measureAt(partners: number, tools: Tools): Promise<Row> {
  const runs = runsAt(partners);
  const bed = await Bed.create(partners);
  const all: Omit<Row, "partners">[] = [];
  try {
    all.push(await measureOurs(bed, runs, tools), await measureFloor(bed, runs));
  } finally {
    await bed.close();
  }
  if (typeof tools.terraform !== "string") all.push(await measureTerraform(partners, runs, tools.terraform));
  return {
    partners,
    unchanged: all.flatMap(({ unchanged }) => unchanged),
    first: all.flatMap(({ first }) => first),
  };
}

const tableOf = (title: string, rows: readonly Row[], key: "unchanged" | "first"): ResultTable => ({
  columns: [title, "partners", "time", `÷ ${rows[0]?.[key][0]?.command}`, "calls", "writes"],
  rows: rows.flatMap(({ partners, [key]: figures }) =>
    figures.map(({ command, seconds: time, calls }) => [
      `\`${command}\``,
      String(partners),
      seconds(time),
      times(time, figures[0]?.seconds ?? Number.NaN),
      String(calls.all),
      String(calls.writes),
    ]),
  ),
});

/** Measures; tells each size before it starts. */
export async function benchTools(
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<Section> {
  const tools: Tools = {
    terraform: await findTerraform(),
    deployCli: await findDeployCli(progress),
  };
  const rows: Row[] = [];
  for (const partners of sizes) {
    progress(`other tools with ${partners} partners`);
    rows.push(await measureAt(partners, tools));
  }
  progress("what each tool says about a widened grant");
  const said = await widened(tools);
  const missing = Object.values(tools).filter((tool) => typeof tool === "string");
  return {
    heading: TOOLS,
    text: [
      "The plan's resources as a configuration of terraform and as a file of auth0-deploy-cli, each on a local tenant that answers at once and holds just them. Calls are those of the Management API. `terraform plan` reads the tenant, as `pulumi preview --refresh` does; `pulumi preview` compares with the state, as `terraform plan -refresh=false` does; `drift` reads lists. auth0-deploy-cli is about applications, grants, APIs and Actions only, has no state, and keeps itself to 8 calls a second. `floor` is a Pulumi program that registers the same resources and does nothing else (bench/plain/floor.ts): what Pulumi itself needs. It asks the tenant nothing, where ours looks connections up, and at first what is there already.",
      `Each first deployment is one run, after a preview or a plan, with ${PARALLEL} objects at a time; terraform's default is 10. \`pulumi up\` writes its state once, at the end (\`PULUMI_SKIP_CHECKPOINTS=true\`), terraform as it does by default. \`pulumi up\` makes no preview of its own (\`--skip-preview\`), \`terraform apply\` its own plan. The engine and terraform have the same \`GOGC\`.`,
      ...missing,
      ...said.text,
    ],
    tables: [
      tableOf("nothing to change", rows, "unchanged"),
      tableOf("first deployment", rows, "first"),
      said.table,
    ],
    after: said.quotes,
  };
}
