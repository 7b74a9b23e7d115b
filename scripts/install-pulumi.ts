// Lines of SHA-256 → Pulumi and its plugins, installed for the steps that follow; `--write` makes the lines.
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { download, install, notedSums, writeSums } from "../engine/release.ts";
import { projectFolder } from "../src/load/project.ts";
import { step } from "./step.ts";

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { write: { type: "boolean" } } });
  const root = projectFolder(process.cwd());
  if (values.write) {
    const file = await writeSums(root, download);
    process.stderr.write(`${file} written: compare the plugins' lines on a second network\n`);
    return 0;
  }
  const { platform, arch, env } = process;
  const bin = await install({ platform, arch, env, sums: notedSums(root), get: download });
  // Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (read 2026-11)
  if (env.GITHUB_PATH) appendFileSync(env.GITHUB_PATH, `${bin}\n`);
  process.stdout.write(`${bin}\n`);
  return 0;
}

if (import.meta.main) await step(() => main(process.argv.slice(2)));
