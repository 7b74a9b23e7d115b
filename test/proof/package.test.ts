// A company's first hour, from the packed package in an empty folder: init, install, and every command it begins with.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureEngine } from "../../engine/engine.ts";
import { archivesFor } from "../../engine/release.ts";
import { copyDeployed, installEarlier } from "../support/deployed-before/copy.ts";
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

/** As npm tells it. */
let packed: {
  readonly filename: string;
  readonly size: number;
  readonly entryCount: number;
  readonly files: readonly { readonly path: string }[];
};

beforeAll(async () => {
  const pack = ["pack", "--json", "--foreground-scripts=false", "--pack-destination", folder.root];
  const said = await green(run("npm", pack, REPOSITORY));
  // What the build says is before it.
  [packed] = JSON.parse(said.slice(said.indexOf("[\n"), said.lastIndexOf("]") + 1));
  const answers = [
    ...["--yes", "--api", "contacts", "orders"],
    ...["dev", "staging", "prod"].flatMap((name) => ["--tenant", `${name}=globex-${name}.auth0.example`]),
  ];
  const begin = [
    "exec",
    "--yes",
    `--package=${join(folder.root, packed.filename)}`,
    "--",
    "partner-access",
    "init",
  ];
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

test("the package is small, and has no key of anybody", () => {
  const { size, entryCount, files } = packed;
  expect(size).toBeLessThan(2.5 * 2 ** 20);
  expect(entryCount).toBeLessThan(1500);
  const holding = files.filter(({ path }) =>
    /PRIVATE KEY-----(\\n|\s)+[\w+/]{60}/.test(readFileSync(join(PACKAGE, path), "utf8")),
  );
  expect(holding).toEqual([]);
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

/** What anybody may write with the public components. */
const PROGRAM = `
import { Api } from "partner-access/api";
import { ApiHosting, type ApiHostingArgs } from "partner-access/api-hosting";
import { checkedPlan } from "partner-access/checked-plan";
import { PartnerAccess, type PartnerAccessArgs } from "partner-access/partner-access";
import { declaredSource } from "partner-access/source";

const { apis, partners, protect } = checkedPlan(declaredSource("."), "dev");
const audiences = Object.fromEntries(
  Object.entries(apis).map(([id, planned]) => [id, new Api(id, { planned, protect }).audience]),
);
const clientIds = Object.entries(partners).map(([id, planned]) => {
  const args: PartnerAccessArgs = { planned, audiences, connectionIds: {}, protect };
  return new PartnerAccess(id, args).clientId;
});
export const host = (args: ApiHostingArgs) => new ApiHosting("contacts", args).gatewayId;
export const ids: Promise<string>[] = clientIds.map((id) => new Promise((got) => id.apply(got)));
`;

test("a program of one's own compiles with the types of the components, and not against them", async () => {
  const tsc = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  const options = ["--strict", "--noEmit", "--skipLibCheck", "--module", "nodenext", "--target", "es2023"];
  const compile = (text: string) => {
    writeFileSync(join(globex, "program.mts"), text);
    return run("node", [tsc, ...options, "program.mts"]);
  };
  await green(compile(PROGRAM));
  const { code, output } = await compile(PROGRAM.replace("{ planned, protect }", "{ planned, protect: 1 }"));
  expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining("TS2322") });
  folder.delete("globex/program.mts");
});

/** Of what reads, checks, plans, reviews and registers: those that are quick. What starts processes starts the sources. */
const COMPILED = [
  ...["check.test", "explain", "help", "new.test", "sarif", "status", "target"].map((name) => `cli/${name}`),
  ...[
    "load/golden",
    "load/applications",
    "load/project",
    "rules/golden",
    "plan/golden",
    "plan/plan",
    "plan/diff",
  ],
  ...[
    "review/build",
    "review/partners",
    "infra/deploy.test",
    "infra/index",
    "infra/parts",
    "infra/seal.test",
  ],
].map((name) => `test/${name}`);

test("tests of the sources hold for the compiled code that was packed", async () => {
  const ours = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("VITEST")));
  const vitest = join(REPOSITORY, "node_modules/vitest/vitest.mjs");
  const ended = spawn("node", [vitest, "run", "--project", "unit", ...COMPILED], {
    cwd: REPOSITORY,
    env: { ...ours, PARTNER_ACCESS_COMPILED: "1", NO_COLOR: "1" },
  });
  expect(await green(endOf(ended))).toMatch(/Test Files\s+\d+ passed/);
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
    expect(text).toContain("ok     tokens of first-partner open exactly what its file says");
    expect(text).not.toContain("failed");
  });

  test("npm start -- --exit, twice, and plain pulumi preview of the same stack: nothing to change", async () => {
    expect(await green(npm("start", "--", "--exit"))).toContain(
      "1 partner and 2 APIs in stack local are as declared",
    );
    expect(await green(npm("start", "--", "--exit"))).toContain("nothing to change");
    expect(await previewed(globex)).toMatch(/Resources:\s+\d+ unchanged/);
  });
});

describe("a stack that the package of an earlier commit deployed", () => {
  const company = join(folder.root, "company");
  const ports = [String(httpsPort), String(httpPort)];
  beforeAll(() => {
    mkdirSync(company);
    copyDeployed(company, ports, join(globex, "node_modules"));
  });

  test("upgrade says what the present one plans otherwise: of what both know, nothing", async () => {
    installEarlier(join(company, "before"), ports, PACKAGE);
    const text = await green(run("npm", ["run", "-s", "upgrade", "--", "--from", "before"], company));
    const values = text.split("\n").filter((line) => line.includes(" becomes "));
    expect(values).toContain('    logoUri: nothing becomes ""');
    expect(values.filter((line) => !line.includes(": nothing becomes "))).toEqual([]);
  });

  test("to the provider that is the same: there is nothing to change, let alone to replace", async () => {
    expect(await previewed(company)).toMatch(/Resources:\s+\d+ unchanged/);
    expect(await green(run("npm", ["start", "--", "--exit"], company))).toContain(
      "nothing to change: 7 partners",
    );
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

test("other declarations beside the compiled code stop everything", async () => {
  const beside = "globex/node_modules/partner-access/tenant.yaml";
  folder.write(beside, "# of another company\n");
  const { output } = await npm("run", "-s", "check");
  folder.delete(beside);
  expect(output).toContain("two folders hold declarations, and they differ");
});

test("upgrade tells nothing between equal versions, and what another one deploys otherwise", async () => {
  const before = join(globex, "before/node_modules/partner-access");
  cpSync(PACKAGE, before, { recursive: true });
  const from = (dir: string) => npm("run", "-s", "upgrade", "--", "--from", dir);
  const upgrade = () => green(from("before"));
  const stacks = ["dev", "local", "prod", "staging"];
  expect(await upgrade()).toBe(stacks.map((stack) => `${stack}: nothing is deployed otherwise\n`).join(""));
  const file = "globex/before/node_modules/partner-access/dist/src/plan/plan.js";
  folder.edit(file, (text) => text.replace("format: 1,", "format: 0,"));
  expect(await upgrade()).toContain("prod: deployed otherwise\n  format\n    all of it: 0 becomes 1\n");
  // Both would find the present one, above them, and say that nothing differs.
  expect((await from("partners")).output).toContain("has no version of its own");
  expect((await from(folder.root)).output).toContain(`is not installed in ${folder.root}: run npm ci there`);
});

const emulator = (cwd: string): ChildProcess => {
  const ports = ["--https-port", String(httpsPort), "--http-port", String(httpPort)];
  const command = [join(PACKAGE, "dist/scripts/partner-access.mjs"), "emulator", ...ports];
  return spawn("node", command, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
};

/** As an engineer runs it beside the local tenant, with the package's own language host, on the state of `npm start`. */
async function previewed(cwd: string): Promise<string> {
  const engine = await ensureEngine({ env: process.env, onEvent: () => undefined });
  const host = join(PACKAGE, "dist/engine/language-host");
  const tenant = emulator(cwd);
  try {
    await once(tenant.stdout ?? tenant, "data");
    const preview = run(engine.pulumi, ["preview", "--stack", "local", "--non-interactive"], cwd, {
      ...engine.env,
      PATH: [dirname(engine.pulumi), env.PATH, host].join(delimiter),
      PULUMI_BACKEND_URL: pathToFileURL(join(cwd, ".local/pulumi/state")).href,
      PULUMI_CONFIG_PASSPHRASE: readFileSync(join(cwd, ".local/passphrase"), "utf8"),
      AUTH0_API_TOKEN: "local",
      SSL_CERT_FILE: join(cwd, ".local/tenant-certificate.pem"),
    });
    const text = await green(preview);
    expect(text).not.toMatch(/to (create|update|replace|delete)/);
    return text;
  } finally {
    tenant.kill();
    await once(tenant, "exit");
  }
}
