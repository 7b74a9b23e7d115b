import { expect, test } from "vitest";
import { plainState } from "../../bench/plain-state.ts";

const OURS = "urn:pulumi:prod::partner-access";
const PLAIN = "urn:pulumi:prod::plain";
const COMPONENT = `${OURS}::partner-access:index:PartnerAccess::acme`;
const CLIENT = `${OURS}::partner-access:index:PartnerAccess$auth0:index/client:Client::acme`;
const PROVIDER = "::pulumi:providers:auth0::default_1";

const state = {
  version: 3,
  deployment: {
    resources: [
      {
        urn: `${OURS}::pulumi:pulumi:Stack::partner-access-prod`,
        type: "pulumi:pulumi:Stack",
        custom: false,
        outputs: { issuer: "https://login.our-app.example/" },
      },
      { urn: `${OURS}${PROVIDER}`, type: "pulumi:providers:auth0", custom: true, id: "p1" },
      { urn: COMPONENT, type: "partner-access:index:PartnerAccess", custom: false },
      {
        urn: CLIENT,
        type: "auth0:index/client:Client",
        custom: true,
        id: "c1",
        parent: COMPONENT,
        protect: true,
        provider: `${OURS}${PROVIDER}::p1`,
        inputs: { name: "Acme" },
      },
      {
        urn: `${OURS}::partner-access:index:PartnerAccess$auth0:index/clientGrant:ClientGrant::acme/contacts/user`,
        type: "auth0:index/clientGrant:ClientGrant",
        custom: true,
        id: "g1",
        parent: COMPONENT,
        provider: `${OURS}${PROVIDER}::p1`,
        dependencies: [COMPONENT, CLIENT],
        propertyDependencies: { clientId: [CLIENT], scopes: null },
      },
    ],
  },
};

test("the plain program's state holds the same objects, below the stack and without our components", () => {
  const stack = `${PLAIN}::pulumi:pulumi:Stack::plain-prod`;
  const client = `${PLAIN}::auth0:index/client:Client::acme`;
  const none = { dependencies: [], propertyDependencies: {} };
  expect(plainState(state, "plain").deployment.resources).toEqual([
    { urn: stack, type: "pulumi:pulumi:Stack", custom: false, outputs: {} },
    { urn: `${PLAIN}${PROVIDER}`, type: "pulumi:providers:auth0", custom: true, id: "p1", ...none },
    {
      urn: client,
      type: "auth0:index/client:Client",
      custom: true,
      id: "c1",
      parent: stack,
      provider: `${PLAIN}${PROVIDER}::p1`,
      inputs: { name: "Acme" },
      ...none,
    },
    {
      urn: `${PLAIN}::auth0:index/clientGrant:ClientGrant::acme/contacts/user`,
      type: "auth0:index/clientGrant:ClientGrant",
      custom: true,
      id: "g1",
      parent: stack,
      provider: `${PLAIN}${PROVIDER}::p1`,
      dependencies: [client],
      propertyDependencies: { clientId: [client], scopes: [] },
    },
  ]);
});
