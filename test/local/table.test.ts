import { expect, test } from "vitest";
import type { ResourceChange } from "../../local/changes.ts";
import { renderTable } from "../../local/table.ts";
import { planStack } from "../../src/plan/plan.ts";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import { edit, workspace } from "../support/workspace.ts";

const change = (op: ResourceChange["op"], type: string, name: string): ResourceChange => ({
  op,
  type,
  name,
  replacedBy: [],
  before: {},
  after: {},
});

test("a table shows each partner: kind, grants, what changed, client ID; then partners that are gone", () => {
  const plan = planStack(
    edit((w) => {
      const acme = w.partners["acme-cms"] ?? expect.fail("no Acme");
      acme.grants.push({
        api: "contacts",
        subject_type: "client",
        scopes: ["read:contacts", "delete:contacts"],
        reason: "Polls",
      });
    }),
    "local",
  );
  const changes = [
    change("update", TYPES.grant, "acme-cms/contacts/user"),
    change("create", TYPES.grant, "acme-cms/contacts/client"),
    change("create", TYPES.client, "fieldbook"),
    change("create", TYPES.credentials, "fieldbook/credentials"),
    change("delete", TYPES.client, "zephyr"),
    change("delete", TYPES.grant, "zephyr/contacts/user"),
    change("update", TYPES.scopes, "contacts/scopes"),
  ];
  const clientIds = { "acme-cms": "tpc_0123456789", fieldbook: "abcdef" };
  expect(`\n${renderTable(plan, changes, clientIds)}\n`).toMatchInlineSnapshot(`
    "
    ┌───────────┬─────────────────────┬───────────────────────────┬───────────────────────────────┬────────────────┐
    │ partner   │ kind                │ grants                    │ what changed                  │ client ID      │
    ├───────────┼─────────────────────┼───────────────────────────┼───────────────────────────────┼────────────────┤
    │ Acme CMS  │ third-party, strict │ contacts, without a user: │ grant contacts/user updated   │ tpc_0123456789 │
    │ acme-cms  │ regular_web         │   delete:contacts         │ grant contacts/client created │                │
    │           │ client_secret_post  │   read:contacts           │                               │                │
    │           │                     │ contacts, for users:      │                               │                │
    │           │                     │   read:contacts           │                               │                │
    ├───────────┼─────────────────────┼───────────────────────────┼───────────────────────────────┼────────────────┤
    │ Fieldbook │ first-party         │ contacts, for users:      │ created                       │ abcdef         │
    │ fieldbook │ regular_web         │   read:contacts           │                               │                │
    │           │ client_secret_post  │                           │                               │                │
    ├───────────┼─────────────────────┼───────────────────────────┼───────────────────────────────┼────────────────┤
    │ zephyr    │                     │                           │ removed                       │                │
    ├───────────┼─────────────────────┼───────────────────────────┼───────────────────────────────┼────────────────┤
    │ contacts  │ API                 │                           │ scopes updated                │                │
    └───────────┴─────────────────────┴───────────────────────────┴───────────────────────────────┴────────────────┘
    "
  `);
});

test("the table holds no terminal codes: it is read in logs too", () => {
  const text = renderTable(planStack(workspace(), "local"), [], {});
  expect(text).not.toContain("\u001b");
  expect(text).toContain("Acme CMS");
});
