// What drift advises where the wrong hand would destroy something.
import { acme, grantOf, type Json, stranger } from "./edits.ts";
import { type Answers, clientIdOf, clientIn, grantIn } from "./tenant.ts";
import {
  acmeAs,
  type Case,
  DEPLOYED,
  givenAll,
  markedAs,
  severalAs,
  withoutAcme,
  withoutContacts,
} from "./undeployed.ts";

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
    name: "of an API that is gone, nobody knows before the states were asked whether its identifier changed",
    edit: withoutContacts,
    rule: "api-missing",
    todo: "`drift --deployed` shows whether somebody deleted it, and an update with --refresh makes it again, or its identifier changed in the file, which a plain update refuses",
  },
  {
    name: "an API that was deployed with that identifier is made again",
    edit: withoutContacts,
    deployed: givenAll,
    rule: "api-missing",
    todo: "`pulumi up --refresh --stack local` puts it back",
  },
  {
    name: "a rename with another name waits until the states were asked",
    head: acmeAs(
      ({ application }) => ({
        formerIds: ["acme-cms"],
        application: { ...application, name: "Acme Suite" },
      }),
      "acme",
    ),
    edit: () => undefined,
    rule: "rename-not-deployed",
    todo: 'leave it until `drift --deployed` has told whether an update may give it that name: it is called "Acme CMS"',
  },
  {
    name: "nor is its name put back before that: the update may refuse it",
    head: acmeAs(({ application }) => {
      const clientMetadata = { ...application.clientMetadata, partner_access_partner: "acme" };
      return { formerIds: ["acme-cms"], application: { ...application, clientMetadata, name: "Acme Suite" } };
    }, "acme"),
    edit: () => undefined,
    rule: "application-text-differs",
    todo: "once `drift --deployed` says that no update refuses the rename, `pulumi up --refresh --stack local` puts it back; to keep it, write it into partners/acme.yaml",
  },
  {
    name: "of two applications the one that the file names stays",
    head: adopting,
    edit: second,
    rule: "application-duplicate",
    todo: `keep ${clientIdOf("acme-cms")}, which the file names; ${OTHERS}`,
  },
  {
    name: "of two whose markers are those of two partners none goes before the states were asked",
    head: adopting,
    edit: (answers) => {
      second(answers);
      markedAs(answers, "earlier");
    },
    rule: "application-duplicate",
    todo: 'leave all: their markers are those of "earlier" and "acme-cms", so each may be in use. `drift --deployed` shows what the next update makes of them',
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
    name: "of two applications with the markers of two partners both stay until the states were asked",
    head: acmeAs(() => ({ formerIds: ["acme-old"] })),
    edit: (answers) => {
      second(answers);
      markedAs(answers, "acme-old");
    },
    rule: "application-duplicate",
    todo: 'leave all: their markers are those of "acme-old" and "acme-cms", so each may be in use. `drift --deployed` shows what the next update makes of them',
  },
  {
    name: "what lost its marker is nobody's to close where nobody told what was deployed",
    edit: (answers) => Object.assign(clientIn(answers, "acme-cms"), { client_metadata: {} }),
    rule: "unmanaged-third-party",
    todo: "leave it until `drift --deployed` has told whether it is that of partners/acme-cms.yaml, which has its name",
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
    name: "a former id is written beside those that the file has",
    head: acmeAs(() => ({ formerIds: ["acme-old"] }), "acme"),
    edit: () => undefined,
    rule: "application-without-file",
    todo: 'leave it: partners/acme.yaml has its name. If that is what "acme-cms" is called now, write former_ids: [acme-old, acme-cms] into it',
  },
  {
    name: "of one partner's applications the one with the same callbacks is meant",
    head: severalAs("site"),
    edit: (answers) => markedAs(answers, "acme-cms.web"),
    rule: "application-without-file",
    todo: 'leave it: applications.site of partners/acme-cms.yaml has its name. If that is what "acme-cms.web" is called now, write former_ids: [acme-cms.web] into it',
  },
  {
    name: "an application that the last deployment made is an update's to delete",
    head: withoutAcme,
    edit: () => undefined,
    deployed: DEPLOYED,
    rule: "application-without-file",
    todo: "leave it to the update: the last deployment made it, and the next one deletes it if it was retired or a review told of it. To keep it, bring its file back, or write former_ids: [acme-cms] into the one that it has now",
  },
  {
    name: "a client ID whose application is marked as somebody's who has no file may have been renamed",
    head: acmeAs(
      ({ application }) => ({
        adopts: clientIdOf("acme-cms"),
        application: {
          ...application,
          clientMetadata: { ...application.clientMetadata, partner_access_partner: "acme" },
        },
      }),
      "acme",
    ),
    edit: () => undefined,
    rule: "application-text-differs",
    todo: 'is it what "acme-cms" is called now, write former_ids: [acme-cms] into partners/acme.yaml: until then no update changes anything. Else `pulumi up --refresh --stack local` puts it back; `drift --deployed` distinguishes the two',
  },
  {
    name: "an application of which nobody knows who made it is looked into first",
    head: withoutAcme,
    edit: () => undefined,
    rule: "application-without-file",
    todo: "find out who made it. If `pulumi stack output` names it, it is the stack's: bring its file back, and where it is to end, retire it there first. Only what no stack has is deleted in the tenant",
  },
  {
    name: "an application that its own document configures cannot be declared",
    edit: (answers) => {
      answers.clients.push(stranger({ external_client_id: "https://agent.example/client.json" }));
      answers.grants.push(grantOf("stranger"));
    },
    rule: "unmanaged-third-party",
    todo: 'take its grants away in the tenant: its callbacks are what "https://agent.example/client.json" says, and no file can declare that (docs/runbook.md#a-partner-that-hosts-a-client-id-metadata-document)',
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
