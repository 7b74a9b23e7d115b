// What holds of every report, whatever is declared.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Workspace } from "../../src/model/workspace.ts";
import { reportSchema } from "../../src/review/review.ts";
import { reordered, workspaces } from "../support/declarations.ts";
import { plansOf, reportOn } from "../support/plans.ts";

/** What no grant gives is not told as one: what an API's policy opens, and what a suspended partner gets again. */
const granted = (workspace: Workspace): string[] =>
  [...plansOf(workspace)].flatMap(([stack, plan]) =>
    Object.entries(plan.partners).flatMap(([id, { grants }]) =>
      Object.values(grants).flatMap(({ api, subjectType, scopes }) => {
        const { scopes: all = [], resourceServer } = plan.apis[api] ?? {};
        if (resourceServer?.subjectTypeAuthorization[subjectType].policy === "deny_all") return [];
        const given = all.length === 0 ? ["any token"] : scopes;
        return given.map((scope) => `${stack} ${id} ${api} ${subjectType} ${scope}`);
      }),
    ),
  );

const told = (report: ReturnType<typeof reportOn>, changes: readonly string[]) =>
  report.access
    .filter(({ via }) => via === "grant")
    .flatMap(({ partner, api, subjectType, scope, stacks }) =>
      stacks
        .filter(({ change }) => changes.includes(change))
        .map(({ stack }) => `${stack} ${partner} ${api} ${subjectType} ${scope}`),
    );

test("every scope that a plan grants is in the access, once, and nothing else is", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      expect(told(reportOn(workspace), ["kept"]).sort()).toEqual(granted(workspace).sort());
    }),
  );
});

const POLICY = { policy: "require_client_grant" } as const;
const BY_GRANTS = { subject_type_authorization: { user: POLICY, client: POLICY } };

test("added and kept together are the head's access, removed and kept the base's", () => {
  // Without former ids, which make two partners one, and with access by grants alone: test/proof/registered.test.ts has all.
  const named = workspaces.map((workspace) => ({
    ...workspace,
    apis: new Map(
      [...workspace.apis].map(([id, file]) => [id, { ...file, value: { ...file.value, ...BY_GRANTS } }]),
    ),
    partners: new Map(
      [...workspace.partners].map(([id, file]) => {
        const { former_ids: _, status: __, ...value } = file.value;
        const stacks = Object.entries(value.stacks).map(([name, { status: ___, ...its }]) => [name, its]);
        return [id, { ...file, value: { ...value, stacks: Object.fromEntries(stacks) } }];
      }),
    ),
  }));
  fc.assert(
    fc.property(named, named, (base, head) => {
      const report = reportOn(head, base);
      expect(told(report, ["added", "kept"]).sort()).toEqual(granted(head).sort());
      expect(told(report, ["removed", "kept"]).sort()).toEqual(granted(base).sort());
      const back = reportOn(base, head);
      expect(told(back, ["added"]).sort()).toEqual(told(report, ["removed"]).sort());
      expect(told(back, ["removed"]).sort()).toEqual(told(report, ["added"]).sort());
      const of = (change: string, { partners }: typeof report) =>
        partners.filter((partner) => partner.change === change).map(({ id }) => id);
      expect(of("added", back)).toEqual(of("removed", report));
      expect(of("removed", back)).toEqual(of("added", report));
      expect(of("changed", back)).toEqual(of("changed", report));
    }),
  );
});

test("compared with itself nothing is added, removed or said, and an update writes nothing", () => {
  fc.assert(
    fc.property(workspaces, fc.compareFunc(), (workspace, compare) => {
      const report = reportOn(workspace, reordered(workspace, compare));
      expect(told(report, ["added", "removed"])).toEqual([]);
      expect(report.partners.filter(({ change }) => change !== "kept")).toEqual([]);
      expect(report.consequences).toEqual([]);
      for (const { preview, up } of report.calls) expect(up).toBe(preview);
    }),
  );
});

test("the order of files, keys, scopes and URLs changes nothing of a report", () => {
  fc.assert(
    fc.property(workspaces, workspaces, fc.compareFunc(), (base, head, compare) => {
      const again = reportOn(reordered(head, compare), reordered(base, compare));
      expect(JSON.stringify(again)).toBe(JSON.stringify(reportOn(head, base)));
    }),
    { numRuns: 50 },
  );
});

test("a report is what its JSON Schema says", () => {
  fc.assert(
    fc.property(workspaces, workspaces, (base, head) => {
      const report = reportOn(head, base);
      expect(reportSchema.parse(report)).toEqual(report);
      // zod's parse of an own key "constructor" is not a concern of the text that is written.
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }),
    { numRuns: 50 },
  );
});
