import fc from "fast-check";
import { expect, test } from "vitest";
import { partnerSchema } from "../../src/model/partner.ts";
import type { Path, Workspace } from "../../src/model/workspace.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { RULES } from "../../src/rules/index.ts";
import type { Violation } from "../../src/rules/rule.ts";
import { goldens, sourceOf } from "../support/golden.ts";
import { acme, edit, fieldbook } from "../support/workspace.ts";

const violationsOf = (workspace: Workspace): Violation[] =>
  RULES.flatMap((rule) => [...rule.check(workspace)]);

function declaredIn({ tenant, apis, partners, stacks, parts }: Workspace, file: string): unknown {
  const all = [...(tenant ? [tenant] : []), ...apis.values(), ...partners.values()];
  const settings = [...stacks.values(), ...parts.values()];
  return [...all, ...settings].find((declared) => declared.file === file)?.value;
}

function resolves(root: unknown, path: Path): boolean {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string | number, unknown>)[step];
  }
  return true;
}

const ACRONYM = /^(API|RSA) /;

/** What every violation of every rule is like, whatever the declarations say. */
function expectWellFormed(workspace: Workspace): void {
  for (const { file, at, what, fix, also = [] } of violationsOf(workspace)) {
    for (const place of [{ file, at }, ...also])
      expect(
        resolves(declaredIn(workspace, place.file), place.at),
        `${place.file} ${place.at.join(".")}`,
      ).toBe(true);
    for (const text of [what, fix, ...also.map((other) => other.what)]) {
      expect(text).toMatch(/^(\S.*)?[^.\s]$/u);
      if (!ACRONYM.test(text)) expect(text.charAt(0)).toBe(text.charAt(0).toLowerCase());
      expect(text.length).toBeLessThan(400);
    }
  }
}

test.for(goldens("err"))("err/$name points at what is there, in one line", (golden) => {
  expectWellFormed(checkDeclarations(sourceOf(golden.text)).workspace);
});

const text = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: "binary", minLength: 1 }));
const url = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.constantFrom("javascript:alert(1)", "example.acme:/", "data:,x", "https://[::1]", "http://1", "a:b"),
  text.map((path) => `https://acme.example/${path}`),
  text,
);
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 3 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const change = fc.record({
  strict: fc.boolean(),
  name: maybe(text),
  former: maybe(few(fc.constantFrom("acme-cms", "fieldbook", "old", "__proto__", "constructor"))),
  oidc: maybe(few(text)),
  connections: maybe(few(text)),
  types: maybe(few(fc.constantFrom("authorization_code", "implicit", "refresh_token", "client_credentials"))),
  metadata: maybe(fc.dictionary(text, text, { maxKeys: 12 })),
  api: maybe(fc.oneof(text, fc.constantFrom("contacts", "__proto__", "toString"))),
  subject: fc.constantFrom("user", "client"),
  scopes: maybe(few(fc.oneof(text, fc.constantFrom("read:contacts", "constructor", "__proto__")))),
  stacks: maybe(few(fc.constantFrom("local", "prod", "constructor", "nowhere"))),
  callbacks: maybe(few(url)),
  origins: maybe(few(url)),
  enable_url: maybe(url),
  part: maybe(fc.constantFrom("prod-1", "constructor")),
  keys: maybe(few(fc.record({ name: text, pem: text }))),
});

test("rules never throw, and always point at what is there", () => {
  fc.assert(
    fc.property(change, (c) => {
      const base = c.strict ? acme() : fieldbook();
      const application = {
        ...base.application,
        oidc_scopes: c.oidc,
        connections: c.connections,
        grant_types: c.types,
        client_metadata: c.metadata,
        // The schema reads durations as text, and the builders have decoded them.
        refresh_token: undefined,
      };
      const urls = {
        callbacks: c.callbacks,
        allowed_origins: c.origins,
        enable_url: c.enable_url,
        credentials: c.keys,
        part: c.part,
      };
      const decoded = partnerSchema.safeParse({
        ...base,
        name: c.name ?? base.name,
        former_ids: c.former,
        application,
        grants: [
          {
            ...base.grants[0],
            api: c.api ?? "contacts",
            scopes: c.scopes ?? ["read:contacts"],
            stacks: c.stacks,
          },
          { ...base.grants[0], subject_type: c.subject },
        ],
        stacks: { ...base.stacks, prod: urls },
      });
      fc.pre(decoded.success);
      if (decoded.success)
        expectWellFormed(
          edit((w) => {
            w.partners["acme-cms"] = decoded.data;
          }),
        );
    }),
    { numRuns: 500 },
  );
});
