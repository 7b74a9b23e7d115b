import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gitAccess, mergeOf } from "../../scripts/render-review.ts";

const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@our-app.example"];
let folder: string;
let main: string;
let head: string;
let merged: string;

const gitIn =
  (name: string) =>
  (...args: string[]) =>
    execFileSync("git", ["-C", join(folder, name), ...identity, ...args], { encoding: "utf8" }).trim();

/** GitHub's side with one pull request, and a shallow clone of main as a workflow has it. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "render-review-"));
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", join(folder, "github")]);
  const github = gitIn("github");
  const commit = (file: string) => {
    writeFileSync(join(folder, "github", file), file);
    github("add", file);
    github("commit", "--quiet", "-m", file);
    return github("rev-parse", "HEAD");
  };
  commit("first");
  main = commit("second");
  github("checkout", "--quiet", "-b", "change", "HEAD^");
  head = commit("partner");
  github("checkout", "--quiet", "--detach", main);
  github("merge", "--quiet", "--no-ff", "-m", "merge", head);
  merged = github("rev-parse", "HEAD");
  github("update-ref", "refs/pull/7/merge", merged);
  github("checkout", "--quiet", "main");
  execFileSync("git", [
    "clone",
    "--quiet",
    "--depth=1",
    `file://${join(folder, "github")}`,
    join(folder, "clone"),
  ]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the result of a merge", () => {
  test("is compared with the main it joins, both by SHA", () => {
    expect(mergeOf(7, head, gitIn("clone"))).toEqual({ base: main, merged });
  });

  test("is fetched and not checked out", () => {
    mergeOf(7, head, gitIn("clone"));
    expect(gitIn("clone")("status", "--porcelain")).toBe("");
    expect(gitIn("clone")("rev-parse", "HEAD")).toBe(main);
    expect(gitIn("clone")("show", `${merged}:partner`)).toBe("partner");
  });

  test("does not count when it is of another commit than the checked one", () => {
    expect(mergeOf(7, "b".repeat(40), gitIn("clone"))).toBeUndefined();
  });

  test("is missing when GitHub could not merge", () => {
    expect(mergeOf(8, head, gitIn("clone"))).toBeUndefined();
  });
});

test("git's access is for one server, and in no argument", () => {
  const access = gitAccess("https://github.example", "secret");
  expect(access.GIT_CONFIG_KEY_0).toBe("http.https://github.example/.extraheader");
  expect(access.GIT_CONFIG_VALUE_0).toBe(
    `AUTHORIZATION: basic ${Buffer.from("x-access-token:secret").toString("base64")}`,
  );
});
