// The state of our program → the state in which the plain program would have left the same objects.

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly [key: string]: unknown;
}

/** What `pulumi stack export` prints, and `pulumi stack import` takes. */
export interface ExportedState {
  readonly version: number;
  readonly deployment: { readonly resources?: readonly Resource[]; readonly [key: string]: unknown };
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/** `urn:pulumi:<stack>::<project>::<types of its parents, its own>::<name>`. */
function parse(urn: string): { stack: string; type: string; name: string } {
  const [stack = "", , types = "", ...name] = urn.slice("urn:pulumi:".length).split("::");
  return { stack, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/**
 * Components go, what they hold becomes the stack's own, and options return to their defaults. It saves deploying
 * the same again: that the plain program previews no change is the proof that it declares the same.
 */
export function plainState(state: ExportedState, project: string): ExportedState {
  const resources = state.deployment.resources ?? [];
  const stack = parse(resources[0]?.urn ?? "").stack;
  const stackUrn = `urn:pulumi:${stack}::${project}::${STACK_TYPE}::${project}-${stack}`;
  const kept = resources.filter(({ custom, type }) => custom || type === STACK_TYPE);
  const isKept = new Set(kept.map(({ urn }) => urn));
  const rename = (urn: string): string => {
    const { type, name } = parse(urn);
    return type === STACK_TYPE ? stackUrn : `urn:pulumi:${stack}::${project}::${type}::${name}`;
  };
  const renameAll = (urns: readonly string[] | null | undefined) =>
    (urns ?? []).filter((urn) => isKept.has(urn)).map(rename);
  const plain = kept.map((resource): Resource => {
    const { urn, type, provider = "", propertyDependencies = {} } = resource;
    const { parent: _, protect: _protect, aliases: _aliases, ...rest } = resource;
    if (type === STACK_TYPE) return { ...rest, urn: stackUrn, outputs: {} };
    const at = provider.lastIndexOf("::");
    const properties = Object.entries(propertyDependencies).map(([key, urns]) => [key, renameAll(urns)]);
    return {
      ...rest,
      urn: rename(urn),
      ...(type.startsWith("pulumi:") ? {} : { parent: stackUrn }),
      ...(provider !== "" && { provider: rename(provider.slice(0, at)) + provider.slice(at) }),
      dependencies: renameAll(resource.dependencies),
      propertyDependencies: Object.fromEntries(properties),
    };
  });
  return { ...state, deployment: { ...state.deployment, resources: plain } };
}
