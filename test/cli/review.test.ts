import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";
import { ACME, report, repository, review, text, WIDER, withRepository } from "./support/review.ts";

withRepository();

const OTHER = `${"a".repeat(64)}-aaaaaaaa-none-none`;

describe("exit code", () => {
  test.for(["text", "markdown", "json", "html"])("1 for findings, which %s shows alone", async (format) => {
    repository.write({ [ACME]: "name: [\n" });
    const { exit, out, err } = await review(["--format", format, "--base", "main"]);
    expect({ exit, err }).toEqual({ exit: 1, err: "" });
    expect(out).toContain(format === "json" ? '"yaml-syntax"' : ACME);
    expect(out).not.toContain("delete:contacts");
  });

  test.for([
    { name: "an unknown format", argv: ["--format", "xml"], says: "Allowed choices are" },
    { name: "an unknown stack", argv: ["--stack", "prd"], says: 'no stack "prd"; did you mean prod?' },
    { name: "a stack like no other", argv: ["--stack", "zzzzzz"], says: 'known: "' },
    { name: "a date that is none", argv: ["--today", "2026-02-30"], says: "It is not a date" },
    { name: "a time", argv: ["--today", "2026-02-03T00:00Z"], says: "It is not a date" },
    {
      name: "a checksum too short",
      argv: ["--stack", "prod", "--expect-checksum", "ab"],
      says: "It is not the whole of a checksum",
    },
    {
      name: "a checksum of no stack",
      argv: ["--expect-checksum", OTHER],
      says: "exactly one --stack",
    },
    { name: "an argument too many", argv: ["prod"], says: "too many arguments" },
  ])("2 for $name", async ({ argv, says }) => {
    const { exit, out, err } = await review(argv);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(unwrapped(err)).toContain(says);
  });

  test.for([
    {
      name: "an unknown revision",
      argv: ["--base", "nowhere"],
      says: "revision nowhere names no commit here",
    },
    {
      name: "an unknown head",
      argv: ["--base", "main", "--head", "x\u001b[2J"],
      says: "revision x\\x1b[2J names",
    },
    { name: "an option as revision", argv: ["--base=--output=x"], says: "begins with a dash" },
    { name: "a file that cannot be written", argv: ["--out", "no/where"], says: "cannot be written" },
  ])("3 for $name", async ({ argv, says }) => {
    const { exit, out, err } = await review(argv, { cwd: repository.folder });
    expect({ exit, out }).toEqual({ exit: 3, out: "" });
    expect(unwrapped(err)).toMatch(/^error: .*\n$/);
    expect(err).toContain(says);
  });
});

describe("the checksum", () => {
  const checksum = async () => (await report("--stack", "prod")).checksums[0]?.checksum ?? "";

  test("that is expected changes nothing", async () => {
    const reviewed = await checksum();
    const { exit, out, err } = await review(["--stack", "prod", "--expect-checksum", reviewed]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toContain(reviewed);
  });

  test("of any other plan is refused, with both", async () => {
    const reviewed = await checksum();
    repository.write({ [ACME]: WIDER });
    const found = await checksum();
    const { exit, out, err } = await review(["--stack", "prod", "--expect-checksum", reviewed]);
    expect({ exit, out }).toEqual({ exit: 1, out: "" });
    expect(err).toBe(
      `error: this is not what was reviewed: the plan differs\n  expected ${reviewed}\n  found    ${found}\n` +
        "review it as it is now, and pass the checksum at the review's end\n",
    );
  });

  test("of the same plan beside other code or settings is refused, and says which", async () => {
    repository.write({ "src/plan.ts": "1\n", "package-lock.json": "{}\n" });
    const reviewed = await checksum();
    const expected = ["--stack", "prod", "--expect-checksum", reviewed];
    repository.write({ "src/plan.ts": "2\n" });
    expect((await review(expected)).err).toContain("not what was reviewed: the code differs\n");
    repository.write({ "src/plan.ts": "1\n", "Pulumi.prod.yaml": `${text("Pulumi.prod.yaml")}# another\n` });
    expect((await review(expected)).err).toContain("not what was reviewed: the settings differ\n");
  });

  test("is the same of a commit as of the files on disk that were committed", async () => {
    repository.write({ "src/plan.ts": "1\n", "package-lock.json": "{}\n", "docs/ci.md": "1\n" });
    const head = repository.commit();
    const onDisk = await checksum();
    repository.write({ "src/plan.ts": "2\n" });
    expect((await report("--stack", "prod", "--head", head)).checksums[0]?.checksum).toBe(onDisk);
    expect(await checksum()).not.toBe(onDisk);
  });

  test("does not hide findings", async () => {
    repository.write({ [ACME]: "name: [\n" });
    const { exit, out } = await review(["--stack", "prod", "--expect-checksum", OTHER]);
    expect(exit).toBe(1);
    expect(out).toContain(`${ACME}:`);
  });
});

test("--out writes the file and says so on standard error only", async () => {
  mkdirSync(join(repository.folder, "out"));
  const argv = ["--format", "markdown"];
  const { out } = await review(argv);
  const written = await review([...argv, "--out", "out/review.md"], { cwd: repository.folder, isTTY: true });
  const path = join(repository.folder, "out/review.md");
  expect(written).toEqual({ exit: 0, out: "", err: `review written to ${path}\n` });
  expect(readFileSync(path, "utf8")).toBe(out);
});

test("a file is never coloured, a terminal is", async () => {
  const path = join(repository.folder, "review.txt");
  await review(["--out", path], { isTTY: true });
  expect(readFileSync(path, "utf8")).not.toContain("\u001b[");
  expect((await review([], { isTTY: true })).out).toContain("\u001b[");
  expect((await review([], { isTTY: true, env: { NO_COLOR: "1" } })).out).not.toContain("\u001b[");
});

test("contracts are judged by the day that is given, else by today", async () => {
  expect((await report("--today", "2031-01-01")).today).toBe("2031-01-01");
  const { out } = await review(["--format", "json"], { now: "2029-05-06T23:59:59Z" });
  expect(JSON.parse(out).today).toBe("2029-05-06");
});

test("the help gives three examples, which are commands that exist", async () => {
  const { exit, out } = await runCommand(["review", "--help"]);
  expect(exit).toBe(0);
  const examples = [...out.matchAll(/npm run -s partner-access -- review ?(.*)/g)].map(
    ([, line = ""]) => line,
  );
  expect(examples).toHaveLength(3);
  repository.git("update-ref", "refs/remotes/origin/main", "HEAD");
  for (const line of examples) {
    const args = line.split(" ").filter((word) => word !== "");
    const { exit, err } = await review(args, { cwd: repository.folder });
    expect([line, exit === 0 ? "" : err]).toEqual([line, ""]);
  }
  expect(existsSync(join(repository.folder, "review.html"))).toBe(true);
});
