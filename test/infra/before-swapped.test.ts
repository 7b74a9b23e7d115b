// Two files of which one says what the other one said: check, review, drift and update refuse it, and only that.
import { expect, test } from "vitest";
import { refusedIn } from "../../src/identity/refused.ts";
import { heldIn } from "../../src/pulumi/held.ts";
import { consequencesOf } from "../../src/review/consequences/index.ts";
import { betweenWorlds } from "../rules/support/compared.ts";
import { plansOf, TODAY } from "../support/consequences.ts";
import { stateOf } from "../support/state-of.ts";
import { world } from "../support/workspace.ts";
import { all, BACKUP, callbacks, copy, may, reads, swap, twoWebs, WEB } from "./support/exchanged.ts";
import { acme, addTickets, type Edit, found, move, planAfter, refusal, several } from "./support/losses.ts";

const named =
  (id: string, name: string): Edit =>
  (w) => {
    found(w.partners[id]).name = name;
  };
const retired =
  (id: string): Edit =>
  (w) => {
    found(w.partners[id]).status = "retired";
  };
/** What the application said in each of its stacks, another one says. */
const takes =
  (id: string, from: string): Edit =>
  (w) => {
    found(w.partners[id]).stacks = structuredClone(found(w.partners[from]).stacks);
  };
const another = (id: string, name: string): Edit =>
  all(copy("acme-cms", id), named(id, name), callbacks(id, `https://${id}.example/callback`));
const two = another("beacon", "Beacon");
const twoOfTwo: Edit = all(
  several,
  copy(WEB, "beacon.web"),
  copy(BACKUP, "beacon.backup"),
  named("beacon.web", "Beacon"),
  named("beacon.backup", "Beacon"),
  callbacks("beacon.web", "https://beacon.example/callback"),
);

/** What is in use and becomes another one's, as each of them says it. */
async function saidOf(base: Edit, change: Edit) {
  const before = world();
  base(before);
  const after = structuredClone(before);
  change(after);
  const plan = planAfter(all(base, change));
  const states = { prod: stateOf(planAfter(base)) };
  const update = await refusal(plan, { states, isReviewed: true });
  return {
    check: betweenWorlds(before, after).map(({ what }) => what),
    review: consequencesOf(plansOf(before), plansOf(after), TODAY).flatMap(({ stacks, what }) =>
      stacks.includes("prod") && what.includes("No update changes anything") ? [what] : [],
    ),
    drift: refusedIn(plan, heldIn(states.prod)).flatMap(({ held, isReviewable }) =>
      isReviewable ? [] : [held.name],
    ),
    update: [...update.matchAll(/was deployed as "(.*?)"/g)].map(([, name]) => name),
  };
}

const inReview = (name: string, was: string, is: string, now: string) =>
  `"${name}" was declared as ${was} and is declared as ${is} now, while ${was} is "${now}". No update changes anything: each would get the other's client ID, secret and consents.`;

test.for<{ name: string; base: Edit; change: Edit; lost: readonly string[]; review: readonly string[] }>([
  {
    name: "two files that are swapped",
    base: two,
    change: swap("acme-cms", "beacon"),
    lost: ["acme-cms", "beacon"],
    review: [
      inReview("Acme CMS", "acme-cms", "beacon", "Beacon"),
      inReview("Beacon", "beacon", "acme-cms", "Acme CMS"),
    ],
  },
  {
    name: "two files that are swapped, of which one was retired",
    base: all(two, retired("acme-cms")),
    change: swap("acme-cms", "beacon"),
    lost: ["acme-cms", "beacon"],
    review: [
      inReview("Acme CMS", "acme-cms", "beacon", "Beacon"),
      inReview("Beacon", "beacon", "acme-cms", "Acme CMS"),
    ],
  },
  {
    name: "three files that change places",
    base: all(two, another("cat", "Cat")),
    change: all(swap("acme-cms", "beacon"), swap("beacon", "cat")),
    lost: ["acme-cms", "beacon", "cat"],
    review: [
      inReview("Acme CMS", "acme-cms", "cat", "Beacon"),
      inReview("Beacon", "beacon", "acme-cms", "Cat"),
      inReview("Cat", "cat", "beacon", "Acme CMS"),
    ],
  },
  {
    name: "a name that another one gets",
    base: two,
    change: all(named("acme-cms", "Acme Suite"), named("beacon", "Acme CMS")),
    lost: ["acme-cms"],
    review: [inReview("Acme CMS", "acme-cms", "beacon", "Acme Suite")],
  },
  {
    name: "a name that a new one gets",
    base: () => undefined,
    change: all(another("newcomer", "Acme CMS"), named("acme-cms", "Acme Suite")),
    lost: ["acme-cms"],
    review: [inReview("Acme CMS", "acme-cms", "newcomer", "Acme Suite")],
  },
  {
    name: "two files with several applications that are swapped",
    base: twoOfTwo,
    change: all(swap(WEB, "beacon.web"), swap(BACKUP, "beacon.backup")),
    lost: ["acme-cms.backup", "acme-cms.web", "beacon.backup", "beacon.web"],
    review: ["acme-cms.backup", "acme-cms.web", "beacon.backup", "beacon.web"].map((was) =>
      was.startsWith("acme")
        ? inReview("Acme CMS", was, was.replace("acme-cms", "beacon"), "Beacon")
        : inReview("Beacon", was, was.replace("beacon", "acme-cms"), "Acme CMS"),
    ),
  },
  {
    name: "a name that a new one gets, while who had it has another id by a former one",
    base: () => undefined,
    change: (w) => {
      another("newcomer", "Acme CMS")(w);
      move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms"], name: "Acme Suite" });
    },
    lost: ["acme-cms"],
    review: [
      `"Acme CMS" was declared as acme-cms and is declared as newcomer now, while acme is "Acme Suite". No update changes anything: each would get the other's client ID, secret and consents.`,
    ],
  },
  {
    name: "a program whose key is another company's, while its sibling has another file by a former id",
    base: several,
    change: (w) => {
      move(w.partners, WEB, "acme.web", { former_ids: [WEB] });
      copy(BACKUP, "acme.nightly")(w);
      named(BACKUP, "Beacon")(w);
    },
    lost: [BACKUP],
    review: [inReview("Acme CMS", BACKUP, "acme.nightly", "Beacon")],
  },
  {
    name: "two APIs that are swapped",
    base: addTickets,
    change: (w) => {
      [w.apis.contacts, w.apis.tickets] = [found(w.apis.tickets), found(w.apis.contacts)];
    },
    lost: ["contacts", "tickets"],
    review: [
      '"Tickets" has the identifier https://api.our-app.example/tickets instead of https://api.our-app.example/contacts, which the API tickets has now. No update changes anything: the API and every grant for it would go to another name.',
      '"Contacts" has the identifier https://api.our-app.example/contacts instead of https://api.our-app.example/tickets, which the API contacts has now. No update changes anything: the API and every grant for it would go to another name.',
    ],
  },
  {
    name: "an identifier that a new API gets",
    base: () => undefined,
    change: (w) => {
      w.apis.people = structuredClone(found(w.apis.contacts));
      found(w.apis.contacts).identifier = "https://api.our-app.example/other";
    },
    lost: ["contacts"],
    review: [
      '"Contacts" has the identifier https://api.our-app.example/other instead of https://api.our-app.example/contacts, which the API people has now. No update changes anything: the API and every grant for it would go to another name.',
    ],
  },
])("$name: refused, and everybody says so", async ({ base, change, lost, review }) => {
  const said = await saidOf(base, change);
  expect(said).toMatchObject({ review, drift: lost, update: lost });
  expect(said.check).toHaveLength(lost.length);
});

test("each of several is said to be the one of the same key, with its own former id", async () => {
  const { check } = await saidOf(twoOfTwo, all(swap(WEB, "beacon.web"), swap(BACKUP, "beacon.backup")));
  expect(check).toContain(
    'partner "acme-cms.backup" was "Acme CMS", and is now what applications.backup of partners/beacon.yaml was: "Beacon"',
  );
});

test("a name that another one is to have can be given, one change after the other", async () => {
  const suite = named("acme-cms", "Acme Suite");
  const nothing = { check: [], review: [], drift: [], update: [] };
  expect(await saidOf(two, suite)).toEqual(nothing);
  expect(await saidOf(all(two, suite), named("beacon", "Acme CMS"))).toEqual(nothing);
});

test.for<{ name: string; base: Edit; change: Edit }>([
  {
    name: "a partner that gets the callbacks of one that was retired and goes",
    base: all(two, retired("acme-cms")),
    change: all(takes("beacon", "acme-cms"), (w) => delete w.partners["acme-cms"]),
  },
  {
    name: "a partner that gets the callbacks of one that was retired",
    base: all(two, retired("acme-cms")),
    change: takes("beacon", "acme-cms"),
  },
  {
    name: "an application that gets the callbacks of another one of its file, which is retired",
    base: twoWebs,
    change: all(takes("acme-cms.spa", WEB), retired(WEB)),
  },
  {
    name: "an application that keeps a callback and may do something else, beside a new one that may do what it might",
    base: several,
    change: all(
      copy(WEB, "acme-cms.spa"),
      callbacks("acme-cms.spa", "https://spa.acme.example/callback"),
      callbacks(WEB, "https://acme.example/callback", "https://acme.example/more"),
      may(WEB, "delete:contacts"),
    ),
  },
  {
    name: "an application whose sibling was retired and goes, that has a file of its own now",
    base: all(several, retired(BACKUP)),
    change: (w) => {
      move(w.partners, WEB, "acme-cms", { former_ids: [WEB] });
      delete w.partners[BACKUP];
    },
  },
  {
    name: "two applications of which one has a file and a name of its own now, and the other one the old file",
    base: twoWebs,
    change: (w) => {
      move(w.partners, "acme-cms.spa", "acme-spa", { former_ids: ["acme-cms.spa"], name: "Acme SPA" });
      move(w.partners, WEB, "acme-cms", { former_ids: [WEB] });
    },
  },
  {
    name: "two applications that each have a file of their own now, and one a name",
    base: twoWebs,
    change: (w) => {
      move(w.partners, "acme-cms.spa", "acme-spa", { former_ids: ["acme-cms.spa"], name: "Acme SPA" });
      move(w.partners, WEB, "acme-web", { former_ids: [WEB] });
    },
  },
  {
    name: "two applications that each have another file and key now",
    base: several,
    change: (w) => {
      move(w.partners, WEB, "acme.site", { former_ids: [WEB] });
      move(w.partners, BACKUP, "acme.job", { former_ids: [BACKUP] });
    },
  },
  {
    name: "two programs of which one has a file and a name of its own now, and the other one the old file",
    base: all(reads, (w) => delete w.partners[WEB]),
    change: (w) => {
      move(w.partners, BACKUP, "acme-backup", { former_ids: [BACKUP], name: "Acme Backup" });
      move(w.partners, "acme-cms.sync", "acme-cms", { former_ids: ["acme-cms.sync"] });
    },
  },
  {
    name: "a new partner with the callbacks that another one had",
    base: () => undefined,
    change: (w) => {
      w.partners.newcomer = { ...structuredClone(acme(w)), name: "Newcomer" };
      callbacks("acme-cms", "https://acme.example/new")(w);
    },
  },
])("$name: goes on, and nobody says otherwise", async ({ base, change }) => {
  expect(await saidOf(base, change)).toEqual({ check: [], review: [], drift: [], update: [] });
});
