// Pipelines run only what engine/release.sha256 names: real archives, from a server of this machine.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  archivesFor,
  type Fetch,
  install,
  installedRelease,
  notedSums,
  type Sums,
  sumsIn,
  unknownArchives,
  writeSums,
} from "../../engine/release.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "release-")));
const home = join(root, "home");
const LOG = join(root, "ran");
const env = { PATH: process.env.PATH, PULUMI_HOME: home };

/** An archive as the vendor packs it, with a command line that says what it is asked. */
function archive(name: string): Buffer {
  const folder = join(root, "pulumi");
  mkdirSync(folder, { recursive: true });
  const script = `#!/bin/sh\necho "$@" >>${LOG}\necho "not for standard output"\n`;
  writeFileSync(join(folder, "pulumi"), script, { mode: 0o755 });
  writeFileSync(join(folder, "name"), name);
  return execFileSync("tar", ["-cz", "-C", root, "pulumi"]);
}

const FILES = archivesFor("linux", "x64").map(({ file }) => file);
const ARCHIVES = new Map(
  ["x64", "arm64"].flatMap((arch) =>
    archivesFor("linux", arch).map(({ file }) => [file, archive(file)] as const),
  ),
);
const sum = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const SUMS: Sums = new Map([...ARCHIVES].map(([file, bytes]) => [file, sum(bytes)]));
const nameIn = (url = "") => url.slice(url.lastIndexOf("/") + 1);

let served: Map<string, Buffer>;
const server = createServer(({ url }, response) => {
  const bytes = served.get(nameIn(url));
  response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
}).listen(0, "localhost");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const get: Fetch = (url) => fetch(url.replace(/^https:\/\/[^/]+/, `http://localhost:${port}`));

beforeEach(() => {
  served = new Map(ARCHIVES);
  for (const path of [home, LOG, join(root, "engine")]) rmSync(path, { recursive: true, force: true });
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true });
});

const installed = (sums = SUMS) =>
  install({ platform: "linux", arch: "x64", env, sums, get }).catch((error: Error) => error.message);
const ran = () => (existsSync(LOG) ? readFileSync(LOG, "utf8").trim().split("\n") : []);

test("what is as noted is unpacked, with its plugins, in place of what was there", async () => {
  const bin = await installed();
  writeFileSync(join(bin, "pulumi-language-nodejs"), "of somebody else");
  expect(await installed()).toBe(bin);
  expect(existsSync(join(bin, "pulumi-language-nodejs"))).toBe(false);
  expect(installedRelease(env)).toBe(bin);
  expect(readFileSync(join(bin, "name"), "utf8")).toBe(FILES[0]);
  expect(ran().slice(0, 2)).toEqual([
    expect.stringMatching(/^plugin install resource auth0 3\.\d+\.\d+ --reinstall --file .*auth0-v3/),
    expect.stringMatching(/^plugin install resource aws 7\.\d+\.\d+ --reinstall --file .*aws-v7/),
  ]);
});

describe("nothing is unpacked and nothing runs", () => {
  test.for(FILES)("where one byte of %s is another one", async (file) => {
    const bytes = Buffer.from(ARCHIVES.get(file) ?? "");
    bytes[9] = (bytes[9] ?? 0) ^ 1;
    served.set(file, bytes);
    const said = await installed();
    expect(said).toContain(`${file} is not the file that engine/release.sha256 names`);
    expect(said).toContain(`SHA-256 ${sum(bytes)} instead of ${SUMS.get(file)}`);
    expect({ ran: ran(), home: existsSync(home) }).toEqual({ ran: [], home: false });
    expect(() => installedRelease(env)).toThrow("has no pulumi: run `npm run -s install-pulumi` first");
  });

  test.for(FILES)("where %s has no line, and the command is told", async (file) => {
    const said = await installed(new Map([...SUMS].filter(([one]) => one !== file)));
    expect(said).toContain(`no line for ${file}: run \`npm run -s install-pulumi -- --write\``);
    expect({ ran: ran(), home: existsSync(home) }).toEqual({ ran: [], home: false });
  });

  test("where the vendor lacks it", async () => {
    served.delete(FILES[1] ?? "");
    expect(await installed()).toContain("it answered 404");
    expect({ ran: ran(), home: existsSync(home) }).toEqual({ ran: [], home: false });
  });
});

describe("lines", () => {
  const [cli = ""] = FILES;
  const list = cli.replace(/^pulumi-v(.*)-linux.*/, "pulumi-$1-checksums.txt");
  const published = [...SUMS].map(([file, one]) => `${one}  ${file}\n`).join("");

  test("are written as they are compared, below a file's comments", async () => {
    served.set(list, Buffer.from(published));
    mkdirSync(join(root, "engine"));
    writeFileSync(join(root, "engine/release.sha256"), `# why\n${"0".repeat(64)}  old.tar.gz\n`);
    await writeSums(root, get);
    expect(readFileSync(join(root, "engine/release.sha256"), "utf8")).toMatch(
      /^# why\n[0-9a-f]{64} {2}pulumi-v/,
    );
    expect(notedSums(root)).toEqual(SUMS);
    expect(unknownArchives(notedSums(root))).toEqual([]);
    expect(await installed(notedSums(root))).toContain("/versions/");
  });

  test("are not written where the vendor's list says something else", async () => {
    served.set(list, Buffer.from(published.replaceAll(/^./gm, (one) => (one === "0" ? "1" : "0"))));
    await expect(writeSums(root, get)).rejects.toThrow("says another");
    expect(existsSync(join(root, "engine"))).toBe(false);
  });

  test("of a project that contradict those of the package are refused, and added to them otherwise", () => {
    const [package_, project] = [join(root, "of-package"), join(root, "engine/release.sha256")];
    mkdirSync(join(root, "engine"));
    writeFileSync(package_, `${"a".repeat(64)}  ${cli}\n`);
    writeFileSync(project, `${"b".repeat(64)}  another.tar.gz\n`);
    const noted = () => notedSums(root, pathToFileURL(package_));
    expect([...noted().keys()]).toEqual([cli, "another.tar.gz"]);
    writeFileSync(project, `${"b".repeat(64)}  ${cli}\n`);
    expect(noted).toThrow(`${"b".repeat(64)} for ${cli}, and the package has ${"a".repeat(64)}`);
  });

  test.for([
    {
      name: "a sum that is too short",
      line: `${"a".repeat(63)}  ${cli}`,
      says: "line 3 of engine/release.sha256",
    },
    { name: "a sum in capitals", line: `${"A".repeat(64)}  ${cli}`, says: "is not as sha256sum writes it" },
    { name: "no file", line: "a".repeat(64), says: "is not as sha256sum writes it" },
    {
      name: "something behind it",
      line: `${"a".repeat(64)}  ${cli} x`,
      says: "is not as sha256sum writes it",
    },
    {
      name: "a second sum",
      line: `${"b".repeat(64)}  ${cli}`,
      says: `two sums for ${cli}: remove the wrong one`,
    },
  ])("of a file with $name are refused", ({ line, says }) => {
    mkdirSync(join(root, "engine"));
    writeFileSync(join(root, "engine/release.sha256"), `# why\n${"a".repeat(64)}  ${cli}\n${line}\n`);
    expect(() => notedSums(root)).toThrow(says);
  });

  test("may end as Windows ends lines, be there twice, or be of another version, which stands for nothing", async () => {
    mkdirSync(join(root, "engine"));
    const lines = [...SUMS].map(([file, one]) => `${one}  ${file}\r\n`);
    const others = `\r\n${"a".repeat(64)}  pulumi-v0.0.1-linux-x64.tar.gz\r\n${lines[0]}`;
    writeFileSync(join(root, "engine/release.sha256"), `${lines.join("")}${others}`);
    expect(unknownArchives(notedSums(root))).toEqual([]);
    writeFileSync(
      join(root, "engine/release.sha256"),
      others.replaceAll(cli, "pulumi-v0.0.2-linux-x64.tar.gz"),
    );
    expect(unknownArchives(notedSums(root))).toEqual(FILES);
  });

  test.for([
    ["a comment", "# a"],
    ["a sum that is too short", `${"a".repeat(63)}  ${cli}`],
    ["no file", "a".repeat(64)],
  ])("are not %s", ([, line = ""]) => {
    expect(sumsIn(`${line}\n`).size).toBe(0);
  });
});

test("another system is refused", () => {
  expect(() => archivesFor("win32", "x64")).toThrow("no release of Pulumi is known for win32 on x64");
});
