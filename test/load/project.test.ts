// Which folder's declarations are meant: Pulumi's project, wherever the code is.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { projectFolder, refuseOthersBesideCode } from "../../src/load/project.ts";
import { runCommand, unwrapped } from "../support/command.ts";
import { COMPANY, copyDeclarations } from "../support/company.ts";
import { Folder } from "../support/folder.ts";

const folder = new Folder(realpathSync(mkdtempSync(join(tmpdir(), "partner-access-project-"))));
const company = join(folder.root, "company");
const below = join(company, "docs", "deep");
copyDeclarations(COMPANY, company);
mkdirSync(below, { recursive: true });

afterAll(() => folder.remove());

test("the project is the nearest folder with a Pulumi.yaml, from where one is upwards", () => {
  expect(projectFolder(below)).toBe(company);
  expect(projectFolder(company)).toBe(company);
});

test("without one the error names both ways out", () => {
  expect(() => projectFolder(folder.root)).toThrow(
    /has a Pulumi\.yaml: go to your repository, or name .* --root/,
  );
});

test.for([["check"], ["review"], ["explain", "acme-cms"]])(
  "%s without --root takes the project where one is",
  async (argv) => {
    const { exit, err } = await runCommand(argv, { cwd: below });
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
  },
);

test("a verb outside of any project says so and ends with 3; its help needs none", async () => {
  const { exit, err } = await runCommand(["check"], { cwd: folder.root });
  expect(exit).toBe(3);
  expect(unwrapped(err)).toContain("has a Pulumi.yaml: go to your repository");
  expect((await runCommand(["check", "--help"], { cwd: folder.root })).exit).toBe(0);
});

describe("declarations beside the code", () => {
  const code = join(folder.root, "code");
  cpSync(company, code, { recursive: true });

  test("are no obstacle where they are the project's own, or the same", () => {
    expect(() => refuseOthersBesideCode(company, company)).not.toThrow();
    expect(() => refuseOthersBesideCode(company, code)).not.toThrow();
  });

  test("stop everything where they differ, and both folders are named", () => {
    const other = join(folder.root, "other");
    cpSync(company, other, { recursive: true });
    writeFileSync(join(other, "tenant.yaml"), "# another tenant\n");
    expect(() => refuseOthersBesideCode(company, other)).toThrow(
      `they differ, for example in tenant.yaml: ${company} has the Pulumi.yaml, ${other} the code`,
    );
  });

  test("a partner that only one of them has is a difference", () => {
    const more = join(folder.root, "more");
    cpSync(company, more, { recursive: true });
    writeFileSync(join(more, "partners", "zeta.yaml"), "name: Zeta\n");
    expect(() => refuseOthersBesideCode(company, more)).toThrow("for example in partners/zeta.yaml");
    expect(() => refuseOthersBesideCode(more, company)).toThrow("for example in partners/zeta.yaml");
  });
});
