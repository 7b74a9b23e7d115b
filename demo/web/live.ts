// Sends a part of a page again whenever it may look different.
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Markup } from "./page.ts";

const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events named `part`, each with the whole part. Sent when it differs from the one before, so that
 * changes that nobody would see cost nothing.
 *
 * @param render undefined ends the stream: anyone who is looking may no longer
 * @param subscribe calls back after every change; returns how to stop
 */
export function livePart(
  context: Context,
  render: () => Markup | undefined,
  subscribe: (changed: () => void) => () => void,
): Response {
  return streamSSE(context, async (stream) => {
    let wake: () => void = () => {};
    let hasChanged = true;
    const unsubscribe = subscribe(() => {
      hasChanged = true;
      wake();
    });
    stream.onAbort(() => wake());
    let before: string | undefined;
    while (!stream.aborted) {
      hasChanged = false;
      const markup = render();
      if (markup === undefined) break;
      const part = String(await markup);
      if (part === before) await stream.write(": still here\n\n");
      else await stream.writeSSE({ event: "part", data: part });
      before = part;
      if (!hasChanged && !stream.aborted) await pause((resolve) => (wake = resolve));
    }
    unsubscribe();
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
