// Arbitrary declarations: workspaces that are valid as far as a plan cares, and the same in another order.
import fc from "fast-check";
import { hasNoScopes } from "../../src/model/any-token.ts";
import type { Part, Stack } from "../../src/model/stack.ts";
import type { Declared, Workspace } from "../../src/model/workspace.ts";
import { apis, tenants } from "./any-api.ts";
import { ids, PART, partners } from "./any-partner.ts";
import { hostedWorld, hostings } from "./hosted.ts";
import { type World, workspaceOf, world } from "./workspace.ts";

/** What a stack's file can say beside its place on AWS. */
const settings = fc.record(
  {
    "partner-access:issuer": fc.constant("https://login.our-app.example/"),
    "partner-access:loopback_callbacks": fc.boolean(),
    "partner-access:protect": fc.boolean(),
    "partner-access:deployment": fc.record(
      { after: fc.constant("local"), approval: fc.boolean() },
      { requiredKeys: ["approval"] },
    ),
    "auth0:debug": fc.boolean(),
  },
  { requiredKeys: [] },
);

/** A part of the stack, which says the same as the stack does where both say it. */
const partOf = ({ config }: Stack): Part => ({
  config: {
    "auth0:domain": config["auth0:domain"],
    ...(config["auth0:debug"] !== undefined && { "auth0:debug": config["auth0:debug"] }),
    ...(config["aws:region"] !== undefined && { "aws:region": config["aws:region"] }),
    "partner-access:part_of": "prod",
  },
});

/** Of an API without scopes nobody is given any by name. */
function ofScopesThatAre<G extends { api: string; scopes: string[]; optional_scopes?: string[] | undefined }>(
  grants: readonly G[],
  apis: World["apis"],
): G[] {
  return grants.map((grant) => {
    const api = apis[grant.api];
    if (!api || !hasNoScopes(api)) return grant;
    const { optional_scopes: _, ...rest } = grant;
    return { ...rest, scopes: [] } as unknown as G;
  });
}

const worlds: fc.Arbitrary<World> = fc
  .record({ declared: fc.dictionary(ids, partners, { maxKeys: 4 }), apis, tenant: tenants, settings })
  .map(({ declared, apis, tenant, settings }) => {
    const base = world();
    const own = Object.entries(tenant.own_applications ?? {}).map(([id, one]) => [
      id,
      { ...one, grants: ofScopesThatAre(one.grants, apis) },
    ]);
    const partners = Object.entries(declared).map(([id, one]) => [
      id,
      { ...one, grants: ofScopesThatAre(one.grants, apis) },
    ]);
    const { prod } = base.stacks;
    return {
      ...base,
      apis,
      tenant: { ...tenant, ...(tenant.own_applications && { own_applications: Object.fromEntries(own) }) },
      partners: Object.fromEntries(partners),
      stacks: {
        ...base.stacks,
        ...(prod && { prod: { ...prod, config: { ...prod.config, ...settings } } }),
      },
    };
  });

/** With the part that partners are in. */
function withPart(w: World): World {
  const { prod } = w.stacks;
  const isUsed = Object.values(w.partners).some(({ stacks }) => stacks.prod?.part === PART);
  return prod && isUsed ? { ...w, parts: { [PART]: partOf(prod) } } : w;
}

/** Nobody on AWS reads a secret that is not there. */
function withoutReaders(w: World): World {
  for (const { stacks } of Object.values(w.partners))
    for (const [stack, settings] of Object.entries(stacks))
      if (!w.stacks[stack]?.config["partner-access:aws"]) delete settings.aws_principal_arn;
  return w;
}

/** Workspaces of the stacks `local` and `prod`: all that files can say (test/model/generated.test.ts). */
export const workspaces: fc.Arbitrary<Workspace> = fc
  .tuple(worlds, hostings)
  .map(([world, hosting]) => workspaceOf(withoutReaders(withPart(hostedWorld(world, hosting)))));

/** The same declarations, told in another order: files, keys, list entries, and some of those twice. */
export function reordered(workspace: Workspace, compare: (a: unknown, b: unknown) => number): Workspace {
  const keys = <T>(map: ReadonlyMap<string, T>) => new Map([...map].sort(([a], [b]) => compare(a, b)));
  const files = <T>(map: ReadonlyMap<string, Declared<T>>) =>
    keys(new Map([...map].map(([id, file]) => [id, { ...file, value: told(file.value) as T }])));
  const told = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const again = value.filter((entry) => typeof entry === "string");
      return [...value.map(told), ...again].sort(compare);
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries([...keys(new Map(Object.entries(value)))].map(([key, v]) => [key, told(v)]));
  };
  const { tenant, apis, partners, stacks, parts, unreadable } = workspace;
  return {
    tenant: tenant && { ...tenant, value: told(tenant.value) as typeof tenant.value },
    apis: files(apis),
    partners: files(partners),
    stacks: files(stacks),
    parts: files(parts),
    unreadable,
  };
}
