// A plan → the same resources as the YAML file that auth0-deploy-cli imports.
// Source: https://auth0.com/docs/deploy-monitor/deploy-cli-tool (read 2026-11)
import { stringify } from "yaml";
import type { Plan } from "../src/plan/types.ts";
import { inSnakeCase } from "./snake-case.ts";

/**
 * Kinds that the file is about. Connections and triggers are not: the file would own the whole lists of their
 * applications and Actions.
 */
export const INCLUDED = ["actions", "clientGrants", "clients", "resourceServers"] as const;

/** The file, and beside it the code of each Action by its path. */
export interface DeployCliConfig {
  readonly file: string;
  readonly code: Readonly<Record<string, string>>;
}

/** Applications are named by their names, since that is how the tool recognises them. AWS is left out. */
export function deployCliConfig(plan: Plan): DeployCliConfig {
  const partners = Object.values(plan.partners);
  const clients = partners.map(({ application, credentials }) => ({
    ...inSnakeCase(application),
    token_endpoint_auth_method: credentials.authenticationMethod,
  }));
  const clientGrants = partners.flatMap(({ application, grants }) =>
    Object.values(grants).map(({ audience, subjectType, scopes }) => ({
      client_id: application.name,
      audience,
      subject_type: subjectType,
      scope: scopes,
    })),
  );
  const resourceServers = Object.values(plan.apis).map(({ resourceServer, scopes }) => ({
    ...inSnakeCase(resourceServer),
    scopes: scopes.map(({ name, description }) => ({ value: name, description })),
  }));
  const actions = Object.entries(plan.actions);
  return {
    file: stringify({
      clients,
      clientGrants,
      resourceServers,
      actions: actions.map(([id, { name, runtime, trigger }]) => ({
        name,
        code: `./${id}.js`,
        runtime,
        supported_triggers: [trigger],
        dependencies: [],
        secrets: [],
        deployed: true,
        status: "built",
      })),
    }),
    code: Object.fromEntries(actions.map(([id, { code }]) => [`${id}.js`, code])),
  };
}
