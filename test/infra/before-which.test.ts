// An application of which nothing says who it is now, and several that may be it: what it may do shows which, or nothing is chosen.
import { expect, test } from "vitest";
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
    'deployed as "acme-cms", and one of applications.backup and applications.machine of partners/acme-cms.yaml may declare it now: write former_ids: [acme-cms] into the one that it is',
  );
});
