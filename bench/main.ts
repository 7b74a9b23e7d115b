// `npm run bench [section…] [--sizes 12,100]`: measures, prints tables, writes bench/RESULTS.md.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Command, InvalidArgumentError } from "commander";
import { renderMarkdown, renderPage, renderTerminal, sectionsOf } from "./results.ts";
import { type BenchSection, parseSizes, SECTIONS, selectSections } from "./sections.ts";

const PAGE = join(import.meta.dirname, "RESULTS.md");
/** From this load on, figures are those of a machine that does something else as well; of one minute, by core. */
const IDLE_LOAD = 0.25;

const say = (text: string) => process.stderr.write(`${text}\n`);

const orRefuse =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
  try {
    const isChanged = git("status", "--porcelain", "--untracked-files=no", "--", "..", ":!RESULTS.md") !== "";
    return `${git("rev-parse", "--short", "HEAD")}${isChanged ? " with changes" : ""}`;
  } catch {
    return "an unknown commit";
  }
}

/** Says what the machine is busy with beside us, while that can be told apart. */
function tellLoad(): string {
  const load = loadavg()[0] ?? 0;
  const text = `load ${load.toFixed(1)} of ${cpus().length} cores at the start`;
  const isIdle = load <= IDLE_LOAD * cpus().length;
  say(isIdle ? text : `warning: ${text}: the machine is busy, and every figure will be too high`);
  return load.toFixed(1);
}

/** Measures one section and puts it into the page. A failure is told and leaves the page as it was. */
async function measure(
  section: BenchSection,
  sizes: readonly number[] | undefined,
  load: string,
): Promise<boolean> {
  const start = performance.now();
  try {
    const result = await section.run(sizes ?? section.sizes, (text) => say(`${text} …`));
    const minutes = ((performance.now() - start) / 60_000).toFixed(1);
    process.stdout.write(`${renderTerminal(result)}\n`);
    say(`${section.id}: ${minutes} min`);
    // A part of a section would take the place of the whole of it.
    if (sizes) return true;
    const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, Node.js ${process.version}`;
    const date = new Date().toISOString().slice(0, 10);
    const measured = `*Measured on ${date} at ${commit()} in ${minutes} min: ${machine}, load ${load} before the run.*`;
    const page = sectionsOf(existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "");
    page.set(section.heading, renderMarkdown(result, measured));
    const headings = SECTIONS.map(({ heading }) => heading);
    // In one step: a run that is ended here loses nothing.
    writeFileSync(`${PAGE}.new`, renderPage(page, headings));
    renameSync(`${PAGE}.new`, PAGE);
    return true;
  } catch (error) {
    say(`${section.id}: not measured: ${(error as Error).message}`);
    return false;
  }
}

await new Command("bench")
  .description("Measures, prints tables and writes bench/RESULTS.md, which keeps the sections not measured.")
  .argument("[section...]", `${SECTIONS.map(({ id }) => id).join(", ")}; all by default`)
  .option("--sizes <list>", "numbers of partners, such as 12,100; prints only", orRefuse(parseSizes))
  .action(async (ids: string[], { sizes }: { sizes?: readonly number[] }, command: Command) => {
    let selected: readonly BenchSection[];
    try {
      selected = selectSections(ids);
    } catch (error) {
      return command.error((error as Error).message, { exitCode: 2 });
    }
    const load = tellLoad();
    for (const section of selected) if (!(await measure(section, sizes, load))) process.exitCode = 1;
  })
  .parseAsync();
