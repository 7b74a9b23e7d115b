// A planned API becomes its resource server and scopes.
import { ResourceServer } from "@pulumi/auth0/resourceServer.js";
import { ResourceServerScopes } from "@pulumi/auth0/resourceServerScopes.js";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedApi } from "../plan/types.ts";
import { protection } from "./options.ts";

export interface ApiArgs {
  readonly planned: PlannedApi;
  readonly protect: boolean;
}

/** An API in Auth0. Its scopes live in one resource, which owns the whole list. */
export class ProtectedApi extends pulumi.ComponentResource {
  /** The audience, known once the scopes exist: what depends on it may name them. */
  readonly audience: pulumi.Output<string>;

  constructor(name: string, { planned, protect }: ApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("partner-access:index:Api", name, {}, opts);
    const server = new ResourceServer(
      name,
      { ...planned.resourceServer },
      { parent: this, ...protection(protect) },
    );
    const scopes = new ResourceServerScopes(
      `${name}/scopes`,
      {
        resourceServerIdentifier: server.identifier,
        scopes: planned.scopes.map(({ name, description }) => ({ name, description })),
      },
      { parent: this, ...protection(protect) },
    );
    this.audience = scopes.resourceServerIdentifier;
    this.registerOutputs({ audience: this.audience });
  }
}
