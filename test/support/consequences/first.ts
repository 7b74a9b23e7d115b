// What a tenant in use has, for each rule about first deployments.
import type { ScopeChange } from "../../../src/first/before-after.ts";
import { account, type Example, set } from "./edit.ts";

const undeclared = (change: Partial<ScopeChange>): Example => ({
  change: set(() => undefined),
  first: {
    undeclared: [
      {
        clientId: "ourApp00000000000000000000000000",
        name: "Our app",
        isFirstParty: true,
        changes: [
          { api: "contacts", subjectType: "user", lost: [], gained: [], isLockedOut: false, ...change },
        ],
      },
    ],
  },
});

export const FIRST_EXAMPLES: Record<string, Example> = {
  "first-update-stops": {
    change: set(() => undefined),
    first: {
      stops: [
        'the tenant has the API "https://api.our-app.example/contacts" already: write into apis/contacts.yaml, so that it is taken over:\n  stacks:',
      ],
    },
  },
  "first-locks-out": undeclared({ lost: ["read:contacts"], isLockedOut: true }),
  "first-takes-scopes": undeclared({ lost: ["admin:contacts"] }),
  "first-gives-scopes": undeclared({ gained: ["delete:contacts"] }),
  "first-users-without-account": {
    change: account,
    first: { users: { key: "account", without: 12, read: 1000, total: 4711 } },
  },
  "first-own-application": {
    change: set(() => undefined),
    first: {
      doubtful: [
        {
          id: "our-app",
          name: "Our app",
          clientId: "ourApp00000000000000000000000000",
          calledInTenant: "Old tracker",
          isFirstParty: true,
        },
      ],
    },
  },
  "first-beside": {
    change: set(() => undefined),
    first: {
      beside: [
        {
          kind: "api",
          id: "contacts",
          declared: "https://api.our-app.example/contacts",
          inTenant: "https://api.our-app.example/contacts/",
          key: "60f1c2d3e4a5b6c7d8e9f0a1",
        },
      ],
    },
  },
  "first-leaves": {
    change: set(() => undefined),
    first: { staying: [{ partner: "acme-cms", connections: ["crm-staff"] }] },
  },
  "first-consent-page": { change: set(() => undefined), first: { showsScopeDescriptions: false } },
};
