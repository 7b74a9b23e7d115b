import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand, unwrapped } from "../support/command.ts";
import { copyCompany } from "../support/company.ts";

const FILE = "partners/ember-mail.yaml";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rotate-"));
  copyCompany(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = () => readFileSync(join(folder, FILE), "utf8");
const edit = (change: (text: string) => string) => writeFileSync(join(folder, FILE), change(read()));
const rotate = (...argv: string[]) => runCommand(["rotate", "--root", folder, ...argv], { cwd: folder });
const ember = (...argv: string[]) => rotate("ember-mail", "--stack", "prod", ...argv);

/** Leaves the first of the two keys of stack prod. */
function withOneKey(): void {
  edit((text) => text.replace(/ {6}- name: prod-2027-h1\n[\s\S]*$/, ""));
}

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

function writeKey(kind: "public" | "private" = "public"): void {
  const key =
    kind === "public"
      ? publicKey.export({ type: "spki", format: "pem" })
      : privateKey.export({ type: "pkcs8", format: "pem" });
  writeFileSync(join(folder, "key.pem"), key);
}

const NEW = ["--public-key", "key.pem", "--name", "prod-2039", "--expires", "2039-06-30"];
/** Which step comes next. */
const nextStep = (out: string) => /^\[>\] (\d)/m.exec(out)?.[1];
const states = () =>
  [
    ...read()
      .slice(read().indexOf("\n  prod:"))
      .matchAll(/- name: (\S+)\n(?: +state: (\w+))?/g),
  ].map(([, name, state]) => `${name?.replaceAll('"', "")} ${state}`);

describe("a key", () => {
  test("is replaced in three steps, and what is shown after each is what is true then", async () => {
    withOneKey();
    writeKey();
    const before = read();
    const shown = await ember();
    expect({ exit: shown.exit, err: shown.err, next: nextStep(shown.out) }).toEqual({
      exit: 0,
      err: "",
      next: "1",
    });
    expect(read()).toBe(before);

    /** Takes a step; what it shows is the state after it, as a run without options shows it. */
    const take = async (...argv: string[]) => {
      const { exit, out, err } = await ember(...argv);
      expect({ exit, err }).toEqual({ exit: 0, err: "" });
      const [said = "", steps = ""] = out.split(/\n\n([\s\S]*)/);
      expect(said).toMatch(/^partners\/ember-mail\.yaml written\. Next: /);
      expect(steps).toBe((await ember()).out);
    };
    await take(...NEW);
    expect(states()).toEqual(["prod-2026-h2 current", "prod-2039 next"]);
    expect(nextStep((await ember()).out)).toBe("2");

    await take("--switched");
    expect(states()).toEqual(["prod-2026-h2 retiring", "prod-2039 current"]);
    expect(nextStep((await ember()).out)).toBe("3");

    await take("--finish");
    expect(states()).toEqual(["prod-2039 current"]);
    expect(read().split("\n    credentials:")[0]).toBe(before.split("\n    credentials:")[0]);
    expect(nextStep((await ember()).out)).toBe("1");
  });

  test("keeps the comments around it", async () => {
    withOneKey();
    writeKey();
    edit((text) =>
      text.replace(
        "      - name: prod-2026-h2",
        "      # from Eli, by phone\n      - name: prod-2026-h2 # old",
      ),
    );
    await ember(...NEW);
    expect(read()).toContain(
      "      # from Eli, by phone\n      - name: prod-2026-h2 # old\n        state: current\n",
    );
  });

  test("of a file that does not say which one is in use is not touched", async () => {
    const { exit, out } = await ember();
    expect({ exit, next: nextStep(out) }).toEqual({ exit: 0, next: undefined });
    expect(out).toContain("write state: current there");
  });
});

test.for([
  { name: "a private key", kind: "private", argv: NEW, said: "PRIVATE key" },
  {
    name: "a key that expires before the old one",
    argv: [...NEW.slice(0, -1), "2027-01-31"],
    said: "expires on 2027-01-31",
  },
  {
    name: "the old key's name",
    argv: [...NEW.slice(0, 3), "prod-2026-h2", ...NEW.slice(4)],
    said: "used twice",
  },
] as const)("$name is not written, and check's words say why", async ({ argv, said, ...more }) => {
  withOneKey();
  writeKey("kind" in more ? more.kind : "public");
  const before = read();
  const { exit, err } = await ember(...argv);
  expect(exit).toBe(1);
  expect(unwrapped(err)).toContain(said);
  expect(read()).toBe(before);
});

test.for([
  { name: "two steps at once", argv: ["--switched", "--finish"], said: "one step at a time" },
  { name: "a key without name and end", argv: ["--public-key", "key.pem"], said: "--name" },
  { name: "no date", argv: [...NEW.slice(0, -1), "soon"], said: "not a date" },
  {
    name: "a day that does not exist",
    argv: [...NEW.slice(0, -1), "2029-02-30"],
    said: "2029-02 has 28 days",
  },
  { name: "switching to no key", argv: ["--switched"], said: "no next key" },
  { name: "finishing what was not begun", argv: ["--finish"], said: "retiring" },
])("$name is wrong usage", async ({ argv, said }) => {
  withOneKey();
  const before = read();
  const { exit, err } = await ember(...argv);
  expect(exit).toBe(2);
  expect(err).toContain(said);
  expect(read()).toBe(before);
});

describe("a secret", () => {
  test("has a gap, which the steps name, with where the new one lands", async () => {
    const { exit, out: shown } = await rotate("acme-cms", "--stack", "prod");
    expect(exit).toBe(0);
    const out = unwrapped(shown);
    expect(out).toContain("AWS Secrets Manager as partner-access/prod/acme-cms/credentials");
    expect(out).toContain(
      "The old secret is refused at once, also for refreshing. Access tokens live on, at most 1h",
    );
    expect(out).toContain("::acme-cms/credentials' --target-dependents");
  });

  test("is nothing that a public application has", async () => {
    const { out } = await rotate("daylight-forms", "--stack", "prod");
    expect(out).toBe("daylight-forms is a public application: it has nothing to rotate.\n");
  });
});

test.for([
  { name: "an unknown partner", argv: ["ember", "--stack", "prod"], exit: 2, said: "there is no partner" },
  { name: "an unknown stack", argv: ["ember-mail", "--stack", "prot"], exit: 2, said: "did you mean prod?" },
  {
    name: "a stack without the partner",
    argv: ["daylight-forms", "--stack", "dev"],
    exit: 3,
    said: "names no stack dev",
  },
])("$name is said so", async ({ argv, exit, said }) => {
  const result = await rotate(...argv);
  expect({ exit: result.exit, out: result.out }).toEqual({ exit, out: "" });
  expect(result.err).toContain(said);
});
