// The reference for our program: the same resources with the same values, as an engineer would write them by hand.
// It reads the plan that lies beside it; everything else is Pulumi's default.
import { readFileSync } from "node:fs";
import * as auth0 from "@pulumi/auth0";
import type { Plan } from "../../src/plan/types.ts";

const plan: Plan = JSON.parse(readFileSync(new URL("plan.json", import.meta.url), "utf8"));

const connections: Record<string, string> = {};
for (const name of Object.keys(plan.connections)) {
  const { id } = await auth0.getConnection({ name });
  connections[name] = id;
}

const audiences: Record<string, auth0.ResourceServerScopes> = {};
for (const [id, api] of Object.entries(plan.apis)) {
  const server = new auth0.ResourceServer(id, api.resourceServer);
  audiences[id] = new auth0.ResourceServerScopes(`${id}/scopes`, {
    resourceServerIdentifier: server.identifier,
    scopes: api.scopes.map(({ name, description }) => ({ name, description })),
  });
}

const actions: auth0.TriggerAction[] = [];
for (const [id, { name, code, runtime, trigger }] of Object.entries(plan.actions)) {
  const action = new auth0.Action(id, { name, code, runtime, supportedTriggers: trigger, deploy: true });
  actions.push(
    new auth0.TriggerAction(`${id}/${trigger.id}`, {
      trigger: trigger.id,
      actionId: action.id,
      displayName: name,
    }),
  );
}

export const clientIds: Record<string, unknown> = {};
for (const [id, partner] of Object.entries(plan.partners)) {
  const client = new auth0.Client(id, partner.application as auth0.ClientArgs, { dependsOn: actions });
  new auth0.ClientCredentials(`${id}/credentials`, {
    clientId: client.clientId,
    ...(partner.credentials as Omit<auth0.ClientCredentialsArgs, "clientId">),
  });
  for (const [key, grant] of Object.entries(partner.grants)) {
    const audience = audiences[grant.api]?.resourceServerIdentifier;
    if (audience === undefined) throw new Error(`no API ${grant.api}`);
    new auth0.ClientGrant(`${id}/${key}`, {
      clientId: client.clientId,
      audience,
      subjectType: grant.subjectType,
      scopes: [...grant.scopes],
    });
  }
  for (const name of partner.connections)
    new auth0.ConnectionClient(`${id}/${name}`, {
      clientId: client.clientId,
      connectionId: connections[name] ?? "",
    });
  clientIds[id] = client.clientId;
}
