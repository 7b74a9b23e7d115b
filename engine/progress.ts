/** Shows how the set-up of the engine gets on: a bar on a terminal, now and then a line elsewhere. */
import { SingleBar } from "cli-progress";
import type { EngineEvent } from "./event.ts";

/** Without a terminal, a build is reported after every tenth of it, or after that much time. */
const QUIET_MS = 15_000;

export interface ProgressReport {
  onEvent: (event: EngineEvent) => void;
  /** Takes the bar away; call it before anything else is written to the stream. */
  stop: () => void;
}

/** Reports to a stream, usually stderr: results belong on stdout. */
export function reportProgress(stream: NodeJS.WritableStream & { isTTY?: boolean }): ProgressReport {
  const write = (text: string) => void stream.write(`${text}\n`);
  return stream.isTTY ? barReport(stream, write) : lineReport(write, Date.now);
}

function barReport(stream: NodeJS.WritableStream, write: (text: string) => void): ProgressReport {
  let bar: SingleBar | undefined;
  let shown: string | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
    shown = undefined;
  };
  const onEvent = (event: EngineEvent) => {
    if (event.kind === "step") {
      stop();
      write(event.text);
      return;
    }
    const { what, done, total } = event;
    if (shown !== what) {
      stop();
      bar = new SingleBar({
        stream,
        format: `building the ${what} [{bar}] {value} of {total} packages, {duration_formatted}`,
        clearOnComplete: true,
        hideCursor: true,
        // Ctrl-C is handled by the program, which calls stop().
        gracefulExit: false,
      });
      bar.start(total, done);
      shown = what;
    }
    bar?.update(done);
    if (done === total) stop();
  };
  return { onEvent, stop };
}

/** The report without a terminal, for a clock in milliseconds. */
export function lineReport(write: (text: string) => void, now: () => number): ProgressReport {
  let last = { what: "", tenth: 0, at: 0 };
  const onEvent = (event: EngineEvent) => {
    if (event.kind === "step") {
      write(event.text);
      return;
    }
    const { what, done, total } = event;
    const tenth = Math.floor((10 * done) / total);
    const at = now();
    if (what === last.what && tenth === last.tenth && at - last.at < QUIET_MS) return;
    write(`building the ${what}: ${done} of ${total} packages`);
    last = { what, tenth, at };
  };
  return { onEvent, stop: () => undefined };
}
