// What a run says while it goes on: notes that stay, and on a terminal a bar that goes.
import { styleText } from "node:util";
import { SingleBar } from "cli-progress";
import { plural } from "../src/text.ts";
import type { UpdateReport } from "./update.ts";

export interface Progress extends Omit<UpdateReport, "agree"> {
  /** Takes the bar away; to be called before anything else is written. */
  stop(): void;
}

/** Reports to a stream, usually stderr: results belong on stdout. */
export function showProgress(stream: NodeJS.WriteStream, what: string): Progress {
  let bar: SingleBar | undefined;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    note(text) {
      stop();
      stream.write(`${styleText("yellow", text, { stream })}\n`);
    },
    progress(done, total) {
      if (!stream.isTTY) {
        if (done === 0) stream.write(`${what}: ${plural(total, "resource")} to go\n`);
        return;
      }
      if (!bar) {
        const format = `${what} [{bar}] {value} of ${plural(total, "resource")}, {duration_formatted}`;
        bar = new SingleBar({ stream, format, clearOnComplete: true, hideCursor: true, gracefulExit: false });
        bar.start(total, done);
      }
      bar.update(done);
    },
  };
}
