// The table of all sections: what each is called on the command line, and how it is measured.
import { MAX_FOLDER_ENTRIES } from "../src/load/source.ts";
import { benchCommands, COMMANDS } from "./commands.ts";
import { benchFirstUp, FIRST_UP } from "./first-up.ts";
import { benchParts, PARTS } from "./parts.ts";
import { benchPreview, PREVIEW } from "./preview.ts";
import type { Section } from "./results.ts";
import { benchStateFiles, STATE_FILES } from "./state-files.ts";
import { benchTools, TOOLS } from "./tools.ts";

export interface BenchSection {
  readonly id: string;
  readonly heading: string;
  /** Numbers of partners. */
  readonly sizes: readonly number[];
  readonly run: (sizes: readonly number[], progress: (text: string) => void) => Section | Promise<Section>;
}

/** In the order of the page. */
export const SECTIONS: readonly BenchSection[] = [
  { id: "commands", heading: COMMANDS, sizes: [12, 100, 1000, 10_000], run: benchCommands },
  { id: "preview", heading: PREVIEW, sizes: [12, 100, 400, 1000], run: benchPreview },
  { id: "parts", heading: PARTS, sizes: [1000], run: benchParts },
  { id: "up", heading: FIRST_UP, sizes: [12, 100], run: benchFirstUp },
  { id: "state", heading: STATE_FILES, sizes: [25, 100], run: benchStateFiles },
  { id: "tools", heading: TOOLS, sizes: [12, 100, 400], run: benchTools },
];

/**
 * The sections of these ids, in the page's order; all when there are none.
 *
 * @throws RangeError that names the id and those there are
 */
export function selectSections(ids: readonly string[]): readonly BenchSection[] {
  const known = SECTIONS.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new RangeError(`there is no section ${JSON.stringify(unknown)}; there are ${known.join(", ")}`);
  return ids.length === 0 ? SECTIONS : SECTIONS.filter(({ id }) => ids.includes(id));
}

/**
 * Numbers of partners from `12,100`, each once.
 *
 * @throws RangeError for anything that is not a list of positive whole numbers, and for more than a folder may hold
 */
export function parseSizes(text: string): readonly number[] {
  const sizes = text.split(",");
  if (sizes.some((size) => !/^[1-9]\d*$/.test(size)))
    throw new RangeError(`${JSON.stringify(text)} is not a list of numbers of partners such as 12,100`);
  const largest = sizes.find((size) => Number(size) > MAX_FOLDER_ENTRIES);
  if (largest !== undefined)
    throw new RangeError(`a folder holds at most ${MAX_FOLDER_ENTRIES} partners, and ${largest} are more`);
  return [...new Set(sizes.map(Number))].toSorted((a, b) => a - b);
}
