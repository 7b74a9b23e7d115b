// Where this repository, its command and the declarations to measure with are.
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "..");
/** The declarations that numbers of partners are made of; those at the root can be anybody's. */
export const COMPANY = join(ROOT, "test/support/company");
/** `partner-access`, for Node.js. */
export const BIN = join(ROOT, "src/cli/bin.ts");
