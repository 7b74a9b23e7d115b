// Generated files → what is written, or with --check only named as stale, with exit code 1. Files for GitLab are
// written where one of them is there, and with --gitlab for the first time.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../src/finding.ts";
import { failureText } from "../src/text.ts";
import type { Generated } from "./generated.ts";

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** What it must contain; undefined where a declaration that it needs cannot be read. */
function contentOf(content: () => string): string | undefined {
  try {
    return content();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${failureText(`error: ${error.message}`)}\n`);
    process.exitCode = 3;
    return undefined;
  }
}

/** Writes the files below `root`, or names those that are stale. Says nothing of those that are as they must be. */
export function writeGenerated(root: string, files: readonly Generated[], args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: { check: { type: "boolean", default: false }, gitlab: { type: "boolean", default: false } },
  });
  const isOnGitlab =
    values.gitlab || files.some(({ path, host }) => host === "gitlab" && existsSync(join(root, path)));
  for (const { path, host = "github", content } of files) {
    const target = join(root, path);
    if (host === "gitlab" && !isOnGitlab) continue;
    const text = contentOf(content);
    if (text === undefined) break;
    if (read(target) === text) continue;
    if (values.check) process.exitCode = 1;
    else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    process.stdout.write(`${path} ${values.check ? "is stale: run npm run generate" : "written"}\n`);
  }
}
