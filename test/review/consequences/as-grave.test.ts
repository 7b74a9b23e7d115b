// What is as grave as something else: what a role gives, and what a pause only puts off.
import { expect, test } from "vitest";
import { found } from "../../support/consequences/edit.ts";
import { EXAMPLES, type Example } from "../../support/consequences.ts";
import { contacts, said } from "./support/said.ts";

const CASES: { name: string; rule: string; example: Example; says: string[] }[] = [
  {
    name: "a role that lets its users do what is sensitive is as grave as the scope",
    rule: "role-declared",
    example: {
      base: (w) => {
        contacts(w).enforce_policies = true;
      },
      change: (w) => {
        contacts(w).enforce_policies = true;
        found(w.tenant).roles = {
          Support: { contacts: ["delete:contacts"] },
          Visitor: { contacts: ["read:contacts"] },
        };
      },
    },
    says: [
      'high [local prod] Users with the role "Support" may get delete:contacts of "Contacts": drift will be silent about it.',
      'medium [local prod] Users with the role "Visitor" may get read:contacts of "Contacts": drift will be silent about it.',
    ],
  },
  {
    name: "consent that a paused partner will skip is as grave as one that is skipped now",
    rule: "consent-skipped",
    example: {
      base: (w) => {
        EXAMPLES["consent-skipped"]?.base?.(w);
        found(w.partners.fieldbook).status = "suspended";
      },
      change: (w) => {
        EXAMPLES["consent-skipped"]?.change(w);
        found(w.partners.fieldbook).status = "suspended";
      },
    },
    says: ['high [prod] Once "Fieldbook" is active again, its users are not asked for consent.'],
  },
];

test.for(CASES)("$name", ({ rule, example, says }) => {
  expect(said(example, rule)).toEqual(says);
});
