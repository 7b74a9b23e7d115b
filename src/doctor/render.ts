// What a look at a tenant said → lines for a terminal, or JSON for programs. Nothing of a tenant is obeyed by anybody.
import { styleText } from "node:util";
import { labelled, plural, printable, safeJson } from "../text.ts";
import { type Examined, HEALTHS, type Health } from "./check.ts";

/** What `doctor --format` takes. */
export const DOCTOR_FORMATS = ["text", "json"] as const;
/** How `doctor` prints. */
export type DoctorFormat = (typeof DOCTOR_FORMATS)[number];

const COLOURS: Readonly<Record<Health, Parameters<typeof styleText>[0]>> = {
  fine: "green",
  broken: ["bold", "red"],
  unknown: "yellow",
};

const LABEL = Math.max(...HEALTHS.map((health) => health.length)) + 2;

const folded = (label: string, text: string): string[] => labelled(label.padEnd(LABEL), text).split("\n");

/** `5 fine, 1 broken, 1 unknown`. */
const countsOf = (all: readonly Examined[]): string =>
  HEALTHS.map(
    (health) => [all.filter(({ diagnosis }) => diagnosis.health === health).length, health] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, health]) => `${count} ${health}`)
    .join(", ");

/** What one run of `doctor` looked at in a stack's tenant. */
export interface Visit {
  readonly stack: string;
  readonly domain: string;
  /** Management API calls. */
  readonly calls: number;
  readonly examined: readonly Examined[];
}

/** What is fine comes as one line each; all else with what to do and the page that says why. */
export function renderVisit(
  { stack, domain, calls, examined }: Visit,
  format: DoctorFormat,
  color: boolean,
): string {
  if (format === "json") return `${safeJson({ format: 1, stack, domain, calls, checks: examined })}\n`;
  const paint = (health: Health, text: string) =>
    color ? styleText(COLOURS[health], text, { validateStream: false }) : text;
  const lines = examined.flatMap(({ check, source, diagnosis }) => {
    const [first = "", ...more] = folded(diagnosis.health, `${diagnosis.what} [${check}]`);
    const head = [paint(diagnosis.health, first.slice(0, LABEL)) + first.slice(LABEL), ...more];
    return diagnosis.health === "fine"
      ? head
      : [...head, ...folded("", `do: ${diagnosis.fix}`), `${" ".repeat(LABEL)}see: ${source}`];
  });
  const summary = `${countsOf(examined)}: stack ${stack}, tenant ${domain}, ${plural(calls, "Management API call")}`;
  return [...lines, "", printable(summary)].map((line) => `${line}\n`).join("");
}
