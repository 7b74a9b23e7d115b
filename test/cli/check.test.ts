import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { runCommand, type Settings, terminal, unwrapped } from "../support/command.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "declarations-"));
  cpSync("test/support/workspace", root, { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

const run = (argv: readonly string[], settings: Settings = {}) =>
  runCommand(argv, { cwd: root, ...settings });

const check = (argv: readonly string[] = [], settings: Settings = {}) =>
  run(["check", "--root", root, ...argv], settings);

const breakAcme = (text = "name: 1\n") => writeFileSync(join(root, "partners/acme-cms.yaml"), text);

/** What the examples use of what not every tenant has. */
const NOTE = `note: private_key_jwt needs the Enterprise plan (ember-mail)
note: strict app_type spa needs another library than Auth0's SDK for single-page
      applications, which sends response_mode and auth0Client: Auth0 does not
      list them (daylight-forms)
`;

describe("exit code", () => {
  test("0 and one line when everything is in order, below what depends on the tenant", async () => {
    expect(await check()).toEqual({
      exit: 0,
      out: `${NOTE}7 partners, 2 APIs, 3 stacks: no findings\n`,
      err: "",
    });
  });

  test("1 when there are findings, on standard output", async () => {
    breakAcme("name: [\n");
    const { exit, out, err } = await check();
    expect({ exit, err }).toEqual({ exit: 1, err: "" });
    expect(unwrapped(out)).toMatch(/^partners\/acme-cms\.yaml:\d+:\d+: error: .*\[yaml-syntax\]$/m);
    expect(out).toMatch(/\n\d+ findings? in 1 file\n$/);
  });

  test.for([
    { name: "no verb", argv: [] },
    { name: "an unknown verb", argv: ["chekc"] },
    { name: "an unknown option", argv: ["check", "--fromat", "json"] },
    { name: "an unknown format", argv: ["check", "--format", "xml"] },
    { name: "an option without its value", argv: ["check", "--root"] },
    { name: "an argument too many", argv: ["check", "partners"] },
  ])("2 and only standard error for $name", async ({ argv }) => {
    const { exit, out, err } = await run(argv);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).not.toBe("");
  });

  test("3 without a stack trace when the root does not exist", async () => {
    const { exit, out, err } = await run(["check", "--root", "no\u001b[31mwhere"]);
    expect({ exit, out }).toEqual({ exit: 3, out: "" });
    expect(unwrapped(err)).toMatch(/^error: .*no\\x1b\[31mwhere is not a folder.*\n$/);
  });

  test("3 and one sentence when the root is a folder of the declarations, with the right root", async () => {
    const { exit, out, err } = await run(["check", "--root", "partners"]);
    expect({ exit, out, err: unwrapped(err) }).toEqual({
      exit: 3,
      out: "",
      err:
        `error: ${root}/partners holds no declarations: neither partners/, apis/ and tenant.yaml ` +
        `nor a Pulumi.<stack>.yaml; they are in ${root}: give that with --root\n`,
    });
  });

  test("3 and one sentence when no folder above has any either", async () => {
    mkdirSync(join(root, "empty"));
    rmSync(join(root, "tenant.yaml"));
    const { exit, err } = await run(["check", "--root", "empty"]);
    expect({ exit, err: unwrapped(err) }).toEqual({
      exit: 3,
      err: expect.stringMatching(/; give the folder that does with --root\n$/),
    });
  });

  test("1 while only one of them is gone: it may have been lost", async () => {
    rmSync(join(root, "partners"), { recursive: true });
    const { exit, out } = await check();
    expect(exit).toBe(1);
    expect(unwrapped(out)).toMatch(
      /fix: restore it from version control; as long as there is no partner, .*partners\/\.gitkeep$/m,
    );
  });

  test("3 when the output cannot be written: nothing was checked as far as anyone knows", async () => {
    const stdout = {
      write() {
        throw new Error("disk full");
      },
    };
    let err = "";
    const stderr = { write: (text: string) => (err += text) };
    const exit = await main(["check", "--root", root], { ...terminal({ cwd: root }), stdout, stderr });
    expect(exit).toBe(3);
    expect(err).toMatch(/^internal error: Error: disk full\n {4}at /);
  });
});

describe("help", () => {
  test("names the verbs and gives three examples", async () => {
    const { exit, out, err } = await run(["--help"]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    const verbs = [...out.matchAll(/^ {2}([a-z]+) {2,}[A-Z]/gm)].map(([, verb]) => verb);
    expect(verbs).toEqual(expect.arrayContaining(["check", "review", "explain", "drift"]));
    expect(out.match(/npm run -s partner-access -- /g)).toHaveLength(3);
  });

  test("of every verb says each default once, and in words", async () => {
    const { out } = await run(["--help"]);
    const verbs = [...out.matchAll(/^ {2}([a-z]+) {2,}[A-Z]/gm)].map(([, verb = ""]) => verb);
    expect(verbs).toContain("drift");
    for (const verb of verbs.filter((name) => name !== "help")) {
      const help = (await run([verb, "--help"])).out.replaceAll(/\s+/g, " ");
      expect(help).not.toMatch(/\(default[^)]*\) \(default|\[\]/);
    }
  });

  test("its examples are commands that exist", async () => {
    const { out } = await run(["--help"]);
    for (const [, line = ""] of out.matchAll(/npm run -s partner-access -- (.*)/g)) {
      const { exit, err } = await run(line.split(" "), { cwd: root });
      expect([line, exit === 2 ? err : ""]).toEqual([line, ""]);
    }
  });
});

describe("paths", () => {
  test("are as seen from the working directory", async () => {
    breakAcme();
    const { out } = await check([], { cwd: dirname(root) });
    expect(out).toMatch(new RegExp(`^${basename(root)}/partners/acme-cms\\.yaml:1:`));
  });

  test("of GitHub's annotations are as seen from its workspace", async () => {
    breakAcme();
    const { out } = await check(["--format", "github"], {
      cwd: root,
      env: { GITHUB_WORKSPACE: dirname(root) },
    });
    expect(out).toMatch(new RegExp(`^::error file=${basename(root)}/partners/acme-cms\\.yaml,line=1,`));
  });
});

test.for([
  { name: "a terminal", isTTY: true, env: {}, colored: true },
  { name: "a file", isTTY: false, env: {}, colored: false },
  { name: "a terminal with NO_COLOR", isTTY: true, env: { NO_COLOR: "1" }, colored: false },
  { name: "a terminal with an empty NO_COLOR", isTTY: true, env: { NO_COLOR: "" }, colored: true },
  { name: "a dumb terminal", isTTY: true, env: { TERM: "dumb" }, colored: false },
])("$name is coloured: $colored", async ({ isTTY, env, colored }) => {
  breakAcme();
  const { out } = await check([], { isTTY, env });
  expect(out.includes("\u001b[")).toBe(colored);
});

test("JSON has a version, counts and every field of a finding", async () => {
  breakAcme("name: 1\nname: 2\n");
  const { exit, out } = await check(["--format", "json"]);
  const { findings, ...rest } = JSON.parse(out);
  expect(exit).toBe(1);
  expect(rest).toEqual({
    format: 1,
    counts: { partners: 6, apis: 2, stacks: 3, findings: findings.length },
    features: [],
  });
  expect(findings).toContainEqual({
    file: "partners/acme-cms.yaml",
    line: 2,
    column: 1,
    endColumn: 5,
    rule: "yaml-duplicate-key",
    severity: "error",
    what: 'key "name" appears twice',
    why: "readers see one value and programs use the other",
    fix: "keep one of the two",
    see: "docs/rules.md#yaml-duplicate-key",
    also: [{ file: "partners/acme-cms.yaml", line: 1, column: 1, endColumn: 5, what: "first here" }],
  });
});

test("an annotation says what, why and how to fix it, on one line", async () => {
  breakAcme("name: 1\nname: 100%, or a:b\n");
  const { exit, out } = await check(["--format", "github"]);
  expect(exit).toBe(1);
  expect(out.split("\n").find((line) => line.includes("yaml-duplicate-key"))).toBe(
    "::error file=partners/acme-cms.yaml,line=2,col=1,endColumn=5,title=yaml-duplicate-key::" +
      'key "name" appears twice%0Aalso: partners/acme-cms.yaml:1: first here%0A' +
      "why: readers see one value and programs use the other%0Afix: keep one of the two%0A" +
      "see: docs/rules.md#yaml-duplicate-key",
  );
});

test("a password in the name of a stack is shown by no rule, neither in what is wrong nor in the fix", async () => {
  const file = join(root, "partners/acme-cms.yaml");
  const text = readFileSync(file, "utf8");
  const hidden = text.replace(
    /^ {2}prod:/m,
    '  "https://user:hunter2@acme.example/callback":\n    part: prod-1',
  );
  expect(hidden).not.toBe(text);
  writeFileSync(file, hidden);
  for (const format of ["text", "json", "github", "sarif"]) {
    const { exit, out } = await check(["--format", format]);
    expect(exit).toBe(1);
    expect(out).not.toContain("hunter2");
    expect(unwrapped(out)).toContain("part_of: https://user:•••••••@acme.example/callback");
  }
});

test.for([
  { today: "2028-05-30", exit: 0, says: "7 partners, 2 APIs, 3 stacks: no findings" },
  { today: "2028-05-31", exit: 0, says: 'warning: contract "CRM-1041" ends on 2028-06-30, in 30 days' },
  { today: "2028-06-30", exit: 0, says: 'warning: contract "CRM-1041" ends on 2028-06-30, in 0 days' },
  { today: "2028-07-01", exit: 1, says: 'error: contract "CRM-1041" ended on 2028-06-30' },
])("on $today the exit code is $exit", async ({ today, exit, says }) => {
  for (const name of readdirSync(join(root, "partners")).filter((file) => file !== "acme-cms.yaml"))
    rmSync(join(root, "partners", name));
  const checked = await check(["--today", today]);
  expect(checked.exit).toBe(exit);
  expect(unwrapped(checked.out)).toContain(says.replace("7 partners", "1 partner"));
});

test("a date that is none is wrong usage", async () => {
  expect(await check(["--today", "2028-02-30"])).toMatchObject({ exit: 2, out: "" });
});

describe("a hostile declaration", () => {
  const NAME = "x,title=y%0A\n::stop-commands::z\u001b]0;t\u0007##[group].yaml";
  const VALUE = '"\\n::set-output name=a::b\\r\\u001b[2J##[error]x %0A::add-mask::"';

  test.for(["text", "json", "github"])("cannot speak to a terminal or a build log in %s", async (format) => {
    writeFileSync(join(root, "partners", NAME), "name: x\n");
    breakAcme(`name: 1\nowner: ${VALUE}\n"::error::${"k"}##[x]": 1\n# ::warning::x\u001b[2J\n`);
    const { out } = await check(["--format", format]);
    const lines = out.split("\n").filter((line) => !line.startsWith("::error file="));
    expect(lines.filter((line) => line.trim().startsWith("::"))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
    expect(out).not.toMatch(/[\0-\t\x0b-\x1f\x7f-\x9f]|##\[/);
    expect(out).toContain("[file-name]".slice(1, -1));
  });

  test("adds no property to an annotation", async () => {
    writeFileSync(join(root, "partners", NAME), "name: x\n");
    const { out } = await check(["--format", "github"]);
    const [properties = ""] = out.slice("::error ".length).split("::");
    expect(properties.split(",").map((property) => property.split("=")[0])).toEqual([
      "file",
      "line",
      "col",
      "endColumn",
      "title",
    ]);
  });
});

test("a reader that stops early is not an error", async () => {
  const names = Array.from({ length: 200 }, (_, i) => `partners/P${i}.yml`);
  for (const name of names) writeFileSync(join(root, name), "");
  const child = spawn(process.execPath, ["src/cli/bin.ts", "check", "--root", root], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let err = "";
  child.stderr.on("data", (chunk) => (err += chunk));
  child.stdout.once("data", () => child.stdout.destroy());
  const exit = await new Promise((resolve) => child.on("close", resolve));
  expect({ exit, err }).toEqual({ exit: 1, err: "" });
});
