// A local tenant that somebody changes by its Management API, and what `drift` and `who` say of it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../../local/verify/ask.ts";
import { driftReportSchema } from "../../../src/drift/drift.ts";
import { type LocalTenant, localTenant, runDrift } from "../../drift/support/local-tenant.ts";
import { runCommand } from "../../support/command.ts";

let local: LocalTenant;

/** For the tests of one file. */
export function openWorld(): void {
  beforeAll(async () => {
    local = await localTenant();
  });
  afterAll(() => local.close());
}

/** Client IDs by partner. */
export const clientIds = () => local.clientIds;

export const call = <T = { id: string; client_id: string }>(method: string, path: string, body?: unknown) =>
  ask<T>(local.tenant, method, path, body);
/** Ids that the tenant chose, as the same words in each run. */
function inWords(text: string): string {
  const names = Object.entries(local.clientIds).map(([name, id]) => [id, name] as const);
  return [...names, [local.plan.domain, "the tenant"] as const, [spa, "spa"] as const].reduce(
    (all, [id, name]) => (id === "" ? all : all.replaceAll(id, name)),
    text,
  );
}
const told = async () => {
  const { out } = await runDrift(local.root, ["--stack", "local", "--format", "json"]);
  return driftReportSchema
    .parse(JSON.parse(out))
    .drift.map(({ severity, rule, subject }) => inWords(`${severity} ${rule} ${subject.kind} ${subject.id}`))
    .toSorted();
};
/** What nothing declares, and what is unknown. */
const who = async () => {
  const { out } = await runCommand(["who", "--root", local.root, "--stack", "local", "--format", "json"]);
  const { holdings, unknown } = JSON.parse(out) as {
    holdings: {
      who: string;
      way: string;
      api: string;
      subjectType: string;
      scopes: string[];
      declared: boolean;
    }[];
    unknown: string[];
  };
  return [
    ...holdings
      .filter(({ declared }) => !declared)
      .map((one) => `${one.who}, ${one.way}, ${one.api}, ${one.subjectType}: ${one.scopes.join(" ")}`),
    ...unknown.map((what) => `unknown ${what}`),
  ].map(inWords);
};

/** An application of ours that nobody declares, with a grant for users. */
let spa = "";
export async function withOurs(body: object): Promise<() => Promise<void>> {
  const made = await call("POST", "clients", {
    ...{ name: "SPA", app_type: "regular_web", is_first_party: true, oidc_conformant: true },
    ...{ grant_types: ["authorization_code", "refresh_token"], callbacks: ["https://spa.example/callback"] },
    ...body,
  });
  spa = made.client_id;
  await call("POST", "client-grants", {
    ...{ client_id: spa, audience: contacts(), subject_type: "user", scope: ["read:contacts"] },
  });
  return async () => {
    await call("DELETE", `clients/${spa}`);
    spa = "";
  };
}
export const contacts = () => local.plan.apis.contacts?.resourceServer.identifier ?? "";

/** Changes what is there, and gives what takes it back. */
export async function changed(path: string, now: object, before: object): Promise<() => Promise<unknown>> {
  await call("PATCH", path, now);
  return () => call("PATCH", path, before);
}
export const acme = (now: object, before: object) => () =>
  changed(`clients/${local.clientIds["acme-cms"]}`, now, before);
export const fieldbook = (now: object, before: object) => () =>
  changed(`clients/${local.clientIds.fieldbook}`, now, before);
export const api = (now: object, before: object) => () =>
  changed(`resource-servers/${encodeURIComponent(contacts())}`, now, before);
export const settings = (now: object, before: object) => () => changed("tenants/settings", now, before);
export const made = (path: string, body: () => object) => async () => {
  const { id } = await call("POST", path, body());
  return () => call("DELETE", `${path}/${id}`);
};

export const PERMISSIVE = [
  {
    flags: { enable_dynamic_client_registration: true },
    dynamic_client_registration_security_mode: "permissive",
  },
  {
    flags: { enable_dynamic_client_registration: false },
    dynamic_client_registration_security_mode: "strict",
  },
] as const;

/** The policy of the API for users. */
export const letting = (policy: string) => ({
  subject_type_authorization: { user: { policy }, client: { policy: "require_client_grant" } },
});

const employees = async () => {
  const all = await call<{ id: string; name: string }[]>("GET", "connections");
  return `connections/${all.find(({ name }) => name === "our-employees")?.id}`;
};
export const promoted = async () =>
  changed(await employees(), { is_domain_connection: true }, { is_domain_connection: false });
export const mapped = async (partner: string) => {
  const path = `${await employees()}/clients`;
  const set = (status: boolean) => call("PATCH", path, [{ client_id: local.clientIds[partner], status }]);
  await set(true);
  return () => set(false);
};

export interface Case {
  readonly name: string;
  readonly open: () => Promise<() => Promise<unknown>>;
  readonly drift: readonly string[];
  readonly who: readonly string[];
}

/** Each is told while it is open, and no more once it is closed. */
export const testCases = (cases: readonly Case[]): void =>
  test.for(cases)("$name", async ({ open, drift, who: answers }) => {
    const close = await open();
    try {
      expect({ drift: await told(), who: await who() }).toEqual({ drift, who: answers });
    } finally {
      await close();
    }
    expect({ drift: await told(), who: await who() }).toEqual({ drift: [], who: [] });
  });
