// A planned API becomes its resource server and scopes.
import { ResourceServer } from "@pulumi/auth0/resourceServer.js";
import { ResourceServerScopes } from "@pulumi/auth0/resourceServerScopes.js";
import * as pulumi from "@pulumi/pulumi";
import { proofOfPossessionInputs } from "../model/dpop.ts";
import type { PlannedApi } from "../plan/types.ts";
import { aliasesOf, protection } from "./options.ts";

export interface ApiArgs {
  readonly planned: PlannedApi;
  readonly protect: boolean;
  /** Id of the resource server that the tenant has; where it is taken over. */
  readonly adopted?: string | undefined;
}

/**
 * What exists is imported, and then updated to what its file says: the provider refuses to make scopes beside others.
 * Source: https://github.com/auth0/terraform-provider-auth0, internal/auth0/resourceserver/resource_scopes.go (read 2026-11)
 */
const importOf = (id: string | undefined): pulumi.CustomResourceOptions =>
  id === undefined ? {} : { import: id };

/** An API in Auth0. Its scopes live in one resource, which owns the whole list. */
class ProtectedApi extends pulumi.ComponentResource {
  /** The audience, known once the scopes exist: what depends on it may name them. */
  readonly audience: pulumi.Output<string>;

  constructor(name: string, { planned, protect, adopted }: ApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("partner-access:index:Api", name, {}, opts);
    const { dpop, ...inputs } = planned.resourceServer;
    const { formerIds = [] } = planned;
    const server = new ResourceServer(
      name,
      { ...inputs, proofOfPossession: proofOfPossessionInputs(dpop) },
      { parent: this, aliases: aliasesOf(formerIds), ...protection(protect), ...importOf(adopted) },
    );
    const scopes = new ResourceServerScopes(
      `${name}/scopes`,
      {
        resourceServerIdentifier: server.identifier,
        scopes: planned.scopes.map(({ name, description }) => ({ name, description })),
      },
      {
        parent: this,
        aliases: aliasesOf(formerIds.map((id) => `${id}/scopes`)),
        ...protection(protect),
        ...importOf(adopted && planned.resourceServer.identifier),
      },
    );
    this.audience = scopes.resourceServerIdentifier;
    this.registerOutputs({ audience: this.audience });
  }
}

/** As programs of others know it; here an API is what a file declares. */
export { ProtectedApi as Api };
