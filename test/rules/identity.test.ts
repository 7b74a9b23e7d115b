import { expect, test } from "vitest";
import type { Stack } from "../../src/model/stack.ts";
import { RULES } from "../../src/rules/index.ts";
import { edit, placesOf, type World } from "../support/workspace.ts";

function found(change: (world: World) => void): string[] {
  const changed = edit(change);
  return RULES.flatMap((rule) => placesOf(rule, changed).map((place) => `${rule.id}: ${place}`));
}

test.for([
  { name: "ACME CMS", clash: true },
  { name: "Ａcme CMS", clash: true },
  { name: "Acme-CMS", clash: false },
])("a second partner named $name clashes: $clash", ({ name, clash }) => {
  const change = (world: World) => {
    const fieldbook = world.partners.fieldbook;
    if (fieldbook) fieldbook.name = name;
  };
  expect(found(change)).toEqual(clash ? ["partner-name-unique: partners/fieldbook.yaml name"] : []);
});

test.for([
  { former: ["acme"], other: [], places: [] },
  { former: ["fieldbook"], other: [], places: ["acme-cms.yaml former_ids.0"] },
  { former: ["acme-cms"], other: [], places: ["acme-cms.yaml former_ids.0"] },
  { former: ["torn"], other: [], places: ["acme-cms.yaml former_ids.0"] },
  { former: ["old", "acme"], other: ["acme"], places: ["fieldbook.yaml former_ids.0"] },
])("former ids $former and $other break at $places", ({ former, other, places }) => {
  const change = (world: World) => {
    Object.assign(world.partners["acme-cms"] ?? {}, { former_ids: former });
    Object.assign(world.partners.fieldbook ?? {}, { former_ids: other });
    world.unreadable.push("partners/torn.yaml");
  };
  expect(found(change)).toEqual(places.map((place) => `former-id-free: partners/${place}`));
});

const stack = (config: Record<string, unknown>) => ({ config }) as Stack;
const DOMAIN = "auth0:domain";
const ISSUER = "partner-access:issuer";

test.for([
  { name: "another tenant", config: { [DOMAIN]: "dev.auth0.example" }, rules: [] },
  { name: "the same tenant", config: { [DOMAIN]: "our-app.auth0.example" }, rules: ["stack-domain-unique"] },
  {
    name: "the issuer of prod",
    config: { [DOMAIN]: "dev.auth0.example", [ISSUER]: "https://our-app.auth0.example/" },
    rules: ["stack-issuer-unique"],
  },
  {
    name: "an issuer without slash",
    config: { [DOMAIN]: "dev.auth0.example", [ISSUER]: "https://login.example" },
    rules: ["issuer-form"],
  },
  {
    name: "an issuer on plain http",
    config: { [DOMAIN]: "dev.auth0.example", [ISSUER]: "http://login.example/" },
    rules: ["issuer-https"],
  },
])("a new stack with $name breaks $rules", ({ config, rules }) => {
  const change = (world: World) => {
    world.stacks["zz-dev"] = stack({
      ...config,
      "partner-access:protect": false,
      "partner-access:deployment": { after: "prod", approval: false },
    });
  };
  expect(found(change).map((text) => text.split(":")[0])).toEqual(rules);
});
