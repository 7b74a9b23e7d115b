// What a tenant had before a stack: our own applications and APIs, and what drift says of them.
import type { Plan, PlannedNotes, PlannedOwnApplication } from "../../../src/plan/types.ts";
import { type Edit, role } from "./edits.ts";

/** Our app, which reads contacts of users. */
export const OWN = {
  name: "Our app",
  clientId: "our-app",
  grants: {
    "contacts/user": {
      api: "contacts",
      audience: "https://api.our-app.example/contacts",
      subjectType: "user",
      scopes: ["read:contacts"],
    },
  },
} as const;

const ownGrant = (scope: readonly string[], more = {}) => ({
  id: "own",
  client_id: "our-app",
  audience: "https://api.our-app.example/contacts",
  subject_type: "user",
  scope,
  ...more,
});
const ownClient = { client_id: "our-app", name: "SPA", is_first_party: true };

/** What a tenant has of our own applications and of the APIs, beside what is declared with our app. */
export const takingOver = (
  plan: Plan,
): readonly (Edit & {
  readonly own?: Partial<PlannedOwnApplication>;
  readonly knownRoles?: NonNullable<PlannedNotes["knownRoles"]>;
})[] => [
  {
    name: "an application of ours with the declared grant is not a stranger",
    edit: (a) => {
      a.clients.push(ownClient);
      a.grants.push(ownGrant(["read:contacts"]));
      a.grants.push({ ...ownGrant(["x"]), audience: "https://elsewhere.example" });
    },
    found: [],
  },
  {
    name: "an application of ours that may do more, and more without users",
    edit: (a) => {
      a.clients.push(ownClient);
      a.grants.push(ownGrant(["read:contacts", "delete:contacts"]));
      a.grants.push(ownGrant(["read:contacts"], { id: "more", subject_type: "client" }));
    },
    found: ["alarm grant-wider own-application our-app", "alarm grant-undeclared own-application our-app"],
  },
  {
    name: "a role that is declared with more than it gives",
    knownRoles: { Support: { reports: ["read:contacts", "update:contacts"] } },
    edit: (a) => {
      a.clients.push(ownClient);
      a.grants.push(ownGrant(["read:contacts"]));
      a.roles = [role("Support", ["https://api.our-app.example/reports", "read:contacts"])];
    },
    found: ["finding role-narrower tenant localhost:8443"],
  },
  {
    name: "an application of ours without the declared rights at the Management API",
    own: { managementScopes: ["update:client_grants"] },
    edit: (a) => {
      a.clients.push(ownClient);
      a.grants.push(ownGrant(["read:contacts"]));
    },
    found: ["note management-rights-unused own-application our-app"],
  },
  {
    name: "an application of ours whose grant somebody deleted",
    edit: (a) => a.clients.push(ownClient),
    found: ["finding grant-missing own-application our-app"],
  },
  {
    name: "an application of ours that is gone",
    edit: () => undefined,
    found: ["alarm own-application-missing own-application our-app"],
  },
  {
    name: "an API of long ago, in a tenant where nothing of the stack was deployed",
    edit: (a) => {
      a.clients.push(ownClient);
      a.grants = [ownGrant(["read:contacts"])];
      for (const client of a.clients) client.client_metadata = {};
      for (const api of a.apis) Object.assign(api, { name: "Old", token_lifetime: 86_400, scopes: [] });
    },
    found: [
      ...Object.keys(plan.partners).map((id) => `finding application-not-found partner ${id}`),
      ...Object.keys(plan.apis).map((id) => `note api-not-taken-over-yet api ${id}`),
    ],
  },
];
