import { generateKeyPairSync } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { runCommand, terminal } from "../support/command.ts";

let root: string;
let publicKey: string;
let privateKey: string;

beforeAll(() => {
  const pair = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  ({ publicKey, privateKey } = pair);
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "declarations-"));
  cpSync("test/support/workspace", root, { recursive: true });
  writeFileSync(join(root, "public.pem"), publicKey);
  writeFileSync(join(root, "private.pem"), privateKey);
});

afterEach(() => rmSync(root, { recursive: true }));

const FILE = "partners/harbor-sync.yaml";
const path = () => join(root, FILE);
const read = () => readFileSync(path(), "utf8");
const run = (...argv: string[]) => runCommand([...argv, "--root", root], { cwd: root });
const create = (...argv: string[]) => run("new", "harbor-sync", ...argv);

const NAMED = [
  ...["--name", "Harbor Sync", "--description", "Keeps contacts: in step"],
  ...["--owner", "integrations@our-app.example", "--contact-name", "Hanna Harbor"],
  ...["--contact-email", "api@harbor.example", "--contract", "CRM-1200", "--contract-ends", "2028-12-31"],
  ...["--reason", "Shows contacts in Harbor", "--api", "contacts"],
];
const USERS = [
  ...["--callback", "prod=https://harbor.example/callback"],
  ...["--enable-url", "prod=https://harbor.example/enable", "--user-scope", "read:contacts"],
];
const KEY = ["--public-key", "prod=public.pem"];

describe("writes a file that check accepts:", () => {
  test.for<{ name: string; flags: string[]; says: RegExp[] }>([
    {
      name: "for users, with the partner's own key",
      flags: [...USERS, ...KEY, "--offline-access"],
      says: [/authentication_method: private_key_jwt/, /idle_token_lifetime: 30d/, /name: prod-2026-11/],
    },
    {
      name: "for users, with a secret and lifetimes of its own",
      flags: [...USERS, "--authentication", "client_secret_post", "--offline-access", "14d/2d"],
      says: [/authentication_method: client_secret_post/, / {4}token_lifetime: 14d/],
    },
    {
      name: "for users and without, in two stacks",
      flags: [
        ...[...USERS, ...KEY, "--client-scope", "read:contact-changes"],
        ...["--callback", "dev=https://dev.harbor.example/callback"],
        ...["--enable-url", "dev=https://dev.harbor.example/enable", "--public-key", "dev=other.pem"],
      ],
      says: [/subject_type: client/, /\n {2}dev:\n/],
    },
    {
      name: "for a machine",
      flags: ["--stack", "prod", "--client-scope", "read:contact-changes", ...KEY],
      says: [/app_type: non_interactive/],
    },
    {
      name: "in a browser, without any key",
      flags: [...USERS, "--app-type", "spa"],
      says: [/authentication_method: none/],
    },
    {
      name: "of ours",
      flags: [...USERS, ...KEY, "--first-party", "--connection", "Username-Password-Authentication"],
      says: [/is_first_party: true/, /skip_consent: true/],
    },
  ])("$name", async ({ flags, says }) => {
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
    writeFileSync(join(root, "other.pem"), other.export({ type: "spki", format: "pem" }));
    const made = await create(...NAMED, ...flags);
    expect(made).toMatchObject({ exit: 0, err: "" });
    for (const said of says) expect(read()).toMatch(said);
    expect((await run("check")).exit).toBe(0);
  });

  test("with what each scope allows beside it, and what else there is", async () => {
    const { exit, out } = await create(...NAMED, ...USERS, "--authentication", "client_secret_basic");
    expect(exit).toBe(0);
    await expect(out).toMatchFileSnapshot("../golden/edit/new.txt");
    await expect(read()).toMatchFileSnapshot("../golden/edit/new.yaml");
  });

  test("and prints the same bytes, without writing any, in a dry run", async () => {
    const { out } = await create(...NAMED, ...USERS, ...KEY, "--dry-run");
    expect(existsSync(path())).toBe(false);
    await create(...NAMED, ...USERS, ...KEY);
    expect(out).toBe(read());
  });
});

describe("writes nothing", () => {
  afterEach(() => expect(existsSync(path())).toBe(false));

  test("while something is missing, and names all of it at once", async () => {
    const { exit, out, err } = await create();
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    await expect(err).toMatchFileSnapshot("../golden/edit/new-missing.txt");
  });

  test("without the partner's key, and says how it is made", async () => {
    const { exit, err } = await create(...NAMED, ...USERS);
    expect(exit).toBe(2);
    expect(err).toMatch(/--public-key prod=<file>/);
    expect(err).toMatch(/openssl pkey -in private\.pem -pubout/);
    expect(err).not.toMatch(/--name|--callback/);
  });

  test.for<{ name: string; flags: string[]; said: RegExp }>([
    {
      name: "with an unknown scope",
      flags: ["--user-scope", "read:contcts"],
      said: /\[grant-scope-declared\]/,
    },
    { name: "with an unknown API", flags: ["--api", "contcts"], said: /\[grant-api-known\]/ },
    {
      name: "with a wildcard",
      flags: ["--callback", "prod=https://*.harbor.example/cb"],
      said: /\[url-exact\]/,
    },
    { name: "with a stack that is not there", flags: ["--stack", "pord"], said: /\[partner-stack-known\]/ },
    { name: "with a name that is taken", flags: ["--name", "Acme CMS"], said: /\[partner-name-unique\]/ },
    { name: "with an unknown kind", flags: ["--app-type", "sap"], said: /app_type|"sap"/ },
    {
      name: "with a contract that ended",
      flags: ["--contract-ends", "2026-11-01"],
      said: /\[contract-ended\]/,
    },
    {
      name: "with a private key",
      flags: ["--public-key", "prod=private.pem"],
      said: /\[credential-private-key\]/,
    },
  ])("$name: the finding, and exit code 1", async ({ flags, said }) => {
    // A second key for the stack that is named by mistake.
    const stack = flags.includes("pord")
      ? [
          "--callback",
          "pord=https://p.example/c",
          "--enable-url",
          "pord=https://p.example/e",
          "--public-key",
          "pord=public.pem",
        ]
      : [];
    const { exit, out, err } = await create(...NAMED, ...USERS, ...KEY, ...stack, ...flags);
    expect({ exit, out }).toEqual({ exit: 1, out: "" });
    expect(err).toMatch(said);
    expect(err).toMatch(/is not written: it would have the findings above\n$/);
    expect(err).not.toContain(privateKey.split("\n")[1]);
  });

  test.for<{ name: string; flags: string[]; exit: number; said: RegExp }>([
    {
      name: "a key file that is not there",
      flags: ["--public-key", "prod=no.pem"],
      exit: 3,
      said: /cannot be read/,
    },
    {
      name: "a pair without its stack",
      flags: ["--callback", "https://x.example"],
      exit: 2,
      said: /<stack>=/,
    },
    { name: "lifetimes without a slash", flags: ["--offline-access", "90d"], exit: 2, said: /90d\/30d/ },
  ])("for $name", async ({ flags, exit, said }) => {
    const made = await create(...NAMED, ...USERS, ...flags);
    expect(made).toMatchObject({ exit, out: "" });
    expect(made.err).toMatch(said);
  });
});

test.for(["Harbor", "../evil", "harbor_sync", "a--b"])("%s is no id, and nothing is written", async (id) => {
  const { exit, err } = await run("new", id, ...NAMED, ...USERS, ...KEY);
  expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining("is no id") });
});

test("a file that exists is left alone", async () => {
  const before = readFileSync(join(root, "partners/acme-cms.yaml"), "utf8");
  const { exit, err } = await run("new", "acme-cms", ...NAMED, ...USERS, ...KEY);
  expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining("exists already") });
  expect(readFileSync(join(root, "partners/acme-cms.yaml"), "utf8")).toBe(before);
});

test("findings that were there before do not stand in the way, and are not shown", async () => {
  writeFileSync(join(root, "partners/acme-cms.yaml"), "name: 1\n");
  expect(await create(...NAMED, ...USERS, ...KEY)).toMatchObject({ exit: 0, err: "" });
});

test("what speaks to a terminal or to YAML is refused or quoted, never obeyed", async () => {
  const named = NAMED.map((text) => (text === "CRM-1200" ? 'x"\n\u001b[2Jstatus: active' : text));
  const { exit, out, err } = await create(...named, ...USERS, ...KEY);
  expect({ exit, out }).toEqual({ exit: 1, out: "" });
  expect(err).not.toContain("\u001b");
});

describe("on a terminal it asks for what was not given", { timeout: 60_000 }, () => {
  type Answer = readonly [question: RegExp, typed: string];
  const SPACE_AND_ENTER = " \r";
  const DOWN = "\u001b[B";
  /** Takes back what was typed, and says something else. */
  const instead = (text: string) => `\u0015${text}\r`;

  /** Types each answer once its question is there. */
  async function dialog(argv: readonly string[], answers: readonly Answer[]) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    // Each question ends what it writes to; a process's own streams never end.
    output.end = () => output;
    const left = [...answers];
    let [shown, err, out] = ["", "", ""];
    output.on("data", (chunk) => {
      shown += chunk;
      const [next] = left;
      // Lines are broken at the terminal's width.
      if (!next?.[0].test(stripVTControlCharacters(shown).replaceAll(/\s+/g, " "))) return;
      left.shift();
      shown = "";
      setImmediate(() => input.write(next[1]));
    });
    const exit = await main(["new", "harbor-sync", ...argv, "--root", root], {
      ...terminal({ cwd: root }),
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: (text: string) => (err += text) },
      dialog: { input, output },
    });
    return { exit, out, err, unasked: left.map(([question]) => question) };
  }

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
