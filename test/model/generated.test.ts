// What files can say, arbitrary declarations say: what they never do, no property is tried on.
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { apiSchema, HTTP_METHODS } from "../../src/model/api.ts";
import { keyOf, stemOf } from "../../src/model/applications.ts";
import { partnerSchema, severalSchema } from "../../src/model/partner.ts";
import { partSchema, stackSchema } from "../../src/model/stack.ts";
import { tenantSchema } from "../../src/model/tenant.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { anyWorkspace, changes } from "../support/changed-worlds.ts";
import { workspaces } from "../support/declarations.ts";

type Schema = z.core.JSONSchema.JSONSchema;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const branchesOf = (schema: Schema): readonly Schema[] =>
  ((schema.anyOf ?? schema.oneOf ?? [schema]) as Schema[]).flatMap((one) =>
    one === schema ? [one] : branchesOf(one),
  );

/** Of a closed set or a flag, its values. */
const valuesOf = (schema: Schema): readonly unknown[] =>
  "const" in schema ? [schema.const] : (schema.enum ?? (schema.type === "boolean" ? [true, false] : []));

/** Every key that a schema has, by path, and every value of its closed sets. */
function sayable(schema: Schema, path = ""): string[] {
  return branchesOf(schema).flatMap((one) => [
    path,
    ...valuesOf(one).map((value) => `${path}=${value}`),
    ...Object.entries(one.properties ?? {}).flatMap(([key, its]) => sayable(its as Schema, `${path}/${key}`)),
    ...(isRecord(one.additionalProperties) && Object.keys(one.additionalProperties).length > 0
      ? sayable(one.additionalProperties as Schema, `${path}/*`)
      : []),
    ...(one.type === "array" ? sayable(one.items as Schema, `${path}[]`) : []),
    ...(one.type === "array" && (one.minItems ?? 0) === 0 ? [`${path}=[]`] : []),
  ]);
}

/** The same of what a value says. */
function said(schema: Schema, value: unknown, path = ""): string[] {
  return branchesOf(schema).flatMap((one): string[] => {
    const here = [path, ...(valuesOf(one).includes(value) ? [`${path}=${value}`] : [])];
    if (Array.isArray(value))
      return one.type !== "array"
        ? []
        : [
            ...here,
            ...(value.length === 0 ? [`${path}=[]`] : []),
            ...value.flatMap((item) => said(one.items as Schema, item, `${path}[]`)),
          ];
    if (!isRecord(value)) return value === undefined ? [] : here;
    const properties = (one.properties ?? {}) as Readonly<Record<string, Schema>>;
    return [
      ...here,
      ...Object.entries(value).flatMap(([key, inner]) => {
        if (Object.hasOwn(properties, key)) return said(properties[key] as Schema, inner, `${path}/${key}`);
        const others = one.additionalProperties;
        return isRecord(others) ? said(others as Schema, inner, `${path}/*`) : [];
      }),
    ];
  });
}

const json = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as Schema;

/** The applications of a file with several, as the file has them: what all share is above them. */
const severalIn = ({ partners }: Workspace): unknown[] => {
  const all = [...partners.values()].filter(({ id }) => keyOf(id) !== undefined);
  return all.map(({ id, value: { application, grants, stacks, former_ids, ...shared } }) => ({
    ...shared,
    applications: {
      [stemOf(id)]: {
        application,
        grants,
        stacks,
        ...(former_ids && { former_ids }),
        ...(shared.status && { status: shared.status }),
      },
    },
  }));
};

const valuesIn = <T>(files: ReadonlyMap<string, { readonly value: T }>): T[] =>
  [...files.values()].map(({ value }) => value);

const KINDS: readonly {
  name: string;
  schema: z.ZodType;
  of: (workspace: Workspace) => readonly unknown[];
}[] = [
  { name: "partner", schema: partnerSchema, of: ({ partners }) => valuesIn(partners) },
  { name: "several", schema: severalSchema, of: severalIn },
  { name: "api", schema: apiSchema, of: ({ apis }) => valuesIn(apis) },
  { name: "tenant", schema: tenantSchema, of: ({ tenant }) => (tenant ? [tenant.value] : []) },
  { name: "stack", schema: stackSchema, of: ({ stacks }) => valuesIn(stacks) },
  { name: "part", schema: partSchema, of: ({ parts }) => valuesIn(parts) },
];

/** What is never generated, and why. */
const REFUSED = {
  "stack/config/partner-access:hosting/*/service/new_vpc/availability_zones=[]":
    "nothing can be planned without a zone",
  "stack/config/partner-access:hosting/*/service/vpc/subnet_ids=[]":
    "nothing can be planned without a subnet",
};
const WITH_A_RENAME =
  "former ids make two files one: `changes` of changed-worlds.ts says them of what it renames";
const OF_RENAMES = {
  "api/former_ids": WITH_A_RENAME,
  "api/former_ids[]": WITH_A_RENAME,
  "partner/former_ids": WITH_A_RENAME,
  "partner/former_ids[]": WITH_A_RENAME,
  "several/applications/*/former_ids": WITH_A_RENAME,
  "several/applications/*/former_ids[]": WITH_A_RENAME,
};

const ALONE = KINDS.filter(({ name }) => name !== "several");

test.for([
  {
    name: "of every kind of file",
    worlds: anyWorkspace,
    kinds: KINDS,
    exceptions: { ...REFUSED, ...OF_RENAMES },
  },
  { name: "with one application each", worlds: workspaces, kinds: ALONE, exceptions: REFUSED },
  {
    name: "that a change renames",
    worlds: changes.map(({ head }) => head),
    kinds: KINDS,
    exceptions: REFUSED,
  },
])("arbitrary declarations $name say whatever files can say", ({ worlds, kinds, exceptions }) => {
  const all = fc.sample(worlds, { numRuns: 250, seed: 21 });
  const missing = kinds.flatMap(({ name, schema, of }) => {
    const its = json(schema);
    const generated = new Set(all.flatMap(of).flatMap((value) => said(its, value)));
    return sayable(its)
      .filter((path) => path !== "" && !generated.has(path))
      .map((path) => `${name}${path}`);
  });
  expect([...new Set(missing)].sort()).toEqual(Object.keys(exceptions).sort());
});

test("their routes are of every method", () => {
  const routes = fc
    .sample(anyWorkspace, { numRuns: 100, seed: 21 })
    .flatMap(({ apis }) => [...apis.values()].flatMap(({ value }) => Object.keys(value.routes)));
  expect(new Set(routes.map((route) => route.split(" ")[0]))).toEqual(new Set(HTTP_METHODS));
});
