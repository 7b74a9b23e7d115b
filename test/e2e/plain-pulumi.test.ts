// What a platform engineer types on `dev` and `prod`: plain `pulumi`, with the program it starts by itself.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { type Engine, ensureEngine } from "../../engine/engine.ts";
import { ensureLanguageHost } from "../../engine/language-host.ts";
import { ENGINE_TIMEOUT_MS, prepareEngine, REPOSITORY, view } from "../support/local.ts";

let root: string;
let tenant: Emulator;
let engine: Engine;

beforeAll(async () => {
  await prepareEngine();
  engine = ensureLanguageHost(await ensureEngine({ env: process.env, onEvent: () => undefined }));
  root = mkdtempSync(join(tmpdir(), "partner-access-"));
  const copied = [
    "src",
    "partners",
    "apis",
    "tenant.yaml",
    "package.json",
    "Pulumi.yaml",
    "Pulumi.local.yaml",
  ];
  for (const name of [...copied, "Pulumi.dev.yaml", "Pulumi.prod.yaml"])
    cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
  tenant = await startEmulator({
    httpsPort: 0,
    data: ":memory:",
    certificateDir: join(root, ".local"),
    seed: join(root, "tenant.yaml"),
  });
  // Without its AWS settings a stack needs neither AWS's plugin nor an account there.
  await edit("Pulumi.dev.yaml", (t) =>
    t.replace(/auth0:domain: .*/, `auth0:domain: localhost:${tenant.port}`).replace(/^ {2}aws:[\s\S]*/m, ""),
  );
}, ENGINE_TIMEOUT_MS);

afterAll(async () => {
  await tenant?.close();
  rmSync(root, { recursive: true, force: true });
});

async function edit(file: string, change: (text: string) => string): Promise<string> {
  const path = join(root, file);
  const before = await readFile(path, "utf8");
  await writeFile(path, change(before));
  return before;
}

function pulumi(...args: string[]): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    ...engine.env,
    PULUMI_BACKEND_URL: pathToFileURL(root).href,
    PULUMI_CONFIG_PASSPHRASE: "for this test",
    AUTH0_API_TOKEN: "local",
    SSL_CERT_FILE: tenant.certificateFile,
  };
  return new Promise((done) => {
    execFile(engine.pulumi, [...args, "--non-interactive"], { cwd: root, env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

describe("plain pulumi on the stack dev", { timeout: 120_000 }, () => {
  test("previews every partner of that stack, and no other", async () => {
    expect(await pulumi("stack", "init", "dev")).toMatchObject({ code: 0 });
    const { code, output } = await pulumi("preview", "--stack", "dev");
    expect(output).toMatch(/auth0:index:Client +acme-cms +create/);
    // Declared for local and prod only.
    expect(output).not.toContain("daylight-forms");
    expect(code).toBe(0);
    expect(Object.keys((await view(tenant)).applications)).toEqual([]);
  });

  test("deploys them, and tells their client IDs as outputs", async () => {
    expect(await pulumi("up", "--yes", "--stack", "dev")).toMatchObject({ code: 0 });
    const { output } = await pulumi("stack", "output", "--json", "--stack", "dev");
    const { partners } = JSON.parse(output) as { partners: Record<string, { client_id: string }> };
    const { applications } = await view(tenant);
    expect(Object.entries(partners).map(([id, { client_id }]) => [id, client_id])).toEqual(
      Object.entries(applications)
        .map(([id, [client]]) => [id, client?.client_id])
        .sort(),
    );
    expect(Object.keys(partners)).toContain("acme-cms");
  });

  test("knows the client secrets that a stack on AWS hands on, and shows them to nobody unasked", async () => {
    const { applications } = await view(tenant);
    const secret = applications["acme-cms"]?.[0]?.client_secret ?? expect.fail("no secret");
    const stateOf = async (...options: string[]) => {
      const { output } = await pulumi("stack", "export", "--stack", "dev", ...options);
      const { deployment } = JSON.parse(output) as { deployment: { resources: Record<string, unknown>[] } };
      return deployment.resources.find(({ urn }) => String(urn).endsWith("::acme-cms/credentials"));
    };
    expect(JSON.stringify(await stateOf("--show-secrets"))).toContain(secret);
    const stored = await stateOf();
    expect(stored?.outputs).toMatchObject({ clientSecret: { ciphertext: expect.any(String) } });
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  test("has nothing to change afterwards", async () => {
    const { code, output } = await pulumi("preview", "--expect-no-changes", "--stack", "dev");
    expect(output).toMatch(/Resources:\n +\d+ unchanged\n/);
    expect(code).toBe(0);
  });

  test("refuses declarations with findings: places, no stack trace, nothing deployed", async () => {
    const good = await edit("partners/acme-cms.yaml", (t) =>
      t.replace("scopes: [read:contacts", "scopes: [read:contcts"),
    );
    const requests = tenant.requests.length;
    const { code, output } = await pulumi("preview", "--stack", "dev");
    await edit("partners/acme-cms.yaml", () => good);
    expect(code).not.toBe(0);
    expect(output).toMatch(/partners\/acme-cms\.yaml:\d+:\d+: .*"read:contcts".* \[grant-scope-declared\]/);
    expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    expect(tenant.requests.length).toBe(requests);
  });

  test("stops before anything is created when a connection is not what tenant.yaml says", async () => {
    const good = await edit("tenant.yaml", (t) =>
      t.replace(/(google-oauth2\n(?:.*\n)*?.*is_domain_connection: )true/, "$1false"),
    );
    const { code, output } = await pulumi("preview", "--stack", "dev");
    await edit("tenant.yaml", () => good);
    expect(output).toContain('connection "google-oauth2": tenant.yaml says is_domain_connection: false');
    expect(code).not.toBe(0);
  });
});
