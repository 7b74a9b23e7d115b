import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";

const target = (line: string) =>
  runCommand(["target", ...line.split(" "), "--root", "test/support/workspace"]);

const URN = "urn:pulumi:dev::partner-access::partner-access:index:PartnerAccess";

test("prints the settings that limit pulumi, a line each", async () => {
  expect(await target("acme-cms --stack dev")).toEqual({
    exit: 0,
    out: `PULUMI_STACK=dev\nPULUMI_OPTION_TARGET=${URN}::acme-cms,${URN}$**::acme-cms,${URN}$**::acme-cms/**\n`,
    err: "",
  });
});

describe("with a command", () => {
  const folder = mkdtempSync(join(tmpdir(), "target-"));
  const said = join(folder, "said");
  const SCRIPT =
    "const { PULUMI_STACK, PULUMI_OPTION_TARGET, GIVEN } = process.env;" +
    "fs.writeFileSync(process.argv[1], JSON.stringify({ PULUMI_STACK, PULUMI_OPTION_TARGET, GIVEN, cwd: process.cwd(), args: process.argv.slice(2) }));" +
    "process.exit(Number(process.argv[2]))";
  const runIt = (...argv: string[]) =>
    runCommand(["target", "acme-cms", "--stack", "dev", "--root", "test/support/workspace", "--", ...argv], {
      env: { GIVEN: "yes" },
    });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("runs it in the declarations' folder with these settings, and ends as it does", async () => {
    const done = await runIt(process.execPath, "-e", SCRIPT, said, "7", "--yes");
    expect(done).toEqual({ exit: 7, out: "", err: "" });
    expect(JSON.parse(readFileSync(said, "utf8"))).toEqual({
      PULUMI_STACK: "dev",
      PULUMI_OPTION_TARGET: `${URN}::acme-cms,${URN}$**::acme-cms,${URN}$**::acme-cms/**`,
      GIVEN: "yes",
      cwd: resolve("test/support/workspace"),
      args: ["7", "--yes"],
    });
  });

  test("says which command cannot be started", async () => {
    const { exit, err } = await runIt(join(folder, "none"));
    expect({ exit, err: unwrapped(err) }).toEqual({
      exit: 3,
      err: expect.stringMatching(/none" cannot be started: .*ENOENT/),
    });
  });

  test.for(["-s", "--stack", "--stack=dev", "-ys", "-t", "--target", "--target=urn"])(
    "refuses the command's own %s, which would win over these settings",
    async (own) => {
      const { exit, err } = await runIt("pulumi", "up", own, "x");
      expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining(`leave out ${own}`) });
    },
  );

  test("runs nothing when the partner is unknown", async () => {
    rmSync(said, { force: true });
    const line = ["target", "acme-cmz", "--stack", "dev", "--root", "test/support/workspace", "--"];
    const { exit } = await runCommand([...line, process.execPath, "-e", SCRIPT, said, "0"]);
    expect({ exit, ran: existsSync(said) }).toEqual({ exit: 2, ran: false });
  });
});

test("names the secret and the catalogue too where the stack has an AWS account", async () => {
  const { out } = await target("acme-cms --stack prod");
  expect(out).toMatch(/StackOnAws\$\*\*::aws\/acme-cms,\S*StackOnAws\$\*\*::aws\/integrations\/acme-cms\n$/);
});

test("works for a partner whose file is gone, when told so", async () => {
  expect((await target("gone --stack dev --deleted")).out).toContain("::gone/**");
});

describe("where the stack has parts", () => {
  const root = mkdtempSync(join(tmpdir(), "parts-"));
  const ask = (line: string) => runCommand(["target", ...line.split(" "), "--root", root]);
  const acme = join(root, "partners/acme-cms.yaml");
  beforeAll(() => {
    cpSync("test/support/workspace", root, { recursive: true });
    writeFileSync(acme, readFileSync(acme, "utf8").replace("  dev:", "  dev:\n    part: dev-1\n"));
    writeFileSync(
      join(root, "Pulumi.dev-1.yaml"),
      "config: { auth0:domain: our-app-dev.auth0.example, partner-access:part_of: dev }\n",
    );
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const PART = "urn:pulumi:dev-1::partner-access::partner-access:index:PartnerAccess";

  test("names the Pulumi stack that deploys the partner", async () => {
    expect((await ask("acme-cms --stack dev")).out).toBe(
      `PULUMI_STACK=dev-1\nPULUMI_OPTION_TARGET=${PART}::acme-cms,${PART}$**::acme-cms,${PART}$**::acme-cms/**\n`,
    );
    expect((await ask("acme-cms --stack dev-1")).out).toContain(`${PART}::acme-cms,`);
    expect((await ask("fieldbook --stack dev")).out).toContain(`${URN}::fieldbook,`);
  });

  test("leaves it to the one who asks where a partner was that is gone", async () => {
    expect((await ask("gone --stack dev-1 --deleted")).out).toContain("urn:pulumi:dev-1::");
  });

  test("prints what moves a partner's state to where it is declared", async () => {
    expect(await ask("acme-cms --stack dev --moved-from dev")).toEqual({
      exit: 0,
      out: `pulumi state move --source dev --dest dev-1 '${URN}::acme-cms'\n`,
      err: "",
    });
    const { out } = await ask("acme-cms --stack prod --moved-from dev-1");
    expect(out).toContain("$aws:secretsmanager/secret:Secret::aws/acme-cms'");
    expect(out).toContain("$aws:ssm/parameter:Parameter::aws/integrations/acme-cms'");
  });

  test("names what the partner was called too: until its rename is deployed the state calls it that", async () => {
    const now = readFileSync(acme, "utf8");
    writeFileSync(acme, now.replace("\nowner:", "\nformer_ids: [acme]\nowner:"));
    const { out } = await ask("acme-cms --stack dev --moved-from dev");
    writeFileSync(acme, now);
    expect(out).toBe(`pulumi state move --source dev --dest dev-1 '${URN}::acme-cms' '${URN}::acme'\n`);
  });

  test("refuses a source that is nowhere declared", async () => {
    const { exit, err } = await ask("acme-cms --stack dev --moved-from dev-2");
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('no stack "dev-2"') });
  });
});

test.for([
  { line: "acme-cmz --stack dev", said: /did you mean acme-cms\?/ },
  { line: "acme-cms --stack dve", said: /no stack "dve"; did you mean dev\?/ },
  { line: "acme-cms", said: /--stack/ },
  { line: "** --stack dev --deleted", said: /no partner "\*\*"/ },
])("refuses $line", async ({ line, said }) => {
  const { exit, out, err } = await target(line);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toMatch(said);
});
