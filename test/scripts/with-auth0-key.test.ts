import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const SCRIPT = resolve(import.meta.dirname, "../../scripts/with-auth0-key.ts");
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
let folder: string;
const { version } = JSON.parse(readFileSync("node_modules/pulumi/package.json", "utf8")) as {
  version: string;
};
const bin = () => join(folder, "versions", version, "bin");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "with-auth0-key-"));
  // Stands for AWS's command: checks its arguments and prints whatever SECRET holds.
  const lines = [
    "#!/bin/sh",
    '[ "$*" = "secretsmanager get-secret-value --secret-id the-secret --query SecretString --output text" ] || exit 9',
    'printf "%s" "$SECRET"',
  ];
  writeFileSync(join(folder, "aws"), `${lines.join("\n")}\n`);
  chmodSync(join(folder, "aws"), 0o755);
  mkdirSync(bin(), { recursive: true });
  writeFileSync(join(bin(), "pulumi"), "#!/bin/sh\necho the release\n", { mode: 0o755 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(secret: string, code: string, env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [SCRIPT, process.execPath, "-e", code], {
    encoding: "utf8",
    env: {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      PULUMI_HOME: folder,
      AUTH0_KEY_SECRET_ID: "the-secret",
      SECRET: secret,
      ...env,
    },
  });
}

const PRINT =
  "console.log(JSON.stringify([process.env.AUTH0_CLIENT_ASSERTION_PRIVATE_KEY, process.env.AUTH0_CLIENT_ASSERTION_SIGNING_ALG]))";

describe("a command with the key that signs in to Auth0", () => {
  test("gets key and algorithm in its environment", () => {
    const { stdout, status } = run(PEM, PRINT);
    expect(JSON.parse(stdout)).toEqual([PEM, "RS256"]);
    expect(status).toBe(0);
  });

  test("ends as the command does", () => {
    expect(run(PEM, "process.exit(7)").status).toBe(7);
  });

  test("has every line of the key hidden from the build log before it starts", () => {
    const { stdout } = run(PEM, "console.log('started')", { GITHUB_ACTIONS: "true" });
    const [before = "", after] = stdout.split("started");
    const lines = PEM.trim()
      .split("\n")
      .slice(1, -1)
      .filter((line) => line.length >= 8);
    expect(before.trim().split("\n")).toEqual(lines.map((line) => `::add-mask::${line}`));
    expect(after?.trim()).toBe("");
  });

  test("is not started with something that is not a private key, and nothing of it is shown", () => {
    const { stdout, stderr, status } = run("hunter2-is-no-key", "console.log('started')");
    expect(status).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toBe("error: the secret in AUTH0_KEY_SECRET_ID is not a private key in PEM form\n");
  });

  test("has the Pulumi that was installed by its SHA-256, whatever else the machine has", () => {
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\necho another\n", { mode: 0o755 });
    const { stdout } = run(PEM, "process.stdout.write(require('child_process').execSync('pulumi'))");
    expect(stdout).toBe("the release\n");
  });

  test("gets no plugin from the network or from PATH", () => {
    const names = ["DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "IGNORE_AMBIENT_PLUGINS"];
    const { stdout } = run(
      PEM,
      `console.log(${names.map((name) => `process.env.PULUMI_${name}`).join(", ")})`,
    );
    expect(stdout).toBe("true true\n");
  });

  test("is not started where none was installed, and AWS is not asked", () => {
    const { stdout, stderr, status } = run("hunter2-is-no-key", "console.log('started')", {
      PULUMI_HOME: join(folder, "none"),
    });
    expect({ stdout, status }).toEqual({ stdout: "", status: 3 });
    expect(stderr.replaceAll(/\s+/g, " ")).toContain("has no pulumi: run `npm run -s install-pulumi` first");
  });

  test("is not started when AWS refuses", () => {
    const { stdout, status } = run(PEM, "console.log('started')", { AUTH0_KEY_SECRET_ID: "another" });
    expect(status).not.toBe(0);
    expect(stdout).toBe("");
  });
});
