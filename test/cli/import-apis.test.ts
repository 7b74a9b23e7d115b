// APIs that a tenant in use has become files: what is written, what is told, and what the first update would still change.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { ask } from "../../local/verify/ask.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { runCommand } from "../support/command.ts";
import { COMPANY_IN_USE } from "../support/company.ts";
import { HARBOR } from "../support/harbor.ts";
import { toldByImport } from "../support/told-by-import.ts";
import { ORDERS, type UsedTenant, useTenant } from "../support/used-tenant.ts";

let root: string;
let tenant: Emulator;
let used: UsedTenant;

/** A company that has declared its tenant and its stacks, and nothing else yet. */
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "import-"));
  cpSync(COMPANY_IN_USE, root, { recursive: true });
  for (const name of ["apis", "partners"]) {
    rmSync(join(root, name), { recursive: true });
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, ".gitkeep"), "");
  }
  tenant = await startEmulator({
    httpsPort: 0,
    data: ":memory:",
    certificateDir: join(root, ".local"),
    seed: join(root, "tenant.yaml"),
  });
  edit("Pulumi.dev.yaml", /auth0:domain: .*/, `auth0:domain: localhost:${tenant.port}`);
  used = await useTenant(tenant);
  tenant.requests.length = 0;
});
afterEach(async () => {
  await tenant.close();
  rmSync(root, { recursive: true });
});

const read = (file: string) => readFileSync(join(root, file), "utf8");
const edit = (file: string, from: RegExp | string, to: string) =>
  writeFileSync(join(root, file), read(file).replace(from, to));
const run = (...argv: string[]) =>
  runCommand([...argv, "--root", root], { cwd: root, env: { AUTH0_API_TOKEN: "local" } });
async function importing(...argv: string[]) {
  const ended = await run("import", "--from-tenant", "--stack", "dev", ...argv);
  return { ...ended, out: argv.includes("--dry-run") ? ended.out : toldByImport(ended.out) };
}
const findings = () => checkDeclarations(diskSource(root), "2026-11-24").findings;
const planned = () => planStack(checkDeclarations(diskSource(root)).workspace, "dev");

test("an API gets a file that check accepts, with its id, its scopes and its lifetimes", async () => {
  const { exit, out, err } = await importing();
  expect({ exit, err, apis: readdirSync(join(root, "apis")) }).toEqual({
    exit: 0,
    err: "",
    apis: [".gitkeep", "orders-2019.yaml"],
  });
  expect(findings()).toEqual([]);
  await expect(
    read("apis/orders-2019.yaml").replace(used.api, "60f1c2d3e4a5b6c7d8e9f0a1"),
  ).toMatchFileSnapshot("../golden/import/orders-2019.yaml");
  expect(planned().apis["orders-2019"]).toMatchObject({
    adopts: used.api,
    resourceServer: { identifier: ORDERS, tokenLifetime: 86_400, tokenLifetimeForWeb: 7_200 },
    scopes: [
      { name: "admin:orders", description: "Change all orders", sensitivity: "high" },
      { name: "read:orders", description: "See your orders", sensitivity: "high" },
    ],
  });
  for (const words of ["its user policy allow_all", "its routes and its hosting", "1 of 1 API imported"])
    expect(out).toContain(words);
  expect(tenant.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});

test("whom the policy would lock out is told, in words that can be pasted into tenant.yaml", async () => {
  const { out } = await importing();
  expect(out).toContain(
    "before the first update: applications of ours have access to our APIs and no file declares them",
  );
  expect(out).not.toContain("locks out applications");
  expect(out.match(/the policy of orders-2019 in the tenant opens every scope/g)).toHaveLength(1);
  expect(out).toContain("2 of them: the policy of orders-2019");
  const section = /own_applications:[\s\S]*?(?=\n\S|$)/.exec(out)?.[0] ?? "";
  const lines = section.split("\n").map((line) => line.replace(/^ {6}/, ""));
  writeFileSync(join(root, "tenant.yaml"), `${read("tenant.yaml")}${lines.join("\n")}\n`);
  expect(findings()).toEqual([]);
  expect(
    Object.values(planned().ownApplications)
      .map(({ clientId }) => clientId)
      .sort(),
  ).toEqual([used.app.client_id, used.backOffice.client_id].sort());
  const { exit, out: review } = await run("review", "--against-tenant", "--stack", "dev", "--format", "json");
  expect(exit).toBe(0);
  const said = (JSON.parse(review).consequences as { rule: string; severity: string }[]).filter(
    ({ severity }) => severity !== "low",
  );
  // What was told when the file was written, and nothing else.
  expect(said.map(({ rule }) => rule)).toEqual(["api-adopted", "api-policy"]);
  expect((await importing()).out).not.toContain("before the first update");
});

const NIGHTLY = { name: "Nightly job", is_first_party: true, app_type: "non_interactive" };

test("one of ours that has only a grant is told too, also alone, and nothing of what it has is lost", async () => {
  const flows = { grant_types: ["client_credentials"] };
  const { client_id } = await ask<{ client_id: string }>(tenant, "POST", "clients", { ...NIGHTLY, ...flows });
  await ask(tenant, "POST", "client-grants", { client_id, audience: ORDERS, scope: ["read:orders"] });
  await importing();
  const { exit, out } = await importing("--only", client_id);
  expect(exit).toBe(0);
  expect(out).toContain(
    [
      "      own_applications:",
      "        nightly-job:",
      '          name: "Nightly job"',
      `          stacks: { dev: { client_id: "${client_id}" } }`,
      "          grants:",
      '            - { api: orders-2019, subject_type: client, scopes: ["read:orders"] }',
    ].join("\n"),
  );
  expect((await importing()).out).toContain("nightly-job:");
  const entry = `own_applications:\n  nightly-job:\n    name: Nightly job\n    stacks: { staging: { client_id: Other } }\n    grants: []\n`;
  writeFileSync(join(root, "tenant.yaml"), `${read("tenant.yaml")}${entry}`);
  const dev = read("Pulumi.dev.yaml");
  writeFileSync(
    join(root, "Pulumi.staging.yaml"),
    `${dev.replace(/localhost:\d+/, "our-app-staging.auth0.example").trimEnd()}\n  partner-access:deployment: { after: dev, approval: false }\n`,
  );
  expect((await importing("--only", client_id)).out).toContain(
    `is called as own_applications.nightly-job of tenant.yaml: if it is the same, write below its stacks\n      dev: { client_id: "${client_id}" }`,
  );
});

test("a second run writes nothing again", async () => {
  await importing();
  const before = read("apis/orders-2019.yaml");
  const { exit, out } = await importing();
  expect({ exit, apis: readdirSync(join(root, "apis")) }).toMatchObject({ exit: 0 });
  expect(out).not.toMatch(/API imported|APIs imported/);
  expect(read("apis/orders-2019.yaml")).toBe(before);
});

test("what cannot be said is told, and what check refuses is not written", async () => {
  await ask(tenant, "POST", "resource-servers", {
    name: "Old",
    identifier: "urn:old",
    signing_alg: "HS256",
    scopes: [{ value: "read:old" }],
    subject_type_authorization: { user: { policy: "deny_all" }, client: { policy: "deny_all" } },
  });
  await ask(tenant, "POST", "resource-servers", {
    name: "Plain",
    identifier: "urn:plain",
    token_lifetime: 3600,
    token_lifetime_for_web: 3600,
    proof_of_possession: { mechanism: "mtls", required: true },
    scopes: [{ value: "read:plain" }, { value: "write:plain", description: " two\nlines " }],
    subject_type_authorization: { user: { policy: "deny_all" }, client: { policy: "deny_all" } },
  });
  const { exit, out, err } = await importing();
  expect({ exit, apis: readdirSync(join(root, "apis")) }).toEqual({
    exit: 1,
    apis: [".gitkeep", "orders-2019.yaml", "plain.yaml"],
  });
  expect(out).toContain('"Old" (urn:old), NOT written: check would refuse it');
  expect(err).toMatch(/apis\/old\.yaml:\d+:\d+: error: signing_alg "HS256"/);
  for (const words of [
    'its scope "read:plain" has no description',
    'the description of its scope "write:plain"',
    'its proof of possession by "mtls": the file declares none, and it is turned off',
    "2 of 3 APIs imported",
  ])
    expect(out).toContain(words);
  expect(planned().apis.plain).toMatchObject({
    resourceServer: {
      tokenLifetime: 3600,
      tokenLifetimeForWeb: 3600,
      subjectTypeAuthorization: { user: { policy: "deny_all" }, client: { policy: "deny_all" } },
    },
    scopes: [{ description: "read:plain" }, { description: "two lines" }],
  });
});

test("a third-party application with a grant needs a contract, and one without is mentioned", async () => {
  const { client_id } = await ask(tenant, "POST", "clients", HARBOR);
  await ask(tenant, "POST", "clients", { ...HARBOR, name: "Nobody" });
  const grant = { client_id, audience: ORDERS, subject_type: "user", scope: ["read:orders"] };
  await ask(tenant, "POST", "client-grants", grant);
  const refused = await importing();
  expect(refused.exit).toBe(2);
  expect(refused.err).toContain("--contract, --contract-ends, --contact-name, --contact-email");
  expect(refused.out).toMatch(/apis\/orders-2019\.yaml: .*, written/);
  expect(refused.out).toContain("own_applications:");
  expect(readdirSync(join(root, "apis"))).toContain("orders-2019.yaml");
  expect(readdirSync(join(root, "partners"))).toEqual([".gitkeep"]);
  const { exit, out } = await importing(
    ...["--contract", "CRM-1", "--contract-ends", "2028-12-31"],
    ...["--contact-name", "Hanna Harbor", "--contact-email", "api@harbor.example"],
  );
  expect(exit).toBe(0);
  expect(out).toMatch(/"Nobody" \(\w+\), a third-party application without access to our APIs/);
  expect(planned().partners["harbor-sync"]?.grants["orders-2019/user"]?.scopes).toEqual(["read:orders"]);
  expect(findings()).toEqual([]);
});

test("one API can be asked for, and an unknown one is refused", async () => {
  await ask(tenant, "POST", "resource-servers", { name: "Other", identifier: "urn:other" });
  expect((await importing("--only", "urn:nobody")).exit).toBe(2);
  expect((await importing("--only", ORDERS)).exit).toBe(0);
  expect(readdirSync(join(root, "apis"))).toEqual([".gitkeep", "orders-2019.yaml"]);
});

test("an API that another stack's file declares is told with what to write", async () => {
  await importing();
  edit("apis/orders-2019.yaml", /^stacks:[\s\S]*/m, "");
  const { exit, out } = await importing();
  expect(exit).toBe(0);
  expect(out).toContain(`{ resource_server_id: ${used.api} }`);
});

test("nothing that a tenant names is obeyed by a terminal", async () => {
  await ask(tenant, "POST", "resource-servers", {
    name: "x\u001b[31m ##[error]y",
    identifier: "urn:\u001b[2Jz",
    scopes: [{ value: "a", description: "b\u202e\n::error::c" }],
  });
  const { out, err } = await importing("--dry-run");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
  expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|##\[|^::/m);
  expect(readdirSync(join(root, "apis"))).toEqual([".gitkeep"]);
});
