// Which declared partner an application is whose id nobody has: the one that fits, and all where several do.
import { expect, test } from "vitest";
import { lookAlikesOf } from "../../src/identity/look-alike.ts";
import type { PlannedPartner } from "../../src/plan/types.ts";
import { acme, before, found, planAfter, refusal } from "../infra/support/losses.ts";

const planned = before.partners["acme-cms"] ?? expect.fail("no Acme");
const calling = (...callbacks: string[]): PlannedPartner => ({
  ...planned,
  application: { ...planned.application, callbacks },
});
const plan = (partners: Record<string, PlannedPartner>) => ({ partners });
const was = { ids: ["acme-cms"], called: "Acme CMS", callbacks: ["https://was.example/"] };

test.for([
  ["one has its name", { acme: calling("https://other.example/") }, ["acme"]],
  [
    "one of two has its callbacks",
    { "acme.a": calling(), "acme.b": calling("https://was.example/") },
    ["acme.b"],
  ],
  [
    "two have its name",
    { "acme.a": calling(), "acme.b": calling("https://other.example/") },
    ["acme.a", "acme.b"],
  ],
  [
    "two have its callbacks too",
    { "acme.a": calling("https://was.example/"), "acme.b": calling("https://was.example/") },
    ["acme.a", "acme.b"],
  ],
  ["none has its name", {}, []],
] as const)("where %s", ([, partners, heir]) => {
  expect(lookAlikesOf(plan(partners), was)).toEqual(heir);
});

test("a key shows which of several it is, in a file of another name", () => {
  const partners = { "acme.web": calling(), "acme.backup": calling("https://other.example/") };
  expect(lookAlikesOf(plan(partners), { ...was, ids: ["acme-cms.backup"] })).toEqual(["acme.backup"]);
});

test("an update that makes two of one is refused without saying which of them it is", async () => {
  const plan = planAfter((w) => {
    const single = acme(w);
    for (const [key, callback] of [
      ["web", "https://a.example/cb"],
      ["spa", "https://b.example/cb"],
    ] as const)
      w.partners[`acme.${key}`] = {
        ...single,
        stacks: { prod: { ...found(single.stacks.prod), callbacks: [callback] } },
      };
    delete w.partners["acme-cms"];
  });
  expect(await refusal(plan)).toContain(
    'deployed as "acme-cms", has grants, and is declared nowhere: bring it back into partners/acme-cms.yaml with status: retired, deploy that, and take it out in a later change; if it was renamed, write former_ids: [acme-cms] into its new file',
  );
});
