// A stack's exported state → what it says exists, and what an interrupted run left undecided; and back, repaired.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { printable } from "../text.ts";
import { isOurs, TYPES } from "./resource-types.ts";

/** What `pulumi stack export` writes. Source: pulumi/pulumi, sdk/go/common/apitype/core.go (read 2026-11) */
export interface ExportedStack {
  readonly version: number;
  readonly deployment: unknown;
}

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  id: z.string().optional(),
  parent: z.string().optional(),
  dependencies: z.array(z.string()).nullish(),
  provider: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  protect: z.boolean().optional(),
});
const operationSchema = z.looseObject({ type: z.string(), resource: resourceSchema });
const deploymentSchema = z.looseObject({
  manifest: z.record(z.string(), z.unknown()).default({}),
  resources: z.array(resourceSchema).nullish(),
  pending_operations: z.array(operationSchema).nullish(),
});

/** What `pulumi stack export` prints, as far as it is read here. */
export const exportedSchema = z.looseObject({
  version: z.number(),
  deployment: deploymentSchema.nullish(),
});

/** One that was judged; see {@link stateIn}. */
export type ParsedStack = ExportedStack & z.output<typeof exportedSchema>;

/** One resource of an exported state, with its inputs and outputs. */
export type StateResource = z.output<typeof resourceSchema>;

/** An operation that was begun and whose end nobody knows. */
export interface PendingOperation {
  /** `creating`, `updating`, `deleting`, … */
  readonly kind: string;
  readonly urn: string;
  readonly type: string;
}

/** What a state says that there is, and what an update had begun when it was cut off. */
export interface StackState {
  /** When it was written last, in ISO 8601. Source: pulumi/pulumi, sdk/go/common/apitype/core.go (read 2026-11) */
  readonly at?: string;
  readonly resources: readonly StateResource[];
  readonly pending: readonly PendingOperation[];
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

/** The logical name: a URN's last part. Source: https://www.pulumi.com/docs/iac/concepts/resources/names/ (read 2026-11) */
export const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** @throws ZodError for what is not an exported stack */
export const readState = (exported: ExportedStack): StackState =>
  stateIn(exportedSchema.parse(exported) as ParsedStack);

/** The same of what was parsed already: that takes its time where there are many partners. */
export function stateIn({ deployment }: ParsedStack): StackState {
  const { time } = deployment?.manifest ?? {};
  const isTime = typeof time === "string" && !Number.isNaN(Date.parse(time));
  return {
    ...(isTime && { at: new Date(time).toISOString() }),
    resources: deployment?.resources ?? [],
    pending: (deployment?.pending_operations ?? []).map(({ type, resource }) => ({
      kind: type,
      urn: resource.urn,
      type: resource.type,
    })),
  };
}

/** Whether the state has a resource of this type under this name. */
export const knows = ({ resources }: StackState, type: string, name: string): boolean =>
  resources.some((resource) => resource.type === type && nameOf(resource.urn) === name);

/** Whether the state has this object of Auth0, whatever it is called. */
export const knowsId = ({ resources }: StackState, type: string, id: string): boolean =>
  resources.some((resource) => resource.type === type && resource.id === id);

/** The name under which the state has an object of the tenant. */
export function nameHolding({ resources }: StackState, type: string, id: string): string | undefined {
  const found = resources.find((resource) => resource.type === type && resource.id === id);
  return found && nameOf(found.urn);
}

/** Whether an update has made something of ours: the stack itself and its provider are there before. */
export const holdsOurs = ({ resources }: StackState): boolean =>
  resources.some(({ type, custom }) => custom && isOurs(type));

/** Ids at Auth0 of all that an update has made or taken over. */
export const objectIdsIn = ({ resources }: StackState): ReadonlySet<string> =>
  new Set(resources.flatMap(({ type, custom, id }) => (custom && isOurs(type) && id ? [id] : [])));

/** Whether a creation was begun of which nobody knows how it ended. */
export const isCreating = ({ pending }: StackState, type: string, name: string): boolean =>
  pending.some((one) => one.kind === "creating" && one.type === type && nameOf(one.urn) === name);

/**
 * Whether a write of the resource failed: then the state says what was asked for, not what the tenant has. The provider
 * compares with it and would send nothing: a grant that could not be narrowed would stay as wide as it was.
 * Source: pulumi/pulumi, sdk/go/common/apitype/core.go, `InitErrors` (read 2026-11); https://github.com/pulumi/pulumi/issues/21458 (read 2026-12)
 */
export const hasFailed = ({ initErrors }: StateResource): boolean =>
  Array.isArray(initErrors) && initErrors.length > 0;

/**
 * Resources of which the state does not say what they are like: taken into it and never read from the tenant, or
 * half made or changed. An update would compare with nothing. What the provider has read has its id among the outputs.
 */
export const unreadIn = ({ resources }: StackState): readonly StateResource[] =>
  resources.filter(
    (resource) =>
      resource.custom &&
      (hasFailed(resource) || (isOurs(resource.type) && resource.outputs?.id === undefined)),
  );

/** What the last update that came to its end gave; nothing before the first. */
export const stackOutputs = ({ resources }: StackState): Readonly<Record<string, unknown>> =>
  resources.find(({ type }) => type === TYPES.stack)?.outputs ?? {};

const outputsSchema = z.object({ partners: z.record(z.string(), z.looseObject({ client_id: z.string() })) });

/** The client IDs that the stack's outputs tell, by partner: they can be newer or older than its resources. */
export function outputIds(state: StackState): Readonly<Record<string, string>> {
  const partners = outputsSchema.safeParse(stackOutputs(state)).data?.partners ?? {};
  return Object.fromEntries(Object.entries(partners).map(([id, { client_id }]) => [id, client_id]));
}

const PROVIDER_TYPE = "pulumi:providers:auth0";

/** The tenant that the state's own Auth0 provider talks to, where it says. */
export function providerDomain({ resources }: StackState): string | undefined {
  const domain = resources.find(({ type }) => type === PROVIDER_TYPE)?.inputs?.domain;
  return typeof domain === "string" ? domain : undefined;
}

/**
 * Why a state is not that of the stack's tenant, as a sentence; undefined where it is, or does not say. An update would
 * find nothing of what the state has, and one with `--refresh` would make all of it a second time.
 */
export function otherDomain(
  { stack, part, domain }: { readonly stack: string; readonly part?: string; readonly domain: string },
  state: StackState,
): string | undefined {
  const made = providerDomain(state);
  if (made === undefined || made === domain) return undefined;
  return (
    `the state of ${part ?? stack} was made at ${printable(made)}, and Pulumi.${stack}.yaml says auth0:domain ${domain}: ` +
    "put the right tenant there, or take the right state"
  );
}

/** The one that Pulumi makes by itself for the version of the Node.js package. */
const defaultProvider = (
  prefix: string,
  { providerVersion: version, domain }: StateNames,
): StateResource => ({
  urn: `${prefix}${PROVIDER_TYPE}::default_${version.replaceAll(".", "_")}`,
  custom: true,
  id: randomUUID(),
  type: PROVIDER_TYPE,
  inputs: { version, ...(domain !== undefined && { domain }) },
  outputs: { version, ...(domain !== undefined && { domain }) },
});

/** What entries of a state need that the tenant does not tell. */
export interface StateNames {
  readonly project: string;
  readonly stack: string;
  /** Of `@pulumi/auth0`. */
  readonly providerVersion: string;
  /** Where the stack's settings name the tenant; a local stack's environment does. */
  readonly domain?: string;
  /** Whether the engine refuses to replace or delete adopted applications and APIs until an update says otherwise. */
  readonly protect?: boolean;
}

const PROTECTED: readonly string[] = [TYPES.client, TYPES.resourceServer, TYPES.scopes];

/**
 * Without what the provider was asked to do and cannot read afterwards: an Action whose deployment failed would never
 * be deployed, since the state says that it is to be.
 * Source: https://github.com/auth0/terraform-provider-auth0, internal/auth0/action/resource.go (read 2026-11)
 */
function withoutWishes(resource: StateResource): StateResource {
  if (resource.type !== TYPES.action || !hasFailed(resource)) return resource;
  const { deploy: _input, ...inputs } = resource.inputs ?? {};
  const { deploy: _output, ...outputs } = resource.outputs ?? {};
  return { ...resource, inputs, outputs };
}

/**
 * The same state, with the adopted objects in it and without operations on our resources that nobody can decide
 * any more. What the adopted objects are like, and how far operations on known ones came, is not known yet: a
 * refresh of the returned URNs reads it from the tenant. Operations on resources of other kinds stay.
 */
export function withAdopted(
  exported: ExportedStack,
  adopted: readonly Adopted[],
  names: StateNames,
): { deployment: ExportedStack; urns: string[] } {
  const raw = exportedSchema.parse(exported).deployment ?? { manifest: {} };
  const resources = (raw.resources ?? []).map(withoutWishes);
  const prefix = `urn:pulumi:${names.stack}::${names.project}::`;
  const ensure = (resource: StateResource): StateResource => {
    const known = resources.find(({ urn }) => urn === resource.urn);
    if (!known) resources.push(resource);
    return known ?? resource;
  };
  const state = readState(exported);
  const urns = [
    ...state.pending.filter(
      ({ type, urn }) => isOurs(type) && resources.some((resource) => resource.urn === urn),
    ),
    ...unreadIn(state),
  ].map(({ urn }) => urn);
  if (adopted.length > 0) {
    const root = ensure({
      urn: `${prefix}${TYPES.stack}::${names.project}-${names.stack}`,
      custom: false,
      type: TYPES.stack,
    });
    const provider =
      resources.find(({ type }) => type === PROVIDER_TYPE) ?? ensure(defaultProvider(prefix, names));
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
        ...(names.protect && PROTECTED.includes(type) && { protect: true }),
      });
      urns.push(urn);
    }
  }
  const pending = (raw.pending_operations ?? []).filter(({ resource }) => !isOurs(resource.type));
  const deployment = { ...raw, resources, pending_operations: pending };
  return { deployment: { ...exported, deployment }, urns: [...new Set(urns)] };
}
