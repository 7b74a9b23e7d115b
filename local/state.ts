// What the local stack's state says exists, and what an interrupted run left undecided.
import { randomUUID } from "node:crypto";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

export interface StackState {
  readonly resources: readonly StateResource[];
  /** URNs of operations that were begun and whose end nobody knows. */
  readonly pending: readonly string[];
}

/** One object of the tenant, and the resource it is. */
export interface Adopted {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** What the provider needs to be told before it can read the rest: it checks a grant's scopes first. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** The component that owns it. */
  readonly parent: { readonly type: string; readonly name: string };
}

/** What we need of a checkpoint. Source: pulumi/pulumi, sdk/go/common/apitype/core.go (read 2026-11) */
interface RawDeployment {
  manifest?: object;
  resources?: RawResource[];
  pending_operations?: { type: string; resource: RawResource }[];
}

interface RawResource extends StateResource {
  custom: boolean;
  parent?: string;
  provider?: string;
  inputs?: object;
  outputs?: object;
}

/** The logical name: a URN's last part. Source: https://www.pulumi.com/docs/iac/concepts/resources/names/ (read 2026-11) */
export const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

export function readState(exported: Deployment): StackState {
  const raw = (exported.deployment ?? {}) as RawDeployment;
  return {
    resources: raw.resources ?? [],
    pending: (raw.pending_operations ?? []).map(({ resource }) => resource.urn),
  };
}

const PROVIDER_TYPE = "pulumi:providers:auth0";

/** The one that Pulumi makes by itself for the version of the Node.js package. */
const defaultProvider = (prefix: string, version: string): RawResource => ({
  urn: `${prefix}${PROVIDER_TYPE}::default_${version.replaceAll(".", "_")}`,
  custom: true,
  id: randomUUID(),
  type: PROVIDER_TYPE,
  inputs: { version },
  outputs: { version },
});

export interface StateNames {
  readonly project: string;
  readonly stack: string;
  /** Of `@pulumi/auth0`. */
  readonly providerVersion: string;
}

/**
 * The same state, with the adopted objects in it and without operations that nobody can decide any more. What
 * the adopted objects are like, and how far operations on known ones came, is not known yet: a refresh of the
 * returned URNs reads it from the tenant.
 */
export function withAdopted(
  exported: Deployment,
  adopted: readonly Adopted[],
  { project, stack, providerVersion }: StateNames,
): { deployment: Deployment; urns: string[] } {
  const raw = exported.deployment as RawDeployment | undefined;
  const resources = [...(raw?.resources ?? [])];
  const prefix = `urn:pulumi:${stack}::${project}::`;
  const ensure = (resource: RawResource): RawResource => {
    const known = resources.find(({ urn }) => urn === resource.urn);
    if (!known) resources.push(resource);
    return known ?? resource;
  };
  const urns = readState(exported).pending.filter((urn) =>
    resources.some((resource) => resource.urn === urn),
  );
  if (adopted.length > 0) {
    const type = "pulumi:pulumi:Stack";
    const root = ensure({ urn: `${prefix}${type}::${project}-${stack}`, custom: false, type });
    const provider =
      resources.find(({ type }) => type === PROVIDER_TYPE) ??
      ensure(defaultProvider(prefix, providerVersion));
    for (const { type, name, id, inputs = {}, parent } of adopted) {
      const component = ensure({
        urn: `${prefix}${parent.type}::${parent.name}`,
        custom: false,
        type: parent.type,
        parent: root.urn,
      });
      const urn = `${prefix}${parent.type}$${type}::${name}`;
      ensure({
        urn,
        custom: true,
        id,
        type,
        inputs,
        outputs: inputs,
        parent: component.urn,
        provider: `${provider.urn}::${provider.id}`,
      });
      urns.push(urn);
    }
  }
  const deployment = { ...raw, manifest: raw?.manifest ?? {}, resources, pending_operations: [] };
  return { deployment: { ...exported, deployment }, urns: [...new Set(urns)] };
}
