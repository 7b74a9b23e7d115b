// What is told of two versions: resource by resource, key by key, line by line.
import { describe, expect, test } from "vitest";
import type { MadeStack } from "../../scripts/made.ts";
import {
  differenceText,
  filesText,
  schemaText,
  stackText,
  versionText,
} from "../../scripts/version-difference.ts";
import { planStack } from "../../src/plan/plan.ts";
import { exampleWorkspace } from "../support/examples.ts";

const plan = () => planStack(exampleWorkspace(), "prod");

test("a version that makes the same plan says so", () => {
  expect(differenceText("prod", plan(), plan())).toBe("prod: nothing is deployed otherwise\n");
});

test("each value that is otherwise is told below its resource, with both sides", () => {
  const after = structuredClone(plan()) as unknown as {
    partners: Record<string, { application: Record<string, unknown> }>;
  };
  const application = after.partners["acme-cms"]?.application;
  if (!application) throw new Error("no such partner");
  application.name = "Acme";
  delete application.description;
  const text = differenceText("prod", plan(), after);
  expect(text).toContain("prod: deployed otherwise\n  partners acme-cms application\n");
  expect(text).toContain('    name: "Acme CMS" becomes "Acme"\n');
  expect(text).toMatch(/ {4}description: "[^:]*" becomes\s+nothing\n/);
});

const URN = "urn:pulumi:prod::partner-access::own:Component$auth0:index/client:Client::acme-cms";
const stack = (change: { inputs?: object; options?: object } = {}, plan: object = {}): MadeStack =>
  ({
    plan,
    resources: {
      [URN]: {
        inputs: {
          name: "Acme CMS",
          callbacks: ["https://a.example/", "https://b.example/"],
          ...change.inputs,
        },
        options: { protect: true, aliases: [], ...change.options },
      },
    },
  }) as unknown as MadeStack;

test.for([
  { name: "nothing", after: stack(), told: ["prod: nothing is deployed otherwise"] },
  {
    name: "an input and an option that no plan has",
    after: stack({ inputs: { name: "Acme" }, options: { protect: false } }),
    told: [
      "prod: deployed otherwise",
      "  own:Component$auth0:index/client:Client::acme-cms",
      '    inputs.name: "Acme CMS" becomes "Acme"',
      "    options.protect: true becomes false",
    ],
  },
  {
    name: "of a list what came and went",
    after: stack({ inputs: { callbacks: ["https://b.example/", "https://c.example/"] } }),
    told: [
      "prod: deployed otherwise",
      "  own:Component$auth0:index/client:Client::acme-cms",
      '    inputs.callbacks: gains "https://c.example/", loses "https://a.example/"',
    ],
  },
  {
    name: "a plan of which Pulumi hears nothing",
    after: stack({}, { format: 2 }),
    told: [
      "prod: nothing is deployed otherwise",
      "prod: the plan, which reviews tell, is otherwise",
      "  format",
      "    all of it: nothing becomes 2",
    ],
  },
  {
    name: "a resource that gets another name",
    after: { plan: {}, resources: { [`${URN}-2`]: stack().resources?.[URN] } } as unknown as MadeStack,
    told: [
      "prod: deployed otherwise",
      "  own:Component$auth0:index/client:Client::acme-cms",
      "    is no longer registered",
      "  own:Component$auth0:index/client:Client::acme-cms-2",
      "    is new",
    ],
  },
])("where both versions tell resources: $name", ({ after, told }) => {
  expect(stackText("prod", stack(), after).trimEnd().split("\n")).toEqual(told);
});

test("of a schema each key that came, went or means something else, by its path", () => {
  const schema = (of: object) => JSON.stringify({ type: "object", properties: of });
  const before = schema({ name: { type: "string", maxLength: 40 }, kind: { enum: ["a", "b"] }, old: {} });
  const after = schema({
    name: { type: "string", maxLength: 80 },
    kind: { enum: ["b", "c"] },
    grants: { properties: { quota: { type: "string" } } },
  });
  expect(schemaText("schema/partner.schema.json", before, after)).toBe(
    [
      "schema/partner.schema.json",
      "  added    grants",
      '  changed  kind.enum: gains "c", loses "a"',
      "  changed  name.maxLength: 40 becomes 80",
      "  removed  old",
      "",
    ].join("\n"),
  );
});

test("a key of several forms of a file is told once, without their places", () => {
  const form = (key: string) => ({
    properties: { application: { properties: { [key]: { type: "string" } } } },
  });
  const map = { properties: { applications: { additionalProperties: form("old") } } };
  const after = { properties: { applications: { additionalProperties: form("new") } } };
  const text = schemaText(
    "schema/partner.schema.json",
    JSON.stringify({ anyOf: [form("old"), form("old"), map] }),
    JSON.stringify({ anyOf: [form("new"), form("new"), after] }),
  );
  expect(text.split("\n").slice(1, -1).sort()).toEqual([
    "  added    application.new",
    "  added    applications.*.application.new",
    "  removed  application.old",
    "  removed  applications.*.application.old",
  ]);
});

test("of other files the lines, with no command for a terminal in them", () => {
  const text = filesText([["CODEOWNERS", "* a@b.example\n/x y\n", "* c@b.example\u001b[2J\n/x y\n"]]);
  expect(text).toMatch(/^CODEOWNERS\n@@ .*\n-\* a@b\.example\n\+\* c@b\.example\\x1b\[2J\n \/x y\n$/);
});

describe("files that", () => {
  const of = (files: Record<string, string>) => ({ format: 1, version: "1", stacks: {}, files }) as const;
  const told = (before: Record<string, string>, after: Record<string, string>, ...kept: string[]) =>
    versionText(of(before), of(after), (file) => kept.includes(file));
  const [OWNERS, PIPELINE] = [".gitlab/CODEOWNERS", ".gitlab-ci.yml"];

  test("the repository does not keep are not told", () => {
    const text = told(
      { [PIPELINE]: "a\n", ".github/CODEOWNERS": "a\n" },
      { [PIPELINE]: "b\n", ".github/CODEOWNERS": "b\n" },
      ".github/CODEOWNERS",
    );
    expect(text).toContain(".github/CODEOWNERS\n@@ -1 +1 @@\n-a\n+b\n");
    expect(text).not.toContain("gitlab");
  });

  test.for([
    { name: "before it is written", kept: [PIPELINE] },
    { name: "once it is written", kept: [PIPELINE, OWNERS] },
  ])("only the next version makes are told to whom they are for, $name", ({ kept }) => {
    const text = told({ [PIPELINE]: "a\n" }, { [PIPELINE]: "a\n", [OWNERS]: "* a\n" }, ...kept);
    expect(text).toContain(`${OWNERS}\nnew file mode 100644\n@@ -0,0 +1 @@\n+* a\n`);
  });

  test("only the next version makes are not told on another host, nor of a version that says no files", () => {
    const pipeline = { ".github/workflows/deploy.yml": "a\n" };
    const after = { ...pipeline, [OWNERS]: "* a\n" };
    expect(told(pipeline, after, ".github/workflows/deploy.yml")).toBe("");
    expect(told({}, after, ".github/workflows/deploy.yml")).toBe("");
  });

  test("a version no longer makes are told where they are", () => {
    const workflow = ".github/workflows/old.yml";
    const schema = "schema/old.schema.json";
    const text = told({ [workflow]: "a\n", [schema]: "{}" }, {}, workflow, schema);
    expect(text).toContain(`${workflow}\ndeleted file mode 100644\n@@ -1 +0,0 @@\n-a\n`);
    expect(text).toContain(`${schema} is no longer made: delete it\n`);
    expect(told({ [workflow]: "a\n", [schema]: "{}" }, {})).toBe("");
  });

  test("are schemas which only the next version has are told by name", () => {
    const text = told({ [PIPELINE]: "a" }, { [PIPELINE]: "a", "schema/new.schema.json": "{}" });
    expect(text).toContain("schema/new.schema.json is new\n");
  });
});
