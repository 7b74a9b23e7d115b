// Edits of what partners share in a tenant, and what drift says about each.
import { action, connection, type Edit, PROMOTED } from "./edits.ts";
import { clientIdOf } from "./tenant.ts";

export const TENANT_EDITS: readonly Edit[] = [
  {
    name: "more connections below domain level than are asked for their applications",
    edit: (a) => {
      a.unreadConnections = ["first-company", "second-company"];
    },
    found: ["note connections-not-read tenant localhost:8443"],
  },
  {
    name: "an Action deleted by hand",
    edit: (a) => {
      a.actions = [];
      a.bound = {};
    },
    found: ["alarm action-missing action account-claim"],
  },
  {
    name: "an Action not bound",
    edit: (a) => {
      a.bound = {};
    },
    found: ["alarm action-not-running action account-claim"],
  },
  {
    name: "an Action never deployed",
    edit: action({ deployed_version: null }),
    found: [
      "alarm action-not-running action account-claim",
      "alarm action-code-differs action account-claim",
      "alarm action-code-differs action account-claim",
    ],
  },
  {
    name: "an Action of another trigger",
    edit: action({ supported_triggers: [{ id: "credentials-exchange", version: "v2" }] }),
    found: ["alarm action-not-running action account-claim", "alarm action-not-running action account-claim"],
  },
  {
    name: "other code, deployed",
    edit: action({ code: "//", deployed_version: { code: "//", runtime: "node22", deployed: true } }),
    found: ["alarm action-code-differs action account-claim"],
  },
  {
    name: "other code, as a draft",
    edit: action({ code: "//" }),
    found: ["finding action-draft action account-claim"],
  },
  {
    name: "a connection newly at domain level",
    edit: connection("others", PROMOTED),
    found: ["alarm connection-promoted connection others"],
  },
  {
    name: "a connection no longer at domain level",
    edit: connection("Username-Password-Authentication", { is_domain_connection: false }),
    found: ["finding connection-unusable connection Username-Password-Authentication"],
  },
  {
    name: "another connection of the same name",
    edit: connection("Username-Password-Authentication", { strategy: "samlp" }),
    found: [
      "alarm connection-strategy-differs connection Username-Password-Authentication",
      "finding connection-not-inspected connection Username-Password-Authentication",
    ],
  },
  {
    name: "a connection that is gone",
    edit: (a) => {
      a.connections = a.connections.filter(({ name }) => name !== "Username-Password-Authentication");
    },
    found: [
      "finding connection-unusable connection Username-Password-Authentication",
      "finding connection-disabled partner fieldbook",
    ],
  },
  {
    name: "a connection disabled for a first-party partner",
    edit: (a) => {
      a.enabled["Username-Password-Authentication"] = [];
    },
    found: ["finding connection-disabled partner fieldbook"],
  },
  {
    name: "a connection enabled for a first-party partner that does not name it",
    edit: (a) => a.enabled["our-employees"]?.push(clientIdOf("fieldbook")),
    found: ["alarm connection-undeclared partner fieldbook"],
  },
  {
    name: "a connection enabled for a third-party partner, which changes nothing",
    edit: (a) => a.enabled["Username-Password-Authentication"]?.push(clientIdOf("acme-cms")),
    found: [],
  },
  {
    name: "a connection below domain level that is mapped to a third-party partner",
    edit: (a) => {
      a.enabled.others = [clientIdOf("acme-cms"), "somebody-else"];
    },
    found: ["alarm connection-mapped partner acme-cms"],
  },
  {
    name: "another flag of the tenant",
    edit: (a) => {
      a.showsScopeDescriptions = false;
    },
    found: ["finding tenant-flag-differs tenant localhost:8443"],
  },
];
