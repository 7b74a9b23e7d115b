// A plan → a local tenant that holds it, through its Management API: what an engine would do, in seconds.
import type { Emulator } from "../../../emulator/emulator.ts";
import { ask } from "../../../local/verify/ask.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { answersOf, clientIdOf } from "./tenant.ts";

type Json = Record<string, unknown>;

/** Without what is not set: the tenant refuses some properties even when they are null. */
const filled = (body: Json): Json =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

async function makeClients(tenant: Emulator, plan: Plan): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { client_id, client_secret: _, client_authentication_methods: __, ...client } of answersOf(plan)
    .clients) {
    const partner = Object.keys(plan.partners).find((id) => clientIdOf(id) === client_id) ?? "";
    const keys = plan.partners[partner]?.credentials.privateKeyJwt?.credentials;
    const credentials = keys?.map(({ name, credentialType, algorithm, pem, expiresAt }) =>
      filled({ name, credential_type: credentialType, alg: algorithm, pem, expires_at: expiresAt }),
    );
    const methods = credentials && { client_authentication_methods: { private_key_jwt: { credentials } } };
    const made = await ask(tenant, "POST", "clients", { ...filled(client), ...methods });
    ids.set(String(client_id), String(made.client_id));
  }
  return ids;
}

async function enable(tenant: Emulator, plan: Plan, ids: ReadonlyMap<string, string>): Promise<void> {
  const connections = await ask<{ id: string; name: string }[]>(tenant, "GET", "connections?per_page=100");
  for (const [name, clients] of Object.entries(answersOf(plan).enabled)) {
    const id = connections.find((connection) => connection.name === name)?.id;
    for (let at = 0; at < clients.length; at += 50) {
      const changes = clients
        .slice(at, at + 50)
        .map((client) => ({ client_id: ids.get(client), status: true }));
      await ask(tenant, "PATCH", `connections/${id}/clients`, changes);
    }
  }
}

/** Gives the client IDs by partner. Connections and flags must be in the tenant's seed. */
export async function seedTenant(tenant: Emulator, plan: Plan): Promise<Record<string, string>> {
  const answers = answersOf(plan);
  for (const api of answers.apis) await ask(tenant, "POST", "resource-servers", api);
  const ids = await makeClients(tenant, plan);
  for (const { id: _, ...grant } of answers.grants)
    await ask(tenant, "POST", "client-grants", { ...grant, client_id: ids.get(String(grant.client_id)) });
  await enable(tenant, plan, ids);
  const bindings = [];
  for (const { name, code, supported_triggers } of answers.actions) {
    const { id } = await ask(tenant, "POST", "actions/actions", { name, code, supported_triggers });
    await ask(tenant, "POST", `actions/actions/${id}/deploy`);
    bindings.push({ ref: { type: "action_id", value: id }, display_name: name });
  }
  await ask(tenant, "PATCH", "actions/triggers/post-login/bindings", { bindings });
  return Object.fromEntries(Object.keys(plan.partners).map((id) => [id, ids.get(clientIdOf(id)) ?? ""]));
}
