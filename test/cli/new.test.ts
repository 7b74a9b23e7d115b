import { generateKeyPairSync } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";

let root: string;
let publicKey: string;
let privateKey: string;
let otherKey: string;

beforeAll(() => {
  const newPair = () =>
    generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
  ({ publicKey, privateKey } = newPair());
  otherKey = newPair().publicKey;
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
    writeFileSync(join(root, "other.pem"), otherKey);
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

test.for(["Harbor", "../evil", "harbor_sync", "a--b"])(
  "%s is not an id, and nothing is written",
  async (id) => {
    const { exit, err } = await run("new", id, ...NAMED, ...USERS, ...KEY);
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining("is not an id") });
  },
);

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
