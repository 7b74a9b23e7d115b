// A folder → the package.json above it that has it as one of its npm workspaces.
import { readFileSync } from "node:fs";
import { dirname, join, matchesGlob, relative } from "node:path";

/** Patterns of folders; in an older form below `packages`. Nothing where it is not a package.json that npm reads. */
function workspacesIn(file: string): readonly string[] {
  try {
    const { workspaces } = JSON.parse(readFileSync(file, "utf8"));
    const patterns: unknown = Array.isArray(workspaces) ? workspaces : workspaces?.packages;
    return Array.isArray(patterns) ? patterns.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

// `./packages/a/` as `packages/a`, so that a pattern matches a path.
const plain = (pattern: string) => pattern.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");

/** The last pattern that matches decides. Source: https://github.com/npm/map-workspaces, lib/index.js (read 2026-11) */
const isOne = (patterns: readonly string[], path: string): boolean =>
  patterns.reduce(
    (is, pattern) =>
      pattern.startsWith("!")
        ? is && !matchesGlob(path, plain(pattern.slice(1)))
        : is || matchesGlob(path, plain(pattern)),
    false,
  );

/** Undefined where npm would install into the folder itself: a package.json above without it is not an obstacle. */
export function workspaceRoot(folder: string, from = dirname(folder)): string | undefined {
  const file = join(from, "package.json");
  if (isOne(workspacesIn(file), relative(from, folder).replaceAll("\\", "/"))) return file;
  const parent = dirname(from);
  return parent === from ? undefined : workspaceRoot(folder, parent);
}
