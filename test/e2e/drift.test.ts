// What the engine deployed has no drift; what somebody then changes by hand has, each for what it is.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { ensureEngine } from "../../engine/engine.ts";
import { openStack } from "../../local/stack.ts";
import type { Drift, DriftReport } from "../../src/drift/report.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { runDrift } from "../drift/support/local-tenant.ts";
import { ask } from "../drift/support/seed.ts";
import { otherPem } from "../drift/support/tenant.ts";
import { ENGINE_TIMEOUT_MS, Local, prepareEngine } from "../support/local.ts";

const PARTNERS = 12;
const AUDIENCE = "https://api.our-app.example/contacts";

let local: Local;
let tenant: Emulator;
let clientIds: Readonly<Record<string, string>>;
let release: () => void;
let ended: Promise<void>;

beforeAll(async () => {
  await prepareEngine();
  local = await Local.create();
  const acme = local.read("partners/acme-cms.yaml");
  const present = checkDeclarations(diskSource(local.root)).workspace.partners.size;
  for (let i = present; i < PARTNERS; i++)
    local.write(
      `partners/copy-${i}.yaml`,
      acme
        .replace(/^name: .*/m, `name: Copy ${i}`)
        .replace(/localhost:\d+/g, `localhost:${10_000 + i}`)
        .replaceAll("acme.example", `copy-${i}.example`),
    );
  const { promise, resolve } = Promise.withResolvers<void>();
  release = resolve;
  await new Promise<void>((ready, fail) => {
    ended = local.deploy(async ({ outcome }, emulator) => {
      clientIds = outcome?.clientIds ?? {};
      tenant = emulator;
      ready();
      await promise;
    });
    ended.catch(fail);
  });
}, ENGINE_TIMEOUT_MS);

afterAll(async () => {
  release?.();
  await ended;
  local?.remove();
});

async function drift(): Promise<{ exit: number; report: DriftReport }> {
  tenant.requests.length = 0;
  const { exit, out, err } = await runDrift(local.root, ["--stack", "local", "--format", "json"]);
  if (err !== "") throw new Error(err);
  const others = tenant.requests.filter(({ method }) => method !== "GET");
  expect(others).toEqual([]);
  const report = JSON.parse(out) as DriftReport;
  expect(report.calls).toBe(tenant.requests.length);
  return { exit, report };
}

const brief = ({ severity, rule, subject }: Drift) => `${severity} ${rule} ${subject.kind} ${subject.id}`;

test("what the engine has just deployed has no drift", async () => {
  const { exit, report } = await drift();
  expect({ exit, drift: report.drift, partners: report.partners }).toEqual({
    exit: 0,
    drift: [],
    partners: PARTNERS,
  });
  process.stderr.write(
    `drift: ${PARTNERS} partners deployed by the engine, ${report.calls} Management API calls\n`,
  );
});

const change = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
  ask<T>(tenant, method, path, body);
const client = (partner: string) => `clients/${clientIds[partner]}`;

interface Found {
  id: string;
  client_id?: string;
  name: string;
}
const all = (list: string) => change<Found[]>("GET", `${list}?per_page=100`);

async function grantOf(partner: string): Promise<string> {
  const grant = (await all("client-grants")).find(({ client_id }) => client_id === clientIds[partner]);
  return `client-grants/${grant?.id}`;
}
const connection = async (name: string) =>
  `connections/${(await all("connections")).find((one) => one.name === name)?.id}`;
const api = `resource-servers/${encodeURIComponent(AUDIENCE)}`;

async function stranger(more: object, subjectType: string): Promise<void> {
  const { client_id } = await change("POST", "clients", { name: "Stranger", ...more });
  const grant = { client_id, audience: AUDIENCE, subject_type: subjectType, scope: ["read:contacts"] };
  await change("POST", "client-grants", grant);
}

async function extraKey(): Promise<void> {
  const { client_authentication_methods: methods } = await change<{
    client_authentication_methods: { private_key_jwt: { credentials: { id: string }[] } };
  }>("GET", client("ember-mail"));
  const { credentials } = methods.private_key_jwt;
  const key = { credential_type: "public_key", name: "intruder", pem: otherPem() };
  const { id } = await change<{ id: string }>("POST", `${client("ember-mail")}/credentials`, key);
  await change("PATCH", client("ember-mail"), {
    client_authentication_methods: { private_key_jwt: { credentials: [credentials[0], { id }] } },
  });
}

/** Each on top of those before it, so that what it adds is what it is. */
const EDITS: readonly { name: string; edit: () => Promise<unknown>; found: readonly string[] }[] = [
  {
    name: "a scope more in a grant",
    edit: async () =>
      change("PATCH", await grantOf("acme-cms"), {
        scope: ["read:contacts", "update:contacts", "delete:contacts"],
      }),
    found: ["alarm grant-wider partner acme-cms"],
  },
  {
    name: "a grant without a user for a partner of users",
    edit: () =>
      change("POST", "client-grants", {
        client_id: clientIds["copy-7"],
        audience: AUDIENCE,
        subject_type: "client",
        scope: ["read:contacts"],
      }),
    found: ["alarm grant-undeclared partner copy-7"],
  },
  {
    name: "a grant that is gone",
    edit: async () => change("DELETE", await grantOf("copy-8")),
    found: ["finding grant-missing partner copy-8"],
  },
  {
    name: "a default grant",
    edit: () =>
      change("POST", "client-grants", {
        default_for: "third_party_clients",
        audience: AUDIENCE,
        subject_type: "user",
        scope: ["read:contacts"],
      }),
    found: ["alarm default-grant api contacts"],
  },
  {
    name: "a callback more",
    edit: () =>
      change("PATCH", client("copy-9"), {
        callbacks: ["http://localhost:10009/callback", "https://evil.example/callback"],
      }),
    found: ["alarm callback-undeclared partner copy-9"],
  },
  {
    name: "a callback that is gone",
    edit: () => change("PATCH", client("copy-10"), { callbacks: [] }),
    found: ["finding url-missing partner copy-10"],
  },
  {
    name: "an API that lets every application in",
    edit: () =>
      change("PATCH", api, {
        subject_type_authorization: {
          user: { policy: "allow_all" },
          client: { policy: "require_client_grant" },
        },
      }),
    // A permissive partner is one that has a file.
    found: ["alarm api-policy-opened api contacts"],
  },
  {
    name: "an unmanaged third-party application",
    edit: () => stranger({ is_first_party: false }, "user"),
    found: ["alarm unmanaged-third-party application"],
  },
  {
    name: "an unmanaged machine of our own",
    edit: () => stranger({ app_type: "non_interactive", grant_types: ["client_credentials"] }, "client"),
    found: ["finding unmanaged-machine application"],
  },
  {
    name: "an extra public key in the place of another",
    edit: extraKey,
    found: [
      "alarm key-undeclared partner ember-mail",
      "finding key-missing partner ember-mail",
      "note key-unattached partner ember-mail",
    ],
  },
  {
    name: "a login Action with other code",
    edit: async () => {
      const { actions } = await change<{ actions: Found[] }>("GET", "actions/actions");
      const path = `actions/actions/${actions[0]?.id}`;
      await change("PATCH", path, { code: "exports.onExecutePostLogin = async () => {};" });
      await change("POST", `${path}/deploy`);
    },
    found: ["alarm action-code-differs action account-claim"],
  },
  {
    name: "a login Action that is no longer bound",
    edit: () => change("PATCH", "actions/triggers/post-login/bindings", { bindings: [] }),
    found: ["alarm action-not-running action account-claim"],
  },
  {
    name: "a connection promoted to domain level",
    edit: async () => change("PATCH", await connection("our-employees"), { is_domain_connection: true }),
    found: ["alarm connection-promoted connection our-employees"],
  },
  {
    name: "a connection disabled for a first-party partner",
    edit: async () =>
      change("PATCH", `${await connection("google-oauth2")}/clients`, [
        { client_id: clientIds.fieldbook, status: false },
      ]),
    found: ["finding connection-disabled partner fieldbook"],
  },
  {
    name: "refresh tokens that never expire",
    edit: () =>
      change("PATCH", client("fieldbook"), {
        refresh_token: {
          rotation_type: "non-rotating",
          expiration_type: "non-expiring",
          leeway: 0,
          token_lifetime: 2_592_000,
          infinite_token_lifetime: true,
          idle_token_lifetime: 604_800,
          infinite_idle_token_lifetime: true,
        },
      }),
    found: [
      ...Array(3).fill("alarm refresh-token-never-expires partner fieldbook"),
      "finding refresh-token-differs partner fieldbook",
    ],
  },
  {
    name: "a scope nobody has",
    edit: async () => {
      const { scopes } = await change<{ scopes: object[] }>("GET", api);
      await change("PATCH", api, {
        scopes: [...scopes, { value: "export:contacts", description: "Export" }],
      });
    },
    found: ["finding scope-undeclared api contacts"],
  },
  {
    name: "the tenant's consent page",
    edit: () => change("PATCH", "tenants/settings", { flags: { use_scope_descriptions_for_consent: false } }),
    found: ["finding tenant-flag-differs tenant"],
  },
  {
    name: "a new name",
    edit: () => change("PATCH", client("copy-11"), { name: "Renamed" }),
    found: ["note application-text-differs partner copy-11"],
  },
  {
    name: "a deleted application",
    edit: () => change("DELETE", client("cargo-index")),
    found: ["alarm application-missing partner cargo-index"],
  },
];

describe("after an edit by hand, drift tells", { timeout: 60_000 }, () => {
  let before: string[] = [];

  test.for(EDITS)("$name", async ({ edit, found }) => {
    await edit();
    const { exit, report } = await drift();
    const now = report.drift.map(brief);
    // Ids of strangers and the port of the tenant are different in every run.
    const gained = now
      .filter((line) => !before.includes(line))
      .map((line) => found.find((one) => line.startsWith(one)) ?? line);
    expect(gained.toSorted()).toEqual(found.toSorted());
    expect(now).toEqual(expect.arrayContaining(before));
    expect(exit).toBe(1);
    before = now;
  });
});

/** As drift says about keys: an update would upload a key that is still in the pool, which Auth0 refuses. */
async function cleanKeys(): Promise<void> {
  const path = client("ember-mail");
  const keys = await change<Found[]>("GET", `${path}/credentials`);
  const declared = keys.filter(({ name }) => name === "local-2026-h2").map(({ id }) => ({ id }));
  await change("PATCH", path, {
    client_authentication_methods: { private_key_jwt: { credentials: declared } },
  });
  for (const { id } of keys)
    if (!declared.some((key) => key.id === id)) await change("DELETE", `${path}/credentials/${id}`);
}

/** What the advice of each rule promises: an update that refreshes puts its part right, the rest is done by hand. */
test("an update with refresh leaves what drift says is for somebody's hand", {
  timeout: 180_000,
}, async () => {
  const { workspace } = checkDeclarations(diskSource(local.root));
  const engine = await ensureEngine({ env: process.env, onEvent: () => undefined });
  const plan = planStack(workspace, "local");
  const access = { domain: plan.domain, token: "local", certificateFile: tenant.certificateFile };
  const stack = await openStack({ paths: local.paths, plan, engine, tenant: access });
  await cleanKeys();
  await stack.up({ refresh: true });
  const { report } = await drift();
  expect(report.drift.filter(({ todo }) => todo.includes("pulumi up")).map(brief)).toEqual([]);
});
