// A local tenant in this process that is brought into one random state after another, through its Management API.
import { openTenant, tenantApp } from "../../../emulator/emulator.ts";
import { Store } from "../../../emulator/store.ts";
import { newBrowser } from "../../emulator/support/browser.ts";
import { ANA, BEN } from "../../emulator/support/oauth.ts";
import { readerOf } from "../reader.ts";
import {
  API_IDS,
  type ApiId,
  apisIn,
  CLIENT_KINDS,
  type ClientKind,
  type Grant,
  SCOPES,
  SUBJECTS,
  type Subject,
  type TenantState,
} from "./state.ts";

export const DOMAIN = "tenant.example";
export const ORIGIN = `https://${DOMAIN}`;
export const CALLBACK = "https://app.example/callback";
export const SUBJECT_TOKEN_TYPE = "urn:acme:legacy-token";
export const USERS = { ana: "auth0|ana", ben: "auth0|ben" } as const;

interface Registered {
  readonly client_id: string;
  readonly client_secret: string;
}

const KINDS: Readonly<Record<ClientKind, object>> = {
  strict: { is_first_party: false, third_party_security_mode: "strict" },
  permissive: { is_first_party: false, third_party_security_mode: "permissive" },
  ours: { is_first_party: true, organization_usage: "allow" },
};

export type ClosedWorld = Awaited<ReturnType<typeof closedWorld>>;

/** @param audiences identifiers of the APIs */
export async function closedWorld(audiences: Readonly<Record<ApiId, string>>) {
  const tenant = openTenant(new Store(":memory:"), DOMAIN);
  const app = tenantApp(tenant);
  const headers = { authorization: "Bearer local", "content-type": "application/json" };

  async function ask<T = { id: string }>(method: string, path: string, body?: unknown): Promise<T> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await app.request(`${ORIGIN}/api/v2/${path}`, { method, headers, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  const clients = {} as Record<ClientKind, Registered>;
  for (const kind of CLIENT_KINDS)
    clients[kind] = await ask("POST", "clients", {
      name: kind,
      app_type: "regular_web",
      callbacks: [CALLBACK],
      token_endpoint_auth_method: "client_secret_post",
      ...KINDS[kind],
    });
  const [database] = await ask<{ id: string; name: string }[]>("GET", "connections");
  const enabled = [{ client_id: clients.ours.client_id, status: true }];
  await ask("PATCH", `connections/${database?.id}/clients`, enabled);
  await ask("PATCH", "tenants/settings", { default_directory: database?.name });
  const organization = await ask("POST", "organizations", {
    name: "first",
    third_party_client_access: "allow",
  });
  const its = `organizations/${organization.id}`;
  await ask("POST", `${its}/enabled_connections`, { connection_id: database?.id });
  await ask("POST", `${its}/members`, { members: [USERS.ana] });
  const secrets = {} as Record<ApiId, string>;
  const made = { actions: [] as string[], profiles: [] as string[], roles: [] as string[] };

  const reading = readerOf(app, DOMAIN);

  async function makeApi(id: ApiId, { apis }: TenantState, before: TenantState | undefined): Promise<void> {
    const wanted = apis[id];
    const path = `resource-servers/${encodeURIComponent(audiences[id])}`;
    if (!wanted) {
      if (before?.apis[id]) await ask("DELETE", path);
      return;
    }
    const { enforces, dialect, skipsConsent, allowsOffline, isSymmetric, user, client } = wanted;
    const settings = {
      enforce_policies: enforces,
      token_dialect: dialect,
      skip_consent_for_verifiable_first_party_clients: skipsConsent,
      allow_offline_access: allowsOffline,
      subject_type_authorization: { user: { policy: user }, client: { policy: client } },
    };
    // The algorithm is for good: another one is another API.
    if (before?.apis[id]?.isSymmetric === isSymmetric) {
      await ask("PATCH", path, settings);
      return;
    }
    if (before?.apis[id]) await ask("DELETE", path);
    const { signing_secret = "" } = await ask<{ signing_secret?: string }>("POST", "resource-servers", {
      identifier: audiences[id],
      name: id,
      scopes: SCOPES.map((value) => ({ value })),
      signing_alg: isSymmetric ? "HS256" : "RS256",
      ...settings,
    });
    secrets[id] = signing_secret;
    const permissions = SCOPES.map((permission_name) => ({
      resource_server_identifier: audiences[id],
      permission_name,
    }));
    await ask("POST", `users/${encodeURIComponent(USERS.ana)}/permissions`, { permissions });
  }

  async function makeGrant(owner: object, api: ApiId, subject_type: Subject, wanted: Grant | undefined) {
    if (!wanted) return;
    const { usage = "deny", isGiven = false, isAny = false } = wanted.organization ?? {};
    const isOurs = "client_id" in owner && owner.client_id === clients.ours.client_id;
    const used = subject_type === "client" && "client_id" in owner && usage !== "deny";
    const { id } = await ask("POST", "client-grants", {
      ...owner,
      ...{ audience: audiences[api], subject_type },
      ...wanted.content,
      ...(used && { organization_usage: usage }),
      ...(used && isOurs && isAny && { allow_any_organization: true }),
    });
    if (used && isGiven)
      await ask("POST", `organizations/${organization.id}/client-grants`, { grant_id: id });
  }

  async function makeAction(name: string, trigger: string, code: string): Promise<string> {
    const supported_triggers = [{ id: trigger, version: "v3" }];
    const { id } = await ask("POST", "actions/actions", { name, code, supported_triggers });
    await ask("POST", `actions/actions/${id}/deploy`);
    made.actions.push(id);
    return id;
  }

  async function forget(): Promise<void> {
    for (const { id } of await ask<{ id: string; audience: string }[]>("GET", "client-grants?per_page=100"))
      await ask("DELETE", `client-grants/${id}`);
    await ask("PATCH", "actions/triggers/post-login/bindings", { bindings: [] });
    for (const id of made.profiles.splice(0)) await ask("DELETE", `token-exchange-profiles/${id}`);
    for (const id of made.actions.splice(0)) await ask("DELETE", `actions/actions/${id}`);
    for (const id of made.roles.splice(0)) await ask("DELETE", `roles/${id}`);
    // What ends by itself, and the log: lists that only get longer.
    for (const kind of ["log", "code", "sign-in", "refresh-token", "userinfo-token"])
      tenant.store.deleteWhere(kind, {});
  }

  async function makeRole({ permissions, apis }: TenantState): Promise<void> {
    const held = apisIn({ apis }).flatMap((api) =>
      permissions[api].map((permission_name) => ({
        resource_server_identifier: audiences[api],
        permission_name,
      })),
    );
    if (held.length === 0) return;
    const { id } = await ask("POST", "roles", { name: "some" });
    made.roles.push(id);
    await ask("POST", `roles/${id}/permissions`, { permissions: held });
    await ask("POST", `users/${encodeURIComponent(USERS.ben)}/roles`, { roles: [id] });
  }

  async function makeActions({ adds, exchange }: TenantState): Promise<void> {
    if (adds) {
      const calls = adds.map((scope) => `api.accessToken.addScope("${scope}");`).join(" ");
      const code = `exports.onExecutePostLogin = async (event, api) => { ${calls} };`;
      const id = await makeAction("enrich", "post-login", code);
      const bindings = [{ ref: { type: "action_id", value: id } }];
      await ask("PATCH", "actions/triggers/post-login/bindings", { bindings });
    }
    if (exchange.hasProfile) {
      const code = `exports.onExecuteCustomTokenExchange = async (event, api) => { api.authentication.setUserById("${USERS.ana}"); };`;
      const action_id = await makeAction("exchange", "custom-token-exchange", code);
      const profile = {
        name: "Legacy",
        type: "custom_authentication",
        subject_token_type: SUBJECT_TOKEN_TYPE,
      };
      made.profiles.push((await ask("POST", "token-exchange-profiles", { ...profile, action_id })).id);
    }
  }

  async function make(state: TenantState, before: TenantState | undefined): Promise<void> {
    await forget();
    for (const id of API_IDS) await makeApi(id, state, before);
    for (const kind of CLIENT_KINDS) {
      const { grantTypes, grants } = state.clients[kind];
      const { client_id } = clients[kind];
      await ask("PATCH", `clients/${client_id}`, {
        grant_types: grantTypes,
        ...(kind === "ours" && settingsOfOurs(state, audiences)),
      });
      for (const api of apisIn(state))
        for (const subject of SUBJECTS) await makeGrant({ client_id }, api, subject, grants[api][subject]);
    }
    for (const api of apisIn(state))
      for (const subject of SUBJECTS)
        await makeGrant({ default_for: "third_party_clients" }, api, subject, state.byDefault[api][subject]);
    await makeRole(state);
    await makeActions(state);
    await ask("PATCH", "tenants/settings", {
      flags: { enable_dynamic_client_registration: state.registration !== "closed" },
      dynamic_client_registration_security_mode:
        state.registration === "permissive" ? "permissive" : "strict",
    });
  }

  const people = {
    ana: { ...ANA, browser: newBrowser(app) },
    ben: { ...BEN, browser: newBrowser(app) },
  };
  return { app, ask, tenant, audiences, clients, organization, secrets, people, reading, make };
}

function settingsOfOurs({ policies, exchange }: TenantState, audiences: Readonly<Record<ApiId, string>>) {
  return {
    oidc_conformant: exchange.conforms,
    refresh_token: {
      rotation_type: "non-rotating",
      expiration_type: "non-expiring",
      policies: API_IDS.flatMap((api) =>
        policies[api] ? [{ audience: audiences[api], scope: policies[api] }] : [],
      ),
    },
    token_exchange: {
      allow_any_profile_of_type: exchange.isAllowed ? ["custom_authentication"] : [],
    },
  };
}
