// A planned partner becomes its application, credentials, grants and connections.
// One module per resource: the package's index would load all of its two hundred.
import { Client, type ClientArgs } from "@pulumi/auth0/client.js";
import { ClientCredentials, type ClientCredentialsArgs } from "@pulumi/auth0/clientCredentials.js";
import { ClientGrant } from "@pulumi/auth0/clientGrant.js";
import { ConnectionClient } from "@pulumi/auth0/connectionClient.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedPartner } from "../plan/types.ts";
import type { AdoptedGrants } from "./asked.ts";
import { aliasesOf, applicationOptionsOf, grantOptions, protection } from "./options.ts";

export interface PartnerAccessArgs {
  readonly planned: PlannedPartner;
  /** Audiences by API id, known once the API's scopes exist. */
  readonly audiences: Readonly<Record<string, pulumi.Input<string>>>;
  /** Ids of the tenant's connections by name. */
  readonly connectionIds: Readonly<Record<string, pulumi.Input<string>>>;
  readonly protect: boolean;
  /** Ids of grants that the tenant has, by their keys; where the application is taken over. */
  readonly adoptedGrants?: AdoptedGrants;
}

const lookUp = <T>(argument: string, record: Readonly<Record<string, T>>, key: string): T => {
  const found = record[key];
  if (found === undefined) throw new Error(`${argument} names no ${key}`);
  return found;
};

/**
 * Everything one partner owns in Auth0. Names of children are joined by a slash, which no id contains: two
 * partners can never claim the same name.
 */
export class PartnerAccess extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;
  /** A secret, and no output of the component: anyone who needs it takes it from here. Empty without one. */
  readonly clientSecret: pulumi.Output<string>;

  constructor(name: string, args: PartnerAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("partner-access:index:PartnerAccess", name, {}, opts);
    const { planned } = args;
    const { formerIds } = planned;
    const formerly = (rest: string) => aliasesOf(formerIds.map((id) => `${id}/${rest}`));
    const client = new Client(
      name,
      // The plan's lists are read-only; the provider's types are not.
      structuredClone(planned.application) as ClientArgs,
      {
        parent: this,
        aliases: aliasesOf(formerIds),
        ...applicationOptionsOf(planned),
        ...protection(args.protect),
      },
    );
    const credentials = new ClientCredentials(
      `${name}/credentials`,
      {
        clientId: client.clientId,
        ...(structuredClone(planned.credentials) as object),
      } as ClientCredentialsArgs,
      { parent: this, aliases: formerly("credentials") },
    );
    for (const [key, grant] of Object.entries(planned.grants)) {
      const adopted = args.adoptedGrants?.[key];
      const formerKeys = grant.formerApis?.map((api) => `${api}/${grant.subjectType}`) ?? [];
      new ClientGrant(
        `${name}/${key}`,
        {
          clientId: client.clientId,
          audience: lookUp("audiences", args.audiences, grant.api),
          subjectType: grant.subjectType,
          scopes: [...grant.scopes],
        },
        {
          parent: this,
          ...grantOptions,
          aliases: [
            ...aliasesOf(formerKeys.map((former) => `${name}/${former}`)),
            ...[key, ...formerKeys].flatMap(formerly),
          ],
          ...(adopted !== undefined && { import: adopted }),
        },
      );
    }
    for (const connection of planned.connections) {
      new ConnectionClient(
        `${name}/${connection}`,
        { clientId: client.clientId, connectionId: lookUp("connectionIds", args.connectionIds, connection) },
        { parent: this, aliases: formerly(connection) },
      );
    }
    this.clientId = client.clientId;
    this.clientSecret = pulumi.secret(credentials.clientSecret);
    // Of an application that nothing is granted, only the status says whether it may go; and its name in the tenant may be
    // changed by hand, which a refresh takes over into the state.
    this.registerOutputs({
      clientId: this.clientId,
      status: planned.status,
      name: planned.application.name,
    });
  }
}
