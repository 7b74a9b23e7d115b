import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileStorage } from "../../../demo/partner/storage.ts";
import { type Acme, startAcme } from "../support/acme.ts";
import { eventually } from "../support/eventually.ts";

let folder: string;
let file: string;
let acme: Acme;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "acme-"));
  file = join(folder, "data", "connections.json");
  acme = await startAcme({ storage: fileStorage(file) });
});
afterEach(async () => {
  await acme.close();
  rmSync(folder, { recursive: true });
});

const enable = async () => await acme.browser.visit(`${acme.baseUrl}/enable`);
const home = async () => (await acme.browser.visit(`${acme.baseUrl}/`)).text;
const stored = () => fileStorage(file).load();

describe("a restart", () => {
  test("goes on syncing without anybody looking, and the customer finds their contacts", async () => {
    await enable();
    const { length } = acme.api.log;
    await acme.restart();
    await eventually(() => expect(acme.api.log.length).toBeGreaterThan(length + 1));
    expect(await home()).toContain("Grace Garden");
  });

  test("after a restart uses the refresh token that came last", async () => {
    acme.tenant.state.accessTokenSeconds = 0;
    await enable();
    await eventually(() => expect(acme.tenant.tokenRequests.length).toBeGreaterThan(3));
    await acme.restart();
    await eventually(async () => expect(await home()).toContain("Grace Garden"));
    const used = acme.tenant.tokenRequests.map((form) => form.refresh_token ?? form.code);
    expect(new Set(used).size).toBe(used.length);
  });

  test("with another key connects nobody", async () => {
    await enable();
    await acme.restart({ encryptionKey: randomBytes(32) });
    expect(await home()).toContain("Not connected");
  });

  test.for(["", "{}", "[{}]", "[1"])("with the file %j starts anew", async (text) => {
    await enable();
    writeFileSync(file, text);
    await acme.restart();
    expect(await home()).toContain("Not connected");
  });
});

describe("the file", () => {
  test("is for its owner only, and holds neither a token nor a cookie", async () => {
    await enable();
    const text = readFileSync(file, "utf8");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const token of acme.tenant.refreshTokens.keys()) expect(text).not.toContain(token);
    expect(text).not.toMatch(/eyJ[\w-]{20}/);
    for (const cookie of acme.browser.cookies()) expect(text).not.toContain(cookie);
    expect(stored()).toHaveLength(1);
  });

  test("is empty after disconnecting", async () => {
    await enable();
    await acme.browser.go(`${acme.baseUrl}/disconnect`, {});
    expect(stored()).toEqual([]);
  });

  test("is empty after the connection was ended in our app", async () => {
    acme.tenant.state.accessTokenSeconds = 0;
    await enable();
    acme.tenant.grants.clear();
    await eventually(() => expect(stored()).toEqual([]));
  });
});
