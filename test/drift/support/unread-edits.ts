// What drift may not read or cannot see of a tenant, and what it says about each.
import { acme, type Edit } from "./edits.ts";

export const UNREAD_EDITS: readonly Edit[] = [
  {
    name: "roles that nobody may read",
    edit: (a) => {
      a.roles = undefined;
    },
    found: ["finding ways-not-read tenant localhost:8443"],
  },
  {
    name: "rules and hooks that nobody may read",
    edit: (a) => {
      a.rules = undefined;
      a.hooks = undefined;
    },
    found: ["finding ways-not-read tenant localhost:8443", "finding ways-not-read tenant localhost:8443"],
  },
  {
    name: "a signing key of somebody else",
    edit: (a) => {
      a.customSigningKeys = ["theirs", ""];
    },
    found: [
      "alarm custom-signing-key tenant localhost:8443",
      "alarm custom-signing-key tenant localhost:8443",
    ],
  },
  {
    name: "signing keys that nobody may read",
    edit: (a) => {
      a.customSigningKeys = undefined;
    },
    found: ["finding ways-not-read tenant localhost:8443"],
  },
  {
    name: "a grant of which nobody may read which organizations use it, beside one that none uses",
    edit: (a) => {
      a.organizationGrants = { hidden: undefined, idle: false };
    },
    found: ["finding ways-not-read tenant localhost:8443"],
  },
  {
    name: "an application that has to keep to a profile of FAPI",
    edit: acme({ compliance_level: "fapi1_adv_pkj_par" }),
    found: ["alarm application-cut-off partner acme-cms"],
  },
  {
    name: "an application that has to keep to none",
    edit: acme({ compliance_level: "none" }),
    found: [],
  },
  {
    name: "connections that may set accounts, which nobody declares",
    edit: (a) => {
      for (const strategy of ["auth0", "oauth2", "samlp", "of-tomorrow", undefined, "github"])
        a.connections.push({ id: `con-${strategy}`, name: `by-${strategy}`, strategy });
    },
    found: ["finding connection-not-inspected tenant localhost:8443"],
  },
];
