// Whatever somebody is called, and whatever a scope is, no sentence means another thing for that.

import { expect, test } from "vitest";
import type { Plans } from "../../../src/access/plans.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { consequencesOf } from "../../../src/review/consequences/index.ts";
import { codeWord, setOff } from "../../../src/text.ts";

import { EXAMPLES, plansAround, TODAY } from "../../support/consequences.ts";

const TURNED = ' gains all." No partner';
const renamed = <T extends { readonly name: string }>(one: T): T => ({
  ...one,
  name: `${one.name}${TURNED}`,
});
const mapped = <T>(record: Readonly<Record<string, T>>, to: (value: T) => T) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));

/** The plan as it were if every name, scope and connection were somebody's attempt. */
function hostile(plan: Plan): Plan {
  const text = JSON.stringify(plan).replaceAll(
    /(read|update|delete|write|export):(?=contacts|notes|invoices|orders)(\w+)/g,
    "zz$1$2",
  );
  const connections = text.replaceAll(
    /"(google-oauth2|our-employees|Username-Password-Authentication)"/g,
    '"nobody$1 "',
  );
  const turned = JSON.parse(connections) as Plan;
  return {
    ...turned,
    partners: mapped(turned.partners, (one) => ({ ...one, application: renamed(one.application) })),
    apis: mapped(turned.apis, (one) => ({ ...one, resourceServer: renamed(one.resourceServer) })),
    ownApplications: mapped(turned.ownApplications, renamed),
  };
}

const QUOTED = /"(?:[^"\\]|\\.)*"/g;

test.for(Object.keys(EXAMPLES))("%s sets names, scopes and connections off", (rule) => {
  const example = EXAMPLES[rule] ?? expect.fail("no example");
  const { base, head, first, files } = plansAround(example);
  const turned = (plans: Plans): Plans => new Map([...plans].map(([stack, plan]) => [stack, hostile(plan)]));
  const before = example.first || base.size > 0 ? turned(base) : undefined;
  const beside = { first: first && { ...first, base: hostile(first.base) }, files };
  for (const { what } of consequencesOf(before, turned(head), TODAY, beside)) {
    const said = what.replaceAll(QUOTED, "…");
    expect(said, what).not.toMatch(/gains all|zz(read|update|delete|write|export)|nobody(google|our|User)/i);
  }
});

test.for([
  ["Nobody", '"Nobody"'],
  ['Acme" loses all. "No partner', '"Acme\\" loses all. \\"No partner"'],
  ["Acme” loses all. “No partner", '"Acme\\” loses all. \\“No partner"'],
  ['Acme\\" loses all', '"Acme\\\\\\" loses all"'],
])("the name %s ends where its quotes end", ([name = "", shown]) => {
  expect(setOff(name)).toBe(shown);
});

test.for([
  ["read:contacts", "read:contacts"],
  ["https://api.our-app.example/contacts.read", "https://api.our-app.example/contacts.read"],
  ["nothing", '"nothing"'],
  ["x:y,delete:contacts", '"x:y,delete:contacts"'],
  ["no:scope. ", '"no:scope. "'],
])("the scope %s is in quotes only where it could be a sentence's word", ([scope = "", shown]) => {
  expect(codeWord(scope)).toBe(shown);
});
