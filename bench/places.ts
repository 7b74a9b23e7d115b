// Where this repository and its command are.
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "..");
/** `partner-access`, for Node.js. */
export const BIN = join(ROOT, "src/cli/bin.ts");
