// The partners of a report: what became of each, and what it is.
import { describe, expect, test } from "vitest";
import type { ReportedPartner } from "../../src/review/review.ts";
import { accessLines, reportOn } from "../support/plans.ts";
import { acme, edit, type World, workspace } from "../support/workspace.ts";

const changesOf = (partners: readonly ReportedPartner[]) =>
  Object.fromEntries(partners.map(({ id, change }) => [id, change]));

const apiOf = (world: World) => {
  const { contacts } = world.apis;
  if (!contacts) throw new Error("no API contacts");
  return contacts;
};

const only = (id: string) => (lines: string[]) => lines.filter((line) => line.startsWith(`${id} `));

describe("partners", () => {
  test.for([
    { name: "nothing", change: () => undefined, changes: { "acme-cms": "kept", fieldbook: "kept" } },
    {
      name: "a callback",
      change: (w: World) => {
        const local = w.partners.fieldbook?.stacks.local;
        if (local) local.callbacks = ["http://localhost:3307/callback"];
      },
      changes: { "acme-cms": "kept", fieldbook: "changed" },
    },
    {
      name: "a file gone and another new",
      change: (w: World) => {
        delete w.partners.fieldbook;
        w.partners.new = acme();
      },
      changes: { "acme-cms": "kept", fieldbook: "removed", new: "added" },
    },
    {
      name: "a rename",
      change: (w: World) => {
        w.partners.acme = { ...acme(), former_ids: ["acme-cms"] };
        delete w.partners["acme-cms"];
      },
      changes: { acme: "changed", fieldbook: "kept" },
    },
    {
      name: "a rename that leaves a stack",
      change: (w: World) => {
        const { local } = acme().stacks;
        w.partners.acme = { ...acme(), former_ids: ["acme-cms"], stacks: local ? { local } : {} };
        delete w.partners["acme-cms"];
      },
      changes: { acme: "changed", fieldbook: "kept" },
    },
    {
      name: "a former id that is still somebody's",
      change: (w: World) => {
        w.partners.acme = { ...acme(), former_ids: ["acme-cms"] };
      },
      changes: { acme: "added", "acme-cms": "kept", fieldbook: "kept" },
    },
    {
      name: "an API's policy that gives access",
      change: (w: World) => {
        apiOf(w).subject_type_authorization.user.policy = "allow_all";
      },
      changes: { "acme-cms": "kept", fieldbook: "changed" },
    },
  ])("are marked after $name", ({ change, changes }) => {
    expect(changesOf(reportOn(edit(change), workspace()).partners)).toEqual(changes);
  });

  test("of third parties have every domain-level connection, first-party ones those they name", () => {
    const head = edit((w) => {
      if (w.partners.fieldbook) w.partners.fieldbook.application.connections = ["our-employees"];
    });
    const connections = reportOn(head).partners.map(({ id, stacks }) => [id, stacks[0]?.connections]);
    expect(connections).toEqual([
      ["acme-cms", ["Username-Password-Authentication"]],
      ["fieldbook", ["our-employees"]],
    ]);
  });

  test("that were renamed keep their access, also where they leave a stack", () => {
    const head = edit((w) => {
      const { local } = acme().stacks;
      w.partners.acme = { ...acme(), former_ids: ["acme-cms"], stacks: local ? { local } : {} };
      delete w.partners["acme-cms"];
    });
    expect(only("acme")(accessLines(reportOn(head, workspace())))).toEqual([
      "acme contacts user read:contacts grant: local kept, prod removed",
    ]);
  });

  test("of an API that was renamed keep their access, and are not changed partners", () => {
    const head = edit((w) => {
      w.apis.crm = { ...apiOf(w), former_ids: ["contacts"] };
      delete w.apis.contacts;
      for (const { grants } of Object.values(w.partners)) for (const grant of grants) grant.api = "crm";
    });
    const report = reportOn(head, workspace());
    const changes = report.access.flatMap(({ stacks }) => stacks.map(({ change }) => change));
    expect(new Set(changes)).toEqual(new Set(["kept"]));
    expect(changesOf(report.partners)).toEqual({ "acme-cms": "kept", fieldbook: "kept" });
    expect(report.consequences.map(({ rule, subject }) => `${rule} ${subject.id}`)).toEqual([
      "api-renamed crm",
    ]);
  });

  test("of an API that is renamed and gets another identifier are told that it is another API", () => {
    const head = edit((w) => {
      w.apis.crm = { ...apiOf(w), former_ids: ["contacts"], identifier: "https://api.our-app.example/crm" };
      delete w.apis.contacts;
      for (const { grants } of Object.values(w.partners)) for (const grant of grants) grant.api = "crm";
    });
    const renamed = reportOn(head, workspace()).consequences.find(({ rule }) => rule === "api-renamed");
    expect(renamed).toMatchObject({
      severity: "high",
      what: '"Contacts" is called crm instead of contacts, and it is another API: its identifier changes as well.',
    });
  });

  test("that are gone are told as they were", () => {
    const head = edit((w) => {
      delete w.partners["acme-cms"];
    });
    const [gone] = reportOn(head, workspace()).partners;
    expect(gone).toMatchObject({ id: "acme-cms", change: "removed", kind: "third-party, strict" });
    expect(gone?.stacks.map(({ stack }) => stack)).toEqual(["local", "prod"]);
  });
});
