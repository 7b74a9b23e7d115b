// No lane but the declarations' reads what is declared at the root: whatever tries fails.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { diskSource } from "../src/load/source.ts";
import { runCommand } from "./support/command.ts";
import { COMPANY } from "./support/company.ts";

const ROOT = resolve(import.meta.dirname, "..");
const REFUSED = "at the root is the company's";

test.for(["partners", "partners/any.yaml", "apis", "tenant.yaml", "Pulumi.any.yaml", ".github/CODEOWNERS"])(
  "%s cannot be read",
  async (file) => {
    const path = resolve(ROOT, file);
    expect(() => readFileSync(path)).toThrow(REFUSED);
    expect(() => readdirSync(path)).toThrow(REFUSED);
    await expect((async () => await readFile(path))()).rejects.toThrow(REFUSED);
  },
);

test("a command that is not given a folder fails, here and as a process", async () => {
  const { exit, err } = await runCommand(["check"]);
  expect(exit).not.toBe(0);
  expect(err).toContain(REFUSED);
  const check = () =>
    execFileSync(process.execPath, ["src/cli/bin.ts", "check"], { cwd: ROOT, stdio: "pipe" });
  expect(check).toThrow();
});

test("the tests' own company can be read", () => {
  expect(diskSource(COMPANY).read("tenant.yaml")).toHaveProperty("bytes");
});
