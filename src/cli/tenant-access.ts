// A tenant's domain and the environment → how a command reads the tenant, and what it says meanwhile.
import { join } from "node:path";
import type { Meter } from "../tenant/client.ts";
import type { TenantCredentials } from "../tenant/credentials.ts";
import type { Terminal } from "./terminal.ts";

/** Calls between two lines of progress: about half a minute on a tenant with the lowest limits. */
const CALLS_PER_LINE = 50;
/** What the local tenant accepts; it listens on this machine only. */
const LOCAL_TOKEN = "local";

/** A tenant on this machine has its own token and certificate: those of a real one never go there. */
export async function accessTo(
  domain: string,
  folder: string,
  env: Terminal["env"],
): Promise<TenantCredentials> {
  const { credentialsFrom, isLocalTenant } = await import("../tenant/credentials.ts");
  if (!isLocalTenant(domain)) return credentialsFrom(env, domain);
  const { trustCertificate } = await import("../tenant/client.ts");
  trustCertificate(join(folder, ".local", "tenant-certificate.pem"));
  return { token: LOCAL_TOKEN };
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
