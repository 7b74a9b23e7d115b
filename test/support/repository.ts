// A git repository in a temporary folder, for tests that read revisions.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

/** An existing folder as a repository. */
export function openRepository(folder: string): Repository {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", env: ENVIRONMENT, stdio: "pipe" }).trim();
  return {
    folder,
    git,
    write(files) {
      for (const [file, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), content);
      }
    },
    commit() {
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", "change");
      return git("rev-parse", "HEAD");
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A new repository on branch main, with the files on disk and nothing committed. */
export function createRepository(files: Files = {}, ...init: string[]): Repository {
  const repository = openRepository(mkdtempSync(join(tmpdir(), "repository-")));
  repository.git("init", "--quiet", "--initial-branch=main", ...init);
  repository.write(files);
  return repository;
}
