// How every verb begins: a folder → what is declared there, checked; where it has errors they are shown, and the verb ends.
import { relative, resolve, sep } from "node:path";
import type { Source } from "../load/source.ts";
import type { Checked } from "../pipeline.ts";
import type { Terminal } from "./terminal.ts";

export interface Declarations extends Checked {
  /** Absolute. */
  readonly folder: string;
  readonly source: Source;
}

/** How a file of the folder is named to somebody who is elsewhere. */
export function pathFrom(standing: string, folder: string): (file: string) => string {
  const prefix = relative(standing, folder).split(sep).join("/");
  return (file) => (prefix === "" ? file : `${prefix}/${file}`);
}

/**
 * Everything below a folder, checked without a date: time alone stops no verb. Anyone who gets undefined ends with
 * `EXIT.findings`: all findings are on standard error then, as `check` prints them, and below them `refusal`, such as
 * "nothing was compared". Warnings stop nothing.
 *
 * @param root as it was typed
 * @throws UserError when the folder cannot be read
 */
export async function declarations(
  root: string,
  { cwd, stderr }: Pick<Terminal, "cwd" | "stderr">,
  refusal: string,
): Promise<Declarations | undefined> {
  const { checkDeclarations } = await import("../pipeline.ts");
  const { declaredSource } = await import("../load/source.ts");
  const { isError } = await import("../finding.ts");
  const folder = resolve(cwd, root);
  const source = declaredSource(folder);
  const checked = checkDeclarations(source);
  if (!checked.findings.some(isError)) return { ...checked, folder, source };
  await refuse(checked, { cwd, stderr }, folder, refusal);
  return undefined;
}

/** Shows the findings of a folder and what was not done because of them. */
export async function refuse(
  checked: Checked,
  { cwd, stderr }: Pick<Terminal, "cwd" | "stderr">,
  folder: string,
  refusal: string,
): Promise<void> {
  const { renderFindings } = await import("./render-findings.ts");
  stderr.write(renderFindings(checked, "text", { color: false, pathOf: pathFrom(cwd, folder) }));
  stderr.write(`${refusal}: what is declared must be right first\n`);
}
