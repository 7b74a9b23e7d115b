import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";

const target = (line: string) =>
  runCommand(["target", ...line.split(" "), "--root", "test/support/workspace"]);

const URN = "--target urn:pulumi:dev::partner-access::partner-access:index:PartnerAccess";

test("prints what pulumi takes, on one line", async () => {
  expect(await target("acme-cms --stack dev")).toEqual({
    exit: 0,
    out: `${URN}::acme-cms ${URN}$**::acme-cms ${URN}$**::acme-cms/**\n`,
    err: "",
  });
});

test("names the secret too where the stack has an AWS account", async () => {
  const { out } = await target("acme-cms --stack prod");
  expect(out).toContain("partner-access:index:StackOnAws$**::aws/acme-cms\n");
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

  const PART = "--target urn:pulumi:dev-1::partner-access::partner-access:index:PartnerAccess";

  test("names the Pulumi stack that deploys the partner", async () => {
    expect((await ask("acme-cms --stack dev")).out).toBe(
      `--stack dev-1 ${PART}::acme-cms ${PART}$**::acme-cms ${PART}$**::acme-cms/**\n`,
    );
    expect((await ask("acme-cms --stack dev-1")).out).toContain(`${PART}::acme-cms `);
    expect((await ask("fieldbook --stack dev")).out).toContain(`${URN}::fieldbook `);
  });

  test("leaves it to the one who asks where a partner was that is gone", async () => {
    expect((await ask("gone --stack dev-1 --deleted")).out).toContain("urn:pulumi:dev-1::");
  });

  test("prints what moves a partner's state to where it is declared", async () => {
    expect(await ask("acme-cms --stack dev --moved-from dev")).toEqual({
      exit: 0,
      out: `pulumi state move --source dev --dest dev-1 '${URN.slice("--target ".length)}::acme-cms'\n`,
      err: "",
    });
    const { out } = await ask("acme-cms --stack prod --moved-from dev-1");
    expect(out).toContain("$aws:secretsmanager/secret:Secret::aws/acme-cms'");
    expect(out).toContain("$aws:ssm/parameter:Parameter::aws/integrations/acme-cms'");
  });

  test("refuses a source that is nowhere declared", async () => {
    const { exit, err } = await ask("acme-cms --stack dev --moved-from dev-2");
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('no stack "dev-2"') });
  });
});

test.for([
  { line: "acme-cmz --stack dev", said: /did you mean acme-cms\?/ },
  { line: "acme-cms --stack dve", said: /no stack "dve"; known: "dev"/ },
  { line: "acme-cms", said: /--stack/ },
  { line: "** --stack dev --deleted", said: /no partner "\*\*"/ },
])("refuses $line", async ({ line, said }) => {
  const { exit, out, err } = await target(line);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toMatch(said);
});
