// What a pull request changes → the npm script that tests it: the lane of the declarations alone, or all lanes.
import { execFileSync } from "node:child_process";

/**
 * Files that say who gets to do what, and what `generate` makes of them: no other lane reads them, and that of the
 * declarations holds what is made against what would be made.
 */
const DECLARATIONS =
  /^(?:partners\/|apis\/|tenant\.yaml$|Pulumi\.[^/]+\.yaml$|\.gitlab\/CODEOWNERS$|\.github\/(?:CODEOWNERS|workflows\/deploy\.yml)$)/;

/** For the files that were changed, added, removed or renamed (both names); all lanes where nothing is known. */
export const laneOf = (files: readonly string[]): "test:declarations" | "test" =>
  files.length > 0 && files.every((file) => DECLARATIONS.test(file)) ? "test:declarations" : "test";

if (import.meta.main) {
  const [, , base] = process.argv;
  // Without a base, as on main, nothing is left out.
  const changed = base
    ? execFileSync("git", ["diff", "--name-only", "--no-renames", "-z", base, "HEAD"], {
        encoding: "utf8",
        maxBuffer: 256 * 1024 * 1024,
      })
    : "";
  process.stdout.write(`${laneOf(changed.split("\0").filter((file) => file !== ""))}\n`);
}
