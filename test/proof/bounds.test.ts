// Declarations of any size: refused, or handled within the memory of a small machine, by the program itself.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/** A day on which nothing of the workspace ends soon: the program would ask the machine. */
const CHECK = ["check", "--today", "2026-11-24"];
/** What Node.js may use for objects; a check of the examples takes about 30. */
const HEAP_MIB = 256;
/** Only so that a hang ends; nothing here takes a tenth of it. */
const HANG_MILLISECONDS = 600_000;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bounds-"));
  cpSync("test/support/workspace", root, { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

/** The program in a process of its own, with little memory. */
async function run(...argv: string[]) {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MIB}`, "src/cli/bin.ts", ...argv, "--root", root],
    { stdio: ["ignore", "pipe", "pipe"], timeout: HANG_MILLISECONDS },
  );
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const exit = await new Promise((resolve) => child.on("close", resolve));
  return { exit, out, err };
}

const write = (file: string, text: string) => writeFileSync(join(root, file), text);
const ACME = "partners/acme-cms.yaml";
const KIB = 1024;
/** As much as still fits into a file. */
const fill = (text: string) => text.repeat(Math.floor((255 * KIB) / text.length));
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

/** Items of a list on one line. */
const items = (count: number, item: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => item(i)).join(", ");

const HEAD = `name: Acme CMS
description: Keeps contacts the same
owner: integrations@our-app.example
contact: { name: Ada Acme, email: api@acme.example }
contract: { reference: CRM-1041, ends: 2028-06-30 }
application:
  is_first_party: false
  third_party_security_mode: strict
  app_type: regular_web
  authentication_method: client_secret_post
`;
const GRANTS = `grants:
  - api: contacts
    subject_type: user
    reason: Shows contacts
    scopes: [read:contacts]
`;
const stacks = (callbacks: string) => `stacks:
  dev:
    enable_url: https://staging.acme.example/enable
    callbacks: [${callbacks}]
`;

test.for([
  {
    name: "a file of 100 MB",
    make: () => truncateSync(join(root, ACME), 100_000_000),
    says: "file-unreadable",
  },
  {
    name: "100 MB of settings",
    make: () => truncateSync(join(root, "Pulumi.dev.yaml"), 100_000_000),
    says: "file-unreadable",
  },
  { name: "a million brackets", make: () => write(ACME, "[".repeat(1_000_000)), says: "file-unreadable" },
  { name: "as many brackets as fit", make: () => write(ACME, fill("[")), says: "yaml-nesting" },
  { name: "as many mappings as fit", make: () => write(ACME, fill("{a: ")), says: "yaml-nesting" },
  {
    name: "aliases that explode",
    make: () =>
      write(
        ACME,
        lines(
          30,
          (i) =>
            `x${i}: &x${i} [${Array(9)
              .fill(i === 0 ? "lol" : `*x${i - 1}`)
              .join(", ")}]`,
        ),
      ),
    says: "yaml-alias",
  },
  { name: "one very long line", make: () => write(ACME, `name: ${fill("a")}`), says: "invalid-value" },
  { name: "a key of 1 MB", make: () => write(ACME, `${"k".repeat(1_000_000)}: 1`), says: "file-unreadable" },
  {
    name: "a key as long as fits into a file",
    make: () => write(ACME, `${fill("k")}: 1`),
    says: "yaml-syntax",
  },
  {
    name: "100,000 scopes",
    make: () => write(ACME, `${HEAD}grants:\n  - scopes: [${items(100_000, (i) => `read:c${i}`)}]`),
    says: "file-unreadable",
  },
  {
    name: "as many unknown scopes as fit",
    make: () =>
      write(
        ACME,
        HEAD +
          GRANTS.replace(
            "read:contacts",
            items(20_000, (i) => `r:${i}`),
          ) +
          stacks("https://a.example/c"),
      ),
    says: "grant-scope-declared",
  },
  {
    name: "9,000 callbacks, each of them twice",
    make: () => write(ACME, HEAD + GRANTS + stacks(items(9_000, (i) => `https://a.example/${i % 4500}`))),
    says: "listed-once",
  },
  { name: "10,001 files", make: () => files(10_001), says: "file-unreadable" },
  {
    name: "a link that leads to itself",
    make: () => symlinkSync(join(root, "apis/x.yaml"), join(root, "apis/x.yaml")),
    says: "file-unreadable",
  },
  {
    name: "a folder called like a file",
    make: () => mkdirSync(join(root, "apis/x.yaml")),
    says: "file-unreadable",
  },
])("$name is refused by $says", { timeout: HANG_MILLISECONDS }, async ({ make, says }) => {
  make();
  const { exit, out, err } = await run(...CHECK, "--format", "github");
  expect({ exit, err }).toEqual({ exit: 1, err: "" });
  expect(out).toContain(`title=${says}::`);
});

/** So many files in partners/, none of which has a partner's name: nothing but the listing is looked at. */
function files(count: number): void {
  for (let i = 0; i < count; i++) write(`partners/p${i}.yaml`, "");
}

test("thousands of files of the largest size are refused together", {
  timeout: HANG_MILLISECONDS,
}, async () => {
  const large = `# ${"x".repeat(250 * KIB)}\nname: [\n`;
  for (let i = 0; i < 2000; i++) write(`partners/p${i}.yaml`, large);
  const { exit, out, err } = await run(...CHECK, "--format", "github");
  expect({ exit, err }).toEqual({ exit: 1, err: "" });
  expect(out).toContain("does not fit into the 24 MiB of all declarations together");
  // Pulumi.yaml and the settings of the three stacks are read last, when nothing fits any more.
  expect(out.trimEnd().split("\n").at(-1)).toBe("2004 findings in 2004 files");
});

test("10,000 callbacks of one partner are checked, reviewed and explained", {
  timeout: HANG_MILLISECONDS,
}, async () => {
  write(ACME, HEAD + GRANTS + stacks(items(10_000, (i) => `https://a.ex/${i}`)));
  for (const argv of [
    CHECK,
    ["review"],
    ["review", "--format", "markdown"],
    ["review", "--format", "comment"],
    ["review", "--format", "html"],
    ["explain", "acme-cms"],
  ]) {
    const { exit, err } = await run(...argv);
    expect({ argv, exit, err }).toEqual({ argv, exit: 0, err: "" });
  }
});

test("10,000 empty partners are each told", { timeout: HANG_MILLISECONDS }, async () => {
  files(9_990);
  const { exit, out, err } = await run(...CHECK);
  expect({ exit, err }).toEqual({ exit: 1, err: "" });
  expect(out).toContain("9990 findings in 9990 files");
});
