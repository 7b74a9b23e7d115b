// A company's first hour, from the packed package in an empty folder: init, install, and every command it begins with.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureEngine } from "../../engine/engine.ts";
import { archivesFor } from "../../engine/release.ts";
import { type Ended, endOf } from "../support/ended.ts";
import { Folder } from "../support/folder.ts";
import { freePort } from "../support/free-port.ts";
import { REPOSITORY } from "../support/local.ts";

const folder = new Folder(realpathSync(mkdtempSync(join(tmpdir(), "partner-access-package-"))));
const globex = join(folder.root, "globex");
const PACKAGE = join(globex, "node_modules/partner-access");

/** Ours would bring the guard of the tests' own root, and the settings of vitest. */
const { NODE_OPTIONS: _, ...env } = process.env;

/** What npm says of a script is in the way of what the script says. */
const run = (command: string, args: readonly string[], cwd = globex, more: object = {}): Promise<Ended> =>
  endOf(spawn(command, args, { cwd, env: { ...env, npm_config_prefer_offline: "true", ...more } }));
const npm = (...args: string[]) => run("npm", args);

async function green(ended: Promise<Ended>): Promise<string> {
  const { code, output } = await ended;
  if (code !== 0) throw new Error(output);
  return output;
}

beforeAll(async () => {
  await green(run("npm", ["pack", "--pack-destination", folder.root], REPOSITORY));
  const [tarball = ""] = readdirSync(folder.root);
  const answers = [
    ...["--yes", "--api", "contacts", "orders"],
    ...["dev", "staging", "prod"].flatMap((name) => ["--tenant", `${name}=globex-${name}.auth0.example`]),
  ];
  const begin = ["exec", "--yes", `--package=${join(folder.root, tarball)}`, "--", "partner-access", "init"];
  await green(run("npm", [...begin, "globex", ...answers], folder.root));
  // Others may use the usual ports of this machine.
  folder.edit("globex/Pulumi.local.yaml", (text) => text.replace("8443", String(httpsPort)));
  folder.edit("globex/Pulumi.local.yaml", (text) => text.replace("8442", String(httpPort)));
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    ["-c", "user.name=A", "-c", "user.email=a@globex.example", "commit", "-qm", "begin"],
  ])
    await green(run("git", args));
  await green(npm("ci"));
});
afterAll(() => folder.remove());
const [httpsPort, httpPort] = [await freePort(), await freePort()];

test("the package has compiled code, types of what is public, and neither tests nor declarations", () => {
  const files = readdirSync(PACKAGE, { recursive: true }).map(String);
  expect(files).toContain("dist/src/infra/partner-access.d.ts");
  expect(files).toContain("dist/engine/release.sha256");
  const others = files.filter((file) =>
    /\.test\.|(^|\/)(test|partners|apis|node_modules)(\/|$)|\.pem$/.test(file),
  );
  expect(others.filter((file) => !file.startsWith("node_modules/"))).toEqual([]);
  expect(files.filter((file) => file.endsWith(".ts") && !/\.d\.ts$/.test(file))).toEqual([]);
});

test("what exports names can be imported, and nothing else", async () => {
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  const names = Object.keys(exports).filter((name) => !/schema|package\.json|pulumi/.test(name));
  const imports = names.map((name) => `await import("${name.replace(".", "partner-access")}");`).join("");
  await green(run("node", ["--input-type=module", "-e", imports]));
  const { output } = await run("node", [
    "--input-type=module",
    "-e",
    'await import("partner-access/dist/src/finding.js")',
  ]);
  expect(output).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED");
});

describe("green at once", () => {
  test("npm run check", async () => {
    expect(await green(npm("run", "-s", "check"))).toContain("1 partner, 2 APIs, 4 stacks: no findings");
  });

  test("npm run generate has nothing to write", async () => {
    expect(await green(npm("run", "-s", "generate"))).toBe("");
  });

  test("review shows every stack", async () => {
    const text = await green(npm("run", "-s", "partner-access", "--", "review"));
    for (const stack of ["dev", "staging", "prod"])
      expect(text).toMatch(new RegExp(`^ {2}\\S{64,} {2}${stack}$`, "m"));
  });

  test("npm test deploys to a tenant of its own", async () => {
    const text = await green(npm("test"));
    expect(text).toContain("ok     a new local tenant has just what the files say");
    expect(text).not.toContain("failed");
  });

  test("npm start -- --exit, twice, and plain pulumi preview of the same stack: nothing to change", async () => {
    expect(await green(npm("start", "--", "--exit"))).toContain(
      "1 partner and 2 APIs in stack local are as declared",
    );
    expect(await green(npm("start", "--", "--exit"))).toContain("nothing to change");
    const tenant = emulator();
    try {
      await once(tenant.stdout ?? tenant, "data");
      const text = await green(preview());
      expect(text).toMatch(/Resources:\s+\d+ unchanged/);
      expect(text).not.toMatch(/to (create|update|replace|delete)/);
    } finally {
      tenant.kill();
      await once(tenant, "exit");
    }
  });
});

test("install-pulumi takes no release but one that the package's lines name", async () => {
  const others = "data:text/javascript,globalThis.fetch = async () => new Response('of somebody else')";
  const pulumiHome = join(folder.root, "pulumi-home");
  const more = { PULUMI_HOME: pulumiHome, NODE_OPTIONS: `--import=${JSON.stringify(others)}` };
  const lines = archivesFor("linux", process.arch).map(({ file }) => `${"0".repeat(64)}  ${file}\n`);
  folder.write("globex/node_modules/partner-access/dist/engine/release.sha256", lines.join(""));
  const { code, output } = await run("npm", ["run", "-s", "install-pulumi"], globex, more);
  expect(output).toContain("is not the file that engine/release.sha256 names");
  expect({ code, unpacked: existsSync(pulumiHome) }).toEqual({ code: 3, unpacked: false });
});

test("upgrade tells nothing between equal versions, and what another one deploys otherwise", async () => {
  const before = join(globex, "before/node_modules/partner-access");
  cpSync(PACKAGE, before, { recursive: true });
  const upgrade = () => green(npm("run", "-s", "upgrade", "--", "--from", "before"));
  const stacks = ["dev", "local", "prod", "staging"];
  expect(await upgrade()).toBe(stacks.map((stack) => `${stack}: nothing is deployed otherwise\n`).join(""));
  const file = "globex/before/node_modules/partner-access/dist/src/plan/plan.js";
  folder.edit(file, (text) => text.replace("format: 1,", "format: 0,"));
  expect(await upgrade()).toContain("prod: deployed otherwise\n  format\n    all of it: 0 becomes 1\n");
});

const emulator = (): ChildProcess =>
  spawn(
    "node",
    [
      join(PACKAGE, "dist/scripts/partner-access.mjs"),
      "emulator",
      "--https-port",
      String(httpsPort),
      "--http-port",
      String(httpPort),
    ],
    { cwd: globex, env, stdio: ["ignore", "pipe", "inherit"] },
  );

/** As an engineer runs it, with the package's own language host, on the state of `npm start`. */
async function preview(): Promise<Ended> {
  const engine = await ensureEngine({ env: process.env, onEvent: () => undefined });
  const host = join(PACKAGE, "dist/engine/language-host");
  return run(engine.pulumi, ["preview", "--stack", "local", "--non-interactive"], globex, {
    ...engine.env,
    PATH: [dirname(engine.pulumi), env.PATH, host].join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(join(globex, ".local/pulumi/state")).href,
    PULUMI_CONFIG_PASSPHRASE: folder.read("globex/.local/passphrase"),
    AUTH0_API_TOKEN: "local",
    SSL_CERT_FILE: join(globex, ".local/tenant-certificate.pem"),
  });
}
