// What was packed, as a company installs it: files, types, compiled tests; and its next version, by the README's commands.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { archivesFor } from "../../engine/release.ts";
import { unwrapped } from "../support/command.ts";
import { copyDeployed, installEarlier } from "../support/deployed-before/copy.ts";
import { endOf } from "../support/ended.ts";
import type { Folder } from "../support/folder.ts";
import { REPOSITORY } from "../support/local.ts";
import { NextVersion } from "../support/next-version.ts";
import { green, Packed, runIn } from "../support/packed.ts";

let packed: Packed;
let folder: Folder;
let globex: string;
let PACKAGE: string;
const run = (...of: Parameters<Packed["run"]>) => packed.run(...of);
const npm = (...args: string[]) => packed.npm(...args);

beforeAll(async () => {
  packed = await Packed.begin({ isChecked: true });
  folder = packed.folder;
  globex = packed.repository;
  PACKAGE = packed.installed;
  await green(npm("ci"));
});
afterAll(() => packed.remove());

test("the package has compiled code, types of what is public, and neither tests nor declarations", () => {
  const files = readdirSync(PACKAGE, { recursive: true }).map(String);
  expect(files).toContain("dist/src/infra/partner-access.d.ts");
  expect(files).toContain("dist/engine/release.sha256");
  // docs/hosting.md makes the roles with it.
  expect(files).toContain("scripts/aws-setup/state.cfn.yaml");
  const others = files.filter((file) =>
    /\.test\.|(^|\/)(test|partners|apis|node_modules)(\/|$)|\.pem$/.test(file),
  );
  expect(others.filter((file) => !file.startsWith("node_modules/"))).toEqual([]);
  expect(files.filter((file) => file.endsWith(".ts") && !/\.d\.ts$/.test(file))).toEqual([]);
});

test("the package is small, and has no key of anybody", () => {
  const { size, entryCount, files } = packed.file;
  expect(size).toBeLessThan(2.5 * 2 ** 20);
  expect(entryCount).toBeLessThan(1500);
  const holding = files.filter(({ path }) =>
    /PRIVATE KEY-----(\\n|\s)+[\w+/]{60}/.test(readFileSync(join(PACKAGE, path), "utf8")),
  );
  expect(holding).toEqual([]);
});

test("its README leads to nothing that is not in the package, but for pictures", () => {
  const packedPaths = packed.file.files.map(({ path }) => path);
  const readme = readFileSync(join(PACKAGE, "README.md"), "utf8");
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = ""]) => path);
  expect(links).toContain("docs/runbook.md");
  expect(links.filter((path) => !path.endsWith(".png") && !packedPaths.includes(path))).toEqual([]);
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

test("below a folder with a package.json it works; as one of its workspaces, where npm installs elsewhere, it stops", async () => {
  const { root } = folder;
  mkdirSync(join(root, "monorepo/packages"), { recursive: true });
  const begin = (where: string) => packed.initInstalled([`monorepo/${where}`, "--yes"]);
  writeFileSync(join(root, "monorepo/package.json"), '{"private":true,"workspaces":["packages/*"]}\n');
  const { code, output } = await begin("packages/globex");
  expect(unwrapped(output)).toContain("monorepo/package.json makes this folder one of its npm workspaces");
  expect({ code, made: existsSync(join(root, "monorepo/packages/globex")) }).toEqual({
    code: 2,
    made: false,
  });
  expect((await begin("globex")).code).toBe(0);
  expect(existsSync(join(root, "monorepo/globex/package-lock.json"))).toBe(true);
  expect(existsSync(join(root, "monorepo/package-lock.json"))).toBe(false);
});

/** The program of docs/own-program.md, and what else is public. */
function ownProgram(): string {
  const page = readFileSync(join(PACKAGE, "docs/own-program.md"), "utf8");
  const [, program = ""] = /```ts\n(.*?)```/s.exec(page) ?? [];
  return `${program}
import { ApiHosting, type ApiHostingArgs } from "partner-access/api-hosting";
export const host = (args: ApiHostingArgs) => new ApiHosting("contacts", args).gatewayId;
export const ids: pulumi.Output<string>[] = Object.values(clientIds);
`;
}

test("a program of one's own compiles with the types of the components, and not against them", async () => {
  const tsc = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  // Without skipLibCheck: the package's own types are checked as well, with what the strictest programs ask for.
  const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
  const types = ["--typeRoots", join(REPOSITORY, "node_modules/@types"), "--types", "node"];
  const options = [...strict, ...types, "--noEmit", "--module", "nodenext", "--target", "es2023"];
  const compile = (text: string) => {
    writeFileSync(join(globex, "program.mts"), text);
    return run("node", [tsc, ...options, "program.mts"]);
  };
  await green(compile(ownProgram()));
  const { code, output } = await compile(
    ownProgram().replace("{ planned, protect }", "{ planned, protect: 1 }"),
  );
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
  const { NODE_OPTIONS: _, ...env } = process.env;
  const ours = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("VITEST")));
  const vitest = join(REPOSITORY, "node_modules/vitest/vitest.mjs");
  const ended = spawn("node", [vitest, "run", "--project", "unit", ...COMPILED], {
    cwd: REPOSITORY,
    env: { ...ours, PARTNER_ACCESS_COMPILED: "1", NO_COLOR: "1" },
  });
  expect(await green(endOf(ended))).toMatch(/Test Files\s+\d+ passed/);
});

describe("a stack that the package of an earlier commit deployed", () => {
  let company: string;
  beforeAll(() => {
    company = join(folder.root, "company");
    mkdirSync(company);
    copyDeployed(company, packed.ports, join(globex, "node_modules"));
  });

  test("upgrade says what the present one plans otherwise: of what both know, nothing", async () => {
    installEarlier(join(company, "before"), packed.ports, PACKAGE);
    const text = await green(runIn(company, "npm", ["run", "-s", "upgrade", "--", "--from", "before"]));
    const values = text.split("\n").filter((line) => line.includes(" becomes "));
    expect(values).toContain('    logoUri: nothing becomes ""');
    expect(values.filter((line) => !line.includes(": nothing becomes "))).toEqual([]);
  });

  test("to the provider that is the same: there is nothing to change, let alone to replace", async () => {
    expect(await packed.preview(company)).toMatch(/Resources:\s+\d+ unchanged/);
    expect(await green(runIn(company, "npm", ["start", "--", "--exit"]))).toContain(
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
  const { code, output } = await run("npm", ["run", "-s", "install-pulumi"], more);
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

test("upgrade says nothing between equal versions, and what another one deploys otherwise", async () => {
  const before = join(globex, "before/node_modules/partner-access");
  cpSync(PACKAGE, before, { recursive: true });
  const from = (dir: string) => npm("run", "-s", "upgrade", "--", "--from", dir);
  const upgrade = () => green(from("before"));
  const stacks = ["dev", "local", "prod", "staging"];
  expect(await upgrade()).toBe(stacks.map((stack) => `${stack}: nothing is deployed otherwise\n`).join(""));
  const file = "globex/before/node_modules/partner-access/dist/src/plan/plan.js";
  folder.edit(file, (text) => text.replace("format: 1,", "format: 0,"));
  expect(await upgrade()).toContain(
    "prod: nothing is deployed otherwise\nprod: the plan, which reviews tell, is otherwise\n  format\n    all of it: 0 becomes 1\n",
  );
  // Both would find the present one, above them, and say that nothing differs.
  expect(unwrapped((await from("partners")).output)).toContain("has no version of its own");
  expect(unwrapped((await from(folder.root)).output)).toContain(
    `is not installed in ${folder.root}: run npm ci there`,
  );
});

describe("the next version, by the commands of the README", () => {
  let next: NextVersion;
  beforeAll(async () => {
    next = await NextVersion.of(packed);
  });
  afterAll(() => next?.close());

  /** What the reader of a pull request is told, and what then is in the repository. */
  async function isTaken(repository: string, said: string, spec: string): Promise<void> {
    const told = said.slice(said.indexOf("partner-access 0.1.0"), said.indexOf("[partner-access-0.2.0"));
    expect(told).toMatch(/^partner-access 0\.1\.0 sha512-\S+, of main, becomes 0\.2\.0 sha512-\S+\.\n/);
    for (const stack of ["dev", "local", "prod", "staging"])
      expect(told).toContain(`${stack}: deployed otherwise\n`);
    expect(told).toContain("options.deleteBeforeReplace: true becomes false\n");
    expect(told).toMatch(/^ {2}added {4}\S*nickname$/m);
    expect(told).toContain(".github/workflows/check.yml\n");
    expect(told).toContain("+    timeout-minutes: 46\n");
    expect(told).not.toContain(".gitlab-ci.yml");
    const { dependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    expect(dependencies).toEqual({ "partner-access": spec });
    expect(await green(runIn(repository, "git", ["status", "--porcelain"]))).toBe("");
    expect(readFileSync(join(repository, "schema/partner.schema.json"), "utf8")).toContain("nickname");
    expect(await green(runIn(repository, "npm", ["run", "-s", "check"]))).toContain("no findings");
    // As the check of the pull request asks it, which is on its merge.
    const again = ["run", "-s", "upgrade", "--", "--base", "HEAD^1"];
    const checked = await green(runIn(repository, "npm", again, next.env));
    expect(checked).toBe(told.replace("of main", "of HEAD^1"));
  }

  test("from a tarball", async () => {
    await packed.git("checkout", "-q", "--", ".");
    cpSync(next.tarball, join(globex, "vendor/partner-access-0.2.0.tgz"));
    const said = await next.followReadme(globex);
    expect(readdirSync(join(globex, "vendor"))).toEqual(["partner-access-0.2.0.tgz"]);
    await isTaken(globex, said, "file:vendor/partner-access-0.2.0.tgz");
  });

  test("from a registry, under a name of one's own", async () => {
    const company = join(folder.root, "registered");
    const answers = [
      "--yes",
      "--package",
      "npm:@globex/partner-access@0.1.0",
      "--tenant",
      "dev=dev.auth0.example",
    ];
    const stacks = ["staging", "prod"].flatMap((name) => ["--tenant", `${name}=${name}.auth0.example`]);
    await green(packed.init(["registered", ...answers, ...stacks], next.env));
    await green(runIn(company, "npm", ["ci", "--ignore-scripts"], next.env));
    const identity = ["-c", "user.name=A", "-c", "user.email=a@globex.example"];
    for (const args of [
      ["init", "-q", "-b", "main"],
      ["add", "-A"],
      [...identity, "commit", "-qm", "begin"],
    ])
      await green(runIn(company, "git", args));
    await isTaken(company, await next.followReadme(company), "npm:@globex/partner-access@0.2.0");
  });
});
