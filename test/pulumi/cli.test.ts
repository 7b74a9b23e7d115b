// Which pulumi is run, and what is told of one that fails.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exportStack } from "../../src/pulumi/cli.ts";
import { runCommand } from "../support/command.ts";

const root = mkdtempSync(join(tmpdir(), "pulumis-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with a `pulumi` that does that. */
function pulumi(folder: string, body: string): string {
  const bin = join(root, folder);
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "pulumi"), `#!/bin/sh\n${body}\n`);
  chmodSync(join(bin, "pulumi"), 0o755);
  return bin;
}

const EXPORTED = `{"version":3,"deployment":{"resources":[]}}`;
const installed = pulumi("installed", `echo '${EXPORTED}'`);
const downloader = pulumi(
  "node_modules/.bin",
  'echo "Downloading pulumi v3.265.0..." >&2; echo "pulumi: fetch failed" >&2; exit 1',
);

const environment = (...folders: string[]) => ({ PATH: [...folders, "/usr/bin", "/bin"].join(":") });
const ask = (...folders: string[]) => exportStack({ stack: "dev", cwd: root, env: environment(...folders) });

describe("where npm puts its downloader in front of PATH", () => {
  test("an installed pulumi is run", async () => {
    await expect(ask(downloader, installed)).resolves.toMatchObject({ version: 3 });
  });

  test("the command of target finds an installed pulumi", async () => {
    const argv = ["target", "acme-cms", "--stack", "dev", "--root", "test/support/workspace", "--"];
    const found = join(root, "found");
    const env = environment(downloader, installed);
    const command = ["sh", "-c", `command -v pulumi > ${found}`];
    expect(await runCommand([...argv, ...command], { env })).toMatchObject({ exit: 0 });
    expect(readFileSync(found, "utf8")).toBe(`${installed}/pulumi\n`);
  });

  test("the downloader is run where there is no other, and its failure is told whole", async () => {
    await expect(ask(downloader)).rejects.toThrow(
      "no Pulumi is installed on this machine, and the npm package `pulumi` could not download one: install Pulumi " +
        "(https://www.pulumi.com/docs/install/), or let this machine download its releases.\n" +
        "`pulumi stack export` said:\n  Downloading pulumi v3.265.0...\n  pulumi: fetch failed",
    );
  });
});

test.for([
  {
    name: "an error that nobody foresaw",
    body: 'echo "warning: old"; echo "warning: old" >&2; echo "error: first" >&2; echo "  caused by: last" >&2; exit 255',
    said: "`pulumi stack export` failed and said:\n  warning: old\n  error: first\n    caused by: last",
  },
  {
    name: "nothing but results",
    body: 'echo "what it printed"; exit 1',
    said: "`pulumi stack export` failed and said:\n  what it printed",
  },
  { name: "nothing", body: "exit 1", said: "`pulumi stack export` failed and said:\n  nothing" },
  {
    name: "a known error",
    body: "echo \"error: no stack named 'dev' found\" >&2; exit 1",
    said: /^there is no stack dev in this backend: .*\n`pulumi stack export` said:\n {2}error: no stack named 'dev' found$/,
  },
])("a pulumi that says $name", async ({ name, body, said }) => {
  await expect(ask(pulumi(name.replaceAll(" ", "-"), body))).rejects.toThrow(said);
});

test("each line of a cause is shown, and none is a command", async () => {
  const said = pulumi("hostile", 'printf "error: a\\n::error::b\\n\\033[2Jc\\n" >&2; exit 1');
  const argv = ["recover", "--stack", "dev", "--root", "test/support/workspace"];
  const { exit, err } = await runCommand(argv, { env: environment(said) });
  expect(exit).toBe(3);
  expect(err).toBe(
    "error: `pulumi stack export` failed and said:\n  error: a\n  \\x3a:error::b\n  \\x1b[2Jc\n",
  );
});
