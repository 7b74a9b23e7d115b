// `check` and `review` at growing numbers of partners, against parsing the same files and doing nothing else.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeDeclarations } from "./declarations.ts";
import { type Measured, measureNode } from "./measure.ts";
import { BIN, ROOT } from "./places.ts";
import type { Section } from "./results.ts";

const PARSE = join(ROOT, "bench/parse.ts");

const runsAt = (partners: number) => (partners <= 100 ? 7 : partners <= 1000 ? 5 : 3);

interface Row {
  readonly partners: number;
  readonly parse: Measured;
  readonly check: Measured;
  readonly review: Measured;
}

function measureAt(partners: number): Row {
  const folder = mkdtempSync(join(tmpdir(), "declarations-"));
  try {
    writeDeclarations(folder, partners);
    const runs = runsAt(partners);
    return {
      partners,
      parse: measureNode([PARSE, folder], runs),
      check: measureNode([BIN, "check", "--root", folder], runs),
      review: measureNode([BIN, "review", "--root", folder, "--format", "json"], runs),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const seconds = (measured: Measured) => `${measured.seconds.toFixed(2)} s`;
const memory = (measured: Measured) => `${Math.round(measured.mebibytes)} MiB`;
const COLUMNS = [
  "partners",
  "parse",
  "check",
  "check ÷ parse",
  "review",
  "review ÷ parse",
  "memory of check",
  "memory of review",
];

const times = (measured: Measured, reference: Measured) =>
  `${(measured.seconds / reference.seconds).toFixed(1)}×`;

const cells = ({ partners, parse, check, review }: Row) => [
  String(partners),
  seconds(parse),
  seconds(check),
  times(check, parse),
  seconds(review),
  times(review, parse),
  memory(check),
  memory(review),
];

export const COMMANDS = "check and review";

/** Measures; tells each size before it starts. */
export function benchCommands(sizes: readonly number[], progress: (text: string) => void): Section {
  const empty = measureNode(["--eval", ""], 7);
  const rows = sizes.map((partners) => {
    progress(`check and review of ${partners} partners`);
    return measureAt(partners);
  });
  const growth = rows.slice(1).map((row, i) => {
    const before = rows[i] ?? row;
    const grown = (of: (r: Row) => Measured) =>
      ((of(row).seconds - empty.seconds) / (of(before).seconds - empty.seconds)).toFixed(1);
    return `from ${before.partners} to ${row.partners} partners (${(row.partners / before.partners).toFixed(1)}×): check ${grown((r) => r.check)}×, review ${grown((r) => r.review)}×`;
  });
  return {
    heading: COMMANDS,
    text: [
      `Whole processes, medians. "parse" reads and parses the same files with the YAML library and does nothing else; an empty Node.js takes ${seconds(empty)}. \`review\` is of all three stacks, as JSON.`,
      `Growth of the time beyond an empty Node.js: ${growth.join("; ") || "one size only"}.`,
    ],
    tables: [{ columns: COLUMNS, rows: rows.map(cells) }],
  };
}
