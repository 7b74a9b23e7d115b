// Declarations from memory, so that tests need no disk.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Source } from "../../src/load/source.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** All files below a folder, by their path in it. */
export function filesBelow(folder: string): Record<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name))]));
}

/** A valid workspace. */
export const validFiles = (): Record<string, Uint8Array> => filesBelow("test/support/workspace");

/** The files as a source; folders exist as far as files are in them. */
export function memorySource(files: Files): Source {
  return {
    list(folder) {
      const prefix = folder === "" ? "" : `${folder}/`;
      const inside = Object.keys(files)
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length).split("/")[0] ?? "")
        .filter((name) => !name.startsWith("."));
      return inside.length > 0 ? { names: [...new Set(inside)].sort() } : { obstacle: "missing" };
    },
    read(file) {
      const content = files[file];
      return content === undefined ? { obstacle: "missing" } : { bytes: Buffer.from(content) };
    },
  };
}
