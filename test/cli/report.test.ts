import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Evidence } from "../../src/evidence/evidence.ts";
import { renderEvidenceHtml } from "../../src/evidence/page.ts";
import { renderCsv } from "../../src/evidence/render.ts";
import { runCommand, unwrapped } from "../support/command.ts";
import { HOSTILE } from "../support/hostile.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, type Repository } from "../support/repository.ts";

const ACME = "partners/acme-cms.yaml";
const text = (file: string) => Buffer.from(validFiles()[file] ?? "").toString();
const scopes = (list: string) => text(ACME).replace("[read:contacts]", `[${list}]`);

let repository: Repository;
beforeEach(() => {
  repository = createRepository(validFiles());
});
afterEach(() => repository.remove());

const commit = (subject: string, day: number) => repository.commit(subject, `2026-10-${day}T12:00:00Z`);

async function evidence(): Promise<Evidence[]> {
  const { exit, out, err } = await runCommand(["report", "--root", repository.folder, "--format", "json"]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return (JSON.parse(out) as { evidence: Evidence[] }).evidence.filter(
    ({ partner }) => partner === "acme-cms",
  );
}

const since = (rows: readonly Evidence[], scope: string) => rows.find((row) => row.scope === scope);

describe("a scope is held since", () => {
  test("the commit that gave it, and the change that commit was", async () => {
    const first = commit("feat: a partner (#7)", 10);
    repository.write({ [ACME]: scopes("read:contacts, delete:contacts") });
    const second = commit("Merge pull request #12 from acme/more", 11);
    repository.write({ [ACME]: scopes("read:contacts, delete:contacts").replace("Ada Acme", "Al Acme") });
    commit("chore: another contact", 12);
    const rows = await evidence();
    expect(since(rows, "read:contacts")).toMatchObject({
      since: "2026-10-10",
      commit: first,
      pullRequest: "#7",
    });
    expect(since(rows, "delete:contacts")).toMatchObject({
      since: "2026-10-11",
      commit: second,
      author: "Ada",
      pullRequest: "#12",
    });
  });

  test("the last time it was given, where it was taken away between", async () => {
    commit("one", 10);
    repository.write({ [ACME]: scopes("delete:contacts") });
    commit("two", 11);
    repository.write({ [ACME]: scopes("read:contacts") });
    const last = commit("three", 12);
    expect(since(await evidence(), "read:contacts")).toMatchObject({ commit: last, pullRequest: "" });
  });

  test("the partner was resumed, since a suspended one holds nothing", async () => {
    commit("one", 10);
    repository.write({ [ACME]: text(ACME).replace("application:", "status: suspended\napplication:") });
    commit("two", 11);
    expect(await evidence()).toEqual([]);
    repository.write({ [ACME]: text(ACME) });
    const resumed = commit("three", 12);
    expect(since(await evidence(), "read:contacts")?.commit).toBe(resumed);
  });

  test("each stack got it: one row for a change, with the stacks that it gave it to", async () => {
    const inDev = text(ACME).replace("scopes:", "stacks: [dev]\n    scopes:");
    expect(inDev).not.toBe(text(ACME));
    repository.write({ [ACME]: inDev });
    const first = commit("feat: a partner (#7)", 10);
    repository.write({ [ACME]: text(ACME) });
    const second = commit("feat: everywhere (#8)", 11);
    const rows = (await evidence()).filter(({ scope }) => scope === "read:contacts");
    expect(rows.map(({ stacks, commit, pullRequest }) => [stacks, commit, pullRequest])).toEqual([
      [["dev"], first, "#7"],
      [["prod"], second, "#8"],
    ]);
  });

  test.for([
    { subject: "Merge pull request #7 from x/y (#201)", number: "#201" },
    { subject: "Merge pull request #7 and more", number: "" },
    { subject: "Merge pull request #7 from acme/fix(#201)", number: "#7" },
    { subject: "fix(#9): names", number: "" },
    { subject: "fix: names (#9) again (#10)", number: "#10" },
  ])("the change $subject, whose number is $number", async ({ subject, number }) => {
    commit(subject, 10);
    expect(since(await evidence(), "read:contacts")).toMatchObject({ change: subject, pullRequest: number });
  });

  test.for([
    {
      name: "a merge",
      body: "Acme gets more\n\nSee merge request our-app/sub.group/partner-access!7",
      number: "!7",
    },
    { name: "one within the project", body: "See merge request !7", number: "!7" },
    {
      name: "one whose description names another",
      body: "See merge request a/b!1\n\nSee merge request a/b!7",
      number: "!7",
    },
    {
      name: "one that was approved below it",
      body: "See merge request a/b!7\n\nApproved-by: Ada",
      number: "!7",
    },
    { name: "no merge", body: "As in See merge request a/b!7, and more", number: "" },
  ])("$name of GitLab has the number $number", async ({ body, number }) => {
    commit(`Merge branch 'more' into 'main'\n\n${body}`, 10);
    const change = "Merge branch 'more' into 'main'";
    expect(since(await evidence(), "read:contacts")).toMatchObject({ change, pullRequest: number });
  });

  test("what GitHub puts last counts, whatever its message says of GitLab", async () => {
    commit("feat: more (#12)\n\nSee merge request a/b!7", 10);
    expect(since(await evidence(), "read:contacts")).toMatchObject({ pullRequest: "#12" });
  });

  test("a commit whose author's name holds what separates nothing", async () => {
    commit("one\u001ftwo (#7)", 10);
    repository.git(
      "commit",
      "--quiet",
      "--amend",
      "--no-edit",
      "--author",
      "A\u001fda <ada@our-app.example>",
    );
    const first = repository.git("rev-parse", "HEAD");
    expect(since(await evidence(), "read:contacts")).toMatchObject({
      commit: first,
      author: "A\u001fda",
      change: "one\u001ftwo (#7)",
      pullRequest: "#7",
    });
  });

  test("before a revision that nobody can read", async () => {
    const first = commit("one", 10);
    repository.write({ [ACME]: "grants: [\n" });
    commit("two", 11);
    repository.write({ [ACME]: text(ACME) });
    commit("three", 12);
    expect(since(await evidence(), "read:contacts")?.commit).toBe(first);
  });

  test("no commit, where only the files on disk say so", async () => {
    commit("one", 10);
    repository.write({ [ACME]: scopes("read:contacts, delete:contacts") });
    expect(since(await evidence(), "delete:contacts")).toMatchObject({ since: "not committed", commit: "" });
  });
});

const row = (value: string): Evidence => ({
  ...{ partner: value, name: value, owner: value, contract: value, contractEnds: value, reviewBy: value },
  ...{ api: value, subjectType: value, scope: value, sensitivity: value, stacks: [value], reason: value },
  ...{ since: value, commit: value, author: value, change: value, pullRequest: value },
  holder: "partner",
  way: "own-grant",
});

describe("whatever a file or a commit says", () => {
  test.for(["=1+1", "+1", "-1", "@SUM(A1)", " =1", "|calc", "\t=1"])(
    "a spreadsheet takes %j as text",
    (value) => {
      for (const cell of renderCsv([row(value)])
        .split("\r\n")[1]
        ?.split(",") ?? [])
        expect(cell).not.toMatch(/^"?\s*[=+\-@|]/);
    },
  );

  test("a row is one line with as many cells as the head", () => {
    for (const value of HOSTILE) {
      const [, line = "", ...rest] = renderCsv([row(value)]).split("\r\n");
      expect(rest).toEqual([""]);
      expect(line.match(/"(?:[^"]|"")*"/g)).toHaveLength(19);
      expect(line).not.toContain("\n");
    }
  });

  test("the page has the same elements", () => {
    const tags = (html: string) => (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, "="));
    const plain = tags(renderEvidenceHtml([row("x")], "2026-11-24"));
    for (const value of HOSTILE) expect(tags(renderEvidenceHtml([row(value)], "2026-11-24"))).toEqual(plain);
  });
});

test.for(["a;=1+1;b", "a; =1", "x;@SUM(A1)", "＝1+1", "＠SUM(A1)"])(
  "%j begins no formula where lists are separated by semicolons, or in wide letters",
  (value) => {
    const [, line = ""] = renderCsv([row(value)]).split("\r\n");
    for (const cell of line.split(/[,;]/)) expect(cell).not.toMatch(/^"?\s*[=+\-@|＝＋－＠]/);
  },
);

test("a history that is not whole here is no answer, and never another date", async () => {
  repository.git("config", "uploadpack.allowFilter", "true");
  commit("feat: a partner (#7)", 10);
  repository.write({ [ACME]: scopes("read:contacts, delete:contacts") });
  commit("feat: more (#8)", 11);
  const clone = mkdtempSync(join(tmpdir(), "partial-"));
  repository.git("clone", "--quiet", "--filter=blob:none", `file://${repository.folder}`, clone);
  repository.git("-C", clone, "remote", "set-url", "origin", "file:///nowhere.example");
  const { exit, out, err } = await runCommand(["report", "--root", clone, "--format", "json"]);
  rmSync(clone, { recursive: true });
  expect({ exit, out }).toEqual({ exit: 3, out: "" });
  expect(err).toMatch(/git cat-file failed/);
});

test("before the first commit nothing is committed", async () => {
  expect(since(await evidence(), "read:contacts")).toMatchObject({ since: "not committed", commit: "" });
});

test("a commit counts from when it came to the main line, in whatever encoding git is set to", async () => {
  repository.git("config", "i18n.logOutputEncoding", "ISO-8859-1");
  repository.git("add", "--all");
  const set = ["-c", "user.name=Zoë", "-c", "committer.name=Zoë"];
  repository.git(...set, "commit", "--quiet", "--message", "Größer (#7)", "--date", "2019-01-01T00:00:00Z");
  const found = since(await evidence(), "read:contacts");
  expect(found).toMatchObject({ change: "Größer (#7)", pullRequest: "#7" });
  expect(found?.since).not.toMatch(/^2019/);
});

test("outside a repository there is no evidence", async () => {
  repository.git("checkout", "--quiet", "--orphan", "none");
  const { rmSync } = await import("node:fs");
  rmSync(`${repository.folder}/.git`, { recursive: true });
  const { exit, err } = await runCommand(["report", "--root", repository.folder]);
  expect(exit).toBe(3);
  expect(unwrapped(err)).toMatch(
    / is in no git repository: the evidence is in the history of the files; clone .*\n$/,
  );
  const { out } = await runCommand(["report", "--help"]);
  for (const [flag] of err.matchAll(/--\w+/g)) expect(out).toContain(flag);
});
