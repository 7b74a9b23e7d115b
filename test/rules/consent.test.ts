// Who is asked for consent is one fact: what check demands is what the plan, the review and explain say.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explain } from "../../src/access/answer.ts";
import { reachOf } from "../../src/access/reach.ts";
import type { Partner } from "../../src/model/partner.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { planStack } from "../../src/plan/plan.ts";
import { workspaces } from "../support/declarations.ts";
import { edit, ruleNamed } from "../support/workspace.ts";

const RULES = [
  "skip-consent-api",
  "skip-consent-first-party",
  "skip-consent-stated",
  "skip-consent-verifiable",
].map(ruleNamed);

const broken = (workspace: Workspace, partner: string): string[] =>
  RULES.flatMap((rule) =>
    [...rule.check(workspace)].filter(({ file }) => file === `partners/${partner}.yaml`).map(() => rule.id),
  );

const plansOf = (workspace: Workspace) =>
  new Map([...workspace.stacks.keys()].sort().map((stack) => [stack, planStack(workspace, stack)]));

const LOCALHOST = "http://localhost:3306/callback";
const WEB = "https://dev.fieldbook.example/callback";
const SCHEME = "example.fieldbook.app:/callback";

const ASKED = "each user is asked for consent once";
const SKIPPED = "users are not asked for consent";
const BY_CALLBACK =
  "users are asked for consent only where they come back to their own machine or to a scheme of the application's own";

describe.for([
  { callbacks: [LOCALHOST], native: false, says: ASKED, skip: false },
  { callbacks: [WEB], native: false, says: SKIPPED, skip: true },
  { callbacks: [LOCALHOST, WEB], native: false, says: BY_CALLBACK, skip: true },
  { callbacks: [SCHEME], native: true, says: ASKED, skip: false },
  { callbacks: [SCHEME, WEB], native: true, says: BY_CALLBACK, skip: true },
])("with only $callbacks", ({ callbacks, native, says, skip }) => {
  const declared = (skip_consent: boolean | undefined) =>
    edit((world) => {
      const fieldbook = world.partners.fieldbook as Partner;
      const { skip_consent: _, ...application } = fieldbook.application;
      fieldbook.application = {
        ...application,
        ...(native && { app_type: "native", authentication_method: "none" }),
        ...(skip_consent !== undefined && { skip_consent }),
      };
      fieldbook.stacks = { local: { callbacks } };
    });

  test("check accepts one answer, with or without the key", () => {
    expect(broken(declared(true), "fieldbook")).toEqual(skip ? [] : ["skip-consent-verifiable"]);
    for (const value of [false, undefined])
      expect(broken(declared(value), "fieldbook")).toEqual(skip ? ["skip-consent-stated"] : []);
  });

  test("explain says the same", () => {
    const plans = plansOf(declared(skip));
    const { answers } = explain(plans, { partner: "fieldbook", scope: "read:contacts" });
    expect(answers.find(({ can }) => can)?.limits).toContain(says);
  });
});

const callbacks = fc.uniqueArray(fc.constantFrom(LOCALHOST, WEB, SCHEME, "https://a.example/callback"));

/** Arbitrary workspaces in which callbacks may be of any kind, and APIs may ask for consent. */
const mixed = fc
  .tuple(workspaces, fc.array(callbacks, { minLength: 1 }), fc.array(fc.boolean(), { minLength: 1 }))
  .map(([workspace, lists, skips]) => {
    let count = 0;
    for (const { value } of workspace.apis.values()) {
      value.skip_consent_for_verifiable_first_party_clients = skips[count++ % skips.length] ?? false;
      // Other rules refuse an API that is open to all, and a grant of one that is open to nobody.
      value.subject_type_authorization.user.policy = "require_client_grant";
    }
    for (const { value } of workspace.partners.values()) {
      value.status = "active";
      for (const stack of Object.values(value.stacks)) {
        delete stack.status;
        stack.callbacks = lists[count++ % lists.length] ?? [];
      }
    }
    return workspace;
  });

test("what check demands is what the plans say, and some value of skip_consent is always accepted", () => {
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(mixed, (workspace) => {
      for (const { id, value } of workspace.partners.values()) {
        const accepted = [true, undefined].filter((skip_consent) => {
          if (skip_consent) value.application.skip_consent = skip_consent;
          else delete value.application.skip_consent;
          return broken(workspace, id).length === 0;
        });
        const somebodyIsNotAsked = [...plansOf(workspace).values()].some((plan) => {
          const partner = Object.hasOwn(plan.partners, id) ? plan.partners[id] : undefined;
          const reached = partner ? [...reachOf(plan, partner).values()] : [];
          return reached.some(({ consent }) => consent === "skipped" || consent === "by-callback");
        });
        seen.add(somebodyIsNotAsked);
        expect(accepted).toEqual([somebodyIsNotAsked ? true : undefined]);
      }
    }),
  );
  expect([...seen].sort()).toEqual([false, true]);
});
