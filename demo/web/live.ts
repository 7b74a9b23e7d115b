// Sends a part of a page again whenever it may look different.
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Markup } from "./page.ts";

const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events named `part`, each with the whole part. Sent when it differs from the one before, so that
 * changes that nobody would see cost nothing.
 *
 * @param subscribe calls back after every change; returns how to stop
 */
export function livePart(
  context: Context,
  render: () => Markup,
  subscribe: (changed: () => void) => () => void,
): Response {
  return streamSSE(context, async (stream) => {
    let wake: () => void = () => {};
    let hasChanged = true;
    const changed = () => {
      hasChanged = true;
      wake();
    };
    const unsubscribe = subscribe(changed);
    stream.onAbort(() => {
      unsubscribe();
      wake();
    });
    let before = "";
    while (!stream.aborted && !stream.closed) {
      if (hasChanged) {
        hasChanged = false;
        const part = String(await render());
        if (part !== before) await stream.writeSSE({ event: "part", data: part });
        before = part;
      }
      if (!hasChanged) await pause((resolve) => (wake = resolve));
      if (!hasChanged) await stream.write(": still here\n\n");
    }
  });
}

/** Waits until woken, or until it is time for a sign of life. */
async function pause(onStart: (wake: () => void) => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, HEARTBEAT_MS);
    onStart(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
