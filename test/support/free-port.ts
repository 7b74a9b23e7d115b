import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below the ports that systems hand out by themselves: nobody else takes one between the look and the use.
const [FIRST, LAST] = [20_000, 32_000];

/** What was asked for twice must not be one and the same. */
const given = new Set<number>();

/** A port that was free a moment ago, for addresses that have to be known before anything listens. */
export async function freePort(): Promise<number> {
  const port = randomInt(FIRST, LAST);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "localhost", () => resolve(true));
  });
  if (isFree) await new Promise((resolve) => server.close(resolve));
  if (!isFree || given.has(port)) return await freePort();
  given.add(port);
  return port;
}
