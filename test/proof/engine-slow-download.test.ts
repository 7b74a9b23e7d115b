import { join } from "node:path";
import { expect, test } from "vitest";
import { Machine } from "../engine/support/machine.ts";

test("does not give up a slow download while something arrives", async () => {
  const machine = new Machine();
  const release = machine.pulumi("3.265.0", join(machine.root, "release"));
  machine.npm(`
    const { appendFileSync, cpSync } = require("node:fs");
    let pieces = 0;
    const timer = setInterval(() => {
      appendFileSync(process.env.TMPDIR + "/part", "x");
      if (++pieces < 54) return;
      clearInterval(timer);
      cpSync(${JSON.stringify(release)}, ${JSON.stringify(machine.npmDownload)});
    }, 100);`);
  expect((await machine.ensure({ quietMs: 5_000 })).origin).toBe("npm");
});
