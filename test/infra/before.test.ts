// What a stack holds and its declarations no longer say: the program ends before it registers anything.
import { expect, test } from "vitest";
import { partOf } from "../../src/plan/part.ts";
import { stateOf } from "../support/state-of.ts";
import type { World } from "../support/workspace.ts";
import { acme, before, type Edit, found, move, planAfter, refusal } from "./support/losses.ts";

test("what is as it was is nobody's loss, and neither is a first deployment", async () => {
  expect(await refusal(before)).toBe("");
  expect(await refusal(before, { states: {} })).toBe("");
});

test.for<{ name: string; base?: Edit; change: Edit; says: readonly string[] }>([
  {
    name: "a partner whose file is just renamed",
    change: (w) => move(w.partners, "acme-cms", "acme"),
    says: [
      'the application "Acme CMS" was deployed as "acme-cms", and partners/acme.yaml declares it now: write former_ids: [acme-cms] into partners/acme.yaml, or the application and every grant for it would be deleted',
    ],
  },
  {
    name: "two partners that swap their files",
    change: (w) => {
      [w.partners["acme-cms"], w.partners.fieldbook] = [found(w.partners.fieldbook), acme(w)];
    },
    says: [
      'the application "Acme CMS" was deployed as "acme-cms", and partners/fieldbook.yaml declares it now, while both names are in use: give each the name that it had, and rename one at a time',
      'the application "Fieldbook" was deployed as "fieldbook", and partners/acme-cms.yaml declares it now, while both names are in use: give each the name that it had, and rename one at a time',
    ],
  },
  {
    name: "a partner that is renamed onto an id in use",
    change: (w) => move(w.partners, "acme-cms", "fieldbook", { former_ids: ["acme-cms"] }),
    says: [
      'the application "Acme CMS" was deployed as "acme-cms", and partners/fieldbook.yaml declares it now, while both names are in use: give each the name that it had, and rename one at a time',
    ],
  },
  {
    name: "a partner whose file becomes another one's, which goes",
    change: (w) => move(w.partners, "acme-cms", "fieldbook"),
    says: [
      'the application "Acme CMS" was deployed as "acme-cms", and partners/fieldbook.yaml declares it now, while both names are in use: give each the name that it had, and rename one at a time',
    ],
  },
  {
    name: "a partner that takes over another one's application, by a review of other files",
    change: (w) => move(w.partners, "acme-cms", "newcomer", { name: "Newcomer", former_ids: ["acme-cms"] }),
    says: [
      'the application "Acme CMS" was deployed as "acme-cms", and partners/newcomer.yaml, which says that it was that, is "Newcomer": it would get what the other has. If it is the same, deploy the rename alone first; else remove the former id',
    ],
  },
  {
    name: "a partner that claims another one beside its own",
    change: (w) => {
      delete w.partners["acme-cms"];
      found(w.partners.fieldbook).former_ids = ["acme-cms"];
    },
    says: [
      'partners/fieldbook.yaml names the former id "acme-cms" and has an application of its own: that of "acme-cms" would be deleted. Remove the former id, and let a review say what becomes of it',
    ],
  },
  {
    name: "an API that takes over another one",
    change: (w) => {
      move(w.apis, "contacts", "people", {
        identifier: "https://people.our-app.example",
        former_ids: ["contacts"],
      });
      for (const partner of Object.values(w.partners))
        for (const grant of partner.grants) grant.api = "people";
    },
    says: [
      'the API "https://api.our-app.example/contacts" was deployed as "contacts", and apis/people.yaml, which says that it was that, is "https://people.our-app.example": it would get what the other has. If it is the same, deploy the rename alone first; else remove the former id',
    ],
  },
  {
    name: "a partner that is renamed, beside one that was retired and is removed",
    base: (w) => {
      found(w.partners.fieldbook).status = "retired";
    },
    change: (w) => {
      delete w.partners.fieldbook;
      move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms"] });
    },
    says: [],
  },
  {
    name: "two partners that swap their client IDs",
    change: (w) => {
      for (const [id, other] of [
        ["acme-cms", "fieldbook"],
        ["fieldbook", "acme-cms"],
      ] as const)
        found(found(w.partners[id]).stacks.prod).client_id = `client-of-${other}`;
    },
    says: [
      'the application "Acme CMS" was deployed as "acme-cms", and partners/fieldbook.yaml declares it now by its client_id, while partners/acme-cms.yaml is still there: write the client_id of its own application, or none, into partners/fieldbook.yaml',
      'the application "Fieldbook" was deployed as "fieldbook", and partners/acme-cms.yaml declares it now by its client_id, while partners/fieldbook.yaml is still there: write the client_id of its own application, or none, into partners/acme-cms.yaml',
    ],
  },
])("$name", async ({ base, change, says }) => {
  const states = { prod: stateOf(planAfter((w) => base?.(w))) };
  const whole = planAfter((w) => {
    base?.(w);
    change(w);
  });
  const [title = "", ...lines] = (await refusal(whole, { states })).split("\n");
  expect(lines.map((line) => line.trim())).toEqual(says);
  expect(title).toMatch(
    says.length === 0 ? /^$/ : /^nothing is changed in stack prod, since a live object would be/,
  );
});

test("what a review told of is done: it compared with what is deployed", async () => {
  const whole = planAfter((w) =>
    move(w.partners, "acme-cms", "newcomer", { name: "Newcomer", former_ids: ["acme-cms"] }),
  );
  expect(await refusal(whole, { isReviewed: true })).toBe("");
});

test("a client ID in the file says that two names are one application", async () => {
  const whole = planAfter((w) => {
    move(w.partners, "acme-cms", "acme", { name: "Acme", former_ids: ["acme-cms"] });
    found(found(w.partners.acme).stacks.prod).client_id = "client-of-acme-cms";
  });
  expect(await refusal(whole)).toBe("");
});

const addPart = (w: World) => {
  w.parts["prod-1"] = {
    config: { "auth0:domain": "our-app.auth0.example", "partner-access:part_of": "prod" },
  };
};
const inPart: Edit = (w) => {
  addPart(w);
  found(acme(w).stacks.prod).part = "prod-1";
};

test("a partner whose state was not moved to its part is not deleted here: the command that moves it is told", async () => {
  const whole = planAfter(inPart);
  const said = await refusal(whole);
  expect(said).toContain(
    "nothing is changed in stack prod, since it holds partners whose files name another part",
  );
  expect(said).toContain("  pulumi state move --source prod --dest prod-1 'urn:pulumi:prod::");
  const moved = {
    prod: stateOf(partOf(whole, "prod")),
    "prod-1": stateOf(partOf(whole, "prod-1")),
  };
  for (const stack of ["prod", "prod-1"]) expect(await refusal(whole, { stack, states: moved })).toBe("");
});

test("nor does the part make it a second time, when it is deployed first", async () => {
  const said = await refusal(planAfter(inPart), { stack: "prod-1" });
  expect(said).toContain(
    "nothing is changed in stack prod-1, since another of its Pulumi stacks holds partners",
  );
  expect(said).toContain("  pulumi state move --source prod --dest prod-1 'urn:pulumi:prod::");
});

test("a part does not begin before the stack's own, whose first update asks for a review of the tenant", async () => {
  const whole = planAfter(inPart);
  expect(await refusal(whole, { stack: "prod-1", states: {} })).toContain(
    "prod-1 is a part of stack prod, of which nothing is deployed yet: `pulumi up --stack prod` comes first",
  );
  const own = { prod: stateOf(partOf(whole, "prod")) };
  expect(await refusal(whole, { stack: "prod-1", states: own })).toBe("");
  expect(await refusal(whole, { stack: "prod", states: {} })).toBe("");
});

test.for<{ name: string; change: Edit; says: string }>([
  {
    name: "alone",
    change: () => undefined,
    says: "  pulumi state move --source prod-1 --dest prod 'urn:pulumi:prod-1::",
  },
  {
    name: "and is renamed with it",
    change: (w) => move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms"] }),
    says: "::acme-cms'",
  },
  {
    name: "and is renamed without its former id",
    change: (w) => move(w.partners, "acme-cms", "acme"),
    says: "write former_ids: [acme-cms] into partners/acme.yaml",
  },
])(
  "a partner that moves back from its part is not made a second time: it moves $name",
  async ({ change, says }) => {
    const spread = planAfter(inPart);
    const states = { prod: stateOf(partOf(spread, "prod")), "prod-1": stateOf(partOf(spread, "prod-1")) };
    const whole = planAfter((w) => {
      addPart(w);
      change(w);
    });
    expect(await refusal(whole, { states })).toContain(says);
    // The part refuses as well: it would delete it.
    expect(await refusal(whole, { states, stack: "prod-1" })).not.toBe("");
  },
);

test.for([
  { name: "renamed without a former id", more: {} },
  { name: "taken over by its client ID", more: { name: "Acme" }, client_id: "client-of-acme-cms" },
])(
  "a partner that is $name and moves to a part in the same change is not deleted here",
  async ({ more, client_id }) => {
    const whole = planAfter((w) => {
      addPart(w);
      move(w.partners, "acme-cms", "acme", more);
      Object.assign(found(found(w.partners.acme).stacks.prod), {
        part: "prod-1",
        ...(client_id && { client_id }),
      });
    });
    expect(await refusal(whole)).toContain("write former_ids: [acme-cms] into partners/acme.yaml");
  },
);

test("what Pulumi has replaced and not deleted yet is held no more", async () => {
  const { resources } = stateOf(before);
  const replaced = resources.map((one) => ({ ...one, urn: `${one.urn}-old`, delete: true }));
  expect(
    await refusal(before, { states: { prod: { resources: [...resources, ...replaced], pending: [] } } }),
  ).toBe("");
});
