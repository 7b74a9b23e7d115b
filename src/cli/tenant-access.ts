// A tenant's domain and the environment → how a command reads the tenant, and what it says meanwhile.
import type { Meter, ReadingClient } from "../tenant/client.ts";
import type { TenantCredentials } from "../tenant/credentials.ts";
import type { Terminal } from "./terminal.ts";

/** Calls between two lines of progress: about half a minute on a tenant with the lowest limits. */
const CALLS_PER_LINE = 50;

/** As `wayInto` of the tenant, loaded once a command needs it. */
export async function accessTo(
  ...question: Parameters<typeof import("../tenant/way-in.ts").wayInto>
): Promise<TenantCredentials> {
  return (await import("../tenant/way-in.ts")).wayInto(...question);
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

/** Which tenant, from whose folder, and what reading it takes where that is not what drift needs. */
interface Asked {
  readonly domain: string;
  readonly folder: string;
  readonly scopes?: readonly string[];
}

/**
 * What `read` makes of the tenant, with progress on the way.
 *
 * @throws UserError where there are no credentials, or the tenant does not answer as it should
 */
export async function readFrom<T>(
  { domain, folder, scopes }: Asked,
  terminal: Terminal,
  read: (client: ReadingClient, meter: Meter, access: TenantCredentials) => Promise<T>,
): Promise<T> {
  const access = await accessTo(domain, folder, terminal.env, scopes);
  const meter = progressOn(terminal, domain);
  const { explained } = await import("../tenant/errors.ts");
  const { openReadingClient } = await import("../tenant/client.ts");
  try {
    return await read(await openReadingClient(domain, access, meter), meter, access);
  } catch (error) {
    throw explained(error, domain, scopes);
  }
}
