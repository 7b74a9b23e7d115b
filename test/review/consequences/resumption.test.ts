// What a paused partner gets once it is active again is part of its access, also with several applications in its file.
import { describe, expect, test } from "vitest";
import { applicationsIn } from "../../../src/load/applications.ts";
import type { FileDocument } from "../../../src/load/document.ts";
import type { Grant, Several, Status } from "../../../src/model/partner.ts";
import type { Workspace } from "../../../src/model/workspace.ts";
import { accessLines, reportOn } from "../../support/plans.ts";
import { acme, workspaceOf, world } from "../../support/workspace.ts";

/** Acme with two applications, of which `web` has this grant. */
function company(status: Status | undefined, web: Partial<Grant>, ofMachine?: Status): Workspace {
  const { application, grants, stacks, ...shared } = acme();
  const [grant] = grants;
  if (!grant) throw new Error("no grant");
  const { prod = {} } = stacks;
  const its = { application, stacks: { prod } };
  const value: Several = {
    ...shared,
    ...(status && { status }),
    applications: {
      web: { ...its, grants: [{ ...grant, ...web }] },
      machine: { ...its, grants: [grant], ...(ofMachine && { status: ofMachine }) },
    },
  };
  const w = world();
  w.partners = {};
  const document = { locate: () => undefined } as unknown as FileDocument;
  const all = applicationsIn({ id: "acme-cms", file: "partners/acme-cms.yaml", value }, document);
  return { ...workspaceOf(w), partners: new Map(all.map(({ declared }) => [declared.id, declared])) };
}

const told = (head: Workspace, base: Workspace) =>
  reportOn(head, base).consequences.map(({ rule, severity, what }) => `${severity} ${rule}: ${what}`);

const READ = { scopes: ["read:contacts"] };
const MORE = { scopes: ["delete:contacts", "read:contacts"] };

describe("of a file that is suspended", () => {
  test("one application gets more once it is active again", () => {
    const [base, head] = [company("suspended", READ), company("suspended", MORE)];
    expect(told(head, base)).toContain(
      'high access-promised: Once "Acme CMS (web)" is active again, it gets delete:contacts on behalf of users as well, and can DELETE /contacts/{id}. Sensitive.',
    );
    expect(accessLines(reportOn(head, base))).toEqual([
      "acme-cms.machine contacts user read:contacts resumption: prod kept",
      "acme-cms.web contacts user delete:contacts resumption: prod added",
      "acme-cms.web contacts user read:contacts resumption: prod kept",
    ]);
  });

  test("a grant that is new, or gone, is told in words alone", () => {
    const machine = { subject_type: "client" as const };
    const lines = told(company("suspended", machine), company("suspended", READ));
    expect(lines.filter((line) => /access-promised|other-change/.test(line))).toEqual([
      'medium access-promised: Once "Acme CMS (web)" is active again, it gets read:contacts without a user as well, and can GET /contacts.',
      'low access-promised: Once "Acme CMS (web)" is active again, it no longer gets read:contacts on behalf of users.',
    ]);
  });

  test("no application has access meanwhile, whatever its own key says", () => {
    const rows = reportOn(company("suspended", READ, "active")).access;
    expect(new Set(rows.map(({ via }) => via))).toEqual(new Set(["resumption"]));
  });
});

describe("of one application that is suspended by its key", () => {
  test("only its own access is a promise", () => {
    const lines = accessLines(reportOn(company(undefined, MORE, "suspended")));
    expect(lines).toEqual([
      "acme-cms.machine contacts user read:contacts resumption: prod kept",
      "acme-cms.web contacts user delete:contacts grant: prod kept",
      "acme-cms.web contacts user read:contacts grant: prod kept",
    ]);
  });

  test("what it gets when it is resumed is told with each scope", () => {
    const [base, head] = [company(undefined, READ, "suspended"), company(undefined, READ)];
    expect(accessLines(reportOn(head, base))).toContain(
      "acme-cms.machine contacts user read:contacts grant: prod added",
    );
    expect(told(head, base).join("\n")).toContain('"Acme CMS (machine)" is active again');
  });
});

const optional = (status: Status | undefined, scopes?: string[]) =>
  company(status, { ...MORE, ...(scopes && { optional_scopes: scopes }) });

test.for([
  {
    name: "comes, of a paused partner",
    base: optional("suspended"),
    head: optional("suspended", ["delete:contacts"]),
    says: 'low scope-asked-later: Once "Acme CMS (web)" is active again, it is to ask for delete:contacts only once a user needs it. It may still get what it could get.',
  },
  {
    name: "goes, of a paused partner",
    base: optional("suspended", ["delete:contacts"]),
    head: optional("suspended"),
    says: 'medium scope-asked-later: Once "Acme CMS (web)" is active again, its sign-ins are to ask for delete:contacts: users who do not allow it cannot enable it.',
  },
  {
    name: "goes while the partner is suspended",
    base: optional(undefined, ["delete:contacts"]),
    head: optional("suspended"),
    says: 'medium scope-asked-later: Once "Acme CMS (web)" is active again, its sign-ins are to ask for delete:contacts: users who do not allow it cannot enable it.',
  },
  {
    name: "goes while the partner is resumed",
    base: optional("suspended", ["delete:contacts"]),
    head: optional(undefined),
    says: 'medium scope-asked-later: Sign-ins of "Acme CMS (web)" are to ask for delete:contacts from now on: users who do not allow it cannot enable it.',
  },
])("that a scope is optional $name", ({ base, head, says }) => {
  const lines = told(head, base);
  expect(lines).toContain(says);
  expect(lines.filter((line) => line.includes(" other-change: "))).toEqual([]);
});
