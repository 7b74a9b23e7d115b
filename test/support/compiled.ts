// Tests of sources → the same tests of what the package has of them, below dist/.
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Plugin } from "vitest/config";

const ROOT = resolve(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");

/** Files that Node.js loads by itself, as it does for a company. */
export const COMPILED = /\/dist\/(?:demo|emulator|engine|local|scripts|src)\//;

/** The compiled file of a source, where the package has it. */
function compiledOf(source: string): string | undefined {
  const file = relative(ROOT, source);
  if (/^(?:\.\.|dist|node_modules|test)(?:[/\\]|$)/.test(file)) return undefined;
  const compiled = join(DIST, file.replace(/\.(m?)ts$/, ".$1js"));
  return existsSync(compiled) ? compiled : undefined;
}

/** Whatever tests import of the sources is the compiled file instead; a source that is loaded all the same is an error. */
export const compiledOnly = (): Plugin => ({
  name: "compiled-only",
  enforce: "pre",
  resolveId: (specifier, importer) =>
    importer !== undefined && specifier.startsWith(".")
      ? compiledOf(resolve(dirname(importer), specifier))
      : undefined,
  load(id) {
    if (compiledOf(id) !== undefined)
      throw new Error(`${id} is loaded, although there is a compiled file of it`);
  },
});
