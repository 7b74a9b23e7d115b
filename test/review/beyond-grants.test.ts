// Who gets more than a grant by the files, in the report and in each of its forms.
import { expect, test } from "vitest";
import { planStack } from "../../src/plan/plan.ts";
import { buildReport } from "../../src/review/build.ts";
import { renderHtml } from "../../src/review/render/html.ts";
import { renderMarkdown } from "../../src/review/render/markdown.ts";
import { renderText } from "../../src/review/render/text.ts";
import { type World, workspaceOf, world } from "../support/workspace.ts";

const reportOf = (change: (all: World) => void) => {
  const all = world();
  change(all);
  const workspace = workspaceOf(all);
  const head = new Map(["local", "prod"].map((stack) => [stack, planStack(workspace, stack)]));
  return buildReport({ head, today: "2026-11-24" });
};

test("an API whose tokens list permissions is told, and one that enforces them alone is not", () => {
  const report = reportOf(({ apis: { contacts, invoices } }) => {
    for (const api of [contacts, invoices]) Object.assign(api ?? {}, { enforce_policies: true });
    Object.assign(contacts ?? {}, { token_dialect: "rfc9068_profile_authz" });
  });
  expect(report.beyondGrants).toEqual([
    {
      what: "Users' tokens for \"Contacts\" list all of the user's permissions there beside their scopes, whatever an application was granted: an API that decides by them gives more than the grants.",
      stacks: ["local", "prod"],
    },
  ]);
});

test("our own applications, Actions and roles are told, with the stacks where they are", () => {
  const report = reportOf(({ apis: { contacts }, tenant }) => {
    if (!contacts || !tenant) throw new Error("no API");
    contacts.enforce_policies = true;
    tenant.roles = { Support: { contacts: ["read:contacts"] } };
    tenant.actions = [{ name: "enrich", trigger: "post-login", sha256: "0a".repeat(32) }];
    tenant.own_applications = {
      "back-office": {
        name: "Back office",
        stacks: { prod: { client_id: "BackOfficeInProd" } },
        grants: [],
        management_scopes: ["update:users"],
        ways: ["token-exchange"],
      },
    };
  });
  expect(report.beyondGrants).toEqual([
    {
      what: 'The Action "enrich" runs at post-login, with code that somebody has read (SHA-256 0a0a0a0a0a0a…): what it adds to tokens no file says.',
      stacks: ["local", "prod"],
    },
    {
      what: 'Users with the role "Support" may get read:contacts of "Contacts", where an application was granted it.',
      stacks: ["local", "prod"],
    },
    {
      what: '"Back office" of our own gets users\' tokens by custom token exchange as well.',
      stacks: ["prod"],
    },
    {
      what: '"Back office" of our own may use the Management API with update:users: most of these give it, or anybody, all of the above.',
      stacks: ["prod"],
    },
  ]);
  for (const text of [renderText(report, { color: false }), renderMarkdown(report), renderHtml(report)]) {
    expect(text).toContain("Who else, by these files");
    for (const words of ["enrich", "Support", "custom token exchange", "Management API"])
      expect(text).toContain(words);
  }
});

test("nothing is said where files give nobody more than a grant", () => {
  const report = reportOf(() => undefined);
  expect(report).not.toHaveProperty("beyondGrants");
  expect(renderText(report, { color: false })).not.toContain("Who else");
});
