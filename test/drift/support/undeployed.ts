// What the files say and no update has done yet, and what drift advises where the wrong hand would destroy something.
import { expect } from "vitest";
import type { Deployed } from "../../../src/drift/deployed.ts";
import type { Plan, PlannedPartner } from "../../../src/plan/types.ts";
import { declaredAction, declaredApi, declaredPartner } from "../../../src/tenant/declared.ts";
import { AUDIENCE } from "./edits.ts";
import { type Answers, clientIdOf, clientIn, grantIn } from "./tenant.ts";

/** Acme otherwise than it was deployed, or under another id. */
export const acmeAs =
  (change: (partner: PlannedPartner) => Partial<PlannedPartner>, id = "acme-cms") =>
  (plan: Plan): Plan => {
    const { "acme-cms": was = expect.fail("no Acme"), ...others } = plan.partners;
    return { ...plan, partners: { [id]: { ...was, ...change(was) }, ...others } };
  };

export const withoutAcme = (plan: Plan): Plan => {
  const { "acme-cms": _, ...partners } = plan.partners;
  return { ...plan, partners };
};

/** Acme as `key`, one of several applications of its file, beside a program. */
export const severalAs =
  (key: string) =>
  (plan: Plan): Plan => {
    const { "acme-cms": was = expect.fail("no Acme"), ...others } = plan.partners;
    const application = { ...was.application, callbacks: [] };
    return {
      ...plan,
      partners: {
        "acme-cms.machine": { ...was, application, grants: {} },
        [`acme-cms.${key}`]: was,
        ...others,
      },
    };
  };

/** The last update wrote this id into the marker of Acme's application. */
export const markedAs = (answers: Answers, id: string): void => {
  const client = clientIn(answers, "acme-cms");
  Object.assign(client, {
    client_metadata: { ...(client.client_metadata as object), partner_access_partner: id },
  });
};

const renamed = acmeAs(
  ({ application }) => ({
    formerIds: ["acme-cms"],
    application: {
      ...application,
      clientMetadata: { ...application.clientMetadata, partner_access_partner: "acme" },
    },
  }),
  "acme",
);

const isOthers = ({ client_id }: { client_id?: unknown }) => client_id !== clientIdOf("acme-cms");

function removeAcme(answers: Answers): void {
  answers.clients = answers.clients.filter(isOthers);
  answers.grants = answers.grants.filter(isOthers);
}

const withoutGrants = (answers: Answers): void => {
  answers.grants = answers.grants.filter(isOthers);
};

export const withoutContacts = (answers: Answers): void => {
  answers.apis = answers.apis.filter(({ identifier }) => identifier !== AUDIENCE);
  answers.grants = answers.grants.filter(({ audience }) => audience !== AUDIENCE);
};

/** The last update gave every application and API what the plan of then said. */
export const givenAll = ({ partners, apis, actions }: Plan): Deployed => ({
  partners: Object.fromEntries(Object.keys(partners).map((id) => [id, clientIdOf(id)])),
  apis: Object.fromEntries(
    Object.entries(apis).map(([id, { resourceServer }]) => [id, resourceServer.identifier]),
  ),
  given: Object.fromEntries(
    Object.entries(partners).map(([id, planned]) => {
      const { connections: _, ...was } = declaredPartner(planned);
      return [clientIdOf(id), was];
    }),
  ),
  givenApis: Object.fromEntries(
    Object.values(apis).map((api) => [api.resourceServer.identifier, declaredApi(api)]),
  ),
  givenActions: Object.fromEntries(
    Object.entries(actions).map(([key, planned]) => [key, declaredAction(planned)]),
  ),
  givenOwn: {},
});

const withoutKeys = (plan: Plan): Plan => {
  const { "ember-mail": ember = expect.fail("no Ember"), ...others } = plan.partners;
  const credentials = { ...ember.credentials, privateKeyJwt: { credentials: [] } };
  return { ...plan, partners: { ...others, "ember-mail": { ...ember, credentials } } };
};

const withoutScopes = (plan: Plan): Plan => {
  const { contacts = expect.fail("no Contacts"), ...others } = plan.apis;
  return { ...plan, apis: { ...others, contacts: { ...contacts, scopes: contacts.scopes.slice(1) } } };
};

const called = acmeAs(({ application }) => ({
  application: { ...application, callbacks: ["https://acme.example/elsewhere"] },
}));

export const DEPLOYED: Deployed = { partners: { "acme-cms": clientIdOf("acme-cms") } };

export interface Case {
  readonly name: string;
  /** The files of now. */
  readonly head?: (plan: Plan) => Plan;
  readonly edit?: (answers: Answers) => unknown;
  readonly deployed?: Deployed | ((plan: Plan) => Deployed);
}

/** By what was deployed: the plan as it was then. */
export const deployedWith = ({ deployed }: Case, plan: Plan): Deployed | undefined =>
  typeof deployed === "function" ? deployed(plan) : deployed;

export const UNDEPLOYED: readonly (Case & { readonly found: readonly string[] })[] = [
  { name: "a rename", head: renamed, found: ["note rename-not-deployed partner acme"] },
  {
    name: "a file with the client ID of an application without our marker",
    head: acmeAs(() => ({ adopts: clientIdOf("acme-cms") })),
    edit: (answers) => {
      Object.assign(clientIn(answers, "acme-cms"), { client_metadata: {}, callbacks: [] });
    },
    found: ["note not-taken-over-yet partner acme-cms"],
  },
  {
    name: "a partner that the last deployment did not make",
    edit: removeAcme,
    deployed: { partners: {} },
    found: ["note not-deployed-yet partner acme-cms"],
  },
  {
    name: "a partner that the last deployment made, so that somebody deleted it",
    edit: removeAcme,
    deployed: DEPLOYED,
    found: ["alarm application-missing partner acme-cms"],
  },
  {
    name: "a partner that the last deployment made by its former id, so that somebody deleted it",
    head: acmeAs(() => ({ formerIds: ["acme"] })),
    edit: removeAcme,
    deployed: { partners: { acme: clientIdOf("acme-cms") } },
    found: ["alarm application-missing partner acme-cms"],
  },
  {
    name: "an API that the last deployment did not make, with the grants for it",
    edit: withoutContacts,
    deployed: { partners: {}, apis: { reports: "https://api.our-app.example/reports" } },
    found: [
      "note not-deployed-yet partner acme-cms",
      "note not-deployed-yet partner ember-mail",
      "note not-deployed-yet partner ember-mail",
      "note not-deployed-yet partner fieldbook",
      "note not-deployed-yet partner staff-notes",
      "note not-deployed-yet api contacts",
    ],
  },
  {
    name: "an API that the last deployment made under another name, so that somebody deleted it",
    edit: (answers) => {
      answers.apis = answers.apis.filter(({ identifier }) => identifier !== AUDIENCE);
    },
    deployed: { partners: {}, apis: { people: AUDIENCE, reports: "https://api.our-app.example/reports" } },
    found: ["alarm api-missing api contacts"],
  },
  {
    name: "the removal of a partner that was retired",
    head: withoutAcme,
    edit: withoutGrants,
    deployed: DEPLOYED,
    found: [`note removal-not-deployed application ${clientIdOf("acme-cms")}`],
  },
  {
    name: "the removal of one of several applications, which was retired",
    head: (plan) => severalAs("mobile")(called(plan)),
    edit: (answers) => {
      withoutGrants(answers);
      markedAs(answers, "acme-cms.web");
    },
    deployed: { partners: { "acme-cms.web": clientIdOf("acme-cms") } },
    found: [
      `note removal-not-deployed application ${clientIdOf("acme-cms")}`,
      "note not-deployed-yet partner acme-cms.machine",
      "note not-deployed-yet partner acme-cms.mobile",
    ],
  },
  {
    name: "the removal of a partner that still has access",
    head: withoutAcme,
    deployed: DEPLOYED,
    found: [`alarm application-without-file application ${clientIdOf("acme-cms")}`],
  },
  {
    name: "a partner that is suspended, whose grants the tenant still has",
    head: acmeAs(() => ({ grants: {} })),
    deployed: givenAll,
    found: ["note change-not-deployed partner acme-cms"],
  },
  {
    name: "a key that is taken away",
    head: withoutKeys,
    deployed: givenAll,
    found: ["note change-not-deployed partner ember-mail"],
  },
  {
    name: "another callback, and a grant that the file has not had",
    head: (plan) => called(plan),
    edit: withoutGrants,
    deployed: (plan) => {
      const { given = {}, ...rest } = givenAll(plan);
      const id = clientIdOf("acme-cms");
      return { ...rest, given: { ...given, [id]: { ...given[id], grants: {} } } };
    },
    found: ["note change-not-deployed partner acme-cms"],
  },
  {
    name: "a scope that an API loses",
    head: withoutScopes,
    deployed: givenAll,
    found: ["note change-not-deployed api contacts"],
  },
  {
    name: "another callback, and a grant that somebody widened meanwhile",
    head: called,
    edit: (answers) =>
      Object.assign(grantIn(answers, "acme-cms/contacts/user"), {
        scope: ["read:contacts", "delete:contacts"],
      }),
    deployed: givenAll,
    found: ["alarm grant-wider partner acme-cms", "note change-not-deployed partner acme-cms"],
  },
  {
    name: "an application whose marker somebody took away",
    edit: (answers) => Object.assign(clientIn(answers, "acme-cms"), { client_metadata: {} }),
    deployed: givenAll,
    found: [
      "note application-text-differs partner acme-cms",
      "note application-text-differs partner acme-cms",
      "note application-text-differs partner acme-cms",
    ],
  },
  {
    name: "a rename that does not say so",
    head: acmeAs(() => ({}), "acme"),
    edit: withoutGrants,
    deployed: DEPLOYED,
    found: [
      `alarm application-without-file application ${clientIdOf("acme-cms")}`,
      "note not-deployed-yet partner acme",
    ],
  },
];
