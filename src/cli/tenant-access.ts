// A tenant's domain and the environment → how a command reads the tenant, and what it says meanwhile.
import type { Meter } from "../tenant/client.ts";
import type { TenantCredentials } from "../tenant/credentials.ts";
import type { Terminal } from "./terminal.ts";

/** Calls between two lines of progress: about half a minute on a tenant with the lowest limits. */
const CALLS_PER_LINE = 50;

/** As `wayInto` of the tenant, loaded once a command needs it. */
export async function accessTo(
  ...question: Parameters<typeof import("../tenant/access.ts").wayInto>
): Promise<TenantCredentials> {
  return (await import("../tenant/access.ts")).wayInto(...question);
}

/** Counts the calls, and says every now and then how many there were. */
export function progressOn(terminal: Terminal, domain: string): Meter {
  const meter = {
    calls: 0,
    onEvent(event: "call" | "wait") {
      if (event === "wait")
        terminal.stderr.write(`${domain} allows no more calls for the moment: waiting as long as it says\n`);
      else if (meter.calls % CALLS_PER_LINE === 0)
        terminal.stderr.write(`reading ${domain}: ${meter.calls} calls\n`);
    },
  };
  return meter;
}
