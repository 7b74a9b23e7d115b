// What the files say of Actions and of our own applications, and no update has done yet.
import { expect } from "vitest";
import type { Plan } from "../../../src/plan/types.ts";
import { declaredOwnApplication } from "../../../src/tenant/declared.ts";
import { AUDIENCE, action } from "./edits.ts";
import { type Case, givenAll } from "./undeployed.ts";

const withOtherCode = (plan: Plan): Plan => {
  const { "account-claim": claim = expect.fail("no Action"), ...others } = plan.actions;
  return { ...plan, actions: { ...others, "account-claim": { ...claim, code: `${claim.code}\n// more` } } };
};

export const withoutActions = (plan: Plan): Plan => ({ ...plan, actions: {} });

const OURS = { client_id: "our-app", name: "SPA", is_first_party: true };

const withOurs = (plan: Plan): Plan => ({
  ...plan,
  ownApplications: {
    "our-app": {
      name: "SPA",
      clientId: "our-app",
      grants: {
        "contacts/user": {
          api: "contacts",
          audience: AUDIENCE,
          subjectType: "user",
          scopes: ["read:contacts"],
        },
      },
    },
  },
});

export const UNDEPLOYED_SHARED: readonly (Case & { readonly found: readonly string[] })[] = [
  {
    name: "an Action whose code changes",
    head: withOtherCode,
    deployed: givenAll,
    found: ["note change-not-deployed action account-claim"],
  },
  {
    name: "an Action whose code changes, and that somebody changed meanwhile",
    head: withOtherCode,
    edit: action({ deployed_version: { code: "evil()", runtime: "node22", deployed: true }, code: "evil()" }),
    deployed: givenAll,
    found: ["alarm action-code-differs action account-claim"],
  },
  {
    name: "an Action that is new",
    edit: (answers) => {
      answers.actions = [];
      answers.bound = {};
    },
    deployed: (plan) => ({ ...givenAll(plan), givenActions: {} }),
    found: ["note change-not-deployed action account-claim"],
  },
  {
    name: "an Action that the files no longer have",
    head: withoutActions,
    deployed: givenAll,
    found: ["note action-removal-not-deployed action partner-access-account-claim"],
  },
  {
    name: "an Action that the last update made, so that somebody deleted it",
    edit: (answers) => {
      answers.actions = [];
      answers.bound = {};
    },
    deployed: givenAll,
    found: ["alarm action-missing action account-claim"],
  },
  {
    name: "an application of ours that is new in the files",
    head: withOurs,
    edit: (answers) => answers.clients.push(OURS),
    deployed: givenAll,
    found: ["note change-not-deployed own-application our-app"],
  },
  {
    name: "an application of ours whose grant the last update made, so that somebody deleted it",
    head: withOurs,
    edit: (answers) => answers.clients.push(OURS),
    deployed: (plan) => ({
      ...givenAll(plan),
      givenOwn: Object.fromEntries(
        Object.values(withOurs(plan).ownApplications).map((own) => [
          own.clientId,
          declaredOwnApplication(own),
        ]),
      ),
    }),
    found: ["finding grant-missing own-application our-app"],
  },
];
