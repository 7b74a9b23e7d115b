// `review --against-tenant`: what a first deployment changes for whom, in a tenant that is in use.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { issueToken } from "../../emulator/management/access.ts";
import { ask } from "../../local/verify/ask.ts";
import { firstFacts } from "../../src/first/facts.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { CHECKSUM } from "../../src/plan/checksum.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { type Report, reportSchema } from "../../src/review/review.ts";
import { openReadingClient, trustCertificate } from "../../src/tenant/client.ts";
import { FIRST_REVIEW_SCOPES, OBJECT_SCOPES } from "../../src/tenant/credentials.ts";
import { readObjects } from "../../src/tenant/read.ts";
import { countWithoutAccount } from "../../src/tenant/users.ts";
import { runCommand } from "../support/command.ts";
import { COMPANY_IN_USE, copyDeclarations } from "../support/company.ts";
import { declareUse, everythingIn, ORDERS, type UsedTenant, useTenant } from "../support/used-tenant.ts";

let root: string;
let tenant: Emulator;
let used: UsedTenant;

const file = (name: string) => join(root, name);
const edit = (name: string, change: (text: string) => string) =>
  writeFileSync(file(name), change(readFileSync(file(name), "utf8")));

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "first-"));
  copyDeclarations(COMPANY_IN_USE, root);
  tenant = await startEmulator({
    httpsPort: 0,
    data: ":memory:",
    certificateDir: file(".local"),
    seed: file("tenant.yaml"),
  });
  edit("Pulumi.dev.yaml", (text) => text.replace("our-app-dev.auth0.example", `localhost:${tenant.port}`));
  used = await useTenant(tenant);
});
afterAll(async () => {
  await tenant?.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  tenant.requests.length = 0;
});

const review = (...argv: string[]) =>
  runCommand(["review", "--against-tenant", "--stack", "dev", "--root", root, ...argv]);

async function report(): Promise<Report> {
  const { exit, out, err } = await review("--format", "json");
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return reportSchema.parse(JSON.parse(out));
}

const said = ({ consequences }: Report) =>
  consequences.map(({ severity, rule, what }) => `${severity} ${rule}: ${what}`);

const read = (scopes: readonly string[]) => {
  trustCertificate(tenant.certificateFile);
  const token = issueToken(tenant.tenant.store, scopes);
  return openReadingClient(plan().domain, { token }, { calls: 0, onEvent: () => undefined });
};

const plan = () => planStack(checkDeclarations(diskSource(root)).workspace, "dev");

describe("before anything of the tenant is declared", () => {
  test("says whom the update would lock out, how long tokens live, and what has to be written first", async () => {
    const lines = said(await report());
    for (const line of [
      `high first-locks-out: "Our app" (${used.app.client_id}), a first-party application that nothing declares, gets no more tokens for "Orders" on behalf of users, refreshed ones included; until now it can have admin:orders and read:orders.`,
      `high first-locks-out: "Back office" (${used.backOffice.client_id}), a first-party application that nothing declares, gets no more tokens for "Orders" on behalf of users, refreshed ones included; until now it can have admin:orders and read:orders.`,
      'high first-users-without-account: 3 of all 5 users have no account in app_metadata.account: they are refused tokens for "Orders", in every application.',
      'medium api-policy: "Orders" on behalf of users: each application gets what its grant says (require_client_grant instead of allow_all).',
      'medium api-token-shorter: Access tokens of "Orders" live shorter: from 1d to 1h.',
      'low api-name-changed: "Orders (2019)" is called "Orders".',
    ])
      expect(lines).toContain(line);
    const stops = lines.filter((line) => line.startsWith("high first-update-stops: "));
    expect(stops).toEqual([
      expect.stringContaining('The tenant has the API "https://api.our-app.example/orders" already'),
      expect.stringMatching(
        /stops: require_client_grant of orders for users locks out applications that no file declares: "Our app" .*`pulumi preview --stack dev` prints the lines\.$/,
      ),
    ]);
  });

  test("tells a scope that the API loses, and who is granted it", async () => {
    const before = readFileSync(file("apis/orders.yaml"), "utf8");
    const { id } = await ask(tenant, "POST", "client-grants", {
      client_id: used.backOffice.client_id,
      audience: ORDERS,
      subject_type: "user",
      scope: ["admin:orders", "read:orders"],
    });
    edit("apis/orders.yaml", (text) => text.replace(/.*admin:orders.*\n/g, ""));
    const lines = said(await report());
    writeFileSync(file("apis/orders.yaml"), before);
    await ask(tenant, "DELETE", `client-grants/${id}`);
    expect(lines).toContain(
      'low scope-removed: "Orders" no longer has the scope admin:orders. No partner had it.',
    );
    expect(lines).toContain(
      `high first-takes-scopes: "Back office" (${used.backOffice.client_id}), a first-party application that nothing declares, can no longer get admin:orders of "Orders" on behalf of users.`,
    );
  });

  test("stops at a partner's application with a grant that its file does not name", async () => {
    const partner = "partners/acme-cms.yaml";
    const before = readFileSync(file(partner), "utf8");
    const { client_id } = await ask(tenant, "POST", "clients", { name: "Acme", is_first_party: false });
    const grant = { client_id, audience: ORDERS, subject_type: "client", scope: ["read:orders"] };
    await ask(tenant, "POST", "client-grants", grant);
    edit(partner, (text) => text.replace("\n  dev:\n", `\n  dev:\n    client_id: ${client_id}\n`));
    const lines = said(await report());
    writeFileSync(file(partner), before);
    await ask(tenant, "DELETE", `clients/${client_id}`);
    expect(lines).toContainEqual(
      expect.stringContaining(
        `high first-update-stops: The application of partners/acme-cms.yaml has a grant for "${ORDERS}", subject type "client", in the tenant that the file does not name`,
      ),
    );
  });

  test("doubts a client ID of ours that the tenant knows as somebody else's", async () => {
    const before = readFileSync(file("tenant.yaml"), "utf8");
    const { client_id } = await ask<{ client_id: string }>(tenant, "POST", "clients", {
      name: "Tracker",
      is_first_party: false,
    });
    const own = (id: string) => `own_applications:
  our-app:
    name: Our app
    stacks: { dev: { client_id: ${id} } }
    grants: []
`;
    const doubts = async (id: string) => {
      writeFileSync(file("tenant.yaml"), `${before}${own(id)}`);
      return said(await report()).filter((line) => line.includes("first-own-application"));
    };
    expect(await doubts(client_id)).toEqual([
      `high first-own-application: Our app is the application ${client_id}, which the tenant calls "Tracker", a third party's.`,
    ]);
    expect(await doubts(used.backOffice.client_id)).toEqual([
      `medium first-own-application: Our app is the application ${used.backOffice.client_id}, which the tenant calls "Back office".`,
    ]);
    expect(await doubts(used.app.client_id)).toEqual([]);
    writeFileSync(file("tenant.yaml"), before);
    await ask(tenant, "DELETE", `clients/${client_id}`);
  });

  test.for(["text", "markdown", "json", "html"])("as %s, and changes nothing", async (format) => {
    const before = await everythingIn(tenant);
    tenant.requests.length = 0;
    const { exit, out } = await review("--format", format);
    expect(exit).toBe(0);
    expect(out).toContain(`the tenant localhost:${tenant.port}`);
    for (const part of ["Our app", "no account in", "Back office"])
      expect(out.replaceAll(/\s+/g, " ")).toContain(part);
    expect(tenant.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(await everythingIn(tenant)).toEqual(before);
  });
});

describe("what reading needs", () => {
  test("the scopes that docs/ci.md gives to anyone who deploys are enough to look whether a tenant is in use", async () => {
    const [, block = ""] = /```text deploy\n([\s\S]*?)```/.exec(readFileSync("docs/ci.md", "utf8")) ?? [];
    expect(block.split("\n")).toEqual(expect.arrayContaining([...OBJECT_SCOPES]));
    const { apis } = await readObjects(await read(OBJECT_SCOPES), plan());
    expect(apis.map(({ name }) => name)).toContain("Orders (2019)");
  });

  test("the scopes of the review are those that docs/first-deployment.md gives", () => {
    const page = readFileSync("docs/first-deployment.md", "utf8");
    const [, block = ""] = /```text first-review\n([\s\S]*?)\n```/.exec(page) ?? [];
    expect(block.split("\n")).toEqual([...FIRST_REVIEW_SCOPES].sort());
  });

  test("users are counted with read:users, and with nothing less", async () => {
    expect(await countWithoutAccount(await read(FIRST_REVIEW_SCOPES), "account")).toEqual({
      key: "account",
      without: 3,
      read: 5,
      total: 5,
    });
    await expect(countWithoutAccount(await read(OBJECT_SCOPES), "account")).rejects.toThrow("read:users");
  });

  test("more users than a search shows are counted as far as it goes, and said so", async () => {
    const { client } = { client: await read(FIRST_REVIEW_SCOPES) };
    const body = (page: number) => ({
      total: 2500,
      users: Array.from({ length: 100 }, (_, i) => ({
        app_metadata: i === 0 ? null : i === 1 ? { account: 7 } : { account: `a${page}` },
      })),
    });
    const asked: number[] = [];
    const users = {
      list: async ({ page = 0 }: { page?: number }) => {
        asked.push(page);
        return { response: body(page) };
      },
    };
    const counted = await countWithoutAccount({ ...client, users } as never, "account");
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(counted).toEqual({ key: "account", without: 20, read: 1000, total: 2500 });
  });
});

test.for([
  {
    name: "no stack",
    argv: ["review", "--against-tenant"],
    says: "--against-tenant needs exactly one --stack",
  },
  {
    name: "a git base as well",
    argv: ["review", "--against-tenant", "--stack", "dev", "--base", "main"],
    says: "leave --base, --exact-base, --against-nothing and --head out",
  },
  {
    name: "a stack that is not there",
    argv: ["review", "--against-tenant", "--stack", "staging"],
    says: 'there is no stack "staging"',
  },
])("$name is a usage error", async ({ argv, says }) => {
  const { exit, err } = await runCommand([...argv, "--root", root]);
  expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining(says) });
});

describe("once the tenant is declared as it is used", () => {
  beforeAll(() => declareUse(root, used));

  test("nobody is locked out, nothing stops the update, and what remains is told", async () => {
    const { consequences, checksums } = await report();
    expect(consequences.map(({ rule }) => rule)).not.toContain("first-update-stops");
    expect(consequences.map(({ rule }) => rule)).not.toContain("first-locks-out");
    expect(consequences.map(({ rule }) => rule)).toContain("first-users-without-account");
    expect(checksums).toEqual([{ stack: "dev", checksum: expect.stringMatching(CHECKSUM) }]);
  });

  test("an API that is spelled otherwise, and an application of a partner's name, are told before others are made", async () => {
    const { client_id } = await ask<{ client_id: string }>(tenant, "POST", "clients", {
      name: "acme cms ",
      is_first_party: false,
    });
    const before = readFileSync(file("apis/orders.yaml"), "utf8");
    edit("apis/orders.yaml", (text) =>
      text.replace("example/orders\n", "example/Orders/\n").replace(/^stacks:[\s\S]*/m, ""),
    );
    const lines = said(await report()).filter((line) => line.includes("first-beside"));
    writeFileSync(file("apis/orders.yaml"), before);
    const again = said(await report()).filter((line) => line.includes("first-beside"));
    await ask(tenant, "DELETE", `clients/${client_id}`);
    expect(lines).toEqual([
      expect.stringContaining(`write client_id: ${client_id} below dev`),
      expect.stringContaining(`write that identifier and resource_server_id: ${used.api} below dev`),
    ]);
    expect(again).toEqual([expect.stringContaining("acme cms")]);
  });

  test("what an interrupted update has made is not a use of the tenant, and what it took over is", async () => {
    const live = await readObjects(await read(OBJECT_SCOPES), plan());
    const { adopts: _, ...notTakenOver } = plan().apis.orders ?? expect.fail("no API");
    const making = { ...plan(), apis: { orders: notTakenOver } };
    const says = (of: Plan, ...made: string[]) =>
      firstFacts(of, live, new Set(made)).uses.includes("it has the API of apis/orders.yaml");
    expect([says(making), says(making, used.api), says(plan(), used.api)]).toEqual([true, false, true]);
  });

  test("the checksum is of plan and tenant: it changes with either, and not with users", async () => {
    const sum = async () => (await report()).checksums[0]?.checksum;
    const first = await sum();
    await ask(tenant, "POST", "users", {
      connection: "Username-Password-Authentication",
      email: "new@third.example",
      password: "their-local-password",
    });
    expect(await sum()).toBe(first);
    const { id } = await ask<{ id: string }>(tenant, "PATCH", `resource-servers/${used.api}`, {
      token_lifetime: 43_200,
    });
    const other = await sum();
    expect([id, other === first]).toEqual([used.api, false]);
    edit("apis/orders.yaml", (text) => text.replace("token_lifetime: 1h", "token_lifetime: 2h"));
    expect(await sum()).not.toBe(other);
    expect((await review("--expect-checksum", first ?? "")).exit).toBe(1);
  });
});

test("before the first deployment drift calls nothing deleted, and advises no update that is an outage", async () => {
  const { out } = await runCommand(["drift", "--stack", "dev", "--root", root]);
  expect(out).toMatch(/not deployed yet|was deployed yet/);
  expect(out).not.toMatch(/find out who|puts it back/);
});
