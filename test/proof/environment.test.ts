// What is wrong with a machine, a backend or a tenant is said in a sentence; nothing is lost, and the run after it converges.
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { startEmulator } from "../../emulator/emulator.ts";
import { ensureEngine } from "../../engine/engine.ts";
import { unwrapped } from "../support/command.ts";
import { keepPartners } from "../support/company.ts";
import { type Ended, endOf } from "../support/ended.ts";
import { Local, REPOSITORY, view } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";

const PARTNERS = ["acme-cms", "ember-mail"];
const STACK_TRACE = /^\s+at .*:\d+:\d+\)?$/m;

const START = join(REPOSITORY, "local/start.ts");

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  endOf(spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } }));

/** A disk that is full for the tenant's data once it has so many kilobytes. */
function withTenantLimited(kilobytes: number, root: string): Promise<Ended> {
  const full = join(import.meta.dirname, "../support/full-disk.ts");
  const env = { FULL_AT_KILOBYTES: `${kilobytes}`, NODE_OPTIONS: `--import=${pathToFileURL(full)}` };
  return run(process.execPath, [START, "--exit", "--root", root], env);
}

/**
 * A disk that takes files of so many kilobytes from Pulumi's engine: a shell's limit, which it sees as a write that
 * fails. It tries for half a minute to save each step, which no setting changes, so it is told to save the last alone.
 * Source: pulumi/pulumi, pkg/backend/diy/state.go (read 2026-11)
 */
async function withEngineLimited(kilobytes: number, root: string): Promise<Ended> {
  const { pulumi, env } = await ensureEngine({ env: process.env, onEvent: () => undefined });
  const bin = mkdtempSync(join(root, "bin-"));
  const script = `#!/usr/bin/env bash\nulimit -f ${kilobytes}\nexec "${pulumi}" "$@"\n`;
  writeFileSync(join(bin, "pulumi"), script, { mode: 0o755 });
  const PATH = `${bin}${delimiter}${process.env.PATH}`;
  const last = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
  return run(process.execPath, [START, "--exit", "--root", root], { ...env, ...last, PATH });
}

describe("npm start", () => {
  let local: Local;

  async function nothingDeployed(): Promise<void> {
    local = await Local.create();
    keepPartners(local.root, PARTNERS);
  }

  async function allDeployed(): Promise<Record<string, readonly string[]>> {
    local = await Local.deployed(PARTNERS);
    return await idsInTenant();
  }

  afterEach(() => local?.remove());

  /** What it says of a failure is in one line. */
  const start = async () => {
    const { code, output } = await local.start("--exit").ended;
    return { code, output: unwrapped(output) };
  };

  async function deployedIds(): Promise<Record<string, readonly string[]>> {
    expect(await start()).toMatchObject({ code: 0 });
    return await idsInTenant();
  }

  function idsInTenant(): Promise<Record<string, readonly string[]>> {
    return local.inspect(async (tenant) => {
      const { applications } = await view(tenant);
      expect(Object.keys(applications).sort()).toEqual(PARTNERS);
      return Object.fromEntries(
        Object.entries(applications).map(([id, list]) => [id, list.map(({ client_id }) => client_id)]),
      );
    });
  }

  test("without a place to write says which, and goes on when there is one", async () => {
    await nothingDeployed();
    local.write(".local", "");
    const { code, output } = await start();
    expect(output).toBe(
      `error: ${local.paths.folder} cannot be written: it is a file, where a folder has to be: move it away\n`,
    );
    expect(code).toBe(3);
    local.delete(".local");
    expect(Object.values(await deployedIds()).map((ids) => ids.length)).toEqual([1, 1]);
  });

  const TENANT = /^error: the local tenant cannot write its data in \S+\.local: .*\. Make room; /m;
  const UPDATE =
    /^error: there is no room left to write in \S+\.local: make room; [\s\S]*the local tenant cannot write its data: database or disk is full/m;
  const STATE =
    /^error: there is no room left to write in \S+\.local: make room; .* writing snapshot: failed to save .*local\.json: file too large\n$/m;

  test.for([
    { what: "the tenant's first data", run: withTenantLimited, kilobytes: 24, told: TENANT },
    { what: "all of the tenant's data", run: withTenantLimited, kilobytes: 64, told: UPDATE },
    { what: "the state of all partners", run: withEngineLimited, kilobytes: 24, told: STATE },
  ])("on a disk without room for $what says so, and loses nothing", async ({ run, kilobytes, told }) => {
    await nothingDeployed();
    const { code, output } = await run(kilobytes, local.root);
    expect(unwrapped(output)).toMatch(told);
    expect(output).not.toMatch(STACK_TRACE);
    expect(code).toBe(3);
    expect(Object.values(await deployedIds()).map((ids) => ids.length)).toEqual([1, 1]);
    expect((await start()).output).toContain("nothing to change");
  });

  test("without the passphrase of its state says how to do without it: same client IDs", async () => {
    const before = await allDeployed();
    rmSync(local.paths.passphrase);
    const { code, output } = await start();
    expect(output).toMatch(
      /^error: \S+\/passphrase is not the one that the state was made with: put it back, or delete \S+\/pulumi/,
    );
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(3);
    rmSync(local.paths.pulumi, { recursive: true });
    expect(await deployedIds()).toEqual(before);
  });

  test("with a damaged tenant names the file and the way out", async () => {
    await allDeployed();
    writeFileSync(local.paths.tenant, "no database ".repeat(1000));
    const { code, output } = await start();
    expect(output).toMatch(
      /^error: data file \S+ cannot be used: .*; `npm start -- --reset` begins with a new tenant\n$/,
    );
    expect(code).toBe(3);
    expect(await local.start("--exit", "--reset").ended).toMatchObject({ code: 0 });
  });

  test("without its tenant makes everything again, and says so", async () => {
    const before = await allDeployed();
    rmSync(local.paths.tenant);
    const { code, output } = await start();
    expect(output).toContain(
      "the local tenant's data was gone: everything is made again, with new client IDs",
    );
    expect(code).toBe(0);
    const after = await deployedIds();
    expect(Object.values(after).map((ids) => ids.length)).toEqual([1, 1]);
    expect(after).not.toEqual(before);
  });
});

describe("plain pulumi and recover", () => {
  let stack: PlainStack;

  afterEach(() => stack?.close());

  async function nothingDeployed(): Promise<void> {
    stack = await PlainStack.create();
    keepPartners(stack.root, PARTNERS);
  }

  const up = () => stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
  const recover = (...options: string[]) => stack.verb("recover", "--stack", "dev", ...options);
  const writes = (tenant = stack.tenant) => tenant.requests.filter(({ method }) => method !== "GET").length;

  async function expectConverged(): Promise<void> {
    await stack.up("--skip-preview");
    const { applications } = await view(stack.tenant);
    expect(Object.values(applications).map((list) => list.length)).toEqual([1, 1]);
    expect(await recover()).toMatchObject({ exit: 0 });
  }

  test("of two updates at once one wins, and neither the other nor recover touches anything", async () => {
    await nothingDeployed();
    const { promise: isBusy, resolve: busy } = Promise.withResolvers<void>();
    const { promise: release, resolve: goOn } = Promise.withResolvers<void>();
    const onHit = () => {
      busy();
      return release;
    };
    stack.tenant.faults.add({ method: "POST", path: /^\/clients$/, action: { delayMs: 0 }, onHit });
    const first = up();
    await isBusy;
    const second = await up();
    expect(second.output).toMatch(/error: the stack is currently locked by 1 lock\(s\)/);
    expect(second.code).not.toBe(0);
    const { exit, err } = await recover("--write");
    expect(err).toMatch(
      /^error: somebody else is working on the stack dev|^error: the state of dev has just changed/,
    );
    expect(exit).toBe(3);
    // The first update goes on with other partners meanwhile; all that recover can do to a tenant is delete.
    expect(stack.tenant.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
    goOn();
    expect(await first).toMatchObject({ code: 0 });
    await expectConverged();
  });

  test("a damaged state is named with the way back, and the version before it is enough", async () => {
    stack = await PlainStack.deployed(PARTNERS);
    const { partners } = await stack.outputs();
    const file = join(stack.root, ".pulumi/stacks/partner-access/dev.json");
    truncateSync(file, 2000);
    const { code, output } = await up();
    expect(output).toContain("error: failed to load checkpoint");
    expect(code).not.toBe(0);
    const { exit, err } = await recover("--write");
    expect(err).toMatch(
      /^error: the state of dev is damaged: put the version before it back, .*dev\.json\.bak/,
    );
    expect(exit).toBe(3);
    copyFileSync(`${file}.bak`, file);
    expect(await recover("--write")).toMatchObject({ exit: 0 });
    await expectConverged();
    expect((await stack.outputs()).partners).toEqual(partners);
  });

  test("attributes of a state, cut off by a kill, are named, and without them the state is whole", async () => {
    stack = await PlainStack.deployed(PARTNERS);
    const attributes = join(stack.root, ".pulumi/stacks/partner-access/dev.json.attrs");
    truncateSync(attributes);
    expect(await recover()).toMatchObject({
      exit: 3,
      err: expect.stringMatching(/^error: the state of dev is damaged: .* first delete dev\.json\.attrs,/),
    });
    rmSync(attributes);
    expect(await recover()).toMatchObject({ exit: 0 });
  });

  test("a token that the tenant does not know stops the update before anything is made", async () => {
    await nothingDeployed();
    const { code, output } = await stack.start(["up", "--yes", "--skip-preview", "--stack", "dev"], {
      AUTH0_API_TOKEN: "not.a.token",
    }).ended;
    expect(output).toMatch(
      /cannot be looked up in the tenant localhost:\d+: [\s\S]*401 Unauthorized: Invalid token/,
    );
    expect(output).not.toMatch(STACK_TRACE);
    expect(code).not.toBe(0);
    expect(writes()).toBe(0);
  });

  test("another tenant behind the same stack is refused, by the state, and nothing is written", async () => {
    stack = await PlainStack.deployed(PARTNERS);
    const other = await startEmulator({
      httpsPort: 0,
      data: ":memory:",
      certificateDir: join(stack.root, ".local"),
    });
    try {
      const settings = stack.read("Pulumi.dev.yaml");
      stack.edit("Pulumi.dev.yaml", (t) =>
        t.replace(/auth0:domain: .*/, `auth0:domain: localhost:${other.port}`),
      );
      expect(await recover("--write")).toMatchObject({
        exit: 3,
        err: expect.stringMatching(
          /^error: the state of dev was made at localhost:\d+, and Pulumi\.dev\.yaml says auth0:domain/,
        ),
      });
      const { code, output } = await up();
      expect(output).toMatch(/nothing is changed in stack dev: the state of dev was made at localhost:\d+/);
      expect(code).not.toBe(0);
      expect(writes(other)).toBe(0);
      stack.write("Pulumi.dev.yaml", settings);
    } finally {
      await other.close();
    }
    await expectConverged();
  });

  test("the tenant of another stack is refused by the marks of what is in it", async () => {
    stack = await PlainStack.deployed(PARTNERS);
    const domain = `auth0:domain: localhost:${stack.tenant.port}`;
    stack.edit("Pulumi.dev.yaml", (t) =>
      t.replace(/auth0:domain: .*/, "auth0:domain: our-app-dev.auth0.example"),
    );
    stack.edit("Pulumi.prod.yaml", (t) =>
      t
        .replace(/auth0:domain: .*/, domain)
        .replace(
          /^ {2}(aws:|partner-access:(aws|hosting):)[\s\S]*/m,
          "  partner-access:deployment: { after: dev, approval: true }\n",
        ),
    );
    expect(await stack.pulumi("stack", "init", "prod")).toMatchObject({ code: 0 });
    const before = writes();
    const { exit, err } = await stack.verb("recover", "--stack", "prod", "--write");
    expect(err).toMatch(
      /^error: localhost:\d+ is the tenant of another stack: it holds 2 applications marked as dev's, which Pulumi\.dev\.yaml places at our-app-dev\.auth0\.example/,
    );
    expect(exit).toBe(3);
    expect(writes()).toBe(before);
  });
});
