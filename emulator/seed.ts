import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { MANAGEMENT_CLIENT } from "./management/access.ts";
import type { ClientGrant } from "./management/client-grant-rules.ts";
import { insertGrant } from "./management/client-grants.ts";
import { insertClient } from "./management/clients.ts";
import { insertConnection } from "./management/connections.ts";
import type { ResourceServer } from "./management/resource-server-rules.ts";
import { findResourceServer, insertResourceServer } from "./management/resource-servers.ts";
import { managementScopes } from "./management/routes.ts";
import { describeScope } from "./management/scopes.ts";
import { changeTenantSettings } from "./management/tenant-settings.ts";
import { insertUser } from "./management/users.ts";
import { hashPassword } from "./password.ts";
import { type Store, StoreError } from "./store.ts";
import { managementAudience, type Tenant } from "./tenant.ts";

/** People who can sign in to the local tenant. Their accounts differ, so that mixing them up shows. */
export const USERS = [
  {
    user_id: "ana",
    email: "ana@first.example",
    name: "Ana",
    account: "first",
    password: "ana-local-password",
  },
  {
    user_id: "ben",
    email: "ben@second.example",
    name: "Ben",
    account: "second",
    password: "ben-local-password",
  },
];

const hashes = new Map<string, string>();

/** Hashing takes most of the time in which a tenant starts, and these passwords are documented. */
function hashOnce(password: string): string {
  const hash = hashes.get(password) ?? hashPassword(password);
  hashes.set(password, hash);
  return hash;
}

// The file describes a tenant for more readers than this one: other keys are theirs.
const seedSchema = z.looseObject({
  connections: z
    .array(
      z.looseObject({
        name: z.string(),
        strategy: z.string().default("auth0"),
        is_domain_connection: z.boolean().default(false),
      }),
    )
    .default([]),
  flags: z.record(z.string(), z.boolean()).default({}),
  offers_permissive_third_party: z.boolean().optional(),
  account: z.looseObject({ app_metadata_key: z.string() }).optional(),
});
export type Seed = z.infer<typeof seedSchema>;

/** Reads what a YAML file says about a new tenant. @throws StoreError when it is not such a file. */
export function readSeed(file: string): Seed {
  try {
    return seedSchema.parse(parse(readFileSync(file, "utf8")) ?? {});
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const why = issue ? `${issue.path.join(".")}: ${issue.message}` : (error as Error).message.split("\n")[0];
    throw new StoreError(`seed file ${file} cannot be used: ${why}`, { cause: error });
  }
}

const FALLBACK: Seed = {
  connections: [{ name: "Username-Password-Authentication", strategy: "auth0", is_domain_connection: true }],
  flags: {},
};

/** Fills a new tenant: system API, deploying application, connections, people. */
export function fillTenant(tenant: Tenant, seed: Seed | undefined): void {
  const { connections, flags, account: named } = seed ?? FALLBACK;
  const key = named?.app_metadata_key ?? "account";
  tenant.store.put("tenant", "traits", tenant.traits);
  insertSystemApi(tenant);
  insertManagementClient(tenant);
  for (const { name, strategy, is_domain_connection } of connections) {
    insertConnection(tenant.store, { name, strategy, is_domain_connection });
  }
  changeTenantSettings(tenant.store, { flags });
  const database = connections.find(({ strategy }) => strategy === "auth0");
  if (database === undefined) return;
  for (const { account, ...user } of USERS) {
    const profile = { ...user, email_verified: true, app_metadata: { [key]: account } };
    insertUser(tenant.store, { ...profile, connection: database.name }, hashOnce);
  }
}

function insertSystemApi({ store, domain }: Tenant): void {
  insertResourceServer(store, {
    identifier: managementAudience(domain),
    name: "Auth0 Management API",
    is_system: true,
    scopes: managementScopes.map((value) => ({ value, description: describeScope(value) })),
  });
}

function insertManagementClient(tenant: Tenant): void {
  const { store, domain } = tenant;
  const { client_id } = insertClient(tenant, {
    name: "Local deployment",
    app_type: "non_interactive",
    token_endpoint_auth_method: "client_secret_post",
    grant_types: ["client_credentials"],
  });
  const client = store.get("client", client_id);
  store.delete("client", client_id);
  store.put("client", MANAGEMENT_CLIENT.client_id, { ...client, ...MANAGEMENT_CLIENT });
  insertGrant(store, { ...MANAGEMENT_CLIENT_GRANT, audience: managementAudience(domain) });
}

const MANAGEMENT_CLIENT_GRANT = { client_id: MANAGEMENT_CLIENT.client_id, scope: [...managementScopes] };

/**
 * Moves the system API to the address the tenant has today: its identifier contains the port, which may
 * differ from the last run.
 */
export function moveSystemApi(store: Store, domain: string): void {
  const audience = managementAudience(domain);
  if (findResourceServer(store, audience) !== undefined) return;
  const [server] = store.list<ResourceServer>("resource-server", { is_system: true });
  if (server === undefined) return;
  for (const grant of store.list<ClientGrant>("client-grant", { audience: server.identifier })) {
    store.put("client-grant", grant.id, { ...grant, audience });
  }
  store.put("resource-server", server.id, { ...server, identifier: audience });
}
