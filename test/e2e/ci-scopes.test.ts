// The scopes that docs/ci.md gives to the workflows' applications are enough, with the real engine and provider.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { issueToken } from "../../emulator/management/access.ts";
import { type Engine, ensureEngine } from "../../engine/engine.ts";
import { ensureLanguageHost } from "../../engine/language-host.ts";
import { copyCompany } from "../support/company.ts";
import { ENGINE_TIMEOUT_MS, prepareEngine, REPOSITORY } from "../support/local.ts";

const CODE = ["src", "package.json"];

let root: string;
let tenant: Emulator;
let engine: Engine;

/** The scopes in the block of docs/ci.md that is named so. */
function scopesOf(name: string): readonly string[] {
  const page = readFileSync(join(REPOSITORY, "docs/ci.md"), "utf8");
  const block = new RegExp(`^\`\`\`text ${name}\n([^\`]+)\n\`\`\`$`, "m").exec(page)?.[1];
  return block?.split("\n") ?? [];
}

beforeAll(async () => {
  await prepareEngine();
  engine = ensureLanguageHost(await ensureEngine({ env: process.env, onEvent: () => undefined }));
  root = mkdtempSync(join(tmpdir(), "ci-scopes-"));
  for (const name of CODE) cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
  copyCompany(root);
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
  tenant = await startEmulator({
    httpsPort: 0,
    data: ":memory:",
    certificateDir: join(root, ".local"),
    seed: join(root, "tenant.yaml"),
  });
  const local = join(root, "Pulumi.local.yaml");
  const settings = readFileSync(local, "utf8");
  writeFileSync(local, settings.replace(/auth0:domain: .*/, `auth0:domain: localhost:${tenant.port}`));
  expect(await pulumi([], "stack", "init")).toMatchObject({ code: 0 });
}, ENGINE_TIMEOUT_MS);

afterAll(async () => {
  await tenant?.close();
  rmSync(root, { recursive: true, force: true });
});

function pulumi(scopes: readonly string[], ...args: string[]): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    ...engine.env,
    PULUMI_BACKEND_URL: pathToFileURL(root).href,
    PULUMI_CONFIG_PASSPHRASE: "for this test",
    AUTH0_API_TOKEN: issueToken(tenant.tenant.store, scopes),
    SSL_CERT_FILE: tenant.certificateFile,
  };
  const all = [...args, "--stack", "local", "--non-interactive"];
  return new Promise((done) => {
    execFile(engine.pulumi, all, { cwd: root, env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

/** What the tenant refused for want of a scope. */
const refused = () => tenant.requests.filter(({ status }) => status === 401 || status === 403);

describe("an application with the scopes of docs/ci.md", { timeout: 180_000 }, () => {
  test.for([
    { name: "preview", args: ["preview"] },
    { name: "deploy", args: ["up", "--yes"] },
    { name: "preview", args: ["preview", "--expect-no-changes"] },
    { name: "drift", args: ["refresh", "--preview-only", "--expect-no-changes"] },
    { name: "deploy", args: ["destroy", "--yes"] },
  ])("can $name: $args", async ({ name, args }) => {
    const { code, output } = await pulumi(scopesOf(name), ...args);
    expect({ code, refused: refused() }, output).toEqual({ code: 0, refused: [] });
  });

  test("that only reads can write nothing", () => {
    for (const name of ["preview", "drift"])
      expect(scopesOf(name).filter((scope) => !scope.startsWith("read:"))).toEqual([]);
  });
});
