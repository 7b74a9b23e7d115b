// Renames that the next update refuses: drift, which knows what the states hold, says why, and what to write.
import { expect } from "vitest";
import type { Deployed } from "../../../src/drift/deployed.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { AUDIENCE } from "./edits.ts";
import { clientIdOf } from "./tenant.ts";
import { acmeAs, type Case, givenAll, withoutAcme } from "./undeployed.ts";

/** With all that a state says. */
const held = (plan: Plan): Deployed => ({
  ...givenAll(plan),
  held: [
    ...Object.entries(plan.partners).map(([name, { application }]) => ({
      ...{ kind: "partner" as const, name, key: clientIdOf(name) },
      ...{ called: application.name, callbacks: application.callbacks },
    })),
    ...Object.entries(plan.apis).map(([name, { resourceServer }]) => ({
      ...{ kind: "api" as const, name, key: resourceServer.identifier },
    })),
  ],
});

/** As where the state of the part that has Acme was not asked. */
const heldWithoutAcme = (plan: Plan): Deployed => held(withoutAcme(plan));

const madeAsPlanned = (plan: Plan): Deployed => {
  const all = held(plan);
  const kindOf = (id: string) => plan.partners[id]?.application ?? {};
  return { ...all, held: (all.held ?? []).map((one) => ({ ...one, permanent: kindOf(one.name) })) };
};

const swapped = (plan: Plan): Plan => {
  const { "acme-cms": acme = expect.fail("no Acme"), "ember-mail": ember = expect.fail("no Ember") } =
    plan.partners;
  return { ...plan, partners: { ...plan.partners, "acme-cms": ember, "ember-mail": acme } };
};

const ontoGone = (plan: Plan): Plan => {
  const { "ember-mail": _, ...others } = plan.partners;
  const named = acmeAs(({ application }) => {
    const clientMetadata = { ...application.clientMetadata, partner_access_partner: "ember-mail" };
    return { formerIds: ["acme-cms"], application: { ...application, clientMetadata } };
  }, "ember-mail");
  return named({ ...plan, partners: others });
};

const claiming = (plan: Plan): Plan => {
  const { "ember-mail": _, ...others } = plan.partners;
  return acmeAs(() => ({ formerIds: ["ember-mail"] }))({ ...plan, partners: others });
};

const apiRenamed = (plan: Plan): Plan => {
  const { contacts = expect.fail("no API"), ...others } = plan.apis;
  const partners = Object.entries(plan.partners).map(([id, partner]) => {
    const grants = Object.entries(partner.grants).map(([key, grant]) => [
      key.replace("contacts/", "crm/"),
      grant,
    ]);
    return [id, { ...partner, grants: Object.fromEntries(grants) }];
  });
  return { ...plan, apis: { crm: contacts, ...others }, partners: Object.fromEntries(partners) };
};

const IN_USE = (name: string, was: string, is: string) =>
  `the application "${name}" was deployed as "${was}", and partners/${is}.yaml declares it now, while both names are in use: give each the name that it had, and rename one at a time`;

const CLAIMED =
  'the application "Acme CMS" was deployed as "acme-cms", and partners/acme.yaml, which says that it was that, is "Acme Suite": it would get what the other has. If it is the same, deploy the rename alone first; else remove the former id';
const BACK =
  "bring it back into partners/acme-cms.yaml with status: retired, deploy that, and take it out in a later change; if it was renamed, write former_ids: [acme-cms] into its new file";

export const REFUSED: readonly (Case & {
  readonly found: readonly string[];
  readonly todos: readonly string[];
})[] = [
  {
    name: "an application of a part's partner that no state has",
    head: acmeAs(() => ({ part: "local-1" })),
    deployed: heldWithoutAcme,
    found: ["finding application-not-held partner acme-cms"],
    todos: [
      "is it in the state of a part whose file is gone, bring that file back; else `recover --stack local-1 --write` takes it up",
    ],
  },
  {
    name: "an application of a declared partner that no state has",
    deployed: heldWithoutAcme,
    found: ["finding application-not-held partner acme-cms"],
    todos: [
      "is it in the state of a part whose file is gone, bring that file back; else `recover --stack local --write` takes it up",
    ],
  },
  {
    name: "two partners that swap their files",
    head: swapped,
    deployed: held,
    found: ["finding update-refused partner ember-mail", "finding update-refused partner acme-cms"],
    todos: [IN_USE("Acme CMS", "acme-cms", "ember-mail"), IN_USE("Ember Mail", "ember-mail", "acme-cms")],
  },
  {
    name: "a partner that is renamed onto the id of one that goes",
    head: ontoGone,
    deployed: held,
    found: ["finding update-refused partner ember-mail"],
    todos: [IN_USE("Acme CMS", "acme-cms", "ember-mail")],
  },
  {
    name: "a partner that claims another one beside its own",
    head: claiming,
    deployed: held,
    found: ["note update-unreviewed partner acme-cms"],
    todos: [
      'partners/acme-cms.yaml names the former id "ember-mail" and has an application of its own: that of "ember-mail" would be deleted. Remove the former id, and let a review say what becomes of it',
    ],
  },
  {
    name: "a rename with another name",
    head: acmeAs(
      ({ application }) => ({
        formerIds: ["acme-cms"],
        application: {
          ...application,
          name: "Acme Suite",
          clientMetadata: { ...application.clientMetadata, partner_access_partner: "acme" },
        },
      }),
      "acme",
    ),
    deployed: held,
    found: ["note update-unreviewed partner acme"],
    todos: [CLAIMED],
  },
  {
    name: "a partner that is gone, was not retired, and has no grants",
    head: withoutAcme,
    edit: (answers) => {
      answers.grants = answers.grants.filter(({ client_id: id }) => id !== clientIdOf("acme-cms"));
    },
    deployed: held,
    found: [`alarm application-without-file application ${clientIdOf("acme-cms")}`],
    todos: [
      `the application "Acme CMS" was deployed as "acme-cms", was not retired, and is declared nowhere: ${BACK}`,
    ],
  },
  {
    name: "an API with another identifier",
    head: (plan) => {
      const { contacts = expect.fail("no API"), ...others } = plan.apis;
      const resourceServer = { ...contacts.resourceServer, identifier: "https://other.example" };
      return { ...plan, partners: {}, apis: { contacts: { ...contacts, resourceServer }, ...others } };
    },
    edit: (answers) => {
      Object.assign(answers, { clients: [], grants: [] });
    },
    deployed: (plan) => {
      const { held: all = [], ...others } = held(plan);
      const apis = all
        .filter(({ kind }) => kind === "api")
        .map((one) => ({ ...one, isGranted: true as const }));
      return { ...others, partners: {}, held: apis };
    },
    found: ["note update-unreviewed api contacts"],
    todos: [
      `the API "${AUDIENCE}" would be deleted for another one: apis/contacts.yaml says the identifier "https://other.example"; ` +
        "put the value back; what was reviewed goes through with the checksum of `npm run -s partner-access -- review --stack local`",
    ],
  },
  {
    name: "a rename that does not say so",
    head: acmeAs(() => ({}), "acme"),
    deployed: held,
    found: ["finding update-refused partner acme"],
    todos: [
      'the application "Acme CMS" was deployed as "acme-cms", and partners/acme.yaml declares it now: write former_ids: [acme-cms] into partners/acme.yaml, or the application and every grant for it would be deleted',
    ],
  },
  {
    name: "an application that was taken over, of another kind than it was made",
    head: acmeAs(({ application }) => ({
      adopts: clientIdOf("acme-cms"),
      application: { ...application, thirdPartySecurityMode: "permissive" },
    })),
    deployed: madeAsPlanned,
    found: ["finding update-refused partner acme-cms"],
    todos: [
      `partners/acme-cms.yaml says that it is third-party, permissive, and it was made third-party, strict: the application "Acme CMS" (${clientIdOf("acme-cms")}) was taken over by its client_id and is never replaced, so Auth0 refuses that. Put the value back; a partner that needs the other kind needs an application of its own, in a file of its own`,
    ],
  },
  {
    name: "an API's rename that does not say so",
    head: apiRenamed,
    deployed: held,
    found: ["finding update-refused api crm"],
    todos: [
      'the API "https://api.our-app.example/contacts" was deployed as "contacts", and apis/crm.yaml declares it now: write former_ids: [contacts] into apis/crm.yaml, or the API and every grant for it would be deleted',
    ],
  },
];
