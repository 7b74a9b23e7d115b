import { join } from "node:path";
import { expect, test } from "vitest";
import { EngineError } from "../../engine/event.ts";
import { HANG, HangingMachine } from "../engine/support/hanging-machine.ts";

test("gives up a download from which nothing arrives, and ends it with its children", async () => {
  const machine = new HangingMachine();
  const script = machine.script(join(machine.root, "install.sh"), HANG);
  machine.npm(`require("node:child_process").spawnSync(${JSON.stringify(script)}, { stdio: "inherit" });`);
  // On a machine that is busy with other things the download has not begun yet: nothing to end.
  for (let quietMs = 3_000; !machine.hangs(); quietMs *= 3) {
    const why = await machine.ensure({ quietMs }).catch((error: unknown) => error);
    expect(why).toBeInstanceOf(EngineError);
    expect(`${why}`).toContain(
      `2. the npm package pulumi: its download failed: nothing arrived for ${quietMs / 1000} s`,
    );
  }
  expect(machine.living()).toEqual([]);
});

test("gives up a Go that hangs while it fetches modules", async () => {
  const machine = new HangingMachine();
  machine.script(join(machine.bin, "go"), `case "$1" in version) echo go1.26.0 ;; list) ${HANG} ;; esac`);
  await expect(machine.ensure({ quietMs: 200 })).rejects.toThrow(
    "3. building it with Go: no progress for 1 s",
  );
  expect(machine.living()).toEqual([]);
});
