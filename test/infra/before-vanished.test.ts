// What is live and declared nowhere: the program ends before it registers anything.
import { describe, expect, test } from "vitest";
import { partOf } from "../../src/plan/part.ts";
import { stateOf } from "../support/state-of.ts";
import { acme, addTickets, type Edit, move, planAfter, refusal } from "./support/losses.ts";

const BACK =
  "bring it back into partners/acme-cms.yaml with status: retired, deploy that, and take it out in a later change; if it was renamed, write former_ids: [acme-cms] into its new file";

describe("what has grants and is declared nowhere any more", () => {
  const gone = planAfter((w) => delete w.partners["acme-cms"]);

  test.for<{ name: string; change: Edit }>([
    { name: "its file is gone", change: (w) => delete w.partners["acme-cms"] },
    { name: "its stack is gone from its file", change: (w) => delete acme(w).stacks.prod },
    {
      name: "its file and its name are others",
      change: (w) => move(w.partners, "acme-cms", "acme", { name: "Acme Suite" }),
    },
  ])("is not deleted: $name", async ({ change }) => {
    expect(await refusal(planAfter(change))).toBe(
      "nothing is changed in stack prod, since what is in use would be deleted for good:\n" +
        `  the application "Acme CMS" was deployed as "acme-cms", has grants, and is declared nowhere: ${BACK}`,
    );
  });

  test("is an API too", async () => {
    const whole = planAfter((w) => {
      addTickets(w);
      delete w.apis.contacts;
      for (const partner of Object.values(w.partners))
        for (const grant of partner.grants) grant.api = "tickets";
    });
    expect(await refusal(whole)).toContain(
      'the API "https://api.our-app.example/contacts" was deployed as "contacts", has grants, and is declared nowhere: bring apis/contacts.yaml back, take its grants away, deploy that, and delete it in a later change',
    );
  });

  test("is an application without grants too, unless it was retired", async () => {
    for (const [status, says] of [
      ["suspended", 'was deployed as "acme-cms", was not retired, and is declared nowhere'],
      ["retired", ""],
    ] as const) {
      const states = { prod: stateOf(planAfter((w) => Object.assign(acme(w), { status }))) };
      const said = await refusal(gone, { states });
      if (says === "") expect(said).toBe("");
      else expect(said).toContain(says);
    }
  });

  test("is an API too that only a part's partners have grants for", async () => {
    const spread: Edit = (w) => {
      w.parts["prod-1"] = {
        config: { "auth0:domain": "our-app.auth0.example", "partner-access:part_of": "prod" },
      };
      for (const { stacks } of Object.values(w.partners)) if (stacks.prod) stacks.prod.part = "prod-1";
    };
    const whole = planAfter(spread);
    const states = { prod: stateOf(partOf(whole, "prod")), "prod-1": stateOf(partOf(whole, "prod-1")) };
    const after = planAfter((w) => {
      spread(w);
      addTickets(w);
      delete w.apis.contacts;
      for (const partner of Object.values(w.partners))
        for (const grant of partner.grants) grant.api = "tickets";
    });
    expect(await refusal(after, { states })).toContain(
      'the API "https://api.our-app.example/contacts" was deployed as "contacts", has grants, and is declared nowhere',
    );
    expect(await refusal(after, { states: { prod: states.prod } })).toBe("");
  });

  test("goes as it was reviewed", async () => {
    expect(await refusal(gone, { isReviewed: true })).toBe("");
  });

  test("stands in nobody else's way", async () => {
    expect(await refusal(gone, { only: "fieldbook" })).toBe("");
    expect(await refusal(gone, { only: "acme-cms" })).toContain(BACK);
  });
});
