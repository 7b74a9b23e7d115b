// An application of which nothing says who it is now, and several that may be it: what it may do shows which, or nothing is chosen.
import { expect, test } from "vitest";
import { partOf } from "../../src/plan/part.ts";
import { betweenWorlds } from "../rules/support/compared.ts";
import { stateOf } from "../support/state-of.ts";
import { world } from "../support/workspace.ts";
import { all, BACKUP, callbacks, copy, may, program, WEB } from "./support/exchanged.ts";
import { type Edit, found, move, planAfter, refusal, several } from "./support/losses.ts";

const renamedTo = (heir: string) =>
  `declares it now: write former_ids: [acme-cms] into applications.${heir} of partners/acme-cms.yaml`;

test.for<{ name: string; base: Edit; change: Edit; heir: string }>([
  {
    name: "a program, beside a new one that may do something else",
    base: program,
    change: all(copy("acme-cms.machine", BACKUP), may(BACKUP, "delete:contacts")),
    heir: "machine",
  },
  {
    name: "a program, beside a new one that may do more",
    base: program,
    change: all(copy("acme-cms.machine", BACKUP), may(BACKUP, "read:contacts", "delete:contacts")),
    heir: "machine",
  },
  {
    name: "an application that gets other callbacks as well, beside a new program",
    base: () => undefined,
    change: all(
      (w) => {
        several(w);
        w.partners["acme-cms.machine"] = found(w.partners[WEB]);
        w.partners[WEB] = found(w.partners[BACKUP]);
        delete w.partners[BACKUP];
      },
      callbacks("acme-cms.machine", "https://acme.example/new"),
    ),
    heir: "machine",
  },
])("$name: who it was is said by what it may do, as check says it", async ({ base, change, heir }) => {
  const states = { prod: stateOf(planAfter(base)) };
  const split: Edit = (w) => {
    if (base === program) move(w.partners, "acme-cms", "acme-cms.machine");
    change(w);
  };
  expect(await refusal(planAfter(all(base, split)), { states })).toContain(renamedTo(heir));
  const [before, after] = [world(), world()];
  base(before);
  all(base, split)(after);
  expect(betweenWorlds(before, after).map(({ fix }) => fix)).toEqual([
    `it is declared as "acme-cms.${heir}" now: write former_ids: [acme-cms] into applications.${heir} of partners/acme-cms.yaml`,
  ]);
});

test("of two new applications of which neither is what it was, none is chosen", async () => {
  const states = { prod: stateOf(planAfter(program)) };
  const after = all(program, (w) => {
    move(w.partners, "acme-cms", "acme-cms.machine");
    all(copy("acme-cms.machine", BACKUP), may(BACKUP, "delete:contacts"))(w);
    may("acme-cms.machine", "read:contacts", "delete:contacts")(w);
  });
  expect(await refusal(planAfter(after), { states })).toContain(
    'deployed as "acme-cms", has grants, and is declared nowhere: bring it back into partners/acme-cms.yaml with status: retired, deploy that, and take it out in a later change; if it was renamed, write former_ids: [acme-cms] into its new file',
  );
});

test("a program whose key is another one, and that moves to another part, gets no second application", async () => {
  const spread: Edit = all(several, (w) => {
    w.parts["prod-1"] = {
      config: { "auth0:domain": "our-app.auth0.example", "partner-access:part_of": "prod" },
    };
  });
  const before = planAfter(spread);
  const states = { prod: stateOf(partOf(before, "prod")), "prod-1": stateOf(partOf(before, "prod-1")) };
  const moved: Edit = all(spread, (w) => {
    move(w.partners, BACKUP, "acme-cms.nightly");
    found(found(w.partners["acme-cms.nightly"]).stacks.prod).part = "prod-1";
  });
  const line =
    'if it is "acme-cms.nightly" now, write former_ids: [acme-cms.backup] into applications.nightly of partners/acme-cms.yaml';
  for (const stack of ["prod", "prod-1"])
    expect(await refusal(planAfter(moved), { states, stack })).toContain(line);
  expect(await refusal(planAfter(moved), { states, stack: "prod-1" })).toContain(
    "nothing is changed in stack prod-1, since another of its Pulumi stacks holds what it may be: it would get a second application",
  );
  const said: Edit = all(moved, (w) => {
    found(w.partners["acme-cms.nightly"]).former_ids = [BACKUP];
  });
  for (const stack of ["prod", "prod-1"])
    expect(await refusal(planAfter(said), { states, stack })).toContain("Move their state first");
});
