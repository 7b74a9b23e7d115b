import { generateKeyPairSync } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";
import { type Answer, dialogOf, instead } from "../support/dialog.ts";

let root: string;
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "declarations-"));
  cpSync("test/support/workspace", root, { recursive: true });
  writeFileSync(join(root, "public.pem"), publicKey.export({ type: "spki", format: "pem" }));
  writeFileSync(join(root, "private.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
});

afterEach(() => rmSync(root, { recursive: true }));

const path = () => join(root, "partners/harbor-sync.yaml");
const read = () => readFileSync(path(), "utf8");
const run = (...argv: string[]) => runCommand([...argv, "--root", root], { cwd: root });
const create = (...argv: string[]) => run("new", "harbor-sync", ...argv);

/** What is said by flags, so that tests need not answer it. */
const NAMED = [
  ...["--name", "Harbor Sync", "--description", "Keeps contacts: in step"],
  ...["--owner", "integrations@our-app.example", "--contact-name", "Hanna Harbor"],
  ...["--contact-email", "api@harbor.example", "--contract", "CRM-1200", "--contract-ends", "2028-12-31"],
  ...["--reason", "Shows contacts in Harbor", "--api", "contacts"],
];

describe("on a terminal it asks for what was not given", () => {
  const SPACE_AND_ENTER = " \r";
  const DOWN = "\u001b[B";

  const dialog = (argv: readonly string[], answers: readonly Answer[]) =>
    dialogOf(["new", "harbor-sync", ...argv, "--root", root], answers, { cwd: root });

  /** The flags of a printed command, as a shell reads them. */
  const flagsIn = (printed: string) =>
    [...printed.slice(printed.indexOf("harbor-sync")).matchAll(/'((?:[^']|'\\'')*)'/g)].map(([, word = ""]) =>
      word.replaceAll("'\\''", "'"),
    );

  const given = NAMED.slice(0, NAMED.indexOf("--contract-ends"));
  const REST: readonly Answer[] = [
    [/Which API/, "\r"],
    [/on behalf of users/, SPACE_AND_ENTER],
    [/without a user/, "\r"],
    [/while the user is away/, "y\r"],
    [/Whose application/, "\r"],
    [/application run/, "\r"],
  ];
  const URLS: readonly Answer[] = [
    [/which stacks/, SPACE_AND_ENTER],
    [/users come back/, "https://harbor.example/callback\r"],
    [/"Enable" in our app/, "https://harbor.example/enable\r"],
  ];

  test("and checks each answer at once, by what check says", async () => {
    const { unasked, ...made } = await dialog(
      [...given, "--reason", "Shows contacts"],
      [
        [/contract's last day/, "2028-13-40\r"],
        [/a day that does not exist; write another day: there is no month 13/, instead("2026-11-01")],
        [/ended on 2026-11-01/, instead("2028-12-31")],
        ...REST,
        [/prove who it is/, "\r"],
        [/which stacks/, SPACE_AND_ENTER],
        [/users come back/, "https://*.harbor.example/callback\r"],
        [/wildcard|in full/, instead("https://harbor.example/callback")],
        [/"Enable" in our app/, "harbor\r"],
        [/expected an absolute URL/, instead("https://harbor.example/enable")],
        [/public key in stack/, "no.pem\r"],
        [/cannot be read: missing/, instead("private.pem")],
        [/private key/i, instead("public.pem")],
      ],
    );
    expect({ exit: made.exit, unasked }).toEqual({ exit: 0, unasked: [] });
    expect(read()).toMatch(/scopes:\n +- read:contacts #/);
    expect(read()).toMatch(/token_lifetime: 90d/);
    expect((await run("check")).exit).toBe(0);
    expect(made.err).toMatch(
      /^the same without questions:\n {2}npm run -s partner-access -- new harbor-sync \\\n/,
    );
    const asked = read();
    rmSync(path());
    expect((await create(...flagsIn(made.err))).exit).toBe(0);
    expect(read()).toBe(asked);
  });

  test("and offers every way to prove who it is; one that does not fit is told, and asked again", async () => {
    const { exit, unasked } = await dialog(
      [...given, "--reason", "Shows contacts", "--contract-ends", "2028-12-31"],
      [
        ...REST,
        [/key of its own[\s\S]*not at all[\s\S]*body of its requests[\s\S]*in a header/, `${DOWN}\r`],
        [/authenticat[\s\S]*How does it prove/, `${DOWN}${DOWN}\r`],
        ...URLS,
      ],
    );
    expect({ exit, unasked }).toEqual({ exit: 0, unasked: [] });
    expect(read()).toMatch(/authentication_method: client_secret_post/);
  });

  test("and asks whose application it is; how users sign in only of our own", async () => {
    const { exit, unasked } = await dialog(
      [...given, "--reason", "Shows contacts", "--contract-ends", "2028-12-31"],
      [
        [/Which API/, "\r"],
        [/on behalf of users/, SPACE_AND_ENTER],
        [/without a user/, "\r"],
        [/while the user is away/, "n\r"],
        [/third party's[\s\S]*trusted partner's/, `${DOWN}\r`],
        [/application run/, "\r"],
        [/prove who it is/, `${DOWN}${DOWN}\r`],
        [/users sign in/, SPACE_AND_ENTER],
        ...URLS,
      ],
    );
    expect({ exit, unasked }).toEqual({ exit: 0, unasked: [] });
    expect(read()).toMatch(/is_first_party: true[\s\S]*connections: \[/);
    expect((await run("check")).exit).toBe(0);
  });

  test("and an interruption keeps what was answered, as a command that goes on from there", async () => {
    const CTRL_C = "\u0003";
    const { exit, out, err } = await dialog(
      [...given, "--reason", "It's for contacts"],
      [
        [/contract's last day/, "2028-12-31\r"],
        [/Which API/, CTRL_C],
      ],
    );
    expect({ exit, out, isThere: existsSync(path()) }).toEqual({ exit: 3, out: "", isThere: false });
    expect(err).toMatch(/^to go on with what was answered:\n/);
    expect(err).toMatch(/error: interrupted; nothing is written\n$/);
    const flags = flagsIn(err);
    expect(flags).toEqual([...given, "--contract-ends", "2028-12-31", "--reason", "It's for contacts"]);
    const { err: missing } = await create(...flags);
    expect(missing).not.toMatch(/--name|--reason|--contract/);
  });
});
