// What its own declaration would make anew, or what hangs on it under an old name: the program ends before it registers anything.
import { describe, expect, test } from "vitest";
import { partOf } from "../../src/plan/part.ts";
import type { StackState } from "../../src/pulumi/state.ts";
import { stateOf } from "../support/state-of.ts";
import { acme, before, type Edit, found, move, planAfter, refusal } from "./support/losses.ts";

describe("what is in use and would be replaced", () => {
  const clientId: Edit = (w) => {
    found(acme(w).stacks.prod).client_id = "client-of-nobody";
  };

  test.for<{ name: string; change: Edit; says: string }>([
    {
      name: "an application whose file names another client ID",
      change: clientId,
      says: 'the application "Acme CMS" (client-of-acme-cms) would be deleted for another one: partners/acme-cms.yaml says the client ID client-of-nobody',
    },
    {
      name: "an application of another kind",
      change: (w) => {
        acme(w).application.third_party_security_mode = "permissive";
      },
      says: "partners/acme-cms.yaml says that it is third-party, permissive, and it was made third-party, strict",
    },
    {
      name: "an API with another identifier",
      change: (w) => {
        found(w.apis.contacts).identifier = "https://api.our-app.example/v2";
      },
      says: 'apis/contacts.yaml says the identifier "https://api.our-app.example/v2"',
    },
  ])("is not, unless that was reviewed: $name", async ({ change, says }) => {
    const said = await refusal(planAfter(change));
    expect(said).toContain(
      "nothing is changed in stack prod, since what is in use would be deleted and made anew",
    );
    expect(said).toContain(says);
    expect(said).toContain("with the checksum of `npm run -s partner-access -- review --stack prod`");
    expect(await refusal(planAfter(change), { isReviewed: true })).toBe("");
    expect(await refusal(planAfter(change), { only: "fieldbook" })).toBe("");
  });

  test("may be, once it was retired", async () => {
    const retired: Edit = (w) => {
      acme(w).status = "retired";
    };
    const states = { prod: stateOf(planAfter(retired)) };
    const change = (w: Parameters<Edit>[0]) => {
      retired(w);
      clientId(w);
    };
    expect(await refusal(planAfter(change), { states })).toBe("");
  });
});

test("what was taken over is of the kind that it was made, reviewed or not", async () => {
  const adopting: Edit = (w) => {
    found(acme(w).stacks.prod).client_id = "client-of-acme-cms";
  };
  const otherwise = planAfter((w) => {
    adopting(w);
    acme(w).application.third_party_security_mode = "permissive";
  });
  for (const isReviewed of [true, false])
    expect(await refusal(otherwise, { isReviewed })).toContain(
      'partners/acme-cms.yaml says that it is third-party, permissive, and it was made third-party, strict: the application "Acme CMS" (client-of-acme-cms) was taken over by its client_id and is never replaced, so Auth0 refuses that. Put the value back',
    );
  expect(await refusal(otherwise, { only: "fieldbook" })).toBe("");
  expect(await refusal(planAfter(adopting))).toBe("");
});

test("an Action with another key is not made anew, reviewed or not", async () => {
  const claim = {
    name: "partner-access-account-claim",
    code: "",
    runtime: "node22",
    trigger: { id: "post-login", version: "v3" },
  } as const;
  const states = { prod: stateOf({ ...before, actions: { "account-claim": claim } }) };
  const whole = { ...before, actions: { account: claim } };
  for (const isReviewed of [true, false])
    expect(await refusal(whole, { states, isReviewed })).toContain(
      'it was deployed with the key "account-claim", and src/plan/actions.ts has "account"',
    );
  expect(await refusal({ ...before, actions: {} }, { states })).toBe("");
});

describe("what hangs on something and has the name of then", () => {
  const renamed: Edit = (w) => {
    move(w.apis, "contacts", "crm");
    for (const partner of Object.values(w.partners)) for (const grant of partner.grants) grant.api = "crm";
  };
  const named: Edit = (w) => {
    renamed(w);
    found(w.apis.crm).former_ids = ["contacts"];
  };
  const part: Edit = (w) => {
    w.parts["prod-1"] = {
      config: { "auth0:domain": "our-app.auth0.example", "partner-access:part_of": "prod" },
    };
    found(acme(w).stacks.prod).part = "prod-1";
  };
  const both = (...edits: readonly Edit[]) =>
    planAfter((w) => {
      for (const edit of edits) edit(w);
    });

  test("is kept in a part that was not deployed since the API was renamed", async () => {
    const states = {
      prod: stateOf(partOf(both(part, renamed), "prod")),
      "prod-1": stateOf(partOf(planAfter(part), "prod-1")),
    };
    expect(await refusal(both(part, named), { states, stack: "prod-1" })).toBe("");
    expect(await refusal(both(part, renamed), { states, stack: "prod-1" })).toContain(
      'the state still has a part of the API "https://api.our-app.example/contacts" as "contacts", and apis/crm.yaml declares it now: write former_ids: [contacts] into apis/crm.yaml',
    );
    expect(
      await refusal(
        both(part, (w) => {
          renamed(w);
          w.apis.contacts = { ...found(w.apis.crm), name: "New", identifier: "https://new.our-app.example" };
        }),
        { states, stack: "prod-1" },
      ),
    ).toContain("while both names are in use");
  });

  test("is kept after an update that renamed a partner and failed half-way", async () => {
    const moved: Edit = (w) => move(w.partners, "acme-cms", "acme");
    const late = ({ urn }: { urn: string }) => !/Client::acme-cms$/.test(urn);
    const prod: StackState = {
      pending: [],
      resources: stateOf(before).resources.map((one) =>
        late(one) ? one : { ...one, urn: one.urn.replace(/acme-cms$/, "acme") },
      ),
    };
    const said = await refusal(planAfter(moved), { states: { prod } });
    expect(said).toContain(
      'the state still has a part of the application "Acme CMS" as "acme-cms", and partners/acme.yaml declares it now: write former_ids: [acme-cms] into partners/acme.yaml',
    );
    const kept: Edit = (w) => move(w.partners, "acme-cms", "acme", { former_ids: ["acme-cms"] });
    expect(await refusal(planAfter(kept), { states: { prod } })).toBe("");
  });
});

test("a state of another tenant is not written to, reviewed or not", async () => {
  const { resources } = stateOf(before);
  const type = "pulumi:providers:auth0";
  const urn = `urn:pulumi:prod::partner-access::${type}::default`;
  const inputs = { domain: "other.auth0.example" };
  const prod = { pending: [], resources: [{ urn, type, custom: true, id: "1", inputs }, ...resources] };
  for (const isReviewed of [false, true])
    expect(await refusal(before, { states: { prod }, isReviewed })).toBe(
      "nothing is changed in stack prod: the state of prod was made at other.auth0.example, and Pulumi.prod.yaml says auth0:domain our-app.auth0.example: put the right tenant there, or take the right state",
    );
});
