import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { Store } from "../../emulator/store.ts";

import { directory, finished, ready, withDirectory } from "./support/command.ts";

withDirectory();

describe("the command", () => {
  test.for(["SIGINT", "SIGTERM"] as const)(
    "says when it is ready, keeps its files under .local, and stops on %s",
    async (signal) => {
      const { child, line } = await ready();
      expect(line).toMatch(
        /^local Auth0 tenant ready: https:\/\/localhost:\d+\/api\/v2\/ \(issuer https:\/\/localhost:\d+\/, certificate \.local\/tenant-certificate\.pem, data \.local\/tenant\.sqlite\)\n$/,
      );
      const [rest, errors] = [text(child.stdout), text(child.stderr)];
      child.kill(signal);
      expect(await once(child, "close")).toEqual([0, null]);
      expect([await rest, await errors]).toEqual(["", ""]);
      expect(existsSync(join(directory, ".local/tenant.sqlite"))).toBe(true);
    },
  );

  test("can be killed at any time and started again", async () => {
    const { child } = await ready();
    child.kill("SIGKILL");
    await once(child, "close");
    const again = await ready();
    expect(again.line).toMatch(/ready/);
  });

  test("makes a tenant as its seed says", async () => {
    writeFileSync(join(directory, "tenant.yaml"), "offers_permissive_third_party: false\nconnections: []\n");
    const { child } = await ready("--seed", "tenant.yaml");
    child.kill("SIGTERM");
    await once(child, "close");
    const store = new Store(join(directory, ".local/tenant.sqlite"));
    expect(store.get("tenant", "traits")).toEqual({
      defaultSecurityMode: "strict",
      permissiveAvailable: false,
    });
    expect(store.list("connection")).toEqual([]);
    store.close();
  });

  test("lets go wrong what it is told to, and nothing else", async () => {
    const { line } = await ready(
      "--issuer",
      "http",
      "--latency",
      "1",
      "--fault",
      "GET clients: 503",
      "--rate-limit",
      "0.01/3",
    );
    const http = /issuer (\S+)\/,/.exec(line)?.[1];
    const statuses: number[] = [];
    for (const path of ["connections", "clients", "clients", "clients"]) {
      const headers = { authorization: "Bearer local" };
      statuses.push((await fetch(`${http}/api/v2/${path}`, { headers })).status);
    }
    expect(statuses).toEqual([200, 503, 200, 429]);
  });

  test("says how a fault is written when one is not", async () => {
    const { stderr, code } = await finished("--fault", "POST clients: explode");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: option '--fault <rule>' argument 'POST clients: explode' is invalid\. expected a status/,
    );
  });

  test("explains itself", async () => {
    const { stdout, code } = await finished("--help");
    expect(code).toBe(0);
    for (const option of ["--https-port", "--http-port", "--issuer", "--data", "--seed"])
      expect(stdout).toContain(option);
  });
});
