// `doctor`: what a tenant lacks that declarations need, and that the advice is the cure.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { issueToken, MANAGEMENT_CLIENT } from "../../emulator/management/access.ts";
import { ask } from "../../local/verify/ask.ts";
import { examine } from "../../src/doctor/checks.ts";
import { readFacts } from "../../src/doctor/read-facts.ts";
import { openReadingClient, trustCertificate } from "../../src/tenant/client.ts";
import { listening } from "../../src/tenant/listen.ts";
import { LOG_RIGHTS, LOG_STREAM_RIGHTS, RIGHTS, rightsIn } from "../../src/tenant/rights.ts";
import { type LocalTenant, localTenant } from "../drift/support/local-tenant.ts";
import { runCommand, type Settings } from "../support/command.ts";

let local: LocalTenant;

interface Answer {
  readonly health: "fine" | "broken" | "unknown";
  readonly what: string;
  readonly fix?: string;
}

const doctor = (settings: Settings = {}, ...more: string[]) =>
  runCommand(["doctor", "--root", local.root, "--stack", "local", ...more], {
    now: new Date().toISOString(),
    ...settings,
  });

/** What each check answers. */
async function answers(settings: Settings = {}): Promise<Record<string, Answer[]>> {
  const { out } = await doctor(settings, "--format", "json");
  const { checks } = JSON.parse(out) as { checks: { check: string; diagnosis: Answer }[] };
  const byCheck = Object.groupBy(checks, ({ check }) => check);
  return Object.fromEntries(
    Object.entries(byCheck).map(([check, all]) => [check, (all ?? []).map(({ diagnosis }) => diagnosis)]),
  );
}

const flags = (sent: object) => ask(local.tenant, "PATCH", "tenants/settings", { flags: sent });

/** Of the example stack it is that of the demo, which nobody runs here. */
function declareIssuer(issuer: string): void {
  const file = join(local.root, "Pulumi.local.yaml");
  const others = readFileSync(file, "utf8").replace(/^ {2}partner-access:issuer: .*\n/m, "");
  writeFileSync(file, others.replace(/^config:\n/m, `$&  partner-access:issuer: ${issuer}\n`));
}

beforeAll(async () => {
  local = await localTenant();
  declareIssuer(local.tenant.issuer);
});
afterAll(() => local.close());

describe("a tenant that offers all", () => {
  test("has nothing broken, and ends with 0", async () => {
    const { exit, out, err } = await doctor();
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).not.toMatch(/^broken/m);
    expect(out).toMatch(
      /^fine {5}users of "Username-Password-Authentication", "google-oauth2" can sign$\n {9}in \[domain-connections\]$/m,
    );
    expect(out).toMatch(
      /^unknown {2}private_key_jwt, which ember-mail uses, needs the Enterprise plan\n {9}\[feature-private-key-jwt\]\n {9}do: ask /m,
    );
    expect(out).toMatch(
      /\n\n\d+ fine, \d+ unknown: stack local, tenant localhost:\d+, \d+ Management API calls\n$/,
    );
    for (const line of out.split("\n"))
      if (!/https:|stack local/.test(line)) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("is only read", async () => {
    expect(local.tenant.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

describe("what is broken ends with 1, and is fine once the advice was followed", () => {
  afterEach(async () => {
    const healthy = Object.values(await answers()).flat();
    expect(healthy.filter(({ health }) => health === "broken")).toEqual([]);
  });

  test("no connection at domain level", async () => {
    const all = await ask<{ id: string; is_domain_connection: boolean }[]>(
      local.tenant,
      "GET",
      "connections",
    );
    const promoted = all.filter((one) => one.is_domain_connection);
    expect(promoted.length).toBeGreaterThan(0);
    const put = async (is_domain_connection: boolean) => {
      for (const { id } of promoted)
        await ask(local.tenant, "PATCH", `connections/${id}`, { is_domain_connection });
    };
    await put(false);
    expect((await answers())["domain-connections"]).toMatchObject([
      {
        health: "broken",
        what: expect.stringMatching(/^no connection is at domain level: nobody can sign in to acme-cms/),
      },
    ]);
    expect((await doctor()).exit).toBe(1);
    await put(true);
  });

  test.for([
    { kind: "rules", more: {} },
    { kind: "hooks", more: { triggerId: "client-credentials-exchange" } },
  ] as const)("active $kind", async ({ kind, more }) => {
    const script = "function (user, context, callback) { callback(null, user, context); }";
    const { id } = await ask(local.tenant, "POST", kind, { name: "legacy", script, enabled: true, ...more });
    expect((await answers())["rules-and-hooks"]).toContainEqual({
      health: "broken",
      what: expect.stringMatching(
        new RegExp(
          `^${kind} are active \\("legacy"\\): logins of strict applications fail, such as acme-cms`,
        ),
      ),
      fix: "move what they do to Actions, and switch them off",
    });
    await ask(local.tenant, "PATCH", `${kind}/${id}`, { enabled: false });
  });

  test("the classic login page, until the tenant has Universal Login", async () => {
    await ask(local.tenant, "PATCH", "prompts", { universal_login_experience: "classic" });
    expect((await answers())["login-page"]).toEqual([
      {
        health: "broken",
        what: expect.stringMatching(/^the tenant has the classic login page, .* such as acme-cms/),
        fix: expect.stringContaining("switch the tenant to Universal Login"),
      },
    ]);
    await ask(local.tenant, "PATCH", "prompts", { universal_login_experience: "new" });
    expect((await answers())["login-page"]).toMatchObject([{ health: "fine" }]);
  });

  test("texts of the consent page that are not the declared ones", async () => {
    const is = local.plan.showsScopeDescriptions;
    await flags({ use_scope_descriptions_for_consent: !is });
    const [{ health, fix } = { health: "fine" }] = (await answers())["consent-descriptions"] ?? [];
    expect(health).toBe("broken");
    expect(fix).toBe(`set the flag use_scope_descriptions_for_consent to ${is} in the tenant's settings`);
    await flags({ use_scope_descriptions_for_consent: is });
  });

  test("open registration", async () => {
    await flags({ enable_dynamic_client_registration: true });
    expect((await answers()).registration).toMatchObject([
      { health: "broken", what: "anybody on the internet can register an application, in strict mode" },
    ]);
    await flags({ enable_dynamic_client_registration: false });
  });

  test("an issuer that is another, and one that is not there", async () => {
    declareIssuer(local.tenant.issuer.replace("localhost", "127.0.0.1"));
    expect((await answers()).issuer).toMatchObject([{ health: "broken" }]);
    declareIssuer("https://localhost:1/");
    expect((await answers()).issuer).toMatchObject([
      {
        health: "broken",
        what: expect.stringMatching(/^https:\/\/localhost:1\/ has no discovery document: /),
      },
    ]);
    declareIssuer(local.tenant.issuer);
  });

  test.for([
    { when: "2020-01-01T00:00:00Z", side: "behind" },
    { when: "2100-01-01T00:00:00Z", side: "ahead of" },
  ])("a clock that is $side the tenant's", async ({ when, side }) => {
    expect((await answers({ now: when })).clock).toMatchObject([
      { health: "broken", what: expect.stringContaining(`seconds ${side} the tenant's`) },
    ]);
  });
});

describe("our own rights", () => {
  const examined = (scopes: readonly string[], loginExperience?: "new") => {
    const payload = Buffer.from(JSON.stringify({ scope: scopes.join(" ") })).toString("base64url");
    const { plan } = local;
    const none = { connections: [], rules: [], hooks: [], applications: [] };
    const rights = rightsIn(`header.${payload}.signature`);
    return examine({
      plan,
      rateLimits: [],
      tenant: none as never,
      settings: {} as never,
      rights,
      aheadSeconds: 0,
      loginExperience,
      issuer: { says: plan.issuer },
    });
  };
  const withRights = (scopes: readonly string[]) =>
    examined(scopes, "new")
      .filter(({ check }) => check === "our-rights")
      .map(({ diagnosis }) => diagnosis);

  test("are fine where they are those of drift, or those of a deployment", () => {
    for (const rights of [RIGHTS.drift, RIGHTS.deploy])
      expect(withRights(rights)).toMatchObject([{ health: "fine" }]);
  });

  test("are fine with what the advice about login pages grants", () => {
    for (const rights of [RIGHTS.drift, RIGHTS.deploy]) {
      const { diagnosis } = examined(rights).find(({ check }) => check === "login-page") ?? {};
      const advice = diagnosis && "fix" in diagnosis ? diagnosis.fix : "";
      const [, right = ""] = /^grant the credentials (\S+)$/.exec(advice) ?? [];
      expect(right).toBe("read:prompts");
      expect(withRights([...rights, right])).toMatchObject([{ health: "fine" }]);
    }
  });

  test("of docs/ci.md for a deployment are enough for a look, which says what else to grant", async () => {
    trustCertificate(local.tenant.certificateFile);
    const { plan, tenant } = local;
    const look = async (rights: readonly string[]) => {
      const token = issueToken(tenant.tenant.store, rights);
      const client = await openReadingClient(plan.domain, { token }, { calls: 0, onEvent: () => undefined });
      return examine({
        plan,
        issuer: { says: plan.issuer },
        rights: new Set(rights),
        ...(await readFacts(client, plan)),
        aheadSeconds: 0,
      });
    };
    let rights: readonly string[] = RIGHTS.deploy;
    for (const { diagnosis } of await look(rights)) {
      const [, more] = /^grant the credentials (\S+)$/.exec("fix" in diagnosis ? diagnosis.fix : "") ?? [];
      if (more !== undefined) rights = [...rights, more];
    }
    expect(rights).toEqual(
      expect.arrayContaining([
        "read:rules",
        "read:hooks",
        "read:tenant_settings",
        "read:prompts",
        "read:rate_limit_policies",
      ]),
    );
    const after = await look(rights);
    expect(
      after.filter(({ check, diagnosis }) => diagnosis.health !== "fine" && !check.startsWith("feature-")),
    ).toEqual([]);
  });

  test("are too few", () => {
    expect(withRights(RIGHTS.drift.filter((right) => right !== "read:rules"))).toMatchObject([
      { health: "broken", what: "the credentials lack what drift needs: read:rules" },
    ]);
  });

  test("are too many", () => {
    expect(withRights([...RIGHTS.deploy, "update:users"])).toMatchObject([
      { health: "broken", what: "the credentials may do more than a deployment needs: update:users" },
    ]);
  });

  test("are unknown of a text that is not a token", () => {
    for (const text of ["local", "a.b.c", ""]) expect(rightsIn(text)).toBeUndefined();
  });

  test("are heard when the tenant gives a token for credentials, and so is its time", async () => {
    trustCertificate(local.tenant.certificateFile);
    const { domain } = local.plan;
    const meter = { calls: 0, onEvent: () => undefined };
    const heard = listening(meter, () => new Date());
    const { client_id: clientId, client_secret: clientSecret } = MANAGEMENT_CLIENT;
    const client = await openReadingClient(domain, { clientId, clientSecret }, meter);
    await client.clients.list();
    expect([...(heard.rights ?? [])]).toEqual(expect.arrayContaining(["read:clients", "update:users"]));
    expect(Math.abs(heard.aheadSeconds ?? Number.NaN)).toBeLessThan(60);
  });

  test("are those of docs/ci.md", () => {
    const page = readFileSync("docs/ci.md", "utf8");
    for (const [job, rights] of Object.entries(RIGHTS))
      expect(new RegExp(`^\`\`\`text ${job}\n([^\`]+)\n\`\`\`$`, "m").exec(page)?.[1]?.split("\n")).toEqual(
        rights,
      );
    expect(page).toContain("needs `create:`, `read:`, `update:` and `delete:log_streams`");
    expect(LOG_STREAM_RIGHTS).toHaveLength(4);
    for (const right of LOG_RIGHTS) expect(page).toContain(`With \`${right}\` as well`);
  });
});

test("a stack that is not there ends with 2, as for other verbs", async () => {
  expect((await runCommand(["doctor", "--root", local.root, "--stack", "nowhere"])).exit).toBe(2);
});
