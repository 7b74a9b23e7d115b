// A plan → the same resources as a configuration of terraform with the Auth0 provider, in terraform's JSON.
// Source: https://registry.terraform.io/providers/auth0/auth0/latest/docs (read 2026-11)
import { proofOfPossessionInputs } from "../src/model/dpop.ts";
import type { Plan, PlannedPartner } from "../src/plan/types.ts";
import { inSnakeCase } from "./snake-case.ts";

/** By type and name. */
type Resources = Record<string, Record<string, object>>;

export interface TerraformConfig {
  readonly terraform: object;
  readonly data: Resources;
  readonly resource: Resources;
}

/** Text that terraform would take for a template otherwise. */
const literal = (text: string) => text.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);

const object = (value: object) => inSnakeCase(value, literal);

/** A name for terraform: ours have slashes. */
const nameOf = (...parts: readonly string[]) => parts.join("_").replaceAll("/", "_");

const adderTo =
  (resources: Resources) =>
  (type: string, name: string, value: object): void => {
    resources[type] = Object.assign(resources[type] ?? {}, { [name]: value });
  };

function addPartner(resource: Resources, id: string, partner: PlannedPartner, dependsOn: readonly string[]) {
  const clientId = `\${auth0_client.${id}.client_id}`;
  const add = adderTo(resource);
  add("auth0_client", id, { ...object(partner.application), depends_on: dependsOn });
  add("auth0_client_credentials", id, { client_id: clientId, ...object(partner.credentials) });
  for (const [key, { api, subjectType, scopes }] of Object.entries(partner.grants))
    add("auth0_client_grant", nameOf(id, key), {
      client_id: clientId,
      audience: `\${auth0_resource_server_scopes.${api}.resource_server_identifier}`,
      subject_type: subjectType,
      scopes,
    });
  for (const name of partner.connections)
    add("auth0_connection_client", nameOf(id, name), {
      client_id: clientId,
      connection_id: `\${data.auth0_connection.${name}.id}`,
    });
}

/** One resource for each that Pulumi has, with the same values. AWS is left out. */
export function terraformConfig(plan: Plan): TerraformConfig {
  const resource: Resources = {};
  const add = adderTo(resource);
  for (const [id, { resourceServer, scopes }] of Object.entries(plan.apis)) {
    const { dpop, ...inputs } = resourceServer;
    add("auth0_resource_server", id, object({ ...inputs, proofOfPossession: proofOfPossessionInputs(dpop) }));
    add("auth0_resource_server_scopes", id, {
      resource_server_identifier: `\${auth0_resource_server.${id}.identifier}`,
      scopes: scopes.map(({ name, description }) => ({ name, description: literal(description) })),
    });
  }
  const dependsOn: string[] = [];
  for (const [id, { name, code, runtime, trigger }] of Object.entries(plan.actions)) {
    const action = { name, code: literal(code), runtime, deploy: true };
    add("auth0_action", id, { ...action, supported_triggers: { ...trigger } });
    const bound = nameOf(id, trigger.id);
    add("auth0_trigger_action", bound, {
      trigger: trigger.id,
      action_id: `\${auth0_action.${id}.id}`,
      display_name: name,
    });
    dependsOn.push(`auth0_trigger_action.${bound}`);
  }
  for (const [id, partner] of Object.entries(plan.partners)) addPartner(resource, id, partner, dependsOn);
  const connections = Object.keys(plan.connections).map((name) => [name, { name }] as const);
  return {
    terraform: { required_providers: { auth0: { source: "auth0/auth0" } } },
    data: { auth0_connection: Object.fromEntries(connections) },
    resource,
  };
}
