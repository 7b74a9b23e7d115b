import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Report, reportSchema } from "../../src/review/report.ts";
import { runCommand, type Settings } from "../support/command.ts";
import { validFiles } from "../support/memory-source.ts";
import { createRepository, openRepository, type Repository } from "../support/repository.ts";

let repository: Repository;

beforeEach(() => {
  repository = createRepository(validFiles());
  repository.commit();
});

afterEach(() => repository.remove());

const ACME = "partners/acme-cms.yaml";
const text = (file: string) => Buffer.from(validFiles()[file] ?? "").toString();
const gains = (scopes: string) => text(ACME).replace("[read:contacts]", `[${scopes}]`);
const WIDER = gains("read:contacts, delete:contacts");

const review = (argv: readonly string[] = [], settings: Settings = {}) =>
  runCommand(["review", "--root", repository.folder, ...argv], settings);

/** The report as JSON, which must be what its schema says. */
async function report(...argv: string[]): Promise<Report> {
  const { out, err } = await review([...argv, "--format", "json"]);
  expect(err).toBe("");
  return reportSchema.parse(JSON.parse(out));
}

/** `+ partner scope` or `- partner scope` of every access that some stack gains or loses. */
const changesOf = ({ access }: Report): string[] =>
  access.flatMap(({ partner, scope, stacks }) => {
    const marks = new Set(stacks.map(({ change }) => change));
    return [
      ...(marks.has("added") ? [`+ ${partner} ${scope}`] : []),
      ...(marks.has("removed") ? [`- ${partner} ${scope}`] : []),
    ];
  });

const PLUS = ["+ acme-cms delete:contacts"];

describe("what is compared", () => {
  test("without a base nothing is, and git is not needed", async () => {
    rmSync(join(repository.folder, ".git"), { recursive: true });
    const { base, access, stacks } = await report();
    expect({ base, stacks }).toEqual({ base: undefined, stacks: ["dev", "local", "prod"] });
    expect(new Set(access.flatMap(({ stacks }) => stacks.map(({ change }) => change)))).toEqual(
      new Set(["kept"]),
    );
  });

  test("the files on disk, though nothing is committed", async () => {
    repository.write({ [ACME]: WIDER });
    const compared = await report("--base", "main");
    expect(compared.base).toEqual({ revision: "main", problems: [] });
    expect(changesOf(compared)).toEqual(PLUS);
  });

  test("a revision, whatever is on disk", async () => {
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write({ [ACME]: WIDER });
    repository.commit();
    repository.write({ [ACME]: "name: [\n" });
    expect(changesOf(await report("--base", "main", "--head", "topic"))).toEqual(PLUS);
  });

  test("nothing, where only order and formatting changed", async () => {
    const reordered = text(ACME).replace("name: Acme CMS\n", "").concat('"name":   "Acme CMS" # us\n');
    repository.write({ [ACME]: reordered });
    const { exit, out } = await review(["--base", "main"]);
    expect(exit).toBe(0);
    expect(out.split("\n")[0]).toBe("No access changes compared with main.");
  });

  test("the change alone, not what others merged since", async () => {
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write({ [ACME]: WIDER });
    repository.commit();
    repository.git("checkout", "--quiet", "main");
    repository.write({ [ACME]: gains("read:contacts, update:contacts") });
    repository.commit();
    repository.git("checkout", "--quiet", "topic");
    expect(changesOf(await report("--base", "main"))).toEqual(PLUS);
    expect(changesOf(await report("--base", "main", "--exact-base"))).toEqual([
      ...PLUS,
      "- acme-cms update:contacts",
    ]);
  });

  test("an older commit with a newer one, where it is to be deployed again", async () => {
    const old = repository.git("rev-parse", "HEAD");
    repository.write({ [ACME]: WIDER });
    repository.commit();
    const args = ["--base", "main", "--head", old];
    expect(changesOf(await report(...args))).toEqual([]);
    expect(changesOf(await report(...args, "--exact-base"))).toEqual(["- acme-cms delete:contacts"]);
  });

  test("declarations in a subfolder of the repository", async () => {
    const files = Object.entries(validFiles()).map(([file, bytes]) => [`access/${file}`, bytes] as const);
    repository.write(Object.fromEntries(files));
    repository.commit();
    repository.write({ [`access/${ACME}`]: WIDER });
    const { out } = await runCommand([
      "review",
      "--root",
      join(repository.folder, "access"),
      "--base",
      "HEAD",
      "--format",
      "json",
    ]);
    expect(changesOf(JSON.parse(out))).toEqual(PLUS);
  });

  test("with the base itself in a clone too shallow to tell where the change left it, and says so", async () => {
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write({ [ACME]: WIDER });
    repository.commit();
    const clone = openRepository(mkdtempSync(join(tmpdir(), "clone-")));
    clone.git("clone", "--quiet", "--depth=1", "--no-single-branch", `file://${repository.folder}`, ".");
    const { out } = await runCommand([
      "review",
      "--root",
      clone.folder,
      "--base",
      "origin/main",
      "--format",
      "json",
    ]);
    clone.remove();
    expect(changesOf(JSON.parse(out))).toEqual(PLUS);
    expect(JSON.parse(out).base.problems).toEqual([
      "with where this change left origin/main: this clone is too shallow to tell; compared with origin/main " +
        "itself, so what others changed there since looks undone",
    ]);
  });

  test("only the stacks that are named", async () => {
    const { stacks, checksums, access } = await report("--stack", "prod", "--stack", "dev", "--base", "main");
    expect(stacks).toEqual(["dev", "prod"]);
    expect(checksums.map(({ stack }) => stack)).toEqual(["dev", "prod"]);
    expect(access.flatMap((one) => one.stacks).some(({ stack }) => stack === "local")).toBe(false);
  });
});

describe("a base that cannot be read as a whole", () => {
  const rewriteBase = (files: Record<string, string>) => {
    repository.write(files);
    repository.commit();
    repository.write({ ...Object.fromEntries(Object.keys(files).map((f) => [f, text(f)])), [ACME]: WIDER });
  };

  test("shows a partner as it is now where its file did not parse, and the others' changes", async () => {
    rewriteBase({ "partners/ember-mail.yaml": "name: [\n" });
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual(PLUS);
    expect(compared.base?.problems).toEqual([
      "partners/ember-mail.yaml of main cannot be read, so it counts as it is now",
    ]);
  });

  test("knows a partner that was renamed since", async () => {
    repository.write({ [ACME]: "name: [\n" });
    repository.commit();
    rmSync(join(repository.folder, ACME));
    repository.write({ "partners/acme.yaml": `${text(ACME)}former_ids: [acme-cms]\n` });
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual([]);
    expect(compared.base?.problems).toHaveLength(1);
  });

  test("says that it cannot show what a partner loses whose file did not parse and is gone", async () => {
    repository.write({ [ACME]: "name: [\n" });
    repository.commit();
    rmSync(join(repository.folder, ACME));
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual([]);
    expect(compared.base?.problems).toEqual([
      "partners/acme-cms.yaml of main cannot be read, and it is gone now, so what it allowed is not shown as removed",
    ]);
  });

  test.for([
    { name: "an API", files: { "apis/contacts.yaml": "name: 7\n" } },
    { name: "the tenant", files: { "tenant.yaml": "connections: none\n" } },
    { name: "a stack", files: { "Pulumi.prod.yaml": "config: none\n" } },
  ])("takes $name as it is now", async ({ files }) => {
    rewriteBase(files);
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual(PLUS);
    expect(compared.base?.problems).toEqual([
      `${Object.keys(files)[0]} of main cannot be read, so it counts as it is now`,
    ]);
  });

  test("is no problem where it only breaks a rule", async () => {
    rewriteBase({ [ACME]: text(ACME).replace("https://acme.example/callback", "https://*.acme.example/") });
    const compared = await report("--base", "main");
    expect(compared.base?.problems).toEqual([]);
    expect(changesOf(compared)).toEqual(PLUS);
  });

  test("leaves the head reviewed as if without one where it cannot be planned", async () => {
    rewriteBase({ [ACME]: text(ACME).replace("api: contacts", "api: letters") });
    const compared = await report("--base", "main");
    expect(changesOf(compared)).toEqual([]);
    expect(compared.access.length).toBeGreaterThan(0);
    expect(compared.base?.problems).toEqual([
      "main as a whole, since it cannot be planned (no API letters); " + "this is the access as it is",
    ]);
    expect((await review(["--base", "main"])).out).not.toContain("No access changes");
  });

  test("and so where it had no declarations at all", async () => {
    repository.git("checkout", "--quiet", "--orphan", "empty");
    repository.git("rm", "-r", "--quiet", "--cached", ".");
    repository.git("commit", "--quiet", "--allow-empty", "--message", "empty");
    const { base, access } = await report("--base", "empty");
    expect(access.length).toBeGreaterThan(0);
    expect(base?.problems).toEqual([
      "empty as a whole, since it declares no stack in this folder; this is the access as it is",
    ]);
  });
});

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
    { name: "a date that is none", argv: ["--today", "2026-02-30"], says: "It is no date" },
    { name: "a time", argv: ["--today", "2026-02-03T00:00Z"], says: "It is no date" },
    {
      name: "a checksum too short",
      argv: ["--stack", "prod", "--expect-checksum", "ab"],
      says: "no SHA-256",
    },
    {
      name: "a checksum of no stack",
      argv: ["--expect-checksum", "a".repeat(64)],
      says: "exactly one --stack",
    },
    { name: "an argument too many", argv: ["prod"], says: "too many arguments" },
  ])("2 for $name", async ({ argv, says }) => {
    const { exit, out, err } = await review(argv);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(says);
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
    expect(err).toMatch(/^error: .*\n$/);
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
      `error: the plan is not the one that was reviewed\n  expected ${reviewed}\n  found    ${found}\n` +
        "review it as it is now, and pass the checksum at the review's end\n",
    );
  });

  test("does not hide findings", async () => {
    repository.write({ [ACME]: "name: [\n" });
    const { exit, out } = await review(["--stack", "prod", "--expect-checksum", "a".repeat(64)]);
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
