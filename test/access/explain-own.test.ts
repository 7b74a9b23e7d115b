// What `explain` says of the applications that tenant.yaml names as ours.
import { describe, expect, test } from "vitest";
import { type Explanation, explain, type Question } from "../../src/access/answer.ts";
import { renderExplanation } from "../../src/review/render/explanation.ts";
import { plansOf } from "../support/plans.ts";
import { edit, type World } from "../support/workspace.ts";

describe("an application of ours", () => {
  const withOwn = (w: World) => {
    if (!w.tenant) throw new Error("the tenant is missing");
    w.tenant.own_applications = {
      "back-office": {
        name: "Back office",
        stacks: { prod: { client_id: "abc123" } },
        grants: [{ api: "contacts", subject_type: "user", scopes: ["read:contacts"] }],
      },
    };
  };
  const about = (question: Omit<Question, "partner">, policy?: "allow_all") =>
    explain(
      plansOf(
        edit((w) => {
          withOwn(w);
          const { contacts } = w.apis;
          if (policy && contacts) contacts.subject_type_authorization.user.policy = policy;
        }),
      ),
      { partner: "back-office", ...question },
    );
  /** `yes user local, prod: because`, and what would be needed. */
  const answers = ({ answers }: Explanation) =>
    answers.map(
      ({ can, subjectType, stacks, because, needed }) =>
        `${can ? "yes" : "no"} ${subjectType ?? "anybody"} ${stacks.join(", ")}: ${because}${needed === undefined ? "" : `; needs ${needed}`}`,
    );

  test("can do what its grants name, in the stacks where it exists", () => {
    expect(answers(about({ scope: "read:contacts" }))).toEqual([
      "yes user prod: its grant of contacts on behalf of users names read:contacts; it opens GET /contacts",
      "no anybody local: it is not in this stack; needs this stack, with its client_id, in own_applications.back-office of tenant.yaml",
      "no client prod: it has no grant of contacts without a user; needs a grant of api: contacts, subject_type: client with read:contacts in own_applications.back-office of tenant.yaml",
    ]);
  });

  test("is told what it lacks, and where to write it", () => {
    expect(answers(about({ route: { method: "DELETE", path: "/contacts/42" } })).join("\n")).toContain(
      "needs delete:contacts in the scopes of that grant in own_applications.back-office of tenant.yaml",
    );
  });

  test("can do everything of an API that asks no application for a grant", () => {
    const { access, name } = about({}, "allow_all");
    expect(name).toBe("Back office");
    expect(access.map(({ scope, via }) => `${scope} ${via}`)).toEqual([
      "delete:contacts policy",
      "read:contacts grant",
    ]);
    expect(renderExplanation(about({}), { color: false })).toMatch(
      /^"Back office" \(back-office\)\n\n {2}read:contacts of contacts .*only prod\n {4}opens GET \/contacts\n {4}its grant\n {4}limits: /,
    );
  });
});
