import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { UserError } from "../../src/finding.ts";
import { commitOf, mergeBase, prefixOf } from "../../src/load/git.ts";
import { gitSource } from "../../src/load/git-source.ts";
import { load } from "../../src/load/load.ts";
import { diskSource, MAX_FILE_BYTES, type Source } from "../../src/load/source.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, openRepository, type Repository } from "../support/repository.ts";

const NEED = "--base needs one; clone it, or leave --base out";

let repository: Repository;

beforeEach(() => {
  repository = createRepository(validFiles());
});

afterEach(() => {
  vi.unstubAllEnvs();
  repository.remove();
});

const HEAD = (prefix = ""): Source => gitSource(repository.folder, "HEAD", prefix);

/** What is loaded, without the functions that place a finding. */
function loaded(source: Source) {
  const { workspace, documents, findings } = load(source);
  return { workspace, findings, texts: [...documents].map(([file, { text }]) => [file, text]) };
}

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return String((error as Error).message);
  }
  throw new Error("no error");
};

const ACME = "partners/acme-cms.yaml";

describe("a revision reads like the same files on disk", () => {
  test("with all their bytes", () => {
    repository.commit();
    expect(loaded(HEAD())).toEqual(loaded(diskSource(repository.folder)));
    expect(loaded(HEAD()).findings).toEqual([]);
  });

  test("in a repository with SHA-256 ids", () => {
    const other = createRepository(validFiles(), "--object-format=sha256");
    expect(other.commit()).toHaveLength(64);
    expect(loaded(gitSource(other.folder, "main", ""))).toEqual(loaded(diskSource(other.folder)));
    other.remove();
  });

  test("in a subfolder of the repository, wherever in it git runs", () => {
    const folder = "its own/declarations";
    const moved = Object.entries(validFiles()).map(([file, bytes]) => [`${folder}/${file}`, bytes] as const);
    repository.write(Object.fromEntries(moved));
    repository.commit();
    const root = join(repository.folder, folder);
    expect(prefixOf(root, NEED)).toBe(folder);
    expect(prefixOf(repository.folder, NEED)).toBe("");
    expect(loaded(gitSource(root, "HEAD", folder))).toEqual(loaded(diskSource(root)));
    expect(loaded(HEAD(folder))).toEqual(loaded(diskSource(root)));
  });

  test.for([
    ["a file that links out of the folder", () => link("/etc/hostname", ACME)],
    ["a folder that is a link", () => link("partners", "apis")],
    ["a folder that is a file", () => put("partners", "")],
    ["a partner that is a folder", () => put("partners/beacon.yaml/x", "")],
    ["a file one byte too large", () => put(ACME, "#".repeat(MAX_FILE_BYTES + 1))],
    ["a file as large as it may be", () => put(ACME, `${validFiles()[ACME]}#`.padEnd(MAX_FILE_BYTES, "x"))],
    ["names that are odd", () => put('partners/\u00e9 "x"\t\n.yaml', "")],
    ["a name that is an option", () => put("partners/--output=x.yaml", "")],
    ["dotfiles", () => put("partners/.gitkeep", "")],
    ["an empty file", () => put("partners/beacon.yaml", "")],
    ["two files of the same content", () => put("partners/beacon.yaml", String(validFiles()[ACME]))],
    ["bytes that are not text", () => put("partners/beacon.yaml", Buffer.from([0xff, 0, 10, 13]))],
    ["a file that is gone", () => rmSync(join(repository.folder, "tenant.yaml"))],
    ["a folder that is gone", () => rmSync(join(repository.folder, "apis"), { recursive: true })],
  ] as const)("with %s", ([, change]) => {
    change();
    repository.commit();
    expect(loaded(HEAD())).toEqual(loaded(diskSource(repository.folder)));
  });

  const put = (file: string, content: string | Uint8Array) => {
    rmSync(join(repository.folder, file), { recursive: true, force: true });
    repository.write({ [file]: content });
  };
  const link = (target: string, file: string) => {
    rmSync(join(repository.folder, file), { recursive: true, force: true });
    symlinkSync(target, join(repository.folder, file));
  };
});

test("what is not committed is not read", () => {
  repository.commit();
  const before = loaded(HEAD());
  repository.write({ [ACME]: "name: [\n", "partners/beacon.yaml": "" });
  expect(loaded(HEAD())).toEqual(before);
});

test("a submodule is neither file nor folder", () => {
  const commit = repository.commit();
  repository.git("rm", "-r", "--quiet", "--cached", "apis");
  repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},apis`);
  repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},partners/beacon.yaml`);
  repository.git("commit", "--quiet", "--message", "submodules");
  expect(HEAD().list("apis")).toEqual({ obstacle: "not-a-folder" });
  expect(HEAD().read("partners/beacon.yaml")).toEqual({ obstacle: "not-a-file" });
});

test("a folder that the revision lacks is missing, never empty", () => {
  repository.commit();
  expect(HEAD("elsewhere").list("")).toEqual({ obstacle: "missing" });
  expect(HEAD("elsewhere").read("tenant.yaml")).toEqual({ obstacle: "missing" });
});

test("a replaced commit is read as it was committed", () => {
  const reviewed = repository.commit();
  repository.write({ [ACME]: "name: [\n" });
  repository.git("replace", reviewed, repository.commit());
  expect(loaded(gitSource(repository.folder, reviewed, "")).findings).toEqual([]);
});

test("a hook's settings do not lead to another repository", () => {
  repository.commit();
  const other = createRepository({ [ACME]: "name: [\n" });
  other.commit();
  vi.stubEnv("GIT_DIR", join(other.folder, ".git"));
  vi.stubEnv("GIT_WORK_TREE", other.folder);
  expect(loaded(HEAD()).findings).toEqual([]);
  other.remove();
});

describe("an error says what to do", () => {
  test.for(["-x", "--output=x", "nowhere", "", "HEAD:partners", "HEAD..HEAD", "HEAD^{tree}", "a b\u001b[2J"])(
    "revision %j",
    (revision) => {
      repository.commit();
      expect(messageOf(() => gitSource(repository.folder, revision, ""))).toMatch(
        /^revision .*(names no commit here: check its spelling, or git fetch first|begins with a dash: .*)$/,
      );
    },
  );

  test("in a repository without a commit", () => {
    expect(messageOf(HEAD)).toMatch(/^revision HEAD names no commit here/);
  });

  test.for([
    { revision: "origin/main", fix: "git fetch --depth=50 origin main:refs/remotes/origin/main" },
    { revision: "HEAD~1", fix: "git fetch --unshallow" },
  ])("in a shallow clone: $revision", ({ revision, fix }) => {
    repository.commit();
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.commit();
    const folder = mkdtempSync(join(tmpdir(), "clone-"));
    const clone = openRepository(folder);
    clone.git("clone", "--quiet", "--depth=1", "--branch=topic", `file://${repository.folder}`, ".");
    expect(messageOf(() => commitOf(folder, revision))).toBe(
      `revision ${revision} is not in this shallow clone: \`${fix}\``,
    );
    const [, ...args] = fix.split(" ");
    clone.git(...args);
    expect(commitOf(folder, revision)).toMatch(/^[0-9a-f]{40}$/);
    clone.remove();
  });

  test("outside of a repository", () => {
    const folder = mkdtempSync(join(tmpdir(), "no-repository-"));
    vi.stubEnv("GIT_CEILING_DIRECTORIES", tmpdir());
    expect(messageOf(() => prefixOf(folder, NEED))).toMatch(
      / is in no git repository: --base needs one; clone it, or leave --base out$/,
    );
    rmSync(folder, { recursive: true });
  });

  test("without git", () => {
    vi.stubEnv("PATH", "/nowhere");
    expect(messageOf(() => prefixOf(repository.folder, NEED))).toMatch(/^git is not on PATH: install it$/);
  });

  test("when a file is lost", () => {
    repository.commit();
    const id = repository.git("rev-parse", `HEAD:${ACME}`);
    rmSync(join(repository.folder, ".git/objects", id.slice(0, 2), id.slice(2)));
    expect(messageOf(() => load(HEAD()))).toMatch(/^git /);
  });
});

describe("the merge base", () => {
  test("is where the branches parted", () => {
    const start = repository.commit();
    repository.git("checkout", "--quiet", "-b", "topic");
    const topic = repository.commit();
    repository.git("checkout", "--quiet", "main");
    writeFileSync(join(repository.folder, "x"), "");
    const main = repository.commit();
    expect(mergeBase(repository.folder, main, topic)).toBe(start);
    expect(mergeBase(repository.folder, start, topic)).toBe(start);
  });

  test("is unknown of histories that share nothing", () => {
    const one = repository.commit();
    repository.git("checkout", "--quiet", "--orphan", "other");
    mkdirSync(join(repository.folder, "y"));
    writeFileSync(join(repository.folder, "y/y"), "");
    expect(mergeBase(repository.folder, one, repository.commit())).toBeUndefined();
  });
});
