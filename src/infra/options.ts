// Resource options that protect partners, as data: mocks never see options, so tests read these.
import { type CustomResourceOptions, rootStackResource } from "@pulumi/pulumi";
import { isReplaceable, PERMANENT_INPUTS } from "../plan/replacement.ts";
import type { PlannedPartner } from "../plan/types.ts";

/** What is fixed at creation: replacing is the honest way to say what a change of it means. */
export const applicationOptions = {
  replaceOnChanges: [...PERMANENT_INPUTS],
} satisfies CustomResourceOptions;

/**
 * An application that the tenant has already is imported, and then updated to what its file says: a second one is
 * never made. It is not replaced either: a change that Auth0 refuses fails, and the client ID stays.
 * Source: https://www.pulumi.com/docs/iac/concepts/resources/options/import/ (read 2026-11)
 */
export const applicationOptionsOf = (partner: Pick<PlannedPartner, "adopts">): CustomResourceOptions => ({
  ...(isReplaceable(partner) && applicationOptions),
  ...(partner.adopts !== undefined && { import: partner.adopts }),
});

/**
 * The provider adopts an existing grant of the same application, audience and subject type when it creates one.
 * Creating before deleting would adopt the old grant and then delete it.
 * Source: https://github.com/auth0/terraform-provider-auth0, internal/auth0/client/resource_grant.go (read 2026-11)
 */
export const grantOptions = { deleteBeforeReplace: true } as const satisfies CustomResourceOptions;

/**
 * What was deployed under a former id is the same resource. Children say it themselves: they inherit it only in the update
 * that renames their component, and one that was interrupted has renamed that and not yet them.
 * Source: https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/ (read 2026-11)
 */
export const aliasesOf = (formerNames: readonly string[] = []) => formerNames.map((name) => ({ name }));

/** Nothing a partner's client ID or tokens hang on is deleted or replaced while the stack protects it. */
export const protection = (protect: boolean) => ({ protect }) as const satisfies CustomResourceOptions;

/**
 * How many tasks run is the autoscaling's to say once there are some: a deployment must not take them away.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html (read 2026-11)
 */
export const serviceOptions = { ignoreChanges: ["desiredCount"] } satisfies CustomResourceOptions;

/**
 * `pulumi state move` takes a component's child without the component to the root of the other stack. Told so, Pulumi
 * knows the child again there. Source: https://github.com/pulumi/pulumi, pkg/cmd/pulumi/state/state_move.go (read 2026-11)
 */
export const movedOptions = { aliases: [{ parent: rootStackResource }] } satisfies CustomResourceOptions;
