import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import {
  changesOf,
  describeChanges,
  describeRemovals,
  describeReplacement,
  ownerOf,
  type ResourceChange,
} from "../../local/changes.ts";
import { TYPES } from "../../src/pulumi/resource-types.ts";

const PREFIX = "urn:pulumi:local::partner-access::partner-access:index:PartnerAccess$";

/** What the engine says before it does something to a resource. */
function event(op: StepEventMetadata["op"], type: string, name: string, more: object = {}): EngineEvent {
  const metadata = { op, type, urn: `${PREFIX}${type}::${name}`, provider: "", ...more };
  return { sequence: 1, timestamp: 0, resourcePreEvent: { metadata: metadata as StepEventMetadata } };
}

const change = (op: ResourceChange["op"], type: string, name: string): ResourceChange => ({
  op,
  type,
  name,
  replacedBy: [],
  before: {},
  after: {},
});

test.for(["create", "update", "replace", "delete"] as const)("the step %s is a change", (op) => {
  expect(changesOf([event(op, TYPES.grant, "acme-cms/contacts/user")])).toEqual([
    change(op, TYPES.grant, "acme-cms/contacts/user"),
  ]);
});

test.for(["same", "refresh", "read", "create-replacement", "delete-replaced", "discard"] as const)(
  "the step %s is none, or is told by another",
  (op) => {
    expect(changesOf([event(op, TYPES.client, "acme-cms")])).toEqual([]);
  },
);

test.for([
  "pulumi:pulumi:Stack",
  "pulumi:providers:auth0",
  "partner-access:index:PartnerAccess",
  "partner-access:index:Api",
])("%s is a bracket around changes, not one", (type) => {
  expect(changesOf([event("create", type, "acme-cms")])).toEqual([]);
});

test("events about other things are left out, the order of the rest is kept", () => {
  const events: EngineEvent[] = [
    { sequence: 1, timestamp: 0, preludeEvent: { config: {} } },
    event("create", TYPES.scopes, "contacts/scopes"),
    { sequence: 3, timestamp: 0, cancelEvent: {} },
    event("create", TYPES.client, "acme-cms"),
  ];
  expect(changesOf(events).map(({ name }) => name)).toEqual(["contacts/scopes", "acme-cms"]);
});

test("a replacement says which inputs force it, with both sides", () => {
  const before = { thirdPartySecurityMode: "strict", name: "Acme" };
  const after = { thirdPartySecurityMode: "permissive", name: "Acme" };
  const sides = { keys: ["thirdPartySecurityMode"], old: { inputs: before }, new: { inputs: after } };
  expect(changesOf([event("replace", TYPES.client, "acme-cms", sides)])).toEqual([
    { ...change("replace", TYPES.client, "acme-cms"), replacedBy: ["thirdPartySecurityMode"], before, after },
  ]);
});

test("keys that an update names force no replacement", () => {
  expect(changesOf([event("update", TYPES.client, "acme-cms", { keys: ["name"] })])).toEqual([
    change("update", TYPES.client, "acme-cms"),
  ]);
});

test.for([
  ["acme-cms", "acme-cms"],
  ["acme-cms/contacts/user", "acme-cms"],
  ["contacts/scopes", "contacts"],
] as const)("%s belongs to %s", ([name, owner]) => {
  expect(ownerOf(name)).toBe(owner);
});

test.for<{ name: string; changes: ResourceChange[]; text: string }>([
  { name: "nothing", changes: [], text: "" },
  {
    name: "a partner that is all new",
    changes: [
      change("create", TYPES.grant, "acme-cms/contacts/user"),
      change("create", TYPES.client, "acme-cms"),
      change("create", TYPES.credentials, "acme-cms/credentials"),
    ],
    text: "created",
  },
  {
    name: "a partner that is all gone",
    changes: [
      change("delete", TYPES.grant, "acme-cms/contacts/user"),
      change("delete", TYPES.client, "acme-cms"),
    ],
    text: "removed",
  },
  {
    name: "an API that is new",
    changes: [
      change("create", TYPES.resourceServer, "contacts"),
      change("create", TYPES.scopes, "contacts/scopes"),
    ],
    text: "created",
  },
  {
    name: "one grant more for a partner that exists",
    changes: [change("create", TYPES.grant, "acme-cms/contacts/client")],
    text: "grant contacts/client created",
  },
  {
    name: "one of each, a line a change",
    changes: [
      change("update", TYPES.client, "acme-cms"),
      change("update", TYPES.credentials, "acme-cms/credentials"),
      change("update", TYPES.grant, "acme-cms/contacts/user"),
      change("delete", TYPES.grant, "acme-cms/contacts/client"),
      change("create", TYPES.connectionClient, "acme-cms/google-oauth2"),
    ],
    text: [
      "application updated",
      "credentials updated",
      "grant contacts/user updated",
      "grant contacts/client removed",
      "connection google-oauth2 created",
    ].join("\n"),
  },
  {
    name: "a replaced application with what hangs on it",
    changes: [
      change("replace", TYPES.client, "acme-cms"),
      change("replace", TYPES.grant, "acme-cms/contacts/user"),
    ],
    text: "application replaced\ngrant contacts/user replaced",
  },
  {
    name: "an API's scopes",
    changes: [
      change("update", TYPES.resourceServer, "contacts"),
      change("update", TYPES.scopes, "contacts/scopes"),
    ],
    text: "API updated\nscopes updated",
  },
])("in words: $name", ({ changes, text }) => {
  expect(describeChanges(changes)).toBe(text);
});

test("what goes is said before it does, a line for each that loses something", () => {
  const changes = [
    change("delete", TYPES.grant, "acme-cms/contacts/user"),
    change("create", TYPES.grant, "acme-cms/tickets/user"),
    change("replace", TYPES.resourceServer, "contacts"),
    change("delete", TYPES.client, "beacon-crm"),
    change("delete", TYPES.credentials, "beacon-crm/credentials"),
    change("replace", TYPES.grant, "acme-cms/contacts/client"),
    change("update", TYPES.client, "acme-cms"),
  ];
  expect(describeRemovals(changes)).toEqual([
    "removing: acme-cms, grant contacts/user",
    "making anew: acme-cms, grant contacts/client",
    "making anew: contacts, API",
    "removing: beacon-crm, application, credentials",
  ]);
});

test("what a replacement means is said before it happens, in the words of the file", () => {
  const replaced: ResourceChange = {
    ...change("replace", TYPES.client, "acme-cms"),
    replacedBy: ["thirdPartySecurityMode", "name"],
    before: { thirdPartySecurityMode: "strict", name: "Acme" },
    after: { thirdPartySecurityMode: "permissive", name: "Acme 2" },
  };
  expect(describeReplacement(replaced)).toMatchInlineSnapshot(`
    "partners/acme-cms.yaml: third-party, strict becomes third-party, permissive
      Auth0 fixes this when it makes an application, so a new application replaces the old one:
      - the client ID and the secret change, and the partner must put the new ones in;
      - all refresh tokens stop working, and every user's consent is lost;
      - nothing syncs until the partner has done so and each user has enabled it again."
  `);
});

test("ownership has its own word in the file", () => {
  const replaced: ResourceChange = {
    ...change("replace", TYPES.client, "acme-cms"),
    replacedBy: ["isFirstParty"],
    before: { isFirstParty: false },
    after: { isFirstParty: true },
  };
  expect(describeReplacement(replaced).split("\n")[0]).toBe(
    "partners/acme-cms.yaml: third-party becomes first-party",
  );
});
