// Nothing in a declaration changes in silence: every key of every schema, told by the review.
import { expect, test } from "vitest";
import { z } from "zod";
import { applicationsIn } from "../../../src/load/applications.ts";
import type { FileDocument } from "../../../src/load/document.ts";
import { apiSchema } from "../../../src/model/api.ts";
import { partnerFileSchema, partnerSchema, type Several, severalSchema } from "../../../src/model/partner.ts";
import { stackSchema } from "../../../src/model/stack.ts";
import { tenantSchema } from "../../../src/model/tenant.ts";
import { SCHEMAS as WRITTEN } from "../../../src/repository/schemas.ts";
import { consequencesOf } from "../../../src/review/consequences/index.ts";
import { found, partner } from "../../support/consequences/edit.ts";
import { plansOf, TODAY } from "../../support/consequences.ts";
import { everything, KINDS } from "../../support/everything.ts";
import { plansOf as plansOfWorkspace } from "../../support/plans.ts";
import { prices } from "../../support/prices.ts";
import { type World, workspaceOf, world } from "../../support/workspace.ts";

type Schema = z.core.JSONSchema.JSONSchema;
type Visit = (path: readonly string[], schema: Schema, value: unknown) => void;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The branch of a union that the value is of: by what its constants say. */
function branches(schema: Schema, value: unknown): readonly Schema[] {
  const all = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (!all) return [schema];
  return all.filter((one) => {
    const constants = Object.entries(one.properties ?? {}).filter(
      ([, its]) => isRecord(its) && "const" in its,
    );
    return constants.every(([name, its]) => isRecord(value) && isRecord(its) && value[name] === its.const);
  });
}

/** Every value that a schema describes, with its path; `undefined` where an optional key is not there. */
function walk(schema: Schema, value: unknown, path: readonly string[], visit: Visit): void {
  for (const one of branches(schema, value)) {
    if (Array.isArray(value) && one.type === "array") {
      for (const [i, item] of value.entries()) walk(one.items as Schema, item, [...path, String(i)], visit);
      if (value.every((item) => !isRecord(item))) visit(path, one, value);
    } else if (isRecord(value) && one.type === "object") {
      for (const [name, its] of Object.entries(one.properties ?? {}))
        walk(its as Schema, value[name], [...path, name], visit);
      const others = one.additionalProperties;
      for (const [name, inner] of Object.entries(value))
        if (isRecord(others) && !Object.hasOwn(one.properties ?? {}, name))
          walk(others as Schema, inner, [...path, name], visit);
    } else if (!Array.isArray(value) && !isRecord(value) && one.type !== "array" && one.type !== "object")
      visit(path, one, value);
    else if (value === undefined) visit(path, one, value);
  }
}

const json = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as Schema;

/** The schemas, and where a world has what they describe. */
const SCHEMAS: readonly { name: string; schema: Schema; at: readonly string[] }[] = [
  { name: "a partner", schema: json(partnerSchema), at: ["partners", "acme-cms"] },
  { name: "a partner with several applications", schema: json(severalSchema), at: ["several"] },
  { name: "an API", schema: json(apiSchema), at: ["apis", "contacts"] },
  // Only of an API without scopes the file says how sensitive it is.
  { name: "an API", schema: json(apiSchema), at: ["apis", "prices"] },
  { name: "the tenant", schema: json(tenantSchema), at: ["tenant"] },
  { name: "a stack", schema: json(stackSchema), at: ["stacks", "prod"] },
];

/** A world, and the file of a partner with several applications. */
interface Declared extends World {
  readonly several: Several;
}

function declarations(kind: (typeof KINDS)[number]): Declared {
  const w = everything(kind);
  w.apis.prices = prices();
  const { application, grants, stacks, status, former_ids, ...shared } = structuredClone(partner(w));
  const own = { application, grants, ...(status && { status }), ...(former_ids && { former_ids }) };
  const { local, prod } = stacks;
  // One application for one client ID.
  const { client_id: _, ...machine } = found(prod);
  const web = { ...own, stacks: { ...(local && { local }), prod: { ...found(prod), client_id: "Acme2" } } };
  const applications = { web, machine: { ...own, former_ids: ["acme-machine"], stacks: { prod: machine } } };
  return { ...w, several: { ...shared, status: "active", applications } };
}

function plansIn({ several, ...w }: Declared) {
  const file = { id: "acme", file: "partners/acme.yaml", value: several };
  const document = { locate: () => undefined } as unknown as FileDocument;
  const workspace = workspaceOf(w);
  const partners = applicationsIn(file, document).map(({ declared }) => [declared.id, declared] as const);
  return plansOfWorkspace({ ...workspace, partners: new Map([...workspace.partners, ...partners]) });
}

const valueAt = (w: unknown, path: readonly string[]) =>
  path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], w);

function changed<W extends World>(w: W, path: readonly string[], value: unknown): W {
  const copy = structuredClone(w);
  const holder = valueAt(copy, path.slice(0, -1)) as Record<string, unknown>;
  if (value === undefined) delete holder[path.at(-1) ?? ""];
  else holder[path.at(-1) ?? ""] = value;
  return copy;
}

/** Another value that the schema takes. */
function otherOf({ items, enum: values }: Schema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const known = isRecord(items) && Array.isArray(items.enum) ? items.enum : ["https://other.example/x"];
    return value.length > 1 ? value.slice(1) : [...value, known.find((one) => !value.includes(one))];
  }
  if (values) return values.find((one) => one !== value);
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 60;
  if (/^\d{4}-\d\d-\d\d/.test(String(value))) return String(value).replace(/^\d{4}/, "2031");
  return `${String(value)}x`;
}

/** Told with the file that has it, as what Pulumi alone reads: test/cli/review-files.test.ts. */
const TOLD_WITH_ITS_FILE = "stacks.prod.config.auth0:debug";

/** A declaration without a plan is one that `check` refuses, and says so. */
function toldOf(before: Declared, after: Declared): number {
  try {
    return consequencesOf(plansIn(before), plansIn(after), TODAY).length;
  } catch (error) {
    if (String(error).includes("plans are made of checked workspaces only")) return 1;
    throw error;
  }
}

test.for(
  SCHEMAS.flatMap(({ name, ...rest }) =>
    KINDS.map((kind) => ({
      name: `${name}, with an API of kind ${kind}`,
      kind,
      ...rest,
    })),
  ),
)("no key of $name changes in silence", ({ schema, at, kind }) => {
  const w = declarations(kind);
  const silent: string[] = [];
  walk(schema, valueAt(w, at), at, (path, its, value) => {
    if (value === undefined || its.const !== undefined || path.join(".") === TOLD_WITH_ITS_FILE) return;
    if (toldOf(w, changed(w, path, otherOf(its, value))) === 0) silent.push(path.join("."));
  });
  expect(silent).toEqual([]);
});

test("every key of every schema is one of those that were changed", () => {
  const [seen, missing] = [new Set<string>(), new Set<string>()];
  /** Names that a schema does not know are any name. */
  const pattern = (path: readonly string[]) =>
    path.map((name) => (/^(\d+|local|prod|contacts|web|machine)$/.test(name) ? "*" : name)).join(".");
  for (const kind of KINDS)
    for (const { name, schema, at } of SCHEMAS)
      walk(schema, valueAt(declarations(kind), at), [name], (path, _, value) => {
        (value === undefined ? missing : seen).add(pattern(path));
      });
  const isSeen = (path: string) => [...seen].some((one) => one === path || one.startsWith(`${path}.`));
  expect(seen.size).toBeGreaterThan(100);
  expect([...missing].filter((path) => !isSeen(path))).toEqual([]);
});

test("who only signs users in loses that while it is suspended, and the review says so", () => {
  const [before, after] = [world(), world()];
  for (const w of [before, after]) Object.assign(found(w.partners.fieldbook), { grants: [] });
  Object.assign(found(after.partners.fieldbook), { status: "suspended" });
  const told = consequencesOf(plansOf(before), plansOf(after), TODAY).map(({ what }) => what);
  expect(told.join(" ")).toContain("is suspended. Its users can no longer sign in.");
});

test("what is silent would be found", () => {
  const w = declarations("origin");
  expect(toldOf(w, structuredClone(w))).toBe(0);
});

test("those are all the schemas of declarations, but that of a part, whose file is told", () => {
  expect([...WRITTEN.keys()].filter((name) => !/(review|drift)\.schema/.test(name))).toEqual(
    ["partner", "api", "tenant", "stack"].map((name) => `schema/${name}.schema.json`),
  );
  expect(partnerFileSchema.options).toEqual([partnerSchema, severalSchema]);
});

test.for([
  { name: "whose callbacks may be on the user's machine", says: "Callbacks may be plain http on localhost." },
  {
    name: "that is not protected",
    settings: { "partner-access:protect": false },
    says: "Deployments may delete and replace what partners depend on.",
  },
  { name: "whose deployments nobody approves", settings: {}, says: "Nobody approves its deployments." },
])("a new stack $name says so", ({ says, settings }) => {
  const [before, after] = [world(), world()];
  const stack = settings ? "prod" : "local";
  delete before.stacks[stack];
  Object.assign(found(after.stacks[stack]).config, settings);
  const told = consequencesOf(plansOf(before), plansOf(after), TODAY).find(
    ({ rule }) => rule === "stack-added",
  );
  expect(told?.what).toContain(says);
});

test("a new stack that people approve, and Pulumi protects, says neither", () => {
  const [before, after] = [world(), world()];
  delete before.stacks.prod;
  Object.assign(found(after.stacks.prod).config, { "partner-access:deployment": { approval: true } });
  const told = consequencesOf(plansOf(before), plansOf(after), TODAY).find(
    ({ rule }) => rule === "stack-added",
  );
  expect(told?.what).toBe("The stack is new: 2 partners at our-app.auth0.example.");
});
