// Which connections a plan has, and which of them an application is enabled on.
import { expect, test } from "vitest";
import type { Grant } from "../../src/model/partner.ts";
import { planStack } from "../../src/plan/plan.ts";
import { acme, edit, type World } from "../support/workspace.ts";

const USER: Grant = {
  api: "contacts",
  subject_type: "user",
  scopes: ["read:contacts"],
  reason: "Shows them",
};
const CLIENT: Grant = { ...USER, subject_type: "client", scopes: ["delete:contacts"] };

const plan = (stack: string, change: (world: World) => void = () => {}) => planStack(edit(change), stack);

/** What a change of the files changes in the plan of `prod`: the path and both sides. */
const NAMED = "our-employees";
const DOMAIN = "Username-Password-Authentication";

test.for<{ name: string; change: (world: World) => void; connections: string[] }>([
  {
    name: "a third-party application with users needs each at domain level",
    change: (w) => {
      w.partners = { "acme-cms": acme() };
    },
    connections: [DOMAIN],
  },
  {
    name: "a third-party application without users needs none",
    change: (w) => {
      w.partners = { "acme-cms": { ...acme(), grants: [CLIENT] } };
    },
    connections: [],
  },
  {
    name: "a third-party application whose users are in another stack needs none",
    change: (w) => {
      w.partners = { "acme-cms": { ...acme(), grants: [{ ...USER, stacks: ["local"] }, CLIENT] } };
    },
    connections: [],
  },
  {
    name: "a first-party application needs what it names",
    change: (w) => {
      delete w.partners["acme-cms"];
      if (w.partners.fieldbook) w.partners.fieldbook.application.connections = [NAMED];
    },
    connections: [NAMED],
  },
  {
    name: "both together need both",
    change: (w) => {
      if (w.partners.fieldbook) w.partners.fieldbook.application.connections = [NAMED];
    },
    connections: [DOMAIN, NAMED],
  },
  {
    name: "a partner of other stacks needs none here",
    change: (w) => {
      delete w.partners["acme-cms"];
      delete w.partners.fieldbook?.stacks.prod;
    },
    connections: [],
  },
  {
    name: "no tenant.yaml, no connections",
    change: (w) => {
      w.tenant = undefined;
    },
    connections: [],
  },
])("connections: $name", ({ change, connections }) => {
  expect(Object.keys(plan("prod", change).connections)).toEqual(connections);
});

test("a planned connection is what was reviewed: its strategy and its level", () => {
  const change = (w: World) => {
    if (w.partners.fieldbook) w.partners.fieldbook.application.connections = [NAMED];
  };
  expect(plan("prod", change).connections).toEqual({
    [DOMAIN]: { strategy: "auth0", isDomainConnection: true },
    [NAMED]: { strategy: "oidc", isDomainConnection: false },
  });
});

test("an application is enabled on the connections it names, sorted, each once", () => {
  const change = (w: World) => {
    if (w.partners.fieldbook) w.partners.fieldbook.application.connections = [NAMED, DOMAIN, NAMED];
  };
  expect(plan("prod", change).partners.fieldbook?.connections).toEqual([DOMAIN, NAMED]);
  expect(plan("prod").partners["acme-cms"]?.connections).toEqual([]);
});
