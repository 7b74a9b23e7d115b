import { expect, test } from "vitest";
import { EXAMPLES, type Example } from "../../support/consequences.ts";
import type { World } from "../../support/workspace.ts";
import { contacts, partner, said } from "./support/said.ts";

const machine = (...scopes: string[]) => ({
  api: "contacts",
  subject_type: "client" as const,
  scopes,
  reason: "Cleans up at night",
});

/** A world whose only partner is Fieldbook, in `local` with these callbacks. */
function onlyFieldbook(w: World, callbacks: string[]): void {
  const fieldbook = w.partners.fieldbook ?? expect.fail("no Fieldbook");
  fieldbook.stacks = { local: { ...fieldbook.stacks.local, callbacks } };
  w.partners = { fieldbook };
}

const CASES: { name: string; rule: string; example: Example; says: string[] }[] = [
  {
    name: "a sensitive scope without a user says that nothing limits it",
    rule: "sensitive-scope",
    example: { change: (w) => partner(w).grants.push(machine("delete:contacts")) },
    says: [
      'high [local prod] "Acme CMS" gains delete:contacts without a user: it can now DELETE /contacts/{id}. Sensitive. Nobody is asked for consent, and no account limits it.',
    ],
  },
  {
    name: "a partner that loses its only scope of an API gets no more tokens for it",
    rule: "access-narrowed",
    example: {
      base: (w) => partner(w).grants.push(machine("read:contacts")),
      change: (w) => partner(w).grants.pop(),
    },
    says: [
      'medium [local prod] "Acme CMS" loses read:contacts without a user: its calls to GET /contacts get 403 from its next token on. It gets no more tokens for this. Tokens issued before work until they expire, at most 1h.',
    ],
  },
  {
    name: "a scope names its API where there are two",
    rule: "sensitive-scope",
    example: {
      base: (w) => {
        w.apis.reports = {
          ...contacts(w),
          name: "Reports",
          identifier: "https://api.our-app.example/reports",
        };
      },
      change: (w) => partner(w).grants[0]?.scopes.push("delete:contacts"),
    },
    says: [
      'high [local prod] "Acme CMS" gains delete:contacts of "Contacts" on behalf of users: it can now DELETE /contacts/{id}. Sensitive. Users are asked for consent again.',
    ],
  },
  {
    name: "a policy that gives all scopes is told where it gives them",
    rule: "sensitive-scope",
    example: {
      change: (w) => {
        contacts(w).subject_type_authorization.user.policy = "allow_all";
      },
    },
    says: [
      'high [local] "Fieldbook" gains delete:contacts on behalf of users: it can now DELETE /contacts/{id}. Sensitive. The API\'s policy gives it without a grant. Users are asked for consent again.',
      'high [prod] "Fieldbook" gains delete:contacts on behalf of users: it can now DELETE /contacts/{id}. Sensitive. The API\'s policy gives it without a grant. Users are not asked for consent.',
    ],
  },
  {
    name: "a partner that leaves one stack keeps its file",
    rule: "partner-vanished",
    example: { change: (w) => delete partner(w).stacks.local },
    says: [
      'high [local] "Acme CMS" leaves this stack without having been retired. Its application, client ID and every user\'s consent are deleted for good. It loses read:contacts on behalf of users.',
    ],
  },
  {
    name: "a partner renamed without its former id is refused, and not said to be deleted",
    rule: "partner-vanished",
    example: {
      change: (w) => {
        w.partners.acme = partner(w);
        delete w.partners["acme-cms"];
      },
    },
    says: [
      'high [local prod] "Acme CMS" is declared as acme now, which does not name its former id acme-cms: no update changes anything until it does, since the application and every grant for it would be deleted.',
    ],
  },
  {
    name: "a renamed partner's other changes are told of the partner that it is",
    rule: "callback-new-host",
    example: {
      change: (w) => {
        w.partners.acme = { ...partner(w), former_ids: ["acme-cms"] };
        delete w.partners["acme-cms"];
        w.partners.acme.stacks.prod?.callbacks?.push("https://acme.evil.example/callback");
      },
    },
    says: [
      'high [prod] "Acme CMS" gets authorization codes at https://acme.evil.example/callback as well: a host that none of its callbacks had.',
    ],
  },
  {
    name: "a renamed partner's credentials move on AWS",
    rule: "partner-renamed",
    example: {
      base: (w) => EXAMPLES["secret-reader-changed"]?.base?.(w),
      change: (w) => {
        w.partners.acme = { ...partner(w), former_ids: ["acme-cms"] };
        delete w.partners["acme-cms"];
      },
    },
    says: [
      'medium [prod] The credentials of "Acme CMS" are on AWS under the name partner-access/prod/acme/credentials instead of partner-access/prod/acme-cms/credentials: who reads them must look there.',
      'low [local prod] "Acme CMS" is called acme instead of acme-cms; its client ID stays.',
    ],
  },
  {
    name: "a renamed partner that has another name too may be another partner",
    rule: "partner-renamed",
    example: {
      change: (w) => {
        w.partners.newcomer = { ...partner(w), name: "Newcomer", former_ids: ["acme-cms"] };
        delete w.partners["acme-cms"];
      },
    },
    says: [
      'high [local prod] "Newcomer" gets the application of "Acme CMS", with its client ID, secret and consents: its file says that it was acme-cms.',
      'low [local prod] "Newcomer" is called newcomer instead of acme-cms; its client ID stays.',
    ],
  },
  {
    name: "offline access says how long, and nothing else does",
    rule: "refresh-token-lengthened",
    example: EXAMPLES["offline-access-given"] ?? { change: () => {} },
    says: [],
  },
  {
    name: "the partners of all stacks are named, once",
    rule: "route-added",
    example: {
      base: (w) => delete w.partners.fieldbook?.stacks.prod,
      change: (w) => {
        contacts(w).routes["GET /contacts/{id}"] = ["read:contacts"];
      },
    },
    says: [
      'medium [local prod] GET /contacts/{id} is new and needs read:contacts: "Acme CMS" and "Fieldbook" can call it.',
    ],
  },
  {
    name: "a suspended partner's lost scopes are told once",
    rule: "access-narrowed",
    example: {
      change: (w) => {
        partner(w).status = "suspended";
      },
    },
    says: [],
  },
  {
    name: "a stack that is no longer declared deletes nothing",
    rule: "partner-vanished",
    example: { change: (w) => delete w.stacks.prod },
    says: [],
  },
  {
    name: "a route that reads opens less gravely than one that writes",
    rule: "route-opened",
    example: {
      base: (w) => {
        contacts(w).scopes["list:contacts"] = { description: "List", sensitivity: "low" };
        contacts(w).routes["GET /list"] = ["list:contacts"];
      },
      change: (w) => {
        contacts(w).routes["GET /list"] = ["list:contacts", "read:contacts"];
      },
    },
    says: [
      'medium [local prod] read:contacts now also opens GET /list, which needed list:contacts: "Acme CMS" and "Fieldbook" can call it.',
    ],
  },
  {
    name: "a partner that gets the scope of a closed route in the same change keeps the route",
    rule: "route-closed",
    example: {
      change: (w) => {
        contacts(w).routes["GET /contacts"] = ["delete:contacts"];
        partner(w).grants[0]?.scopes.push("delete:contacts");
      },
    },
    says: [
      'medium [local prod] GET /contacts needs delete:contacts instead of read:contacts: calls of "Fieldbook" get 403 from now on.',
    ],
  },
  {
    name: "a replaced application stops at the protection of its stack",
    rule: "application-replaced",
    example: {
      change: (w) => {
        w.partners = { "acme-cms": partner(w) };
        Object.assign(partner(w).application, { is_first_party: true, third_party_security_mode: undefined });
        partner(w).stacks = { prod: partner(w).stacks.prod ?? {} };
      },
    },
    says: [
      'high [prod] The application of "Acme CMS" is replaced (third-party, strict becomes first-party): the client ID and the secret change, and the partner must put the new ones in; all refresh tokens stop working, and every user\'s consent is lost; nothing syncs until the partner has done so and each user has enabled it again. The stack is protected: the deployment stops at this.',
    ],
  },
  {
    name: "an adopted application is never replaced: Auth0 refuses the change",
    rule: "application-change-refused",
    example: {
      base: (w) => {
        const { prod = {} } = partner(w).stacks;
        partner(w).stacks = { prod: { ...prod, client_id: "tpc_1" } };
      },
      change: (w) => {
        partner(w).application.third_party_security_mode = "permissive";
      },
    },
    says: [
      'high [prod] The deployment will fail: the application tpc_1 of "Acme CMS" was taken over and is never replaced, and Auth0 refuses this change of it (third-party, strict becomes third-party, permissive).',
    ],
  },
  {
    name: "an application that is taken over may be of another kind than the one before",
    rule: "application-change-refused",
    example: {
      base: (w) => {
        partner(w).stacks = { prod: partner(w).stacks.prod ?? {} };
      },
      change: (w) => {
        partner(w).application.third_party_security_mode = "permissive";
        const { prod = {} } = partner(w).stacks;
        partner(w).stacks = { prod: { ...prod, client_id: "tpc_1" } };
      },
    },
    says: [
      'high [prod] "Acme CMS" takes over tpc_1, and third-party, strict becomes third-party, permissive: unless that application is this already, the deployment will fail, since Auth0 refuses to change it.',
    ],
  },
  {
    name: "a verifiable callback beside localhost: users who come back to it are no longer asked",
    rule: "consent-skipped",
    example: {
      base: (w) => onlyFieldbook(w, ["http://localhost:3306/callback"]),
      change: (w) =>
        onlyFieldbook(w, ["http://localhost:3306/callback", "https://dev.fieldbook.example/callback"]),
    },
    says: [
      'high [local] From now on users of "Fieldbook" are asked for consent only where they come back to their own machine or to a scheme of the application\'s own.',
    ],
  },
  {
    name: "localhost beside a verifiable callback: users who come back to it are asked",
    rule: "consent-asked-again",
    example: {
      base: (w) => onlyFieldbook(w, ["https://dev.fieldbook.example/callback"]),
      change: (w) =>
        onlyFieldbook(w, ["http://localhost:3306/callback", "https://dev.fieldbook.example/callback"]),
    },
    says: [
      'medium [local] Users of "Fieldbook" are asked for consent from now on, where they come back to their own machine or to a scheme of the application\'s own.',
    ],
  },
  {
    name: "a quota that is only watched limits nothing",
    rule: "quota-loosened",
    example: {
      base: (w) => {
        partner(w).application.token_quota = { client_credentials: { per_day: 5, enforce: true } };
      },
      change: (w) => {
        partner(w).application.token_quota = { client_credentials: { per_day: 5, enforce: false } };
      },
    },
    says: [
      'medium [local prod] The quota of tokens that "Acme CMS" may get without a user changes from 5 a day (enforced) to 5 a day (only watched).',
    ],
  },
  {
    name: "lists that no rule knows say what came and went",
    rule: "other-change",
    example: {
      change: (w) => {
        partner(w).application.client_metadata = { tier: "gold" };
      },
    },
    says: ['low [local prod] "Acme CMS": application, client metadata, tier is added: "gold".'],
  },
];

test.for(CASES)("$name", ({ rule, example, says }) => {
  expect(said(example, rule)).toEqual(says);
});
