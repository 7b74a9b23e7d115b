import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Store } from "../../emulator/store.ts";

const MAIN = resolve("emulator/main.ts");

let directory: string;
let children: ChildProcess[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "emulator-cli-"));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function finished(...args: string[]) {
  const child = run(...args);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { stdout, stderr, code };
}

/** Starts the tenant and waits for its one line. */
async function ready(...args: string[]) {
  const child = run("--https-port", "0", "--http-port", "0", ...args);
  const [line] = await once(child.stdout, "data");
  return { child, line: String(line) };
}

describe("the command", () => {
  test.for(["SIGINT", "SIGTERM"] as const)(
    "says when it is ready, keeps its files under .local, and stops on %s",
    async (signal) => {
      const { child, line } = await ready();
      expect(line).toMatch(
        /^local Auth0 tenant ready: https:\/\/localhost:\d+\/api\/v2\/ \(issuer http:\/\/localhost:\d+\/, certificate \.local\/tenant-certificate\.pem, data \.local\/tenant\.sqlite\)\n$/,
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
    const { line } = await ready("--latency", "1", "--fault", "GET clients: 503", "--rate-limit", "0.01/3");
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
    for (const option of ["--https-port", "--http-port", "--data", "--seed"])
      expect(stdout).toContain(option);
  });
});

describe("a start that cannot work", () => {
  let taken: Server;
  beforeEach(async () => {
    taken = createServer().listen(0, "localhost");
    await once(taken, "listening");
  });
  afterEach(() => taken.close());

  test("because the port is in use says so in one line and exits with 3", async () => {
    const { port } = taken.address() as AddressInfo;
    expect(await finished("--https-port", String(port), "--data", ":memory:")).toEqual({
      stdout: "",
      stderr: `emulator: port ${port} is in use; choose another with --https-port or --http-port\n`,
      code: 3,
    });
  });

  test.for([
    {
      name: "the data file is corrupt",
      data: "corrupt.sqlite",
      prepare: (file: string) => writeFileSync(file, "x".repeat(4096)),
    },
    {
      name: "the data file is in no directory",
      data: "file/tenant.sqlite",
      prepare: (file: string) => writeFileSync(join(file, ".."), ""),
    },
  ])("because $name says so in one line and exits with 3", async ({ data, prepare }) => {
    prepare(join(directory, data));
    const { stdout, stderr, code } = await finished("--https-port", "0", "--http-port", "0", "--data", data);
    expect([stdout, code]).toEqual(["", 3]);
    expect(stderr).toMatch(new RegExp(`^emulator: data file ${data} cannot be used: [^\\n]+\\n$`));
  });

  test("because a tenant is running on the same data says so", async () => {
    await ready();
    const { stderr, code } = await finished("--https-port", "0", "--http-port", "0");
    expect([stderr, code]).toEqual([
      "emulator: data file .local/tenant.sqlite cannot be used: it is in use by another process\n",
      3,
    ]);
  });

  test.for([
    ["--https-port", "eighty"],
    ["--https-port", "65536"],
    ["--default-security-mode", "lax"],
    ["--latency", "-1"],
    ["--latency", "soon"],
    ["--rate-limit", "0"],
    ["--fault", "POST clients"],
    ["--unknown"],
  ])("because of %s exits with 2", async (args) => {
    const { stderr, code } = await finished(...(args as string[]));
    expect([code, stderr.split("\n")[0]]).toEqual([2, expect.stringMatching(/^error: /)]);
  });
});
