// What can be made to go wrong, seen by a caller over HTTPS.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, type LoggedRequest, startEmulator, tenantApp } from "../../emulator/emulator.ts";
import { Faults } from "../../emulator/faults/faults.ts";
import { type FaultAction, type FaultRule, nameOf } from "../../emulator/faults/rule.ts";

let folder: string;
let tenant: Emulator;
let agent: Agent;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "faults-"));
  tenant = await startEmulator({ httpsPort: 0, data: ":memory:", certificateDir: folder });
  agent = new Agent({ ca: readFileSync(tenant.certificateFile), keepAlive: true });
});
afterAll(async () => {
  agent?.destroy();
  await tenant?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => tenant.faults.clear());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One call; rejects with the error of the connection. `timeout` is the caller's patience in milliseconds. */
function call(method: string, path: string, body?: object, timeout = 20_000): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: "Bearer local", "content-type": "application/json" };
    const sent = request(`${tenant.url}/api/v2${path}`, { method, headers, agent, timeout }, (response) => {
      text(response).then((answer) => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: answer === "" ? {} : JSON.parse(answer) });
      }, reject);
    });
    sent.on("timeout", () => sent.destroy(Object.assign(new Error("too late"), { code: "TIMEOUT" })));
    sent.on("error", reject);
    sent.end(body && JSON.stringify(body));
  });
}

/** The status, or the code of the connection's error. */
const outcomeOf = async (made: Promise<Answer>): Promise<unknown> =>
  await made.then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code,
  );

let names = 0;
const post = (timeout?: number) => call("POST", "/clients", { name: `Faulty ${++names}` }, timeout);
const made = () => tenant.tenant.store.list("client").filter(({ name }) => name === `Faulty ${names}`).length;

describe("one request", () => {
  const CASES: { name: string; action: FaultAction; outcome: unknown; made: number; logged: number }[] = [
    { name: "429", action: { status: 429 }, outcome: 429, made: 0, logged: 429 },
    { name: "500", action: { status: 500 }, outcome: 500, made: 0, logged: 500 },
    { name: "503", action: { status: 503 }, outcome: 503, made: 0, logged: 503 },
    { name: "late", action: { delayMs: 20 }, outcome: 201, made: 1, logged: 201 },
    {
      name: "closed before the write",
      action: { reset: "before" },
      outcome: "ECONNRESET",
      made: 0,
      logged: 0,
    },
    { name: "closed after the write", action: { reset: "after" }, outcome: "ECONNRESET", made: 1, logged: 0 },
    { name: "cut in the answer", action: { cut: true }, outcome: "ECONNRESET", made: 1, logged: 201 },
    { name: "never answered", action: { hang: true }, outcome: "TIMEOUT", made: 0, logged: 0 },
    {
      name: "given up by the network",
      action: { hang: true, forMs: 5 },
      outcome: "ECONNRESET",
      made: 0,
      logged: 0,
    },
  ];

  test.for(CASES)("can be $name, and the one after it is as always", async (row) => {
    const fault = tenant.faults.add({ method: "POST", path: "/clients", action: row.action });
    const waits = row.outcome === "TIMEOUT" ? 50 : undefined;
    expect(await outcomeOf(post(waits))).toBe(row.outcome);
    expect(made()).toBe(row.made);
    expect(fault.hits).toBe(1);
    await expect
      .poll(() => tenant.requests.at(-1))
      .toEqual({
        method: "POST",
        path: "/api/v2/clients",
        status: row.logged,
        fault: nameOf(row.action),
      });
    expect(await outcomeOf(post())).toBe(201);
    expect(tenant.requests.at(-1)).not.toHaveProperty("fault");
  });

  test.for<{ action: FaultAction; seen: number }>([
    { action: { status: 503 }, seen: 0 },
    { action: { delayMs: 0 }, seen: 0 },
    { action: { reset: "before" }, seen: 0 },
    { action: { reset: "after" }, seen: 1 },
    { action: { cut: true }, seen: 1 },
  ])("tells of its hit: $action", async ({ action, seen }) => {
    const told: number[] = [];
    tenant.faults.add({ action, onHit: () => void told.push(made()) });
    await outcomeOf(post());
    expect(told).toEqual([seen]);
  });

  test("is refused for too many with Auth0's headers and body", async () => {
    tenant.faults.add({ action: { status: 429 } });
    const before = Date.now() / 1000;
    const { headers, body } = await call("GET", "/clients");
    expect(body).toEqual({
      statusCode: 429,
      error: "Too Many Requests",
      message: "Global limit has been reached",
      errorCode: "too_many_requests",
    });
    expect(headers).toMatchObject({ "x-ratelimit-limit": "50", "x-ratelimit-remaining": "0" });
    expect(Number(headers["x-ratelimit-reset"])).toBeGreaterThan(before);
  });

  test("of users is never hit: faults are the Management API's alone", async () => {
    tenant.faults.add({ times: Number.POSITIVE_INFINITY, action: { status: 503 } });
    tenant.faults.limitRate({ perSecond: 1, burst: 1 });
    const discovery = () => call("GET", "/../../.well-known/openid-configuration");
    for (let i = 0; i < 3; i++) expect((await discovery()).status).toBe(200);
  });
});

describe("a rule", () => {
  const REQUESTS = [
    ["GET", "/clients"],
    ["POST", "/clients"],
    ["GET", "/clients/one"],
    ["GET", "/client-grants"],
    ["DELETE", "/clients/one/credentials/two"],
  ] as const;

  /** Which of the requests it hits, by their numbers. */
  const hitBy = (...rules: FaultRule[]) => {
    const faults = new Faults();
    for (const rule of rules) faults.add(rule);
    return REQUESTS.flatMap(([method, path], index) => (faults.next({ method, path }) ? [index] : []));
  };
  const always = { times: Number.POSITIVE_INFINITY, action: { status: 500 } } as const;

  test.for<{ name: string; rule: FaultRule; hit: number[] }>([
    { name: "about everything", rule: always, hit: [0, 1, 2, 3, 4] },
    { name: "that does not say how often", rule: { action: { hang: true } }, hit: [0] },
    { name: "about a method", rule: { ...always, method: "GET" }, hit: [0, 2, 3] },
    { name: "about the beginning of a path", rule: { ...always, path: "/clients" }, hit: [0, 1, 2, 4] },
    { name: "about what is below a path", rule: { ...always, path: "/clients/" }, hit: [2, 4] },
    { name: "about a pattern", rule: { ...always, path: /^\/clients\/[^/]+$/ }, hit: [2] },
    { name: "about both", rule: { ...always, method: "GET", path: "/clients" }, hit: [0, 2] },
    { name: "that lets two pass", rule: { ...always, skip: 2 }, hit: [2, 3, 4] },
    {
      name: "that lets one of its own pass",
      rule: { method: "GET", skip: 1, action: { cut: true } },
      hit: [2],
    },
    { name: "for two", rule: { ...always, skip: 1, times: 2 }, hit: [1, 2] },
  ])("$name hits what it says", ({ rule, hit }) => {
    expect(hitBy(rule)).toEqual(hit);
  });

  test("that is used up leaves the request to the next", () => {
    expect(hitBy({ action: { hang: true } }, { method: "POST", action: { cut: true } })).toEqual([0, 1]);
  });

  test("that spares retries hits each request once, whatever comes in between, and counts no retry", () => {
    const faults = new Faults();
    const fault = faults.add({ method: "POST", times: 4, sparesRetries: true, action: { status: 503 } });
    const hits = ["a", "b", "a", "c", "b", "c", "a", "a", "d"].map(
      (body) => faults.next({ method: "POST", path: "/clients", body }) !== undefined,
    );
    expect(hits).toEqual([true, true, false, true, false, false, true, false, false]);
    expect(fault.hits).toBe(4);
  });

  test("that spares retries distinguishes requests by query and body", async () => {
    const fault = tenant.faults.add({ times: 3, sparesRetries: true, action: { status: 503 } });
    const named = (name: string) => outcomeOf(call("POST", "/clients", { name }));
    const page = (number: number) => outcomeOf(call("GET", `/clients?page=${number}`));
    expect(await Promise.all([named("One"), named("Two"), page(0)])).toEqual([503, 503, 503]);
    expect(await Promise.all([named("One"), named("Two"), page(0)])).toEqual([201, 201, 200]);
    expect([await page(1), fault.hits]).toEqual([200, 3]);
  });

  test("that is removed hits nothing", () => {
    const faults = new Faults();
    faults.add(always).remove();
    expect(faults.next({ method: "GET", path: "/clients" })).toBeUndefined();
  });
});

describe("the rate limit", () => {
  test("lets a burst through, then what it gains, and says the truth about what is left", () => {
    let now = 1_000_000_000_000;
    const faults = new Faults(() => now);
    faults.limitRate({ perSecond: 2, burst: 3 });
    const ask = () => {
      const { allowed, headers } = faults.admit();
      return [
        allowed,
        headers["x-ratelimit-remaining"],
        Number(headers["x-ratelimit-reset"]) - 1_000_000_000,
      ];
    };
    expect([ask(), ask(), ask(), ask()]).toEqual([
      [true, "2", 1],
      [true, "1", 1],
      [true, "0", 1],
      [false, "0", 1],
    ]);
    now += 499;
    expect(ask()[0]).toBe(false);
    now += 1;
    expect(ask()[0]).toBe(true);
    now += 60_000;
    expect(faults.admit().headers).toMatchObject({ "x-ratelimit-limit": "3", "x-ratelimit-remaining": "2" });
    faults.limitRate(undefined);
    expect(faults.admit().headers).toMatchObject({ "x-ratelimit-limit": "50" });
  });

  test("refuses over the network what is too much, before anything is written", async () => {
    tenant.faults.limitRate({ perSecond: 0.01, burst: 2 });
    expect([await outcomeOf(post()), await outcomeOf(post()), await outcomeOf(post())]).toEqual([
      201, 201, 429,
    ]);
    expect(made()).toBe(0);
    expect(tenant.requests.at(-1)).toMatchObject({ status: 429, fault: "rate limit" });
  });
});

test("only the Management API goes wrong; what the tenant answers elsewhere is noted as it is", async () => {
  tenant.faults.add({ action: { status: 503 } });
  const requests: LoggedRequest[] = [];
  const app = tenantApp(tenant.tenant, requests, tenant.faults);
  await app.request("/oauth/token", { method: "POST" });
  await app.request("/api/v2/clients");
  expect(requests).toEqual([
    { method: "POST", path: "/oauth/token", status: 403 },
    { method: "GET", path: "/api/v2/clients", status: 503, fault: "503" },
  ]);
});

test("with a latency the tenant does nothing before it is over", async () => {
  tenant.faults.latencyMs = 1;
  expect(await outcomeOf(post())).toBe(201);
  tenant.faults.latencyMs = 3_600_000;
  expect(await outcomeOf(post(50))).toBe("TIMEOUT");
  expect(made()).toBe(0);
});
