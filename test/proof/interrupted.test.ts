import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { listAll } from "../../local/management.ts";
import { ask } from "../../local/verify/ask.ts";
import { unwrapped } from "../support/command.ts";
import { keepPartners } from "../support/company.ts";
import { leftWith, runningWith } from "../support/left-running.ts";
import { Local, view } from "../support/local.ts";

/** One with two grants, one of a machine, one that signs with keys, a first-party one with connections, a permissive one. */
const PARTNERS = ["acme-cms", "beacon-crm", "cargo-index", "ember-mail", "fieldbook", "globe-directory"];
const GRANTS = 7;

async function withLocal(use: (local: Local) => Promise<void>): Promise<void> {
  await inTime(async () => {
    const local = await Local.create();
    keepPartners(local.root, PARTNERS);
    await useOnce(local, use);
  });
}

type Tail<List extends readonly unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

type ClientIds = Readonly<Record<string, string>>;

/** As a finished run left it, with the client IDs that it made. */
async function withDeployed(use: (local: Local, before: ClientIds) => Promise<void>): Promise<void> {
  await inTime(async () => {
    await useOnce(await Local.deployed(PARTNERS), async (local) => {
      const { applications } = await local.inspect(view);
      const ids = Object.entries(applications).map(([id, [client]]) => [id, client?.client_id]);
      await use(local, Object.fromEntries(ids));
    });
  });
}

/** A deployment was over before it could be interrupted. */
class TooLate extends Error {}

/** On a loaded machine the moment can pass between two looks at the tenant: then all is done again. */
async function inTime(attempt: () => Promise<void>, attempts = 5): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof TooLate) || attempts === 1) throw error;
    await inTime(attempt, attempts - 1);
  }
}

async function useOnce(local: Local, use: (local: Local) => Promise<void>): Promise<void> {
  try {
    await use(local);
    expect(await leftWith(...markOf(local))).toEqual([]);
  } finally {
    local.remove();
  }
}

/** The provider of a killed engine waits five minutes for a sign of it, unless the next run stops it. */
const markOf = (local: Local) =>
  ["SSL_CERT_FILE", join(local.paths.folder, "tenant-certificate.pem")] as const;
const processesOf = (local: Local): string[] => runningWith(...markOf(local));

/** How many objects of a kind the tenant of another process holds right now, by one of its own applications. */
async function countIn(local: Local, kind: string, like: string): Promise<number> {
  try {
    const ca = readFileSync(join(local.paths.folder, "tenant-certificate.pem"), "utf8");
    const objects = await listAll({ domain: `localhost:${local.port}`, token: "local", ca }, kind);
    return objects.filter((object) => JSON.stringify(object).includes(like)).length;
  } catch (error) {
    // It does not answer yet: it may be trying whether the port is free, or writing the certificate.
    if (["ECONNREFUSED", "ECONNRESET", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return 0;
    throw error;
  }
}

/** Starts a deployment, and comes back as soon as the tenant holds that many objects of a kind. */
async function begun(
  local: Local,
  kind: "clients" | "client-grants",
  count: number,
  like = kind === "clients" ? "partner_access_partner" : "user",
) {
  const run = local.start("--exit");
  while (run.process.exitCode === null && (await countIn(local, kind, like)) < count) await sleep(2);
  if (run.process.exitCode === 0) throw new TooLate("it was over before it could be interrupted");
  if (run.process.exitCode !== null) throw new Error((await run.ended).output);
  return run;
}

/** Hits a deployment at that moment. */
async function interrupt(local: Local, signal: NodeJS.Signals, ...at: Tail<Parameters<typeof begun>>) {
  const run = await begun(local, ...at);
  run.process.kill(signal);
  return await run.ended;
}

/** The engine alone, under a program that goes on. */
function killEngine(local: Local): void {
  const [engine, ...more] = processesOf(local).filter((line) => !line.includes("pulumi-resource-auth0"));
  expect(engine).toMatch(/pulumi up /);
  expect(more).toEqual([]);
  process.kill(Number.parseInt(engine ?? "", 10), "SIGKILL");
}

interface Deployment {
  deployment: { resources: { type: string; id?: string }[]; pending_operations?: unknown[] };
}

const stateFile = (local: Local) =>
  join(local.paths.pulumi, "state/.pulumi/stacks/partner-access/local.json");

function stateOf(local: Local): Deployment["deployment"] {
  const file = stateFile(local);
  return (JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest: Deployment["deployment"] } })
    .checkpoint.latest;
}

/** Deploys again, and expects exactly what a run that was never interrupted leaves. */
async function expectConverged(local: Local): Promise<string> {
  return await local.deploy(async ({ outcome }, tenant, printed) => {
    const { applications, grants } = await view(tenant);
    expect(Object.values(applications).map((list) => list.length)).toEqual(PARTNERS.map(() => 1));
    expect(grants).toHaveLength(GRANTS);
    expect(new Set(grants).size).toBe(GRANTS);
    const ids = Object.entries(applications).map(([id, [client]]) => [id, client?.client_id]);
    expect(outcome?.clientIds).toEqual(Object.fromEntries(ids));
    expect(stateOf(local).pending_operations ?? []).toEqual([]);
    return printed;
  });
}

async function expectNothingToChange(local: Local): Promise<void> {
  expect(await local.deploy(({ outcome }) => outcome?.changes)).toEqual([]);
}

describe("a first run that is killed", () => {
  test.for([
    { when: "before anything exists", kind: "clients", count: 0 },
    { when: "as the first application appears", kind: "clients", count: 1 },
    { when: "in the middle of the applications", kind: "clients", count: 3 },
    { when: "as the first grant appears", kind: "client-grants", count: 1 },
    { when: "in the middle of the grants", kind: "client-grants", count: 4 },
  ] as const)("$when: the next run converges", async ({ kind, count }) => {
    await withLocal(async (local) => {
      await interrupt(local, "SIGKILL", kind, count);
      await expectConverged(local);
      await expectNothingToChange(local);
    });
  });
});

describe("what else can go wrong on the way", () => {
  test("a provider whose engine was killed is stopped by the next run, which says so", async () => {
    await withLocal(async (local) => {
      const { ended } = await begun(local, "clients", 1);
      killEngine(local);
      expect(await ended).toMatchObject({ code: 1, output: expect.stringContaining("error: pulumi failed") });
      const [provider, ...more] = processesOf(local);
      expect(provider).toContain("pulumi-resource-auth0");
      expect(more).toEqual([]);
      const printed = await expectConverged(local);
      expect(printed).toContain(
        `its provider (process ${Number.parseInt(provider ?? "", 10)}) was still going`,
      );
    });
  });

  test("Ctrl-C ends the update, exits 130, and the next run goes on", async () => {
    await withLocal(async (local) => {
      const { code, output } = await interrupt(local, "SIGINT", "clients", 2);
      expect(output).toContain("interrupted; the next run goes on from here");
      expect(code).toBe(130);
      await expectConverged(local);
      await expectNothingToChange(local);
    });
  });

  test("a change that is killed half-way is finished by the next run, and no client ID changes", async () => {
    await withDeployed(async (local, before) => {
      for (const partner of PARTNERS)
        local.edit(`partners/${partner}.yaml`, (t) => t.replace(/^name: (.*)$/m, "name: $1 Two"));
      await interrupt(local, "SIGKILL", "clients", 1, ' Two"');
      await expectConverged(local);
      await local.deploy(async ({ outcome }, tenant) => {
        expect(outcome?.changes).toEqual([]);
        expect(outcome?.clientIds).toEqual(before);
        const { applications } = await view(tenant);
        const names = Object.values(applications).flatMap((list) => list.map(({ name }) => name));
        expect(names.filter((name) => name.endsWith(" Two"))).toHaveLength(PARTNERS.length);
      });
    });
  });

  test("a grant that an interrupted run created is never wider than declared afterwards", async () => {
    await withLocal(async (local) => {
      await interrupt(local, "SIGKILL", "client-grants", 1);
      for (const partner of ["acme-cms", "beacon-crm", "ember-mail", "fieldbook"])
        local.edit(`partners/${partner}.yaml`, (t) =>
          t.replace(/scopes: \[.*contacts\]/, "scopes: [read:contacts]"),
        );
      await local.deploy(async (_, tenant) => {
        const { grants } = await view(tenant);
        expect(
          grants.filter((grant) => /user:/.test(grant)).map((grant) => grant.split("user: ")[1]),
        ).toEqual(Array(5).fill("read:contacts"));
      });
      await expectNothingToChange(local);
    });
  });

  test("a lost state is rebuilt from the tenant: everything is adopted, nothing is made twice", async () => {
    await withDeployed(async (local, before) => {
      rmSync(local.paths.pulumi, { recursive: true });
      const printed = await expectConverged(local);
      expect(printed).toContain("adopting the applications of acme-cms, beacon-crm,");
      expect(await local.deploy(({ outcome }) => outcome?.clientIds)).toEqual(before);
      await expectNothingToChange(local);
    });
  });

  test.for([
    { what: "with the version before it", keep: true },
    { what: "without any", keep: false },
  ])("a state cut off in the middle of a write is repaired $what", async ({ keep }) => {
    await withDeployed(async (local, before) => {
      truncateSync(stateFile(local));
      if (!keep) rmSync(`${stateFile(local)}.bak`);
      const printed = await expectConverged(local);
      expect(printed).toContain("interrupted while it wrote its state");
      expect(await local.deploy(({ outcome }) => outcome?.clientIds)).toEqual(before);
      await expectNothingToChange(local);
    });
  });

  test.for([
    { what: "the attributes of its state", file: "stacks/partner-access/local.json.attrs" },
    { what: "the attributes of the version before", file: "stacks/partner-access/local.json.bak.attrs" },
    { what: "a lock", file: "locks/organization/partner-access/local/one.json" },
  ])("$what, cut off by a kill, stop no run", async ({ file }) => {
    await withDeployed(async (local, before) => {
      const stump = join(local.paths.pulumi, "state/.pulumi", file);
      mkdirSync(dirname(stump), { recursive: true });
      writeFileSync(stump, "");
      expect(await local.deploy(({ outcome }) => outcome)).toEqual({ changes: [], clientIds: before });
    });
  });

  test("an application made twice by a repeated request is removed, and the known one stays", async () => {
    await withDeployed(async (local, before) => {
      await local.inspect(async (tenant) => {
        const marker = { project: "partner-access", stack: "local", partner: "acme-cms" };
        const metadata = Object.entries(marker).map(([key, value]) => [`partner_access_${key}`, value]);
        await ask(tenant, "POST", "clients", {
          name: "Acme CMS",
          client_metadata: Object.fromEntries(metadata),
        });
      });
      const printed = await expectConverged(local);
      expect(printed).toMatch(/removing application \S+ of acme-cms, made twice/);
      expect(await local.deploy(({ outcome }) => outcome?.clientIds)).toEqual(before);
    });
  });

  test("a second run beside a running one is refused, and disturbs nothing", async () => {
    await withDeployed(async (local) => {
      await local.inspect(async (tenant) => {
        const requests = tenant.requests.length;
        const { code, output } = await local.start("--exit", "--reset").ended;
        expect(unwrapped(output)).toMatch(/^error: port \d+ is in use: is `npm start` running already\?/);
        expect(code).toBe(3);
        expect(tenant.requests.length).toBe(requests);
      });
    });
  });
});
