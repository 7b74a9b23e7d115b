import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { lineReport, reportProgress } from "../../engine/progress.ts";

const build = (done: number, what = "Pulumi CLI") => ({ kind: "build", what, done, total: 100 }) as const;

test("without a terminal, a build is told when it begins and at every tenth", () => {
  const lines: string[] = [];
  const { onEvent } = lineReport(
    (line) => lines.push(line),
    () => 0,
  );
  for (let done = 0; done <= 100; done++) onEvent(build(done));
  expect(lines).toHaveLength(11);
  expect(lines[0]).toBe("building the Pulumi CLI: 0 of 100 packages");
  expect(lines[1]).toBe("building the Pulumi CLI: 10 of 100 packages");
  expect(lines[10]).toBe("building the Pulumi CLI: 100 of 100 packages");
});

test("without a terminal, a slow build is told every 15 s", () => {
  let now = 0;
  const lines: string[] = [];
  const { onEvent } = lineReport(
    (line) => lines.push(line),
    () => now,
  );
  onEvent(build(11));
  now = 14_999;
  onEvent(build(12));
  expect(lines).toHaveLength(1);
  now = 15_000;
  onEvent(build(12));
  expect(lines).toHaveLength(2);
});

test("without a terminal, the next build and every step are told at once", () => {
  const lines: string[] = [];
  const { onEvent } = lineReport(
    (line) => lines.push(line),
    () => 0,
  );
  onEvent(build(5));
  onEvent(build(5, "Auth0 plugin"));
  onEvent({ kind: "step", text: "a" });
  onEvent({ kind: "step", text: "b" });
  expect(lines).toEqual([
    "building the Pulumi CLI: 5 of 100 packages",
    "building the Auth0 plugin: 5 of 100 packages",
    "a",
    "b",
  ]);
});

/** A terminal that records what is written to it. */
class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns = 120;
  text = "";
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
  cursorTo(): void {}
  clearLine(): void {}
}

test("on a terminal, a bar shows the build and goes away for a step", () => {
  const terminal = new Terminal();
  const { onEvent, stop } = reportProgress(terminal);
  onEvent(build(40));
  expect(terminal.text).toMatch(/building the Pulumi CLI \[.+\] 40 of 100 packages/);
  onEvent({ kind: "step", text: "waiting" });
  expect(terminal.text).toMatch(/waiting\n$/);
  const shown = terminal.text;
  stop();
  expect(terminal.text).toBe(shown);
});

test("on a terminal, stop shows the cursor again", () => {
  const terminal = new Terminal();
  const { onEvent, stop } = reportProgress(terminal);
  onEvent(build(40));
  expect(terminal.text).toContain("\x1b[?25l");
  expect(terminal.text).not.toContain("\x1b[?25h");
  stop();
  expect(terminal.text).toContain("\x1b[?25h");
});
