import { expect, test } from "vitest";
import { type Candidate, judgeApplications } from "../../src/recover/applications.ts";
import { planOf } from "./support/made.ts";

const plan = planOf("dev");
const active = plan.partners["acme-cms"] ?? expect.fail("no partner");
const suspended = { ...active, status: "suspended", grants: {} } as const;
const signing = {
  ...suspended,
  credentials: plan.partners["ember-mail"]?.credentials ?? expect.fail("no keys"),
};

const one = (clientId: string, more: Partial<Candidate> = {}): Candidate => ({
  ...{ clientId, isKnown: false, isNamed: false, grants: 0, keys: 0, consents: 0 },
  ...more,
});
const known = { isKnown: true };
const named = { isNamed: true };
const used = { grants: 1 };

test.for([
  { name: "none: nothing to do", all: [], kept: "" },
  { name: "one that no state knows: taken up", all: [one("a")], kept: "a" },
  { name: "one that the state knows", all: [one("a", known)], kept: "a" },
  {
    name: "the known one stays beside one that nobody used",
    all: [one("a"), one("b", known)],
    kept: "b",
    surplus: "a",
  },
  {
    name: "both of a replacement that is under way stay",
    all: [one("a", known), one("b", known)],
    kept: "a b",
  },
  {
    name: "one with grants is never deleted beside the known one",
    all: [one("a", used), one("b", known)],
    doubt: /in use/,
  },
  { name: "one with keys neither", all: [one("a", { keys: 1 }), one("b", known)], doubt: /in use/ },
  {
    name: "one that users allowed something neither",
    all: [one("a", { consents: 1 }), one("b", known)],
    doubt: /in use/,
  },
  {
    name: "one that the outputs name neither",
    all: [one("a", named), one("b", known)],
    doubt: /name another/,
  },
  {
    name: "the one that the file or the outputs name, without a state",
    all: [one("a"), one("b", named)],
    kept: "b",
    surplus: "a",
  },
  { name: "two that are named", all: [one("a", named), one("b", named)], doubt: /name different ones/ },
  {
    name: "the one that was in use, without a state",
    all: [one("a"), one("b", used)],
    kept: "b",
    surplus: "a",
  },
  { name: "two that were in use", all: [one("a", used), one("b", used)], doubt: /more than one/ },
  {
    name: "four of one repeated request: any of them",
    all: ["d", "b", "c", "a"].map((id) => one(id)),
    kept: "a",
    surplus: "b c d",
  },
  {
    name: "two of a suspended partner, which has no grants anyway",
    all: [one("a"), one("b")],
    planned: suspended,
    doubt: /nothing shows/,
  },
  {
    name: "an unused one of a suspended partner beside the known one",
    all: [one("a"), one("b", known)],
    planned: suspended,
    doubt: /nothing shows/,
  },
  {
    name: "keys tell of a suspended partner that signs",
    all: [one("a"), one("b", { keys: 2 })],
    planned: signing,
    kept: "b",
    surplus: "a",
  },
  {
    name: "a person names one of two that were in use",
    all: [one("a", used), one("b", used)],
    keep: ["b"],
    kept: "b",
    surplus: "a",
  },
  {
    name: "a person names the known one",
    all: [one("a", used), one("b", known)],
    keep: ["b"],
    kept: "b",
    surplus: "a",
  },
  {
    name: "a person cannot name another one than the known one",
    all: [one("a", used), one("b", known)],
    keep: ["a"],
    doubt: /write the one to keep as client_id/,
  },
  {
    name: "a person cannot name two",
    all: [one("a", used), one("b", used)],
    keep: ["a", "b"],
    doubt: /more than one/,
  },
  {
    name: "a name of somebody else's decides nothing",
    all: [one("a", used), one("b", used)],
    keep: ["x"],
    doubt: /more than one/,
  },
])("$name", ({ all, planned = active, keep = [], kept = "", surplus = "", doubt }) => {
  const verdict = judgeApplications(all, planned, keep);
  const ids = (list: readonly Candidate[]) => list.map(({ clientId }) => clientId).join(" ");
  expect({ kept: ids(verdict.kept), surplus: ids(verdict.surplus) }).toEqual({ kept, surplus });
  if (doubt === undefined) expect(verdict.doubt).toBeUndefined();
  else expect(verdict.doubt).toMatch(doubt);
});
