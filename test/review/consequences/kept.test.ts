// What a change would delete and the deployment refuses to: the review says that, and of no deletion.
import { expect, test } from "vitest";
import type { Example } from "../../support/consequences.ts";
import { acme, type World } from "../../support/workspace.ts";
import { contacts, partner, said } from "./support/said.ts";

const tenant = (w: World) => w.tenant ?? expect.fail("no tenant");

const STOPS = "The stack is protected: the deployment stops at this.";

const grant = (...scopes: string[]) => ({ api: "contacts", subject_type: "client" as const, scopes });

const CASES: readonly {
  readonly name: string;
  readonly rule: string;
  readonly example: Example;
  readonly says: readonly string[];
}[] = [
  ...(["active", "retired"] as const).map((status) => ({
    name: `a partner that becomes an application of ours is not said to be deleted: ${status}`,
    rule: "partner-vanished",
    example: {
      base: (w: World) => {
        const { prod = {} } = partner(w).stacks;
        Object.assign(partner(w), { status, stacks: { prod: { ...prod, client_id: "tpc_1" } } });
      },
      change: (w: World) => {
        delete w.partners["acme-cms"];
        tenant(w).own_applications = {
          ours: { name: "Ours", stacks: { prod: { client_id: "tpc_1" } }, grants: [] },
        };
      },
    },
    says: [
      'high [prod] "Acme CMS" becomes an application of ours. No update changes anything until the state has forgotten it as a partner\'s, since it would be deleted.',
    ],
  })),
  {
    name: "an application of ours under another id loses what its new entry lacks",
    rule: "own-application-removed",
    example: {
      base: (w) => {
        tenant(w).own_applications = {
          ours: {
            name: "Ours",
            stacks: { prod: { client_id: "tpc_1" } },
            grants: [grant("read:contacts", "delete:contacts")],
          },
          still: {
            name: "Still",
            stacks: { prod: { client_id: "tpc_2" } },
            grants: [grant("read:contacts")],
          },
        };
      },
      change: (w) => {
        tenant(w).own_applications = {
          other: { name: "Ours", stacks: { prod: { client_id: "tpc_1" } }, grants: [grant("read:contacts")] },
          same: { name: "Still", stacks: { prod: { client_id: "tpc_2" } }, grants: [grant("read:contacts")] },
        };
      },
    },
    says: [
      'high [prod] "Ours" (tpc_1) is declared under another id now: it gets no more tokens with delete:contacts of "Contacts" without a user.',
      'low [prod] "Still" (tpc_2) is declared under another id now, and loses nothing.',
    ],
  },
  {
    name: "an application of ours that becomes a partner's is not said to lose its grants",
    rule: "own-application-removed",
    example: {
      base: (w) => {
        partner(w).stacks = {};
        tenant(w).own_applications = {
          ours: { name: "Ours", stacks: { prod: { client_id: "tpc_1" } }, grants: [] },
        };
      },
      change: (w) => {
        tenant(w).own_applications = {};
        partner(w).stacks = { prod: { callbacks: ["https://acme.example/callback"], client_id: "tpc_1" } };
      },
    },
    says: [
      'high [prod] "Ours" (tpc_1) becomes a partner\'s. No update changes anything until the state has forgotten it as ours, since its grants would be deleted.',
    ],
  },
  ...(["a partner's", "a new partner's"] as const).map((whose) => ({
    name: `what the files declare is not said to be deleted or taken over for a former id: ${whose}`,
    rule: "partner-takes-over",
    example: {
      base: (w: World) => {
        w.partners["beacon-crm"] = { ...acme(), name: "Beacon CRM" };
        if (whose === "a new partner's") delete w.partners["acme-cms"];
      },
      change: (w: World) => {
        w.partners["acme-cms"] ??= acme();
        partner(w).former_ids = ["beacon-crm", "acme-old"];
      },
    },
    says: [
      ...(whose === "a partner's"
        ? [
            'high [local] "Acme CMS" names the former id acme-old, and has an application of its own: whatever a stack still has as acme-old is deleted.',
            `high [prod] "Acme CMS" names the former id acme-old, and has an application of its own: whatever a stack still has as acme-old is deleted. ${STOPS}`,
          ]
        : []),
      'high [local prod] "Acme CMS" names the former id beacon-crm, which is another partner\'s id: no update changes anything until it is removed.',
      ...(whose === "a partner's"
        ? []
        : [
            'high [local prod] "Acme CMS" takes over the application of acme-old, with its client ID, secret and consents, where a stack still has it.',
          ]),
    ],
  })),
];

test.for(CASES)("$name", ({ rule, example, says }) => {
  expect(said(example, rule)).toEqual(says);
});

test.for<{ name: string; rule: string; example: Example }>([
  {
    name: "an API with another identifier",
    rule: "api-replaced",
    example: {
      change: (w) => {
        contacts(w).identifier = "https://other.example";
      },
    },
  },
  {
    name: "a partner that says that it was another one, beside its own application",
    rule: "partner-takes-over",
    example: {
      change: (w) => {
        Object.assign(partner(w), { former_ids: ["acme-old"] });
      },
    },
  },
  {
    name: "a partner that takes over another application than it has",
    rule: "application-adopted",
    example: {
      change: (w) => {
        Object.assign(partner(w).stacks.prod ?? {}, { client_id: "tpc_1" });
      },
    },
  },
  {
    name: "an API that is removed",
    rule: "api-removed",
    example: {
      change: (w) => {
        w.partners = {};
        w.apis = {};
      },
    },
  },
])("on a protected stack it is said to stop: $name", ({ rule, example }) => {
  const lines = said(example, rule);
  const of = (stack: string) => lines.filter((line) => line.includes(`[${stack}]`));
  expect(of("prod")).toEqual([expect.stringContaining(STOPS)]);
  expect(of("local").filter((line) => line.includes(STOPS))).toEqual([]);
});

test("a retired partner is not protected, and its application may be replaced", () => {
  const example: Example = {
    base: (w) => {
      partner(w).status = "retired";
    },
    change: (w) => {
      partner(w).application.third_party_security_mode = "permissive";
    },
  };
  const lines = said(example, "application-replaced");
  expect(lines).toHaveLength(1);
  expect(lines.join()).not.toContain(STOPS);
});
