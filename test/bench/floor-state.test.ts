import { expect, test } from "vitest";
import { floorResources, floorState } from "../../bench/floor-state.ts";

const URN = "urn:pulumi:prod::partner-access";
const COMPONENT = `${URN}::partner-access:index:PartnerAccess::acme`;

const state = {
  version: 3,
  deployment: {
    resources: [
      {
        urn: `${URN}::pulumi:pulumi:Stack::partner-access-prod`,
        type: "pulumi:pulumi:Stack",
        custom: false,
        outputs: { issuer: "https://login.our-app.example/" },
      },
      {
        urn: `${URN}::pulumi:providers:auth0::default_3_49_0`,
        type: "pulumi:providers:auth0",
        custom: true,
        id: "p1",
      },
      {
        urn: COMPONENT,
        type: "partner-access:index:PartnerAccess",
        custom: false,
        outputs: { status: "active" },
      },
      {
        urn: `${URN}::partner-access:index:PartnerAccess$auth0:index/client:Client::acme/one`,
        type: "auth0:index/client:Client",
        custom: true,
        id: "c1",
        parent: COMPONENT,
        protect: true,
        provider: `${URN}::pulumi:providers:auth0::default_3_49_0::p1`,
        inputs: { __defaults: [], name: "Acme", mobile: { __defaults: [], android: {} } },
      },
    ],
  },
};

test("the floor's state is ours in another project, without outputs that nobody gives", () => {
  const { resources = [] } = floorState(state, "floor").deployment;
  expect(resources.map(({ urn }) => urn)).toEqual([
    "urn:pulumi:prod::floor::pulumi:pulumi:Stack::floor-prod",
    "urn:pulumi:prod::floor::pulumi:providers:auth0::default_3_49_0",
    "urn:pulumi:prod::floor::partner-access:index:PartnerAccess::acme",
    "urn:pulumi:prod::floor::partner-access:index:PartnerAccess$auth0:index/client:Client::acme/one",
  ]);
  expect(resources.filter(({ custom }) => !custom).map(({ outputs }) => outputs)).toEqual([{}, {}]);
});

test("it registers what ours does, below the same components, with constant inputs", () => {
  expect(floorResources(state)).toEqual([
    { urn: COMPONENT, type: "partner-access:index:PartnerAccess", name: "acme", inputs: {} },
    {
      urn: expect.stringContaining("acme/one"),
      type: "auth0:index/client:Client",
      name: "acme/one",
      parent: COMPONENT,
      inputs: { name: "Acme", mobile: { android: {} } },
      version: "3.49.0",
      protect: true,
    },
  ]);
});

test("on a new tenant one waits for what it depends on, and takes the id that the other gets there", () => {
  const GRANT = `${URN}::partner-access:index:PartnerAccess$auth0:index/clientGrant:ClientGrant::acme/one/contacts`;
  const CLIENT = state.deployment.resources[3]?.urn ?? "";
  const grant = {
    urn: GRANT,
    type: "auth0:index/clientGrant:ClientGrant",
    custom: true,
    id: "g1",
    parent: COMPONENT,
    provider: `${URN}::pulumi:providers:auth0::default_3_49_0::p1`,
    inputs: { clientId: "c1", audience: "https://api.our-app.example/", scopes: ["c1"] },
    dependencies: [CLIENT],
  };
  const resources = [...state.deployment.resources, grant];
  expect(floorResources({ ...state, deployment: { resources } }).at(-1)).toMatchObject({
    inputs: grant.inputs,
    dependencies: [CLIENT],
    ids: { clientId: CLIENT },
  });
});
