// The version of this program, as package.json has it.
import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

export const version = (): string =>
  (JSON.parse(readFileSync(findPackageJSON(import.meta.url) ?? "", "utf8")) as { version: string }).version;
