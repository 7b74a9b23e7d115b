import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand, type Settings, unwrapped } from "../support/command.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "declarations-"));
  cpSync("test/support/workspace", root, { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

const explain = (argv: readonly string[], settings: Settings = {}) =>
  runCommand(["explain", "--root", root, ...argv], settings);

async function answers(...argv: string[]) {
  const { exit, out, err } = await explain([...argv, "--format", "json"]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  const { answers } = JSON.parse(out) as {
    answers: { can: boolean; subjectType?: string; stacks: string[] }[];
  };
  return answers.map(({ can, subjectType, stacks }) => ({ can, subjectType, stacks }));
}

const STACKS = ["dev", "prod"];
const inBoth = (...cans: [boolean, string][]) =>
  cans.map(([can, subjectType]) => expect.objectContaining({ can, subjectType, stacks: STACKS }));

describe("an answer", () => {
  test.for([
    { name: "a scope that it has", argv: ["acme-cms", "read:contacts"], can: true },
    { name: "a scope that it has not", argv: ["acme-cms", "delete:contacts"], can: false },
    { name: "a route's template", argv: ["acme-cms", "GET", "/contacts/{id}"], can: true },
    { name: "a real path", argv: ["acme-cms", "GET", "/contacts/42"], can: true },
    { name: "a path with a query", argv: ["acme-cms", "GET", "/contacts/42?fields=name#top"], can: true },
    { name: "a method in small letters", argv: ["acme-cms", "get", "/contacts"], can: true },
    { name: "a real path that it may not call", argv: ["acme-cms", "DELETE", "/contacts/42"], can: false },
  ])("about $name", async ({ argv, can }) => {
    const given = await answers(...argv, "--stack", "dev", "--stack", "prod");
    expect(given).toEqual(expect.arrayContaining(inBoth([can, "user"], [false, "client"])));
  });

  test("is for the stacks that are named alone", async () => {
    const given = await answers("ember-mail", "delete:contacts", "--stack", "prod");
    expect(new Set(given.flatMap(({ stacks }) => stacks))).toEqual(new Set(["prod"]));
  });

  test("without a question is all that the partner can do", async () => {
    const { exit, out } = await explain(["ember-mail"]);
    expect(exit).toBe(0);
    for (const text of ["read:contacts", "delete:contacts", "DELETE /contacts/{id}"])
      expect(out).toContain(text);
  });

  test("is coloured on a terminal only", async () => {
    expect((await explain(["acme-cms"], { isTTY: true })).out).toContain("\u001b[");
    expect((await explain(["acme-cms"])).out).not.toContain("\u001b[");
  });
});

describe("exit code", () => {
  test("1 while there are findings, since no plan is made of them", async () => {
    writeFileSync(join(root, "partners/fieldbook.yaml"), "name: [\n");
    expect(await explain(["acme-cms"])).toEqual({
      exit: 1,
      out: "",
      err: expect.stringMatching(
        /partners\/fieldbook\.yaml:\d+:\d+: error: .*nothing was explained: what is declared must be right first\n$/s,
      ),
    });
  });

  test.for([
    { name: "no partner", argv: [], says: "missing required argument" },
    { name: "an unknown partner", argv: ["acme"], says: 'no partner "acme"; did you mean acme-cms?' },
    { name: "a hostile partner", argv: ["\u001b[2J"], says: 'no partner "\\x1b[2J"; known: "' },
    { name: "a property of every object", argv: ["constructor"], says: 'no partner "constructor"' },
    {
      name: "an unknown stack",
      argv: ["acme-cms", "--stack", "prd"],
      says: 'no stack "prd"; did you mean prod?',
    },
    { name: "a method without a path", argv: ["acme-cms", "get"], says: "such as GET /contacts" },
    { name: "a path without a method", argv: ["acme-cms", "read", "/x"], says: "needs a method before it" },
    { name: "a path without a slash", argv: ["acme-cms", "GET", "x"], says: "begins with a slash" },
    { name: "an argument too many", argv: ["acme-cms", "GET", "/x", "y"], says: "too many arguments" },
  ])("2 for $name", async ({ argv, says }) => {
    const { exit, out, err } = await explain(argv);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(unwrapped(err)).toContain(says);
  });

  test("3 where there is nothing to read", async () => {
    const { exit, err } = await runCommand(["explain", "acme-cms", "--root", join(root, "nowhere")]);
    expect(exit).toBe(3);
    expect(err).toMatch(/^error: .* is not a folder/);
  });
});

test("the help gives three examples, which are commands that exist", async () => {
  const { out } = await runCommand(["explain", "--help"]);
  const examples = [...out.matchAll(/partner-access -- explain (.*)/g)].map(([, line = ""]) => line);
  expect(examples).toHaveLength(3);
  for (const line of examples) {
    const { exit, err } = await explain(line.split(" "));
    expect([line, exit === 0 ? "" : err]).toEqual([line, ""]);
  }
});
