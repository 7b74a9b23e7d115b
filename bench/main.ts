// `npm run bench`: measures, prints tables, writes bench/RESULTS.md.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchCommands } from "./commands.ts";
import { renderPage, renderTable } from "./results.ts";

const progress = (text: string) => process.stderr.write(`${text} …\n`);
const sections = [benchCommands(progress)];
for (const section of sections) process.stdout.write(`${renderTable(section)}\n`);
const page = renderPage(sections, new Date().toISOString().slice(0, 10));
writeFileSync(join(import.meta.dirname, "RESULTS.md"), page);
