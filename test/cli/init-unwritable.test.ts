// `init` where the machine writes nothing: why, and no stack trace.
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";
import { Folder } from "../support/folder.ts";
import { WITHOUT_NPM } from "../support/without-npm.ts";

test("a folder that cannot be made is named, with the reason", async () => {
  const folder = new Folder(realpathSync(mkdtempSync(join(tmpdir(), "partner-access-init-"))));
  try {
    folder.write("file", "");
    const argv = ["init", "file/globex", "--yes", "--package", "0.1.0"];
    const { exit, err } = await runCommand(argv, { cwd: folder.root, env: WITHOUT_NPM });
    expect(exit).toBe(3);
    expect(unwrapped(err)).toMatch(/^error: file\/globex cannot be written whole: ENOTDIR: .*begin again\n$/);
  } finally {
    folder.remove();
  }
});
