// A change for each rule about our own applications.
import type { OwnApplication, Tenant } from "../../../src/model/tenant.ts";
import { type Edit, type Example, found, set } from "./edit.ts";

type Grants = OwnApplication["grants"];

const reading: Grants = [{ api: "contacts", subject_type: "user", scopes: ["read:contacts"] }];
const deleting: Grants = [
  { api: "contacts", subject_type: "user", scopes: ["read:contacts", "delete:contacts"] },
];

/** Our app in prod, under its usual id. */
export const ownApp =
  (grants: Grants, { id = "our-app", name = "Our app", client_id = "OurAppInProd" } = {}): Edit =>
  (w) => {
    const tenant: Tenant = found(w.tenant);
    tenant.own_applications = { [id]: { name, stacks: { prod: { client_id } }, grants } };
  };

export const OWN_APPLICATION_EXAMPLES: Record<string, Example> = {
  "own-application-added": { change: ownApp(reading) },
  "own-application-removed": {
    base: ownApp(reading),
    change: set((w) => delete found(w.tenant).own_applications),
  },
  "own-application-replaced": {
    base: ownApp(reading),
    change: ownApp(reading, { client_id: "OurOtherApp" }),
  },
  "own-application-renamed": { base: ownApp(reading), change: ownApp(reading, { name: "Our new app" }) },
  "own-access-added": { base: ownApp(reading), change: ownApp(deleting) },
  "own-rights-declared": {
    base: ownApp(reading),
    change: (w) => {
      ownApp(reading)(w);
      Object.assign(found(found(w.tenant).own_applications?.["our-app"]), {
        management_scopes: ["update:client_grants"],
        ways: ["token-exchange"],
      });
    },
  },
  "action-declared": {
    change: set((w) => {
      found(w.tenant).actions = [{ name: "enrich-profile", trigger: "post-login", sha256: "0a".repeat(32) }];
    }),
  },
  "connection-inspected": {
    base: set((w) => {
      for (const one of found(w.tenant).connections) one.inspected = "2026-01-31";
    }),
    change: set((w) => {
      for (const one of found(w.tenant).connections) {
        if (one.strategy === "auth0") one.inspected = "2026-11-02";
        else delete one.inspected;
      }
    }),
  },
  "role-declared": {
    base: set((w) => {
      found(w.apis.contacts).enforce_policies = true;
      found(w.tenant).roles = { Support: { contacts: ["read:contacts", "update:contacts"] } };
    }),
    change: set((w) => {
      found(w.apis.contacts).enforce_policies = true;
      found(w.tenant).roles = {
        Support: { contacts: ["read:contacts", "delete:contacts"] },
        Visitor: { contacts: ["read:contacts"] },
      };
    }),
  },
  "own-access-removed": { base: ownApp(deleting), change: ownApp(reading) },
};
