// A tenant's app in this process → a client that reads its Management API as the verbs do, without a port.
import { ManagementClient } from "auth0";
import type { tenantApp } from "../../emulator/emulator.ts";
import type { ReadingClient } from "../../src/tenant/client.ts";

export const readerOf = (app: ReturnType<typeof tenantApp>, domain: string): ReadingClient =>
  new ManagementClient({
    domain,
    token: "local",
    telemetry: false,
    maxRetries: 0,
    fetch: async (input: string | URL | Request, init?: RequestInit) => app.request(String(input), init),
  }) as ReadingClient;
