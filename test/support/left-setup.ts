// Around the files of a lane: what they started has ended when they have, or the run fails.
import { LEFT_BY, leftSince } from "./left-running.ts";

const run = `${process.pid}`;
let begun = 0;

export function setup(): void {
  begun = Date.now();
  // Whatever a file starts inherits it.
  process.env[LEFT_BY] = run;
}

/** @throws Error with every process that the files have left: the run fails */
export async function teardown(): Promise<void> {
  const left = await leftSince(begun, LEFT_BY, run);
  if (left.length > 0) throw new Error(`the tests have left processes:\n${left.join("\n")}`);
}
