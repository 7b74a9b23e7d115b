// A git repository in a temporary folder, for tests that read revisions.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Files } from "./memory-source.ts";

export interface Repository {
  readonly folder: string;
  /** Runs git in it and gives its output. */
  git(...args: string[]): string;
  write(files: Files): void;
  /** Commits all that is on disk and gives the commit's id. */
  commit(): string;
  remove(): void;
}

/** Nothing of the engineer's own configuration takes part. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@our-app.example",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@our-app.example",
};

/** One process of this one's size is started for it, not three: that costs more than what git does. */
const COMMIT = "git add --all && git commit --quiet --allow-empty --message change && git rev-parse HEAD";

/** An existing folder as a repository. */
export function openRepository(folder: string): Repository {
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: "utf8", env: ENVIRONMENT, stdio: "pipe" }).trim();
  const git = (...args: string[]) => run("git", ...args);
  return {
    folder,
    git,
    write(files) {
      for (const [file, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), content);
      }
    },
    commit: () => run("sh", "-c", COMMIT),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const empty = new Map<string, string>();

/** What `git init` writes, made once with the same options and copied from then on. */
function emptyRepository(options: readonly string[]): string {
  const key = options.join(" ");
  const made = empty.get(key);
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), "repository-empty-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  openRepository(folder).git("init", "--quiet", "--template=", "--initial-branch=main", ...options);
  empty.set(key, join(folder, ".git"));
  return join(folder, ".git");
}

/** A new repository on branch main, with the files on disk and nothing committed. */
export function createRepository(files: Files = {}, ...init: string[]): Repository {
  const repository = openRepository(mkdtempSync(join(tmpdir(), "repository-")));
  cpSync(emptyRepository(init), join(repository.folder, ".git"), { recursive: true });
  repository.write(files);
  return repository;
}
