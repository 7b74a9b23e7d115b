// Two applications of one file of which one says what the other one said: nothing of a live one becomes its sibling's.
import { expect, test } from "vitest";
import { refusedIn } from "../../src/identity/refused.ts";
import { partOf } from "../../src/plan/part.ts";
import type { Plan } from "../../src/plan/types.ts";
import { heldIn } from "../../src/pulumi/held.ts";
import { consequencesOf } from "../../src/review/consequences/index.ts";
import { betweenWorlds } from "../rules/support/compared.ts";
import { plansOf, TODAY } from "../support/consequences.ts";
import { stateOf } from "../support/state-of.ts";
import { world } from "../support/workspace.ts";
import {
  all,
  BACKUP,
  callbacks,
  company,
  copy,
  former,
  may,
  program,
  reads,
  swap,
  twoWebs,
  WEB,
} from "./support/exchanged.ts";
import { addTickets, type Edit, found, move, planAfter, refusal, several } from "./support/losses.ts";

/** Which former ids or keys check, the review and drift say to be another one's. */
function saidElsewhere(base: Edit, change: Edit) {
  const before = world();
  base(before);
  const after = structuredClone(before);
  change(after);
  const held = heldIn(stateOf(planAfter(base)));
  const refused = refusedIn(planAfter(all(base, change)), held);
  return {
    check: betweenWorlds(before, after).flatMap(({ rule, what }) =>
      rule === "id-taken" ? [/is now what "(.*)" was/.exec(what)?.[1] ?? what] : [],
    ),
    review: consequencesOf(plansOf(before), plansOf(after), TODAY).filter(
      ({ rule, stacks }) => rule === "applications-exchanged" && stacks.includes("prod"),
    ).length,
    drift: refused.filter(({ isReviewable }) => !isReviewable).map((one) => one.held.name),
  };
}

const declared = (was: string, is: string) =>
  `deployed as "${was}", and applications.${is} of partners/acme-cms.yaml declares it now`;
const TAKEN = "while both names are in use: give each the name that it had, and rename one at a time";

test.for<{ name: string; base: Edit; change: Edit; said: readonly string[] }>([
  {
    name: "an application that becomes two, and the wrong one says what it was",
    base: () => undefined,
    change: all(several, former(BACKUP, "acme-cms")),
    said: [
      `${declared("acme-cms", "web")}: take former_ids: [acme-cms] out of applications.backup of partners/acme-cms.yaml, and write it there`,
    ],
  },
  {
    name: "a program that becomes two, and the wrong one says what it was",
    base: program,
    change: (w) => {
      move(w.partners, "acme-cms", "acme-cms.machine");
      all(copy("acme-cms.machine", BACKUP), may(BACKUP, "delete:contacts"), former(BACKUP, "acme-cms"))(w);
    },
    said: [`${declared("acme-cms", "machine")}: take former_ids: [acme-cms] out of applications.backup`],
  },
  {
    name: "a key that a new program gets, while what it named has a new one",
    base: several,
    change: all(copy(WEB, "acme-cms.browser"), copy(BACKUP, WEB), may(WEB, "delete:contacts")),
    said: [`${declared(WEB, "browser")}, ${TAKEN}`],
  },
  {
    name: "a program's key that a new one gets, while what it named has a new one",
    base: several,
    change: all(copy(BACKUP, "acme-cms.nightly"), may(BACKUP, "delete:contacts")),
    said: [`${declared(BACKUP, "nightly")}, ${TAKEN}`],
  },
  {
    name: "keys that are swapped, by a company that gets another name",
    base: twoWebs,
    change: all(swap(WEB, "acme-cms.spa"), company),
    said: [`${declared("acme-cms.spa", "web")}, ${TAKEN}`, `${declared(WEB, "spa")}, ${TAKEN}`],
  },
  {
    name: "keys that are swapped, while one gets other callbacks",
    base: several,
    change: all(swap(WEB, BACKUP), callbacks(BACKUP, "https://acme.example/new")),
    said: [`${declared(BACKUP, "web")}, ${TAKEN}`, `${declared(WEB, "backup")}, ${TAKEN}`],
  },
  {
    name: "keys of two programs that may do different things",
    base: all(reads, may("acme-cms.sync", "delete:contacts")),
    change: swap(BACKUP, "acme-cms.sync"),
    said: [`${declared(BACKUP, "sync")}, ${TAKEN}`, `${declared("acme-cms.sync", "backup")}, ${TAKEN}`],
  },
  {
    name: "keys of two programs that call different APIs",
    base: all(addTickets, reads, (w) => {
      found(found(w.partners["acme-cms.sync"]).grants[0]).api = "tickets";
    }),
    change: swap(BACKUP, "acme-cms.sync"),
    said: [`${declared(BACKUP, "sync")}, ${TAKEN}`, `${declared("acme-cms.sync", "backup")}, ${TAKEN}`],
  },
])("$name: refused, whatever was reviewed", async ({ base, change, said }) => {
  const states = { prod: stateOf(planAfter(base)) };
  const after = planAfter(all(base, change));
  for (const isReviewed of [false, true]) {
    const message = await refusal(after, { states, isReviewed });
    for (const one of said) expect(message).toContain(one);
  }
  const names = said.map((one) => /deployed as "(.*?)"/.exec(one)?.[1]).sort();
  const elsewhere = saidElsewhere(base, change);
  expect(elsewhere.check.sort()).toEqual(names);
  expect(elsewhere.drift.sort()).toEqual(names);
  expect(elsewhere.review).toBe(names.length);
});

test.for<{ name: string; base?: Edit; change: Edit }>([
  { name: "an application that becomes two", change: all(several, former(WEB, "acme-cms")) },
  {
    name: "an application that becomes two, and shares its callbacks among them",
    base: callbacks("acme-cms", "https://acme.example/callback", "https://acme.example/spa"),
    change: all(
      twoWebs,
      callbacks(WEB, "https://acme.example/callback"),
      callbacks("acme-cms.spa", "https://acme.example/spa"),
      former(WEB, "acme-cms"),
    ),
  },
  {
    name: "a callback that is added, and one that is changed",
    base: twoWebs,
    change: all(
      callbacks(WEB, "https://acme.example/callback", "https://acme.example/more"),
      callbacks("acme-cms.spa", "https://spa.acme.example/new"),
    ),
  },
  {
    name: "an application that may do something else, beside a new one",
    base: several,
    change: all(may(BACKUP, "read:contacts", "delete:contacts"), copy(BACKUP, "acme-cms.sync")),
  },
  {
    name: "a program that may do more, beside one that may do what it might",
    base: reads,
    change: may(BACKUP, "read:contacts", "delete:contacts"),
  },
  {
    name: "a program that may do something else, beside one that may do what it might",
    base: reads,
    change: may(BACKUP, "delete:contacts"),
  },
  {
    name: "a program that is suspended, beside a new one that may do what it might",
    base: several,
    change: all(copy(BACKUP, "acme-cms.sync"), (w) => {
      found(w.partners[BACKUP]).status = "suspended";
    }),
  },
  {
    name: "an application that is retired",
    base: several,
    change: (w) => {
      found(w.partners[WEB]).status = "retired";
    },
  },
  {
    name: "an application of a key that was retired",
    base: all(several, (w) => {
      found(w.partners[WEB]).status = "retired";
    }),
    change: all(
      (w) => delete found(w.partners[WEB]).status,
      copy(WEB, "acme-cms.browser"),
      callbacks(WEB, "https://acme.example/new"),
    ),
  },
  {
    name: "two programs that nothing sets apart",
    base: reads,
    change: swap(BACKUP, "acme-cms.sync"),
  },
  {
    name: "another key that says what it was",
    base: several,
    change: (w) => move(w.partners, WEB, "acme-cms.browser", { former_ids: [WEB] }),
  },
])("$name: goes on", async ({ base = () => undefined, change }) => {
  const states = { prod: stateOf(planAfter(base)) };
  expect(await refusal(planAfter(all(base, change)), { states })).toBe("");
  expect(saidElsewhere(base, change)).toEqual({ check: [], drift: [], review: 0 });
});

test("a former id that was taken out of one and written into the other is all that it says", async () => {
  const wrong: Edit = all(several, former(BACKUP, "acme-cms"));
  expect(await refusal(planAfter(wrong))).toContain("take former_ids: [acme-cms] out of applications.backup");
  const right: Edit = all(wrong, former(BACKUP), former(WEB, "acme-cms"));
  expect(await refusal(planAfter(right))).toBe("");
});

test("an application with a client ID is what that says, whatever its callbacks are", async () => {
  const adopted: Edit = all(twoWebs, (w) => {
    found(found(w.partners[WEB]).stacks.prod).client_id = `client-of-${WEB}`;
  });
  const states = { prod: stateOf(planAfter(adopted)) };
  const after = all(
    adopted,
    copy("acme-cms.spa", "acme-cms.new"),
    (w) => callbacks("acme-cms.new", ...found(found(acmeWeb(w).stacks.prod).callbacks))(w),
    callbacks(WEB, "https://acme.example/other"),
  );
  expect(await refusal(planAfter(after), { states })).toBe("");
});

const acmeWeb = (w: Parameters<Edit>[0]) => found(w.partners[WEB]);

test("keys that are swapped over two parts are refused in both", async () => {
  const spread: Edit = all(twoWebs, (w) => {
    w.parts["prod-1"] = {
      config: { "auth0:domain": "our-app.auth0.example", "partner-access:part_of": "prod" },
    };
    found(found(w.partners["acme-cms.spa"]).stacks.prod).part = "prod-1";
  });
  const stateIn = (plan: Plan, stack: string) => stateOf(partOf(plan, stack));
  const before = planAfter(spread);
  const states = { prod: stateIn(before, "prod"), "prod-1": stateIn(before, "prod-1") };
  const after = planAfter(
    all(spread, (w) => {
      const [web, spa] = [acmeWeb(w).stacks.prod, found(w.partners["acme-cms.spa"]).stacks.prod];
      [found(web).callbacks, found(spa).callbacks] = [found(spa).callbacks, found(web).callbacks];
    }),
  );
  expect(await refusal(after, { states, stack: "prod", isReviewed: true })).toContain(declared(WEB, "spa"));
  expect(await refusal(after, { states, stack: "prod-1", isReviewed: true })).toContain(
    declared("acme-cms.spa", "web"),
  );
});
