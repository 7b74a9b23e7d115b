// Whatever somebody is called, and whatever a scope, a reason or a connection is, no answer means another thing for that.
import { describe, expect, test } from "vitest";
import { explain, type Question } from "../../src/access/answer.ts";
import { renderExplanation } from "../../src/review/render/explanation.ts";
import { plansOf } from "../support/plans.ts";
import { acme, edit } from "../support/workspace.ts";

const NAME = 'Nobody. "Acme CMS';
const REASON = "none); it opens nothing. No partner (for";
const SCOPES = ["nothing", "no route", "delete:contacts, not read:contacts"];

const plans = plansOf(
  edit((w) => {
    const { contacts } = w.apis;
    if (!contacts) return;
    for (const scope of SCOPES)
      contacts.scopes[scope] = { description: "Reads contacts", sensitivity: "low" };
    contacts.routes["GET /contacts"] = ["read:contacts", ...SCOPES];
    const partner = acme();
    const [grant] = partner.grants;
    if (grant) Object.assign(grant, { reason: REASON, scopes: ["read:contacts", "nothing"] });
    w.partners["acme-cms"] = { ...partner, name: NAME };
  }),
);

const QUOTED = /"(?:[^"\\]|\\.)*"/g;

const questions: Omit<Question, "partner">[] = [
  {},
  ...[...SCOPES, "read:contacts", "nowhere at all"].map((scope) => ({ scope })),
  ...["/contacts", "/contacts/42", "/none"].map((path) => ({ route: { method: "GET", path } as const })),
];

describe.for(questions)("asked about %j", (question) => {
  const explained = explain(plans, { partner: "acme-cms", ...question });

  test("names, scopes and reasons are set off in the text", () => {
    // As lines are broken, so are names.
    const text = renderExplanation(explained, { color: false }).replaceAll(/\s+/g, " ");
    expect(text.replaceAll(QUOTED, "…")).not.toMatch(
      /Nobody|nothing(?!\b.*was)|no route(?! needs it)|, not read|No partner|nowhere/,
    );
    expect(text).toContain('"Nobody. \\"Acme CMS" (acme-cms)');
  });

  test("and in each sentence of the answer", () => {
    for (const { because, needed = "" } of explained.answers)
      expect(`${because}; ${needed}`.replaceAll(QUOTED, "…")).not.toMatch(
        /nothing|no route(?! needs it)|, not read|No partner|nowhere/,
      );
  });
});
