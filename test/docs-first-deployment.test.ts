// docs/first-deployment.md: its commands are in an order that works, and what needs no tenant is run as it is written.
import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const page = readFileSync("docs/first-deployment.md", "utf8");
/** Lines that end in a backslash go on in the next one. */
const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block
    .replaceAll(/\\\n\s*/g, "")
    .trim()
    .split("\n"),
);
const home = mkdtempSync(join(tmpdir(), "first-"));
afterAll(() => rmSync(home, { recursive: true }));

const run = (command: string) =>
  execFileSync("sh", ["-c", command.replaceAll("/srv/", `${home}/`)], {
    env: { PATH: process.env.PATH, HOME: home },
    stdio: "pipe",
  });

test("each step comes after what it needs", () => {
  const steps = [
    "openssl genpkey",
    "openssl rsa",
    "-- import --from-tenant --stack prod --dry-run",
    "npm run -s generate",
    "-- check",
    "-s accounts -- --stack prod --file accounts.csv",
    "--file accounts.csv --write",
    "-- review --against-tenant --stack prod",
    "--format html --out first.html",
    "mkdir -p",
    "openssl rand",
    "export PULUMI_BACKEND_URL",
    "pulumi stack init prod",
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

test("the backend's folder and the passphrase are there when Pulumi asks for them", () => {
  const making = commands.filter((one) => /^mkdir|^openssl rand/.test(one));
  for (const command of making) run(command);
  const named = commands.find((one) => one.startsWith("export PULUMI_BACKEND_URL")) ?? "";
  const [, folder = "", file = ""] = /file:\/\/(\S+) .*_FILE=(\S+)/.exec(named) ?? [];
  run(`test -d ${folder} && test -s ${file}`);
});

test("nothing that a command writes is committed by mistake", () => {
  const written = ["deploy.pem", "deploy.pub.pem", "accounts.csv", "first.html"];
  const ignored = execFileSync("git", ["check-ignore", "--no-index", ...written], { encoding: "utf8" });
  expect(ignored.trim().split("\n")).toEqual(written);
});
