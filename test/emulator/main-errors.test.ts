// Starts of the emulator's command that cannot work.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { directory, finished, ready, withDirectory } from "./support/command.ts";

withDirectory();

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
    ["--issuer", "localhost"],
    ["--issuer", "https://localhost/?x"],
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
