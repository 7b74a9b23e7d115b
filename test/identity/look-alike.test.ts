// Which declared partner an application is whose id nobody has: the one that fits, and none where several do.
import { expect, test } from "vitest";
import { lookAlikeOf } from "../../src/identity/look-alike.ts";
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
  ["one has its name", { acme: calling("https://other.example/") }, "acme"],
  [
    "one of two has its callbacks",
    { "acme.a": calling(), "acme.b": calling("https://was.example/") },
    "acme.b",
  ],
  ["two have its name", { "acme.a": calling(), "acme.b": calling("https://other.example/") }, undefined],
  [
    "two have its callbacks too",
    { "acme.a": calling("https://was.example/"), "acme.b": calling("https://was.example/") },
    undefined,
  ],
  ["none has its name", {}, undefined],
] as const)("where %s", ([, partners, heir]) => {
  expect(lookAlikeOf(plan(partners), was)).toBe(heir);
});

test("a key shows which of several it is, in a file of another name", () => {
  const partners = { "acme.web": calling(), "acme.backup": calling("https://other.example/") };
  expect(lookAlikeOf(plan(partners), { ...was, ids: ["acme-cms.backup"] })).toBe("acme.backup");
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
    'the application "Acme CMS" was deployed as "acme-cms", has grants, and is declared nowhere: bring it back into partners/acme-cms.yaml with status: retired, deploy that, and take it out in a later change; if it was renamed, write former_ids: [acme-cms] into its new file',
  );
});
