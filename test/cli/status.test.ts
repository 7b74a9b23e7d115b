import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "declarations-"));
  cpSync("test/support/workspace", root, { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

const FILE = "partners/acme-cms.yaml";
const run = (line: string) => runCommand(line.split(" "), { cwd: root });
const verb = (line: string, reason?: string) =>
  runCommand([...line.split(" "), "--root", root, ...(reason === undefined ? [] : ["--reason", reason])]);
const read = () => readFileSync(join(root, FILE), "utf8");

test("suspend writes one line, says what will happen, and resume gives the same bytes back", async () => {
  const before = read();
  const suspended = await verb("suspend acme-cms", "unpaid since May");
  expect(suspended).toMatchObject({ exit: 0, err: "" });
  expect(read()).toBe(
    before.replace(/^(contract: .*)$/m, "$1\nstatus: suspended # suspended: unpaid since May"),
  );
  await expect(suspended.out).toMatchFileSnapshot("../golden/edit/suspend.txt");
  expect((await run(`check --root ${root}`)).exit).toBe(0);
  const resumed = await verb("resume acme-cms");
  expect(resumed).toMatchObject({ exit: 0, err: "" });
  await expect(resumed.out).toMatchFileSnapshot("../golden/edit/resume.txt");
  expect(read()).toBe(before);
});

test("retire says what it takes, of an active partner and of a suspended one", async () => {
  const active = await verb("retire acme-cms", "contract ended");
  await expect(active.out).toMatchFileSnapshot("../golden/edit/retire.txt");
  expect(read()).toContain("status: retired # retired: contract ended");
  cpSync("test/support/workspace", root, { recursive: true });
  await verb("suspend acme-cms", "unpaid");
  expect((await verb("retire acme-cms", "contract ended")).out).toContain("no grants since it was suspended");
  expect(read()).toContain("status: retired # retired: contract ended");
});

describe("refused, with nothing written:", () => {
  test.for([
    { name: "a partner that is not there", line: "suspend acme-cmz", said: /did you mean acme-cms\?/ },
    { name: "resuming an active partner", line: "resume acme-cms", said: /acme-cms is active already/ },
    { name: "suspending twice", status: "suspended", line: "suspend acme-cms", said: /suspended already/ },
    { name: "resuming a retired one", status: "retired", line: "resume acme-cms", said: /revert the commit/ },
    {
      name: "suspending a retired one",
      status: "retired",
      line: "suspend acme-cms",
      said: /more than suspended/,
    },
  ])("$name", async ({ status, line, said }) => {
    if (status !== undefined) writeFileSync(join(root, FILE), `${read()}status: ${status}\n`);
    const before = read();
    const { exit, out, err } = await verb(line, line.startsWith("resume") ? undefined : "x");
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toMatch(said);
    expect(read()).toBe(before);
  });

  test.for([
    { name: "no reason", reason: undefined },
    { name: "an empty reason", reason: "" },
    { name: "a reason of two lines", reason: "a\nstatus: active" },
    { name: "a reason that speaks to a terminal", reason: "a\u001b[2J" },
    { name: "a reason that is too long", reason: "x".repeat(201) },
  ])("$name", async ({ reason }) => {
    const before = read();
    expect(await verb("suspend acme-cms", reason)).toMatchObject({ exit: 2, out: "" });
    expect(read()).toBe(before);
  });

  test("a file that cannot be read as a partner, with exit code 1", async () => {
    writeFileSync(join(root, FILE), "name: [\n");
    const { exit, err } = await verb("suspend acme-cms", "x");
    expect({ exit, err }).toEqual({
      exit: 1,
      err: expect.stringMatching(
        /partners\/acme-cms\.yaml:\d+:\d+: error: .*partners\/acme-cms\.yaml was not changed: what is declared must be right first\n$/s,
      ),
    });
  });
});

test("a partner is stopped even while other files have findings", async () => {
  writeFileSync(join(root, "apis/contacts.yaml"), "name: [\n");
  expect((await verb("suspend acme-cms", "stolen key")).exit).toBe(0);
  expect(read()).toContain("status: suspended");
});
