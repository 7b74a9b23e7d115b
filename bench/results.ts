// Measured sections → tables for the terminal and the page bench/RESULTS.md, which keeps what was not measured again.
import Table from "cli-table3";

export interface ResultTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What one section of the page shows. */
export interface Section {
  readonly heading: string;
  /** Paragraphs above the tables: what is measured, against what. */
  readonly text: readonly string[];
  readonly tables: readonly ResultTable[];
  /** Paragraphs of Markdown below them: what was said, word for word. */
  readonly after?: readonly string[];
}

export function renderTerminal({ heading, text, tables, after = [] }: Section): string {
  const drawn = tables.map(({ columns, rows }) => {
    const table = new Table({ head: [...columns], style: { head: [], border: [] } });
    for (const row of rows) table.push([...row]);
    return table.toString();
  });
  return `${[heading, ...drawn, ...text, ...after].join("\n")}\n`;
}

const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** @param measured when, at which commit, on which machine: stays with the section when others are measured later */
export const renderMarkdown = ({ heading, text, tables, after = [] }: Section, measured: string): string =>
  [
    `## ${heading}`,
    ...text,
    ...tables.map(({ columns, rows }) =>
      [line(columns), line(columns.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n"),
    ),
    ...after,
    measured,
  ].join("\n\n");

const TITLE = "# Benchmarks";
const INTRODUCTION =
  "Measured by `npm run bench`. Seconds are of one machine; ratios are between commands of the same run. Each section says when it was measured.";

/** The page's sections by their headings. */
export function sectionsOf(page: string): Map<string, string> {
  const parts = page.split(/^(?=## )/m).filter((part) => part.startsWith("## "));
  return new Map(parts.map((part) => [/^## (.*)$/m.exec(part)?.[1] ?? "", part.trimEnd()]));
}

/** The page with the sections of these headings, in this order; those that are not there are left out. */
export const renderPage = (sections: ReadonlyMap<string, string>, headings: readonly string[]): string =>
  `${[TITLE, INTRODUCTION, ...headings.flatMap((heading) => sections.get(heading) ?? [])].join("\n\n")}\n`;
