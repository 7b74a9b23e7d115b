// What the files say and no update has done yet, and what drift advises where the wrong hand would destroy something.
import { expect } from "vitest";
import type { Deployed } from "../../../src/drift/difference.ts";
import type { Plan, PlannedPartner } from "../../../src/plan/types.ts";
import {
  declaredAction,
  declaredApi,
  declaredOwnApplication,
  declaredPartner,
} from "../../../src/tenant/declared.ts";
import { AUDIENCE, acme, action, grantOf, type Json, stranger } from "./edits.ts";
import { type Answers, clientIdOf, clientIn, grantIn } from "./tenant.ts";

/** Acme otherwise than it was deployed, or under another id. */
const acmeAs =
  (change: (partner: PlannedPartner) => Partial<PlannedPartner>, id = "acme-cms") =>
  (plan: Plan): Plan => {
    const { "acme-cms": was = expect.fail("no Acme"), ...others } = plan.partners;
    return { ...plan, partners: { [id]: { ...was, ...change(was) }, ...others } };
  };

const withoutAcme = (plan: Plan): Plan => {
  const { "acme-cms": _, ...partners } = plan.partners;
  return { ...plan, partners };
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

const withoutContacts = (answers: Answers): void => {
  answers.apis = answers.apis.filter(({ identifier }) => identifier !== AUDIENCE);
  answers.grants = answers.grants.filter(({ audience }) => audience !== AUDIENCE);
};

/** The last update gave every application and API what the plan of then said. */
const givenAll = ({ partners, apis, actions }: Plan): Deployed => ({
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

const withOtherCode = (plan: Plan): Plan => {
  const { "account-claim": claim = expect.fail("no Action"), ...others } = plan.actions;
  return { ...plan, actions: { ...others, "account-claim": { ...claim, code: `${claim.code}\n// more` } } };
};

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

const DEPLOYED: Deployed = { partners: { "acme-cms": clientIdOf("acme-cms") } };

interface Case {
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

const adopting = acmeAs(() => ({ adopts: clientIdOf("acme-cms") }));

const second = (answers: Answers): void => {
  answers.clients.push({ ...clientIn(answers, "acme-cms"), client_id: "zz-copy" });
  answers.grants.push({ ...grantIn(answers, "acme-cms/contacts/user"), id: "copy", client_id: "zz-copy" });
};

const OTHERS = "delete another only when the tenant's log shows that nobody uses it";
const REPLACED =
  "an update with --refresh replaces it, with a new client ID: agree with the partner on when, or write what it is into the file";
const REFUSED =
  "no update changes it: Auth0 refuses, the update fails, and the client ID stays. Write what it is into the file, or agree with the partner on another application";

export const ADVICE: readonly (Case & {
  readonly edit: (answers: Answers) => void;
  readonly rule: string;
  readonly todo: string;
})[] = [
  ...(
    [
      ["ownership-differs", { is_first_party: true }],
      ["security-mode-differs", { third_party_security_mode: "permissive" }],
    ] as const
  ).flatMap(([rule, change]) => [
    { name: `${rule}: made here, it is replaced`, edit: acme(change), rule, todo: REPLACED },
    { name: `${rule}: taken over, it never is`, head: adopting, edit: acme(change), rule, todo: REFUSED },
  ]),
  {
    name: "of two applications the one that the file names stays",
    head: adopting,
    edit: second,
    rule: "application-duplicate",
    todo: `keep ${clientIdOf("acme-cms")}, which the file names; ${OTHERS}`,
  },
  {
    name: "of two applications the one that was deployed stays",
    edit: second,
    deployed: { partners: { "acme-cms": "zz-copy" } },
    rule: "application-duplicate",
    todo: `keep zz-copy, which the last deployment made; ${OTHERS}`,
  },
  {
    name: "of two applications of which the file names the one and the state has the other, both stay",
    head: adopting,
    edit: second,
    deployed: { partners: { "acme-cms": "zz-copy" } },
    rule: "application-duplicate",
    todo: `leave both: the file names ${clientIdOf("acme-cms")}, and the last deployment made zz-copy. The next update takes the one over and deletes the other, as its review says`,
  },
  {
    name: "of two applications nobody is told which one, where nobody knows",
    edit: second,
    rule: "application-duplicate",
    todo: `find out which client ID the partner uses (\`pulumi stack output\` names what was deployed); ${OTHERS}`,
  },
  {
    name: "an application with a declared partner's name is that partner's",
    head: acmeAs(() => ({}), "acme"),
    edit: () => undefined,
    rule: "application-without-file",
    todo: 'leave it: partners/acme.yaml has its name. If that is what "acme-cms" is called now, write former_ids: [acme-cms] into it',
  },
  {
    name: "an application that the last deployment made is an update's to delete",
    head: withoutAcme,
    edit: () => undefined,
    deployed: DEPLOYED,
    rule: "application-without-file",
    todo: "leave it to the update: the last deployment made it, and the next one deletes it. To keep it, bring its file back",
  },
  {
    name: "an application of which nobody knows who made it is looked into first",
    head: withoutAcme,
    edit: () => undefined,
    rule: "application-without-file",
    todo: "find out who made it. If `pulumi stack output` names it, an update deletes it once its file is gone; only what no stack has is deleted in the tenant. To keep it, bring its file back",
  },
  {
    name: "an application of another stack of ours may be declared there",
    edit: (answers) => {
      const { client_metadata } = clientIn(answers, "acme-cms");
      answers.clients.push(
        stranger({ client_metadata: { ...(client_metadata as Json), partner_access_stack: "elsewhere" } }),
      );
      answers.grants.push(grantOf("stranger"));
    },
    rule: "unmanaged-third-party",
    todo: 'it carries the marker of our stack "elsewhere": look there first whether that declares it, and leave it if it does',
  },
];
