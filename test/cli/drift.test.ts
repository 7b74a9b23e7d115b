import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { driftReportSchema } from "../../src/drift/drift.ts";
import { type LocalTenant, localTenant, runDrift } from "../drift/support/local-tenant.ts";
import { runCommand, unwrapped } from "../support/command.ts";

let local: LocalTenant;
const drift = (...argv: string[]) => runDrift(local.root, ["--stack", "local", ...argv]);

beforeAll(async () => {
  local = await localTenant();
});
afterAll(() => local.close());
beforeEach(() => {
  local.tenant.requests.length = 0;
});

/**
 * What a tenant of seven partners takes: ten lists and settings, the applications of three connections, one application's
 * keys, and one page of the log.
 */
const CALLS = 15;

describe("a tenant as declared", () => {
  test("is said in one line, with what it took, and ends with 0", async () => {
    const domain = `localhost:${local.tenant.port}`;
    expect(await drift()).toEqual({
      exit: 0,
      out: `no drift: stack local of 7 partners, tenant ${domain}, ${CALLS} Management API calls\n`,
      err: "",
    });
  });

  test("made of files that nobody's reading of a connection's scripts is in: none of them runs here", async () => {
    const file = join(local.root, "tenant.yaml");
    const text = readFileSync(file, "utf8");
    expect(text).toContain("inspected:");
    writeFileSync(file, text.replaceAll(/ +inspected: .*\n/g, ""));
    const { exit, out } = await drift();
    writeFileSync(file, text);
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringMatching(/^no drift: /) });
  });

  test("is only read: as many calls as the line says, every one of them a GET", async () => {
    await drift();
    expect(local.tenant.requests).toHaveLength(CALLS);
    expect(local.tenant.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("needs no credentials when it is local, and gives those of a real one to nobody", async () => {
    const secrets = { AUTH0_CLIENT_ID: "real", AUTH0_CLIENT_SECRET: "real-secret" };
    expect((await runDrift(local.root, ["--stack", "local"], secrets)).exit).toBe(0);
    expect(local.tenant.requests.filter(({ path }) => path === "/oauth/token")).toEqual([]);
  });
});

const HOSTILE = "Acme\u001b[31m\u202e ##[error]x\n::error::x | [a](http://x.example) @someone";

describe("a tenant that was edited by hand", () => {
  beforeAll(async () => {
    const acme = `clients/${local.clientIds["acme-cms"]}`;
    await ask(local.tenant, "PATCH", acme, {
      name: "Acme CMS 2",
      callbacks: ["http://localhost:3301/callback", "https://evil.example/callback"],
    });
    const { client_id } = await ask(local.tenant, "POST", "clients", {
      name: HOSTILE,
      is_first_party: false,
    });
    const audience = local.plan.apis.contacts?.resourceServer.identifier;
    await ask(local.tenant, "POST", "client-grants", {
      client_id,
      audience,
      subject_type: "user",
      scope: ["delete:contacts"],
    });
  });

  test("ends with 1, and says worst first what differs, why it matters and what to do", async () => {
    const { exit, out } = await drift();
    expect(exit).toBe(1);
    expect(out).toContain(
      `alarm: partner acme-cms (${local.clientIds["acme-cms"]}): it has the callback "https://evil.example/callback", ` +
        "which the file does not list [callback-undeclared]\n" +
        '  = tenant: ["http://localhost:3301/callback","https://evil.example/callback"]\n' +
        '  = files: ["http://localhost:3301/callback"]\n' +
        "  = why: Auth0 sends the codes of users to that address, and anyone who answers\n" +
        "         there gets their tokens\n" +
        "  = do: `pulumi up --refresh --stack local` puts it back; to keep it, write it\n" +
        "        into partners/acme-cms.yaml\n",
    );
    expect(out.match(/^(alarm|finding|note)(?=:)/gm)).toEqual(["alarm", "alarm", "note"]);
    expect(out).toMatch(/\n2 alarms, 1 note: stack local of 7 partners, .*, 15 Management API calls\n$/);
  });

  test.for(["text", "markdown", "json"])(
    "nothing that a tenant names is obeyed by anybody, as %s",
    async (format) => {
      const { out } = await drift("--format", format);
      expect(out).toContain("Acme");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|##\[|^::/m);
      if (format !== "markdown") return;
      expect(out).not.toContain("](http");
      expect(out).not.toMatch(/@someone/);
    },
  );

  test("is JSON of a fixed form for programs", async () => {
    const { exit, out } = await drift("--format", "json");
    const report = driftReportSchema.parse(JSON.parse(out));
    expect({ exit, calls: report.calls, stack: report.stack }).toEqual({
      exit: 1,
      calls: CALLS,
      stack: "local",
    });
    expect(report.drift.map(({ rule }) => rule).sort()).toEqual([
      "application-text-differs",
      "callback-undeclared",
      "unmanaged-third-party",
    ]);
  });

  test("tells a connection of its own that a third-party partner has, which no file can give it", async () => {
    const all = await ask<{ id: string; name: string }[]>(local.tenant, "GET", "connections");
    const { id } = all.find(({ name }) => name === "our-employees") ?? {};
    const map = (status: boolean) =>
      ask(local.tenant, "PATCH", `connections/${id}/clients`, [
        { client_id: local.clientIds["acme-cms"], status },
      ]);
    const put = (is_domain_connection: boolean) =>
      ask(local.tenant, "PATCH", `connections/${id}`, { is_domain_connection });
    // The local tenant refuses it below domain level, and leaves it to a connection that comes down.
    await put(true);
    await map(true);
    await put(false);
    const { out } = await drift();
    await map(false);
    expect(out).toContain(
      `alarm: partner acme-cms (${local.clientIds["acme-cms"]}): the connection "our-employees", which is not at domain level, is mapped to it [connection-mapped]`,
    );
  });

  test("notes alone end with 0 and are printed", async () => {
    await ask(local.tenant, "PATCH", `clients/${local.clientIds["acme-cms"]}`, {
      callbacks: ["http://localhost:3301/callback"],
    });
    const grants = await ask<{ id: string; client_id: string }[]>(
      local.tenant,
      "GET",
      "client-grants?per_page=100",
    );
    const ours = Object.values(local.clientIds);
    for (const { id, client_id } of grants)
      if (!ours.includes(client_id)) await ask(local.tenant, "DELETE", `client-grants/${id}`);
    const { exit, out } = await drift();
    expect(exit).toBe(0);
    expect(out).toMatch(
      /^note: partner acme-cms .*: its name is "Acme CMS 2" instead of "Acme CMS" \[application-text-differs\]\n/,
    );
  });
});

describe("nothing is compared", () => {
  const remote = (env: Record<string, string> = {}) => runDrift(local.root, ["--stack", "dev"], env);

  test.for([
    { name: "without a stack", argv: [], says: "required option '--stack <stack>'" },
    {
      name: "with a stack that is not declared",
      argv: ["--stack", "nope"],
      says: 'there is no stack "nope"; known: "dev", "local", "prod"',
    },
    {
      name: "with a format there is not",
      argv: ["--stack", "local", "--format", "html"],
      says: "Allowed choices are",
    },
  ])("$name: wrong usage", async ({ argv, says }) => {
    const { exit, out, err } = await runDrift(local.root, argv);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(says);
  });

  test("without credentials, and the error names the three ways", async () => {
    const { exit, out, err } = await remote();
    expect({ exit, out }).toEqual({ exit: 3, out: "" });
    for (const name of ["AUTH0_API_TOKEN", "AUTH0_CLIENT_SECRET", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"])
      expect(err).toContain(name);
  });

  test("with a key that is none, which is not shown", async () => {
    const { exit, err } = await remote({ AUTH0_CLIENT_ID: "id", AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: "hush" });
    expect({ exit, err }).toEqual({
      exit: 3,
      err: "error: AUTH0_CLIENT_ASSERTION_PRIVATE_KEY is not a private key in PEM form\n",
    });
  });

  test("while the local tenant does not run", async () => {
    const settings = join(local.root, "Pulumi.local.yaml");
    const text = readFileSync(settings, "utf8");
    writeFileSync(settings, text.replace(/localhost:\d+$/m, "localhost:1"));
    const { exit, err } = await drift();
    writeFileSync(settings, text);
    expect(exit).toBe(3);
    expect(unwrapped(err)).toMatch(
      /^error: localhost:1 cannot be reached: .*; `npm start` runs the local tenant\n$/,
    );
  });

  test("while there has never been a local tenant", async () => {
    const [before, after] = [join(local.root, ".local"), join(local.root, "elsewhere")];
    renameSync(before, after);
    const { exit, err } = await drift();
    renameSync(after, before);
    expect(exit).toBe(3);
    expect(unwrapped(err)).toMatch(/certificate .* cannot be read: run `npm start` first/);
    expect(readdirSync(before)).toContain("tenant-certificate.pem");
  });

  test("while the declarations are wrong: what is wrong goes beside the result, which is empty", async () => {
    const file = join(local.root, "partners/acme-cms.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("read:contacts", "reed:contacts"));
    const { exit, out, err } = await drift("--format", "json");
    writeFileSync(file, text);
    expect({ exit, out }).toEqual({ exit: 1, out: "" });
    expect(err).toMatch(/^partners\/acme-cms\.yaml:\d+:\d+: error: /m);
    expect(err).toContain("nothing was compared");
  });
});

describe("the number of calls", () => {
  test("is bounded where there are many connections below domain level: which were not read is a note, and who reads all", async () => {
    const many = await localTenant();
    try {
      for (let i = 1; i <= 20; i++)
        await ask(many.tenant, "POST", "connections", {
          name: `company-${i}`,
          strategy: "github",
          options: { client_id: "x" },
        });
      const { exit, out } = await runDrift(many.root, ["--stack", "local", "--format", "json"]);
      const { calls, drift: found } = driftReportSchema.parse(JSON.parse(out));
      expect({ exit, rules: found.map(({ rule }) => rule) }).toEqual({
        exit: 0,
        rules: ["connections-not-read"],
      });
      expect(found[0]?.what).toMatch(/^nobody read which applications 1[45] connections below domain level/);
      expect(calls).toBeLessThanOrEqual(30);
      many.tenant.requests.length = 0;
      await runCommand(["who", "--root", many.root, "--stack", "local"]);
      const asked = many.tenant.requests.filter(({ path }) => /connections\/.*\/clients/.test(path));
      expect(asked.length).toBeGreaterThanOrEqual(21);
    } finally {
      await many.close();
    }
  });

  test.for([{ more: 5 }, { more: 393 }])(
    "grows by one for a hundred partners: $more more than seven",
    async ({ more }) => {
      const big = await localTenant(more);
      try {
        const partners = 7 + more;
        const { exit, out, err } = await runDrift(big.root, ["--stack", "local", "--format", "json"]);
        expect(err).toBe("");
        const report = driftReportSchema.parse(JSON.parse(out));
        expect({ exit, drift: report.drift, partners: report.partners }).toEqual({
          exit: 0,
          drift: [],
          partners,
        });
        const pages = (items: number) => Math.floor(items / 100) + 1;
        const grants = Object.values(big.plan.partners).flatMap((partner) =>
          Object.keys(partner.grants),
        ).length;
        const ofLog = Math.min(10, pages(big.tenant.tenant.store.list("log").length));
        expect(report.calls).toBeLessThanOrEqual(CALLS - 3 + pages(partners) + pages(grants) + ofLog);
        expect(report.calls).toBeLessThanOrEqual(more === 5 ? 30 : 40);
        process.stderr.write(`drift: ${partners} partners, ${report.calls} Management API calls\n`);
      } finally {
        await big.close();
      }
    },
  );
});
