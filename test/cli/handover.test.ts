import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";
import { COMPANY } from "../support/company.ts";

const CLIENT_ID = "tpc_YGaN39zaDeAUw5znXlU2vM";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "handover-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const handover = (...argv: string[]) => runCommand(["handover", "--root", COMPANY, ...argv], { cwd: folder });

describe("the client ID", () => {
  test("is the one on the command line", async () => {
    const { exit, out, err } = await handover("acme-cms", "--stack", "prod", "--client-id", CLIENT_ID);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toContain(`| Client ID | \`${CLIENT_ID}\` |`);
  });

  test("is the file's own, where it names one", async () => {
    const root = join(folder, "company");
    cpSync(COMPANY, root, { recursive: true });
    const file = join(root, "partners/acme-cms.yaml");
    const text = readFileSync(file, "utf8").replace(
      /^ {2}prod:\n/m,
      `  prod:\n    client_id: ${CLIENT_ID}\n`,
    );
    writeFileSync(file, text);
    const inCopy = (...argv: string[]) =>
      runCommand(["handover", "acme-cms", "--stack", "prod", "--root", root, ...argv], { cwd: folder });
    expect((await inCopy()).out).toContain(`| Client ID | \`${CLIENT_ID}\` |`);
    expect((await inCopy("--client-id", CLIENT_ID)).exit).toBe(0);
    const other = await inCopy("--client-id", CLIENT_ID.replace("tpc_", ""));
    expect({ exit: other.exit, out: other.out }).toEqual({ exit: 2, out: "" });
    expect(unwrapped(other.err)).toContain(`has the client ID ${CLIENT_ID}: leave --client-id out`);
  });

  test.for([
    {
      name: "all outputs of the stack",
      outputs: { issuer: "x", partners: { "acme-cms": { client_id: CLIENT_ID } } },
    },
    { name: "the output partners alone", outputs: { "acme-cms": { client_id: CLIENT_ID } } },
  ])("comes from $name", async ({ outputs }) => {
    writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
    const { exit, out } = await handover("acme-cms", "--stack", "prod", "--outputs", "outputs.json");
    expect(exit).toBe(0);
    expect(out).toContain(CLIENT_ID);
  });

  test.for([
    { name: "missing", file: "none.json", text: "{}", said: "cannot be read: missing" },
    { name: "no JSON", file: "outputs.json", text: "{", said: "is not what Pulumi says of a stack" },
    {
      name: "of something else",
      file: "outputs.json",
      text: "[1]",
      said: "is not what Pulumi says of a stack",
    },
    {
      name: "of another stack",
      file: "outputs.json",
      text: '{"partners":{}}',
      said: "names no client ID of acme-cms",
    },
    {
      name: "hostile",
      file: "outputs.json",
      text: '{"partners":{"acme-cms":{"client_id":"$(id)"}}}',
      said: "names no client ID of acme-cms",
    },
  ])("of a file that is $name is refused, with what to do", async ({ file, text, said }) => {
    writeFileSync(join(folder, "outputs.json"), text);
    const { exit, out, err } = await handover("acme-cms", "--stack", "prod", "--outputs", file);
    expect({ exit, out }).toEqual({ exit: 3, out: "" });
    expect(err).toContain(said);
  });
});

test.for([
  { name: "no client ID", argv: ["acme-cms", "--stack", "prod"], said: "--client-id" },
  {
    name: "two of them",
    argv: ["acme-cms", "--stack", "prod", "--client-id", CLIENT_ID, "--outputs", "b"],
    said: "--outputs",
  },
  {
    name: "a client ID that a shell would run",
    argv: ["acme-cms", "--stack", "prod", "--client-id", "$(id)"],
    said: "20 to 64 letters and digits",
  },
  {
    name: "a partner's id for a client ID",
    argv: ["acme-cms", "--stack", "prod", "--client-id", "acme-cms"],
    said: "20 to 64 letters and digits",
  },
  { name: "no stack", argv: ["acme-cms", "--client-id", CLIENT_ID], said: "--stack" },
  {
    name: "an unknown stack",
    argv: ["acme-cms", "--stack", "prot", "--client-id", CLIENT_ID],
    said: "did you mean prod?",
  },
  {
    name: "an unknown partner",
    argv: ["acme", "--stack", "prod", "--client-id", CLIENT_ID],
    said: 'there is no partner "acme"',
  },
])("$name is wrong usage", async ({ argv, said }) => {
  const { exit, out, err } = await handover(...argv);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toContain(said);
});

test("a partner that the stack does not have is said so", async () => {
  const { exit, err } = await handover("daylight-forms", "--stack", "dev", "--client-id", CLIENT_ID);
  expect({ exit, err }).toEqual({ exit: 3, err: "error: partners/daylight-forms.yaml names no stack dev\n" });
});

test("a page is written to a file", async () => {
  const { exit, out, err } = await handover(
    ...["acme-cms", "--stack", "prod", "--client-id", CLIENT_ID, "--format", "html", "--out", "acme.html"],
  );
  expect({ exit, out }).toEqual({ exit: 0, out: "" });
  expect(err).toBe(`guide written to ${join(folder, "acme.html")}\n`);
  expect(readFileSync(join(folder, "acme.html"), "utf8")).toContain(`<code>${CLIENT_ID}</code>`);
});
