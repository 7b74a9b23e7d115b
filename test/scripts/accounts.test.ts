// Users' accounts out of a company's list: counted, written once, and never over somebody else's.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { ask } from "../../local/verify/ask.ts";
import { fillIn, main, pacedFetch, type Row, readRows } from "../../scripts/accounts.ts";
import { COMPANY_IN_USE, copyDeclarations } from "../support/company.ts";

describe("a list", () => {
  test.for([
    { name: "lines", text: "auth0|a,one\nauth0|b,two\n" },
    {
      name: "a heading, another line end and a mark before it",
      text: "\uFEFFuser_id,account\r\nauth0|a,one\r\nauth0|b,two",
    },
    { name: "quotes", text: '"auth0|a","one"\n"auth0|b",two\n' },
    { name: "a user twice with the same account", text: "auth0|a,one\nauth0|b,two\nauth0|a,one\n" },
  ])("may have $name", ({ text }) => {
    expect(readRows(text)).toEqual({
      rows: [
        { user: "auth0|a", account: "one" },
        { user: "auth0|b", account: "two" },
      ],
      problems: [],
    });
  });

  test("keeps what quotes hold", () => {
    expect(readRows('"samlp|x|a,b","say ""one"""\n').rows).toEqual([
      { user: "samlp|x|a,b", account: 'say "one"' },
    ]);
  });

  test("is refused line by line", () => {
    expect(readRows("auth0|a\nauth0|b,\n,one\nauth0|c,one,two\nauth0|d,one\nauth0|d,two\n").problems).toEqual(
      [
        'line 1: expected user_id,account and found "auth0|a"',
        'line 2: expected user_id,account and found "auth0|b,"',
        'line 3: expected user_id,account and found ",one"',
        'line 4: expected user_id,account and found "auth0|c,one,two"',
        'line 6: "auth0|d" gets "two" here and "one" in line 5',
      ],
    );
  });
});

describe("users", () => {
  const world = (had: Record<string, Record<string, unknown>>) => {
    const writes: unknown[] = [];
    return {
      writes,
      users: {
        metadataOf: async (user: string) => had[user],
        async write(user: string, metadata: Readonly<Record<string, string>>) {
          writes.push([user, metadata]);
          had[user] = { ...had[user], ...metadata };
        },
      },
    };
  };
  const rows: Row[] = ["new", "empty", "same", "other", "number", "gone"].map((user) => ({
    user,
    account: "one",
  }));
  const had = () => ({
    new: { plan: "gold" },
    empty: { account: "" },
    same: { account: "one" },
    other: { account: "two" },
    number: { account: 7 },
  });

  test("are counted, and nothing is written", async () => {
    const { users, writes } = world(had());
    expect(await fillIn(rows, { key: "account", users, write: false })).toEqual({
      written: 2,
      kept: 1,
      refused: [
        '"other" has "two", and the file says "one": it keeps what it has',
        '"number" has "7", and the file says "one": it keeps what it has',
        '"gone": the tenant has no such user',
      ],
    });
    expect(writes).toEqual([]);
  });

  test("get what they lack and nothing else, and a second run writes nothing", async () => {
    const { users, writes } = world(had());
    const first = await fillIn(rows, { key: "account", users, write: true });
    expect(writes).toEqual([
      ["new", { account: "one" }],
      ["empty", { account: "one" }],
    ]);
    const second = await fillIn(rows, { key: "account", users, write: true });
    expect({ first: first.written, second: second.written, kept: second.kept }).toEqual({
      first: 2,
      second: 0,
      kept: 3,
    });
    expect(writes).toHaveLength(2);
  });

  test("that a run did not come to are written by the next one", async () => {
    const { users, writes } = world(had());
    const broken = {
      ...users,
      metadataOf: (user: string) =>
        user === "empty" ? Promise.reject(new Error("lost")) : users.metadataOf(user),
    };
    await expect(fillIn(rows, { key: "account", users: broken, write: true })).rejects.toThrow("lost");
    await fillIn(rows, { key: "account", users, write: true });
    expect(writes).toEqual([
      ["new", { account: "one" }],
      ["empty", { account: "one" }],
    ]);
  });
});

test("the program sends nothing but what it is for", async () => {
  const fetching = pacedFetch("our-app.auth0.example", 10);
  for (const [url, method] of [
    ["https://our-app.auth0.example/api/v2/clients/x", "PATCH"],
    ["https://our-app.auth0.example/api/v2/users/x", "DELETE"],
    ["https://other.example/api/v2/users/x", "GET"],
  ] as const)
    await expect(fetching(url, { method })).rejects.toThrow(`this program does not send ${method}`);
});

describe("on a tenant", () => {
  let root: string;
  let tenant: Emulator;
  const file = (text: string) => {
    writeFileSync(join(root, "accounts.csv"), text);
    return join(root, "accounts.csv");
  };
  let out: string;
  let err: string;
  const run = (...argv: string[]) => {
    [out, err] = ["", ""];
    return main(["--stack", "dev", "--per-second", "1000", ...argv], {
      stdout: { write: (text: string) => (out += text) },
      stderr: { write: (text: string) => (err += text) },
      root,
      env: {},
    });
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "accounts-"));
    copyDeclarations(COMPANY_IN_USE, root);
    tenant = await startEmulator({
      httpsPort: 0,
      data: ":memory:",
      certificateDir: join(root, ".local"),
      seed: join(root, "tenant.yaml"),
    });
    writeFileSync(
      join(root, "Pulumi.dev.yaml"),
      `config:\n  auth0:domain: localhost:${tenant.port}\n  partner-access:protect: false\n`,
    );
  });
  afterAll(async () => {
    await tenant.close();
    rmSync(root, { recursive: true });
  });
  beforeEach(() => {
    tenant.requests.length = 0;
  });

  test("it is counted, written, and left alone", async () => {
    const { user_id: id } = await ask(tenant, "POST", "users", {
      connection: "Username-Password-Authentication",
      email: "new@third.example",
      password: "their-local-password",
      app_metadata: { plan: "gold" },
    });
    const list = file(`user_id,account\n${id},third\nauth0|nobody,third\n`);
    expect(await run("--file", list)).toBe(1);
    expect(out).toBe(
      'refused: "auth0|nobody": the tenant has no such user\n1 user would get app_metadata.account, 0 had it already, 1 refused\n',
    );
    expect(tenant.requests.every(({ method }) => method === "GET")).toBe(true);
    expect(await run("--file", file(`${id},third\n`), "--write")).toBe(0);
    expect(out).toBe("1 user got app_metadata.account, 0 had it already, 0 refused\n");
    expect(await ask(tenant, "GET", `users/${encodeURIComponent(String(id))}`)).toMatchObject({
      app_metadata: { plan: "gold", account: "third" },
    });
    expect(await run("--file", file(`${id},third\n`), "--write")).toBe(0);
    expect(out).toBe("0 users got app_metadata.account, 1 had it already, 0 refused\n");
  });

  test("nothing is asked where a line is wrong", async () => {
    expect(await run("--file", file("auth0|a\n"), "--write")).toBe(1);
    expect(err).toContain('line 1: expected user_id,account and found "auth0|a"\nnothing is written\n');
    expect(tenant.requests).toEqual([]);
  });

  test("usage and stack are told", async () => {
    expect(await run()).toBe(2);
    expect(err).toMatch(/^usage: npm run -s accounts/);
    await expect(
      main(["--stack", "nope", "--file", file("a,b\n")], {
        stdout: process.stdout,
        stderr: process.stderr,
        root,
        env: {},
      }),
    ).rejects.toThrow('there is no stack "nope"; known: dev');
  });
});
