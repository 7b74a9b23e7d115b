// Where this repository, its command and the declarations to measure with are.
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "..");
/** The declarations that numbers of partners are made of; those at the root can be anybody's. */
export const COMPANY = join(ROOT, "test/support/company");
/** `partner-access` as a package or an npm script starts it, for Node.js. */
export const BIN = join(ROOT, "scripts/partner-access.mjs");
