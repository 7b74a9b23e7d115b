// Whose an application is: adopted, marked under a present or a former id, or nobody's.
import { expect, test } from "vitest";
import { misnamedIn } from "../../src/identity/held.ts";
import { markerOf, ownershipOf, partnerOf, stackOf, wasMadeBy } from "../../src/identity/marker.ts";
import { bearerOf, renamesBetween } from "../../src/identity/names.ts";
import type { PlannedPartner } from "../../src/plan/types.ts";
import { planOf } from "../recover/support/made.ts";

const base = planOf("dev");
const acme = base.partners["acme-cms"] ?? expect.fail("no Acme");
const partner = (more: Partial<PlannedPartner>): PlannedPartner => ({ ...acme, ...more });
const plan = {
  ...base,
  partners: { acme: partner({ formerIds: ["acme-cms"] }), taken: partner({ adopts: "c" }) },
};
const marked = (client_id: string, name: string, stack = plan.stack) => ({
  client_id,
  client_metadata: {
    partner_access_project: plan.project,
    partner_access_stack: stack,
    partner_access_partner: name,
  },
});

test.for([
  { name: "its present id", application: marked("a", "acme"), owner: "acme" },
  { name: "its former id", application: marked("a", "acme-cms"), owner: "acme" },
  {
    name: "its client ID in the file, whatever the marker says",
    application: marked("c", "acme"),
    owner: "taken",
  },
  { name: "its client ID in the file, without a marker", application: { client_id: "c" }, owner: "taken" },
  { name: "nothing of another stack", application: marked("a", "acme", "prod"), owner: undefined },
  { name: "nothing that every object has", application: marked("a", "constructor"), owner: undefined },
])("an application is known by $name", ({ application, owner }) => {
  expect(partnerOf(plan, application)).toBe(owner);
});

test("applications with the marker of nobody declared are ours still, under that name", () => {
  const { ours, others } = ownershipOf(plan, [
    marked("b", "gone"),
    marked("a", "acme-cms"),
    { client_id: "x" },
  ]);
  expect([...ours].map(([id, list]) => [id, ...list.map((one) => one.client_id)])).toEqual([
    ["acme", "a"],
    ["gone", "b"],
  ]);
  expect(others.map((one) => one.client_id)).toEqual(["x"]);
});

test("an application that was a partner's and is ours now is nobody's, whatever its marker says", () => {
  const ownApplications = { cms: { name: "CMS", clientId: "a", grants: {} } };
  const ours = { ...plan, ownApplications };
  const application = marked("a", "acme-cms");
  expect([markerOf(ours, application), partnerOf(ours, application), stackOf(ours, application)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(wasMadeBy(ours, application)).toBe(true);
  const both = ownershipOf(ours, [application, marked("b", "acme-cms"), marked("d", "gone")]);
  expect([...both.ours.keys()]).toEqual(["acme", "gone"]);
  expect(both.others).toEqual([application]);
  // Unless a partner names its client ID.
  const adopting = { ...ours, partners: { taken: partner({ adopts: "a" }) } };
  expect(partnerOf(adopting, application)).toBe("taken");
});

test("an id in use is its owner's, whatever others say that they were called", () => {
  expect(bearerOf({ a: { formerIds: ["b"] }, b: {} }, "b")).toBe("b");
  expect(renamesBetween(new Set(["a", "b"]), new Map([["b", ["a"]]]))).toEqual(new Map());
  expect(renamesBetween(new Set(["a"]), new Map([["b", ["a"]]]))).toEqual(new Map([["a", "b"]]));
});

test("an object is misnamed where it is declared under another name and no former id says so", () => {
  const identifier = base.apis.contacts?.resourceServer.identifier ?? expect.fail("no API");
  const held = (name: string) => [{ kind: "api" as const, name, key: identifier }];
  const former = {
    ...base,
    apis: { contacts: { ...(base.apis.contacts ?? expect.fail()), formerIds: ["people"] } },
  };
  expect(misnamedIn(base, held("people")).map((one) => one.declaredAs)).toEqual(["contacts"]);
  expect(misnamedIn(former, held("people"))).toEqual([]);
  expect(misnamedIn(base, held("contacts"))).toEqual([]);
});
