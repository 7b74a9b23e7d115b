// Measured sections → the table for the terminal and the page bench/RESULTS.md.
import { cpus } from "node:os";
import Table from "cli-table3";

export interface Section {
  readonly heading: string;
  /** Paragraphs above the table: what is measured, against what. */
  readonly text: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function renderTable({ heading, text, columns, rows }: Section): string {
  const table = new Table({ head: [...columns], style: { head: [], border: [] } });
  for (const row of rows) table.push([...row]);
  return `${heading}\n${table.toString()}\n${text.join("\n")}\n`;
}

const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

const renderSection = ({ heading, text, columns, rows }: Section) =>
  [
    `## ${heading}`,
    ...text,
    [line(columns), line(columns.map(() => "--:")), ...rows.map(line)].join("\n"),
  ].join("\n\n");

/** The whole page; `date` as YYYY-MM-DD. */
export function renderPage(sections: readonly Section[], date: string): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, Node.js ${process.version}`;
  const introduction = `Measured by \`npm run bench\` on ${date}: ${machine}. Seconds are this machine's; ratios are between commands of the same run.`;
  return `${["# Benchmarks", introduction, ...sections.map(renderSection)].join("\n\n")}\n`;
}
