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
  /** Commits all that is on disk and gives the commit's id. `date`: of its author and its committer, by default now. */
  commit(message?: string, date?: string): string;
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
const COMMIT = 'git add --all && git commit --quiet --allow-empty --message "$0" && git rev-parse HEAD';

const DATED = 'export GIT_AUTHOR_DATE="$1" GIT_COMMITTER_DATE="$1"';

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
    commit: (message = "change", date) =>
      run("sh", "-c", date === undefined ? COMMIT : `${DATED} && ${COMMIT}`, message, date ?? ""),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** All that git asks of a repository without commits, as `git init` writes it: no process is started for it. */
const EMPTY: Files = {
  ".git/HEAD": "ref: refs/heads/main\n",
  ".git/config": "[core]\n\trepositoryformatversion = 0\n",
};

/** A new repository on branch main, with the files on disk and nothing committed. */
export function createRepository(files: Files = {}, ...init: string[]): Repository {
  const repository = openRepository(mkdtempSync(join(tmpdir(), "repository-")));
  if (init.length > 0) repository.git("init", "--quiet", "--initial-branch=main", ...init);
  else {
    for (const folder of ["objects", "refs"])
      mkdirSync(join(repository.folder, ".git", folder), { recursive: true });
    repository.write(EMPTY);
  }
  repository.write(files);
  return repository;
}
