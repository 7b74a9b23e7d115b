// An application of ours becomes its grants: nothing else of it is managed.
import { ClientGrant } from "@pulumi/auth0/clientGrant.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedOwnApplication } from "../plan/types.ts";
import type { AdoptedGrants } from "./asked.ts";
import { aliasesOf, grantOptions } from "./options.ts";

export interface OwnGrantsArgs {
  readonly planned: PlannedOwnApplication;
  /** Audiences by API id. */
  readonly audiences: Readonly<Record<string, pulumi.Input<string>>>;
  /** Ids of grants that the tenant has, by their keys. */
  readonly adoptedGrants?: AdoptedGrants | undefined;
}

/**
 * The grants of one of our own applications. It is named by its client ID, which never changes: a renamed entry of
 * tenant.yaml is the same resource, and no grant is deleted under its old name.
 */
export class OwnApplicationGrants extends pulumi.ComponentResource {
  /** By API id: what has to be there before the API is closed to applications without a grant. */
  readonly grants: readonly { readonly api: string; readonly grant: ClientGrant }[];

  constructor({ planned, audiences, adoptedGrants }: OwnGrantsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { clientId, grants } = planned;
    super("partner-access:index:OwnApplication", clientId, {}, opts);
    this.grants = Object.entries(grants).map(([key, { api, formerApis, audience, subjectType, scopes }]) => {
      const adopted = adoptedGrants?.[key];
      const formerly = formerApis?.map((former) => `${clientId}/${former}/${subjectType}`);
      const grant = new ClientGrant(
        `${clientId}/${key}`,
        { clientId, audience: audiences[api] ?? audience, subjectType, scopes: [...scopes] },
        {
          parent: this,
          ...grantOptions,
          aliases: aliasesOf(formerly),
          ...(adopted !== undefined && { import: adopted }),
        },
      );
      return { api, grant };
    });
    this.registerOutputs({});
  }
}
