// What a company declares at the root of the repository, whatever it is.
import { resolve } from "node:path";
import { diskSource } from "../../../src/load/source.ts";
import { type Checked, checkDeclarations } from "../../../src/pipeline.ts";

export const ROOT = resolve(import.meta.dirname, "../../..");

/** The declarations and what is wrong with them whatever the day. */
export const declared = (): Checked => checkDeclarations(diskSource(ROOT));
