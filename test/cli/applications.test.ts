// The verbs of a partner with several applications name one of them, or all, or say which there are.
import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";
import { createRepository } from "../support/repository.ts";
import { belowKey, machine } from "../support/several.ts";

const FILE = "partners/acme-cms.yaml";
let root: string;
let text: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "applications-"));
  cpSync("test/support/workspace", root, { recursive: true });
  text = `${belowKey(read(), "web", "former_ids: [acme-cms]")}${machine("prod")}`;
  writeFileSync(join(root, FILE), text);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = () => readFileSync(join(root, FILE), "utf8");
const run = (...argv: string[]) => runCommand([...argv, "--root", root], { cwd: root });

describe("status", () => {
  test("of all of them is the partner's", async () => {
    const { exit, out } = await run("suspend", "acme-cms", "--reason", "unpaid");
    expect(exit).toBe(0);
    expect(read()).toBe(text.replace(/^(contract: .*)$/m, "$1\nstatus: suspended # suspended: unpaid"));
    expect(out).toContain("partners/acme-cms.yaml: status suspended");
    expect(out).toContain("- machine: Acme CMS gets no more tokens");
    const one = await run("resume", "acme-cms.machine");
    expect(one.err).toContain("acme-cms.machine is active already");
    expect((await run("resume", "acme-cms")).exit).toBe(0);
    expect(read()).toBe(text);
  });

  test("of one is below its key, and leaves every other byte", async () => {
    const { exit, out } = await run("retire", "acme-cms.machine", "--reason", "replaced");
    expect(exit).toBe(0);
    expect(read()).toBe(
      text.replace("  machine:\n", "  machine:\n    status: retired # retired: replaced\n"),
    );
    expect(out).toContain("applications.machine of partners/acme-cms.yaml: status retired");
    expect((await run("check")).exit).toBe(0);
    expect((await run("suspend", "acme-cms.web", "--reason", "unpaid")).exit).toBe(0);
    expect(read()).toContain("    former_ids: [acme-cms]\n    status: suspended # suspended: unpaid\n");
    expect((await run("resume", "acme-cms.web")).exit).toBe(0);
    expect(read()).toContain("    former_ids: [acme-cms]\n    application:\n");
  });

  test("of one cannot be better than its partner's", async () => {
    await run("suspend", "acme-cms.machine", "--reason", "unpaid");
    await run("suspend", "acme-cms", "--reason", "unpaid");
    const { exit, err } = await run("resume", "acme-cms.machine");
    expect({ exit, err }).toEqual({
      exit: 2,
      err: expect.stringContaining("acme-cms is suspended with all of its applications: resume that first"),
    });
  });
});

describe("a verb about one application", () => {
  test.for([
    { argv: ["rotate", "acme-cms", "--stack", "prod"] },
    { argv: ["explain", "acme-cms"] },
    { argv: ["target", "acme-cms", "--stack", "prod"] },
  ])("$argv.0 says which there are", async ({ argv }) => {
    const { exit, err } = await run(...argv);
    expect(exit).toBe(2);
    expect(unwrapped(err)).toContain(
      '"acme-cms" has several applications; name one: acme-cms.web, acme-cms.machine',
    );
  });

  test("explain, target and rotate take the one that is named", async () => {
    const explained = await run("explain", "acme-cms.machine", "read:contact-changes");
    expect(explained.exit).toBe(0);
    expect((await run("target", "acme-cms.machine", "--stack", "prod")).out).toContain("acme-cms.machine");
    expect((await run("rotate", "acme-cms.machine", "--stack", "prod")).out).toContain("one secret");
  });

  test("new says where a further application is written", async () => {
    const { exit, err } = await run("new", "acme-cms.mobile");
    expect(exit).toBe(2);
    expect(err).toContain("write it into partners/acme-cms.yaml, below applications");
  });

  test("rotate writes a key below the one that signs with it", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = String(publicKey.export({ type: "spki", format: "pem" })).trim();
    const key = `      prod:
        credentials:
          - name: one
            expires_at: "2027-06-30T00:00:00Z"
            pem: |
${pem
  .split("\n")
  .map((line) => `              ${line}\n`)
  .join("")}`;
    const signing = text
      .replace("      prod: {}\n", key)
      .replace(/(non_interactive\n +authentication_method: )client_secret_post/, "$1private_key_jwt");
    writeFileSync(join(root, FILE), signing);
    const { publicKey: next } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(join(root, "key.pem"), next.export({ type: "spki", format: "pem" }));
    const options = ["--public-key", "key.pem", "--name", "two", "--expires", "2027-10-31"];
    const { exit, err } = await run("rotate", "acme-cms.machine", "--stack", "prod", ...options);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(read()).toContain("          - name: one\n            state: current\n");
    expect(read()).toContain('          - name: "two"\n            state: next\n');
    expect(
      read()
        .replace(/ {10}- name: "two"[\s\S]*$/, "")
        .replace(" {12}state: current\n", ""),
    ).toContain(text.slice(0, text.indexOf("  machine:")));
  });
});

describe("handover", () => {
  const outputs = {
    partners: {
      "acme-cms.web": { client_id: "tpc_YGaN39zaDeAUw5znXlU2vM" },
      "acme-cms.machine": { client_id: "tpc_ZGaN39zaDeAUw5znXlU2vM" },
    },
  };

  test("has a section of each for all applications", async () => {
    writeFileSync(join(root, "outputs.json"), JSON.stringify(outputs));
    const { exit, out } = await run("handover", "acme-cms", "--stack", "prod", "--outputs", "outputs.json");
    expect(exit).toBe(0);
    expect(out).toContain("# Acme CMS: 2 applications\n");
    expect(out).toContain("One contract, CRM-1041, covers all of them.");
    const sections = [...out.matchAll(/^## (web|machine): (Your application|A token .*)$/gm)].map(
      ([, key, title]) => `${key}: ${title}`,
    );
    expect(sections).toEqual([
      "web: Your application",
      "web: A token for a user",
      "machine: Your application",
      "machine: A token without a user",
    ]);
    for (const { client_id } of Object.values(outputs.partners)) expect(out).toContain(client_id);
  });

  test("has one for one of them, and takes no single client ID for all", async () => {
    const given = ["--stack", "prod", "--client-id", "tpc_ZGaN39zaDeAUw5znXlU2vM"];
    const one = await run("handover", "acme-cms.machine", ...given);
    expect(one.out).toContain("# Acme CMS (machine): access to Contacts\n");
    const all = await run("handover", "acme-cms", ...given);
    expect(all.exit).toBe(2);
    expect(all.err).toContain("each with a client ID of its own");
  });
});

test("the review says which application gains what", async () => {
  const repository = createRepository({});
  cpSync(root, repository.folder, { recursive: true });
  repository.git("add", "--all");
  repository.git("commit", "--quiet", "--message", "both");
  writeFileSync(
    join(repository.folder, FILE),
    text.replace("scopes: [read:contact-changes]", "scopes: [read:contact-changes, read:contacts]"),
  );
  const { exit, err, out } = await runCommand(["review", "--base", "HEAD", "--root", repository.folder]);
  repository.remove();
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  expect(out).toContain("Acme CMS (machine)");
  expect(out.replace(/\s+/g, " ")).toContain('"Acme CMS (machine)" gains read:contacts');
  expect(out).not.toContain('"Acme CMS (web)" gains');
});

test("the report goes on with what an application had before it was below a key", async () => {
  const before = readFileSync(join("test/support/workspace", FILE), "utf8");
  const repository = createRepository({});
  cpSync(root, repository.folder, { recursive: true });
  repository.write({ [FILE]: before });
  repository.commit("first (#1)", "2026-10-10T12:00:00Z");
  repository.write({ [FILE]: text });
  repository.commit("second (#2)", "2026-10-11T12:00:00Z");
  const { exit, err, out } = await runCommand(["report", "--root", repository.folder, "--format", "json"]);
  repository.remove();
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  const rows = (JSON.parse(out) as { evidence: { partner: string; pullRequest: string }[] }).evidence;
  const of = (id: string) => rows.filter(({ partner }) => partner === id).map((row) => row.pullRequest);
  expect([of("acme-cms.web"), of("acme-cms.machine")]).toEqual([["#1"], ["#2"]]);
});
