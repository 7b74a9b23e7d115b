// How far an update is: one line where nobody watches, a bar on a terminal.
import { expect, test } from "vitest";
import { showProgress } from "../../local/progress.ts";

/** What a stream got, which is a terminal of 80 columns or none. */
function written(isTTY: boolean, total: number): string {
  const texts: string[] = [];
  const stream = {
    isTTY,
    columns: 80,
    write: (text: string) => texts.push(text),
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
    getColorDepth: () => 1,
    hasColors: () => false,
    on: () => stream,
    removeListener: () => stream,
  } as unknown as NodeJS.WriteStream;
  const shown = showProgress(stream, "deploying");
  for (let done = 0; done <= total; done++) shown.progress(done, total);
  shown.stop();
  return texts.join("");
}

test.for([
  { total: 1, said: "deploying: 1 resource to go\n" },
  { total: 12, said: "deploying: 12 resources to go\n" },
])("a log has one line for $total", ({ total, said }) => {
  expect(written(false, total)).toBe(said);
});

test.for([
  { total: 1, said: /0 of 1 resource, / },
  { total: 12, said: /0 of 12 resources, / },
])("a terminal has a bar of $total", ({ total, said }) => {
  expect(written(true, total)).toMatch(said);
});
