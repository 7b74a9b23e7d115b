import { expect, test } from "vitest";
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
