// Each kind of thing that `drift`, `who` and `doctor` read, refused and failing: nothing unread is ever "nobody else" or "no drift".
import { ManagementClient } from "auth0";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { tenantApp } from "../../emulator/emulator.ts";
import { ask } from "../../local/verify/ask.ts";
import { readFacts } from "../../src/doctor/read-facts.ts";
import { noAnswer } from "../../src/tenant/client.ts";
import { readLog } from "../../src/tenant/log.ts";
import { readTenant } from "../../src/tenant/read.ts";
import { type LocalTenant, localTenant, runDrift } from "../drift/support/local-tenant.ts";
import { runCommand } from "../support/command.ts";

/** Who reads a kind of thing, and what a refusal means to each: it ends with 3, or something stays unknown. */
interface Kind {
  readonly drift?: "ends" | "finding" | "note";
  readonly who?: "ends" | "unknown";
  readonly doctor: "ends" | "unknown" | "silent";
}

const NEEDED: Kind = { drift: "ends", who: "ends", doctor: "ends" };
// Doctor judges what the credentials may do by their token; what it reads beside it does not judge.
const REFUSABLE: Kind = { drift: "finding", who: "unknown", doctor: "silent" };

/** By path, `{}` for an id: a further one fails the first test. */
const KINDS: Readonly<Record<string, Kind>> = {
  clients: NEEDED,
  "clients/{}/credentials": NEEDED,
  "client-grants": NEEDED,
  "client-grants/{}/organizations": REFUSABLE,
  "resource-servers": NEEDED,
  connections: NEEDED,
  "connections/{}/clients": NEEDED,
  "actions/actions": NEEDED,
  "actions/triggers/{}/bindings": NEEDED,
  roles: REFUSABLE,
  "roles/{}/permissions": REFUSABLE,
  rules: { ...REFUSABLE, doctor: "unknown" },
  hooks: { ...REFUSABLE, doctor: "unknown" },
  "keys/custom-signing": REFUSABLE,
  "tenants/settings": { ...NEEDED, doctor: "unknown" },
  logs: { drift: "note", doctor: "silent" },
  prompts: { doctor: "unknown" },
  "rate-limit-policies": { doctor: "unknown" },
};
const kinds = Object.keys(KINDS);

let local: LocalTenant;
/** An application of the tenant, a role, and a grant that an organization uses, so that each kind is asked for. */
beforeAll(async () => {
  local = await localTenant();
  const audience = local.plan.apis.contacts?.resourceServer.identifier ?? "";
  const { id: organization } = await ask(local.tenant, "POST", "organizations", { name: "readers" });
  const client = local.clientIds["cargo-index"];
  const [grant] = await ask<{ id: string }[]>(local.tenant, "GET", `client-grants?client_id=${client}`);
  await ask(local.tenant, "PATCH", `client-grants/${grant?.id}`, { organization_usage: "allow" });
  await ask(local.tenant, "POST", `organizations/${organization}/client-grants`, { grant_id: grant?.id });
  await ask(local.tenant, "PATCH", `resource-servers/${encodeURIComponent(audience)}`, {
    enforce_policies: true,
  });
  const { id: role } = await ask(local.tenant, "POST", "roles", { name: "Support" });
  await ask(local.tenant, "POST", `roles/${role}/permissions`, {
    permissions: [{ resource_server_identifier: audience, permission_name: "read:contacts" }],
  });
  const keys = [{ kty: "RSA", kid: "theirs", n: "n", e: "AQAB" }];
  await ask(local.tenant, "PUT", "keys/custom-signing", { keys });
});
afterAll(() => local.close());
afterEach(() => local.tenant.faults.clear());

/** Ids are what is between what a kind has before and after `{}`. */
const patternOf = (kind: string): RegExp => new RegExp(`^/${kind.replace("{}", "[^/]+")}$`);
const kindOf = (path: string): string => kinds.find((kind) => patternOf(kind).test(path)) ?? path;

const drift = () => runDrift(local.root, ["--stack", "local"]);
const verb = (name: string) => runCommand([name, "--root", local.root, "--stack", "local"]);

test("these are all kinds that are read", async () => {
  local.tenant.requests.length = 0;
  await drift();
  await verb("who");
  await verb("doctor");
  const asked = local.tenant.requests.map(({ path }) => kindOf(path.replace("/api/v2", "")));
  expect([...new Set(asked)].toSorted()).toEqual(kinds.toSorted());
});

describe("refused", () => {
  const refuse = (kind: string) =>
    local.tenant.faults.add({ path: patternOf(kind), times: Infinity, action: { status: 403 } });

  test.for(kinds.filter((kind) => KINDS[kind]?.drift))("%s, drift says so", async (kind) => {
    const well = await drift();
    refuse(kind);
    const { exit, out, err } = await drift();
    if (KINDS[kind]?.drift === "ends") {
      expect({ exit, out }).toEqual({ exit: 3, out: "" });
      expect(err).toContain("the credentials lack the scope");
      return;
    }
    expect(exit).toBe(1);
    const rule = KINDS[kind]?.drift === "note" ? "log-not-read" : "ways-not-read";
    expect(out).toContain(`[${rule}]`);
    expect(well.out).not.toContain(`[${rule}]`);
    expect(out).not.toContain("no drift");
  });

  test.for(kinds.filter((kind) => KINDS[kind]?.who))("%s, who says so", async (kind) => {
    refuse(kind);
    const { exit, out } = await verb("who");
    if (KINDS[kind]?.who === "ends") {
      expect({ exit, out }).toEqual({ exit: 3, out: "" });
      return;
    }
    expect(exit).toBe(1);
    expect(out).toMatch(/\nUnknown, so there may be others:\n {2}.*: the credentials lack read:/);
    expect(out).not.toContain("nobody else");
  });

  test.for(kinds)("%s, doctor says so", async (kind) => {
    const well = await verb("doctor");
    refuse(kind);
    const { exit, out } = await verb("doctor");
    const unknown = (text: string) => text.match(/^unknown/gm)?.length ?? 0;
    if (KINDS[kind]?.doctor === "ends") expect({ exit, out }).toEqual({ exit: 3, out: "" });
    else expect(unknown(out) - unknown(well.out) > 0).toBe(KINDS[kind]?.doctor === "unknown");
  });
});

/** What goes wrong with a request: an answer of this status, or none. */
const FAULTS = { 500: 500, "429 for good": 429, "no connection": undefined } as const;

/** Reads as the verbs do, without waiting between tries; of `kind`, what `fails` says goes wrong. */
function readWith(kind: string, fails: (url: URL) => Response | undefined, change = (body: unknown) => body) {
  const app = tenantApp(local.tenant.tenant);
  const client = new ManagementClient({
    domain: local.plan.domain,
    token: "local",
    maxRetries: 0,
    telemetry: false,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const isIt = kindOf(url.pathname.replace("/api/v2", "")) === kind;
      const failed = isIt ? fails(url) : undefined;
      if (failed) return failed;
      const answer = await app.request(url.href, init);
      return isIt && answer.ok ? Response.json(change(await answer.json())) : answer;
    },
  });
  const { plan } = local;
  return {
    drift: async () => ({ ...(await readTenant(client, plan)), log: await readLog(client, plan, undefined) }),
    doctor: () => readFacts(client, plan),
  };
}

const failure = (status: number | undefined): Response =>
  status === undefined ? noAnswer(new Error("reset")) : Response.json({ message: "no" }, { status });

/** By the verb that reads the kind. */
const readerOf = (kind: string) => (KINDS[kind]?.drift ? "drift" : "doctor");

const EACH = kinds.flatMap((kind) => Object.keys(FAULTS).map((fault) => ({ kind, fault })));

test.for(EACH)("$kind with $fault: nothing is said", async ({ kind, fault }) => {
  const status = FAULTS[fault as keyof typeof FAULTS];
  const reading = readWith(kind, () => failure(status));
  await expect(reading[readerOf(kind)]()).rejects.toThrow();
});

/** Those that Auth0 gives whole. */
const WHOLE = ["keys/custom-signing", "tenants/settings", "prompts", "clients/{}/credentials"];
/** Of these the first answer says all: whether there is one. */
const FIRST = ["client-grants/{}/organizations"];
const LISTS = kinds.filter((kind) => ![...WHOLE, ...FIRST].includes(kind));

test.for([...LISTS, ...FIRST])("%s answered with no list: nothing is said", async (kind) => {
  const reading = readWith(
    kind,
    () => undefined,
    () => ({}),
  );
  await expect(reading[readerOf(kind)]()).rejects.toThrow(/is not a list of them/);
});

/** The first page as if there were a second: of as many as were asked for, or with the place to go on from. */
function isFirst(body: unknown): unknown {
  if (Array.isArray(body)) return Array.from({ length: 100 }, () => body[0]);
  const answer = body as Record<string, unknown>;
  if (!("total" in answer)) return { ...answer, next: "more" };
  const lists = Object.entries(answer).map(([key, value]) => [
    key,
    Array.isArray(value) ? Array.from({ length: 100 }, () => value[0]) : value,
  ]);
  return { ...Object.fromEntries(lists), total: 101 };
}
const isSecond = ({ searchParams }: URL) =>
  searchParams.get("from") === "more" || Number(searchParams.get("page") ?? 0) === 1;

describe("a second page", () => {
  beforeAll(async () => {
    await ask(local.tenant, "POST", "rules", { name: "old", script: "function () {}" });
    await ask(local.tenant, "POST", "hooks", {
      ...{ name: "old", script: "module.exports = () => {}", enabled: true },
      triggerId: "credentials-exchange",
    });
  });

  const PAGED = LISTS.flatMap((kind) => [500, 404, undefined].map((status) => ({ kind, status })));
  test.for(PAGED)("of $kind that fails with $status: nothing is said", async ({ kind, status }) => {
    let seconds = 0;
    const fails = (url: URL) => (isSecond(url) && ++seconds > 0 ? failure(status) : undefined);
    await expect(readWith(kind, fails, isFirst)[readerOf(kind)]()).rejects.toThrow();
    expect(seconds).toBe(1);
  });

  test.for(LISTS.filter((kind) => KINDS[kind]?.drift !== "ends"))(
    "of %s that is refused: the first one counts for nothing",
    async (kind) => {
      const fails = (url: URL) => (isSecond(url) ? failure(403) : undefined);
      const reading = readWith(kind, fails, isFirst);
      if (kind === "rate-limit-policies") expect((await reading.doctor()).rateLimits).toBeUndefined();
      else if (kind === "logs") expect((await reading.drift()).log).toBe("refused");
      else {
        const { rules, hooks, roles } = await reading.drift();
        expect({ rules, hooks, roles }[kind.split("/")[0] as "rules"]).toBeUndefined();
      }
    },
  );

  const TOTALLED = LISTS.filter((kind) => !/client-grants|connections|logs|rate-limit/.test(kind));
  test.for(TOTALLED)("of %s that is not there, of more than there are: nothing is said", async (kind) => {
    const more = (body: unknown) => ({ ...(body as object), total: 10_000 });
    await expect(readWith(kind, () => undefined, more).drift()).rejects.toThrow(
      /lists only \d+ of its 10000/,
    );
  });
});
