// docs/first-deployment.md: its commands are in an order that works, and what needs no tenant is run as it is written.
import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startEmulator } from "../emulator/emulator.ts";
import { ask } from "../local/verify/ask.ts";
import { main as fillAccounts } from "../scripts/accounts.ts";
import { projectFiles } from "../scripts/generated.ts";
import { writeGenerated } from "../scripts/write-generated.ts";
import { runCommand } from "./support/command.ts";
import { PAGE_COMMANDS as commands, PAGE_ACCOUNTS, pageVerb } from "./support/first-page.ts";
import { useTenant } from "./support/used-tenant.ts";
import { WITHOUT_NPM } from "./support/without-npm.ts";

const CHECKSUM_LINE = /^ *[0-9a-f]{64}\S* +prod$/;
const home = mkdtempSync(join(tmpdir(), "first-"));
afterAll(() => rmSync(home, { recursive: true }));

const run = (command: string) =>
  execFileSync("sh", ["-c", command], {
    env: { PATH: process.env.PATH, HOME: home },
    stdio: "pipe",
  });

test("each step comes after what it needs", () => {
  const steps = [
    "npm ci && npm pack",
    "-- init ../our-partners",
    "cd ../our-partners && git init -b main && npm ci",
    "openssl genpkey",
    "openssl rsa",
    "export AUTH0_CLIENT_ID=… AUTH0_CLIENT_SECRET=…",
    "-- import --from-tenant --stack prod --dry-run",
    "npm run -s generate",
    "-- check",
    "git add -A && git commit",
    "-s accounts -- --stack prod --file accounts.csv",
    "--file accounts.csv --write",
    "-- review --against-tenant --stack prod",
    "--format html --out first.html",
    "mkdir -p",
    "openssl rand",
    "export PULUMI_BACKEND_URL",
    "pulumi stack init prod",
    "git commit",
    "-- review --against-tenant --stack prod",
    "pulumi preview --stack prod --diff",
    "PARTNER_ACCESS_EXPECT_CHECKSUM=… pulumi up --stack prod",
    "pulumi preview --stack prod --expect-no-changes",
  ];
  expect(commands).toEqual(steps.map((step) => expect.stringContaining(step)));
});

test("the key pair is one, and only its owner can read the private half", () => {
  for (const command of commands.filter((one) => one.startsWith("openssl") && one.includes("deploy")))
    run(command);
  const read = (file: string) => readFileSync(join(home, file));
  const ofPrivate = createPublicKey(createPrivateKey(read("deploy.pem")));
  expect(ofPrivate.equals(createPublicKey(read("deploy.pub.pem")))).toBe(true);
  expect(ofPrivate.asymmetricKeyDetails?.modulusLength).toBe(2048);
});

test("the repository that it begins is one that check accepts, with nothing that an update would make", async () => {
  const argv = pageVerb("init").map((word) =>
    word === "../our-partners" ? "our-partners" : word.startsWith("file:") ? "0.1.0" : word,
  );
  expect(await runCommand(argv, { cwd: home, env: WITHOUT_NPM })).toMatchObject({ exit: 0, err: "" });
  const { exit, out } = await runCommand(["check"], { cwd: join(home, "our-partners") });
  expect({ exit, out }).toEqual({ exit: 0, out: "0 partners, 0 APIs, 2 stacks: no findings\n" });
});

test("import writes the files of a tenant in use, and a review of them that stops at nothing has a checksum", async () => {
  const root = join(home, "our-partners");
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(join(root, name), change(readFileSync(join(root, name), "utf8")));
  const tenant = await startEmulator({
    httpsPort: 0,
    data: ":memory:",
    certificateDir: join(root, ".local"),
    seed: join(root, "tenant.yaml"),
  });
  const verb = (start: string) =>
    runCommand(
      pageVerb(start).filter((word) => word !== "--dry-run"),
      { cwd: root },
    );
  try {
    edit("Pulumi.prod.yaml", (text) =>
      text.replace(/auth0:domain: .*/, `auth0:domain: localhost:${tenant.port}`),
    );
    await useTenant(tenant);
    const imported = await verb("import");
    expect(imported).toMatchObject({ exit: 0, err: "" });
    const [section = ""] = /^ {6}own_applications:\n(?: {8}.*\n)+/m.exec(imported.out) ?? [];
    edit("tenant.yaml", (text) => `${text}${section.replaceAll(/^ {6}/gm, "")}`);
    expect(commands).toContain("npm run -s generate");
    writeGenerated(root, projectFiles(root), []);
    const checked = await verb("check");
    expect(checked).toMatchObject({ exit: 0, out: expect.stringContaining("0 partners, 1 API") });
    const users = await ask<{ user_id: string; app_metadata?: { account?: string } }[]>(
      tenant,
      "GET",
      "users",
    );
    const without = users.filter(({ app_metadata: metadata }) => !metadata?.account);
    writeFileSync(join(root, "accounts.csv"), without.map(({ user_id: id }) => `${id},first\n`).join(""));
    let said = "";
    const out = { write: (text: string) => (said += text) };
    for (const argv of PAGE_ACCOUNTS)
      expect(
        await fillAccounts(
          [
            ...argv.map((word) => (word === "accounts.csv" ? join(root, word) : word)),
            "--per-second",
            "1000",
          ],
          { stdout: out, stderr: out, root, env: {} },
        ),
      ).toBe(0);
    expect(said).toMatch(/^3 users would get .*\n3 users got .*\n$/);
    const review = await verb("review");
    expect(review.out).not.toMatch(/update stops|gets no more tokens|can no longer get/);
    expect(review.out.trim().split("\n").at(-1)).toMatch(CHECKSUM_LINE);
  } finally {
    await tenant.close();
  }
});

test("the backend's folder and the passphrase are there when Pulumi asks for them", () => {
  const making = commands.filter((one) => /^mkdir|^openssl rand/.test(one));
  for (const command of making) run(command);
  const named = commands.find((one) => one.startsWith("export PULUMI_BACKEND_URL")) ?? "";
  run(`${named}; test -d "\${PULUMI_BACKEND_URL#file://}" && test -s "$PULUMI_CONFIG_PASSPHRASE_FILE"`);
});

test("nothing that a command writes is committed by mistake", () => {
  const written = ["deploy.pem", "deploy.pub.pem", "accounts.csv", "first.html"];
  const ignored = execFileSync("git", ["check-ignore", "--no-index", ...written], { encoding: "utf8" });
  expect(ignored.trim().split("\n")).toEqual(written);
});
