// The state of our program → the resources of the program that does nothing else, and the state it would have left.
import type { ExportedState } from "./plain-state.ts";

/** What is registered; the parent before its children. */
export interface FloorResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
  readonly inputs: Record<string, unknown>;
  /** Of the provider; absent of components. */
  readonly version?: string;
  readonly protect?: boolean;
  /** What comes before it on a new tenant. */
  readonly dependencies?: readonly string[];
  /** Inputs that are ids of what comes before it. */
  readonly ids?: Readonly<Record<string, string>>;
}

const PROJECT = "partner-access";

/** Without what the provider writes down for itself. */
const given = (_: string, value: unknown) =>
  typeof value === "object" && value !== null && "__defaults" in value
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== "__defaults"))
    : value;

/** The same objects under the same components, in a project of their own. */
export function floorState(state: ExportedState, project: string): ExportedState {
  const text = JSON.stringify(state)
    .replaceAll(`::${PROJECT}::`, `::${project}::`)
    .replaceAll(`::pulumi:pulumi:Stack::${PROJECT}-`, `::pulumi:pulumi:Stack::${project}-`);
  const moved: ExportedState = JSON.parse(text);
  const resources = (moved.deployment.resources ?? []).map((one) =>
    one.custom ? one : { ...one, outputs: {} },
  );
  return { ...moved, deployment: { ...moved.deployment, resources } };
}

/** In the order of the state, in which nothing comes before its parent, nor before what it depends on. */
export function floorResources({ deployment }: ExportedState): readonly FloorResource[] {
  const resources = (deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
  const idOf = new Map(resources.map(({ urn, id }) => [urn, id] as const));
  return resources.map(({ urn, type, custom, parent, provider = "", inputs = {}, protect, ...rest }) => {
    const dependencies = (rest.dependencies ?? []).filter((one) => idOf.has(one));
    const ids = Object.entries(inputs as object).flatMap(([key, value]) => {
      const owner = dependencies.find((one) => typeof value === "string" && idOf.get(one) === value);
      return owner === undefined ? [] : [[key, owner] as const];
    });
    return {
      urn,
      type,
      name: urn.split("::").slice(3).join("::"),
      ...(parent !== undefined && { parent }),
      inputs: JSON.parse(JSON.stringify(inputs), given),
      ...(custom && { version: /::default_([\d_]+)::/.exec(provider)?.[1]?.replaceAll("_", ".") ?? "" }),
      ...(protect === true && { protect }),
      ...(dependencies.length > 0 && { dependencies }),
      ...(ids.length > 0 && { ids: Object.fromEntries(ids) }),
    };
  });
}
