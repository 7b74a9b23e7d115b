import { expect, test } from "vitest";
import type { ResourceChange } from "../../local/changes.ts";
import { renderTable } from "../../local/table.ts";
import { whereToBegin } from "../../local/where-to-begin.ts";
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

test("a table shows who changed: client ID, kind, what changed, grants; then partners that are gone", () => {
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
    ┌─────────────────────┬──────────────────────────────────────┐
    │ who                 │ what changed, and what it may do now │
    ├─────────────────────┼──────────────────────────────────────┤
    │ Acme CMS            │ grant contacts/user updated          │
    │ acme-cms            │ grant contacts/client created        │
    │ tpc_0123456789      │ contacts, without a user:            │
    │ third-party, strict │   delete:contacts                    │
    │ regular_web         │   read:contacts                      │
    │ client_secret_post  │ contacts, for users:                 │
    │                     │   read:contacts                      │
    ├─────────────────────┼──────────────────────────────────────┤
    │ Fieldbook           │ created                              │
    │ fieldbook           │ contacts, for users:                 │
    │ abcdef              │   read:contacts                      │
    │ first-party         │                                      │
    │ regular_web         │                                      │
    │ client_secret_post  │                                      │
    ├─────────────────────┼──────────────────────────────────────┤
    │ zephyr              │ removed                              │
    ├─────────────────────┼──────────────────────────────────────┤
    │ contacts            │ scopes updated                       │
    │ API                 │                                      │
    └─────────────────────┴──────────────────────────────────────┘
    "
  `);
});

const widest = (text: string) => Math.max(...text.split("\n").map((line) => [...line].length));

test.for([{ columns: 80 }, { columns: 100 }, { columns: 200 }])(
  "it fits a terminal of $columns columns, and cuts no client ID",
  ({ columns }) => {
    const plan = planStack(
      edit((w) => {
        const acme = w.partners["acme-cms"] ?? expect.fail("no Acme");
        acme.name =
          "A name of an integration partner that is longer than any column of a table on a terminal";
      }),
      "local",
    );
    const clientId = "abcdefghijklmnopqrstuvwxyz012345";
    const changes = [change("create", TYPES.grant, "acme-cms/contacts-of-all-customers/client")];
    const text = renderTable(plan, changes, { "acme-cms": clientId }, columns);
    expect(widest(text)).toBeLessThanOrEqual(columns);
    expect(text).toContain(clientId);
  },
);

test("one change shows one partner", () => {
  const plan = planStack(workspace(), "local");
  const text = renderTable(plan, [change("update", TYPES.grant, "acme-cms/contacts/user")], {});
  expect(text).toContain("acme-cms");
  expect(text).not.toContain("fieldbook");
});

test("the table holds no terminal codes: it is read in logs too", () => {
  const text = renderTable(planStack(workspace(), "local"), [change("create", TYPES.client, "acme-cms")], {});
  expect(text).not.toContain("\u001b");
  expect(text).toContain("Acme CMS");
});

test.for([
  [{}, "\nopen http://localhost:3300 and sign in; Ctrl-C stops everything\n"],
  [
    { acme: "http://localhost:3301" },
    "\nopen http://localhost:3300, sign in and enable a partner; Ctrl-C stops everything\n  http://localhost:3301  acme\n",
  ],
] as const)("with the partners %o npm start says where to begin", ([partners, text]) => {
  const urls = { app: "http://localhost:3300", api: "http://localhost:3310", partners };
  expect(whereToBegin({ urls })).toBe(text);
});
