import { vi } from "vitest";

/** Waits for what happens in the background, also on a machine that is busy with other things. */
export const eventually = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(async () => await check(), { timeout: 120_000, interval: 20 });
